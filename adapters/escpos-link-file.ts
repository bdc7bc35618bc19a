/**
 * A printer that is a file of the system: `/dev/usb/lp0`, or a serial line.
 *
 * Opened so that nothing waits in the kernel: a printer without paper takes no bytes, and a thread that waited for it would never end. What
 * is not taken, or not there to read, is asked for again a little later. A serial line is set by the system's own `stty`.
 * Spec: spec/printing.md, clauses 4.1 and 4.3.
 * @module
 */
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { promisify } from "node:util";
import type { After, EscPosLink, LinkEvents, OpenLink } from "./escpos-link.ts";

const RETRY_MILLISECONDS = 10;
/** A USB printer's own buffer is small; less is lost sight of in small pieces. */
const PIECE_BYTES = 1024;
const READ_BYTES = 256;
const { O_RDWR, O_NONBLOCK, O_NOCTTY } = constants;

const run = promisify(execFile);

/** Raw bytes both ways, eight bits, no parity; the printer holds us up by the line RTS/CTS when its memory is full. */
export const setSerial = (path: string, baud: number): Promise<boolean> =>
  run("stty", ["-F", path, String(baud), "raw", "-echo", "cs8", "-parenb", "-cstopb", "clocal", "crtscts"], {
    timeout: 5000,
  }).then(
    () => true,
    () => false,
  );

export const openSerial =
  (path: string, { baud, after }: { readonly baud: number; readonly after: After }): OpenLink =>
  async (events) =>
    (await setSerial(path, baud)) ? openFile(path, after)(events) : null;

export const openFile =
  (path: string, after: After): OpenLink =>
  async (events) => {
    const file = await open(path, O_RDWR | O_NONBLOCK | O_NOCTTY).catch(() => null);
    return file === null ? null : fileLink(file, events, after);
  };

const isLater = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR";
};

function fileLink(file: FileHandle, { onData, onBroken }: LinkEvents, after: After): EscPosLink {
  let isClosed = false;
  const waits = new Set<() => void>();
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        cancel();
        waits.delete(end);
        resolve();
      };
      const cancel = after(RETRY_MILLISECONDS, end);
      waits.add(end);
    });
  const shut = (): void => {
    if (isClosed) return;
    isClosed = true;
    for (const end of [...waits]) end();
    file.close().catch(() => undefined);
  };
  const broke = (): void => {
    if (isClosed) return;
    shut();
    onBroken();
  };
  const read = async (): Promise<void> => {
    const buffer = new Uint8Array(READ_BYTES);
    while (!isClosed) {
      try {
        const { bytesRead } = await file.read(buffer, 0, READ_BYTES, null);
        // A USB printer with nothing to say reads as empty.
        if (bytesRead === 0) await pause();
        else if (!isClosed) onData(buffer.slice(0, bytesRead));
      } catch (error) {
        if (!isLater(error)) return broke();
        await pause();
      }
    }
  };
  const write = async (bytes: Uint8Array): Promise<boolean> => {
    let at = 0;
    while (!isClosed && at < bytes.length) {
      try {
        const { bytesWritten } = await file.write(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
        at += bytesWritten;
        if (bytesWritten === 0) await pause();
      } catch (error) {
        if (isLater(error)) await pause();
        else broke();
      }
    }
    return !isClosed;
  };
  read();
  return { write, close: shut };
}
