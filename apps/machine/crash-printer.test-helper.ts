/**
 * A thermal printer on a real port, whose paper people can look at, and whose power can go in the middle of a line.
 * @module
 */
import { createServer, type Server, type Socket } from "node:net";
import { Emulator, type Sheet } from "@triplicate/adapters/escpos-emulator.test-helper.ts";

/** What people see of the newest paper that is not put away yet. */
export type Seen = "whole" | "torn" | "none";

export type CrashPrinter = {
  readonly port: number;
  readonly emulator: Emulator;
  /** After so many bytes from now the power goes: what is on paper stays, the rest is lost. */
  cutAfter(bytes: number, onCut: () => void): void;
  /** Waits until nothing is on the way any more. */
  settled(): Promise<void>;
  /** The paper that hangs out of it, with all its lines; what hangs there is then taken away. */
  take(): { readonly seen: Seen; readonly lines: readonly string[] };
  close(): Promise<void>;
};

/** DLE DC4 8: what a printer's memory is after its power went. */
const FORGET = Uint8Array.of(0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8);

export async function startCrashPrinter(): Promise<CrashPrinter> {
  const sockets = new Set<Socket>();
  let answerTo: Socket | null = null;
  const emulator = new Emulator(80, (bytes) => {
    if (answerTo?.writable === true) answerTo.write(bytes);
  });
  let left = Number.POSITIVE_INFINITY;
  let onCut: () => void = () => {};
  let taken = 0;
  const receive = (bytes: Uint8Array): void => {
    const some = bytes.subarray(0, Math.min(bytes.length, left));
    left -= some.length;
    if (some.length > 0) emulator.receive(some);
    if (left > 0) return;
    left = Number.POSITIVE_INFINITY;
    answerTo?.destroy();
    answerTo = null;
    emulator.receive(FORGET);
    onCut();
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    answerTo = socket;
    socket.on("data", (bytes) => {
      if (socket === answerTo) receive(bytes);
    });
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    port: address.port,
    emulator,
    cutAfter(bytes, act) {
      left = bytes;
      onCut = act;
    },
    async settled() {
      left = Number.POSITIVE_INFINITY;
      while (sockets.size > 0) await new Promise(setImmediate);
      emulator.receive(FORGET);
    },
    take() {
      const fresh = emulator.sheets.slice(taken).filter(hasMarks);
      if (hasMarks(emulator.sheet)) emulator.sheets.push({ marks: [], lines: [], height: 0, isCut: false });
      taken = emulator.sheets.length - 1;
      const [newest] = fresh.slice(-1);
      const seen = newest === undefined ? "none" : newest.isCut ? "whole" : "torn";
      return { seen, lines: newest?.lines ?? [] };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const hasMarks = ({ marks }: Sheet): boolean => marks.length > 0;
