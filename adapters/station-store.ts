/**
 * A station's store over its file: which slot a record gets, which records there are, and whose store it is.
 *
 * A new record takes a slot at random among the empty ones; an erased one leaves zeros, as a slot that was never used. What is kept in memory is
 * one code a slot, by slot: it tells no more than the disk. Spec: spec/station-storage.md, sections 1 and 2.
 * @module
 */
import { randomBytes } from "node:crypto";
import { equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import type { StationChange, StationStore } from "@triplicate/core/count-machine/station-port.ts";
import { CODE_BYTES } from "@triplicate/core/count-machine/vote-record.ts";
import type { Step, StoreFile } from "./station-store-file.ts";

export type { StoreShape } from "./station-store-file.ts";

/** Whose store it is: one of another election, definition, mode or station is refused. */
export type StoreIdentity = {
  readonly election: string;
  /** SHA-256 of the definition, as text. */
  readonly definition: string;
  readonly mode: "live" | "test";
  readonly station: string;
};

export type Random = (bytes: number) => Uint8Array;
export const systemRandom: Random = (bytes) => new Uint8Array(randomBytes(bytes));

export const STORE_FAULTS = [
  "store-missing",
  "store-there",
  "store-busy",
  "store-unreadable",
  "store-other",
  "copy-other",
  "copy-ahead",
] as const;

export type StoreFaultCode = (typeof STORE_FAULTS)[number];
/** Why a store is not made or opened (spec/station-storage.md, section 5). */
export type StoreFault<Code = StoreFaultCode> = { readonly code: Code; readonly detail: string };

export function printIdentity({ election, definition, mode, station }: StoreIdentity): string {
  const lines = [election, definition, mode, station];
  if (lines.some((line) => line === "" || line.includes("\n")))
    throw new RangeError("an identity has four lines");
  return lines.join("\n");
}

const EMPTY = new Uint8Array(CODE_BYTES);

/** The port over one file; `write` stamps a step and puts it on that file, and elsewhere too if it likes. */
export function createStoreAccess(
  file: StoreFile,
  write: (step: Omit<Step, "stamp">) => void,
  random: Random,
): StationStore {
  const { shape } = file;
  let codes = readCodes(file);
  const codeAt = (n: number): Uint8Array => codes.subarray(n * CODE_BYTES, (n + 1) * CODE_BYTES);
  const find = (code: Uint8Array): number => {
    for (let n = 0; n < shape.slots; n += 1) if (equalBytes(codeAt(n), code)) return n;
    return -1;
  };
  const slotFor = (code: Uint8Array): number => {
    const known = find(code);
    if (known >= 0) return known;
    const free: number[] = [];
    for (let n = 0; n < shape.slots; n += 1) if (equalBytes(codeAt(n), EMPTY)) free.push(n);
    if (free.length === 0) throw new Error("there is no room for another record");
    return free[below(free.length, random)]!;
  };
  const place = ({ record }: StationChange): Step["slot"] => {
    if (record === undefined) return null;
    if ("put" in record) {
      if (record.put.length !== shape.recordBytes) throw new RangeError("a record has one length");
      const code = record.put.subarray(0, CODE_BYTES);
      if (equalBytes(code, EMPTY)) throw new RangeError("no record has a code of zeros");
      return { n: slotFor(code), bytes: record.put };
    }
    const n = isCode(record.erase) ? find(record.erase) : -1;
    if (n < 0) throw new Error("there is no such record");
    return { n, bytes: new Uint8Array(shape.recordBytes) };
  };
  return {
    load: () => ({ state: file.state(), journal: file.journal() }),
    *records() {
      const taken = Array.from({ length: shape.slots }, (_, n) => n).filter(
        (n) => !equalBytes(codeAt(n), EMPTY),
      );
      taken.sort((a, b) => Buffer.compare(codeAt(a), codeAt(b)));
      for (const n of taken) yield file.slot(n);
    },
    record(code) {
      const n = isCode(code) ? find(code) : -1;
      return n < 0 ? null : file.slot(n);
    },
    document: (name) => file.document(name),
    documents: () => file.documents(),
    commit(change) {
      if (utf8(change.state).length > shape.stateBytes)
        throw new RangeError(`a state has at most ${shape.stateBytes} bytes`);
      if (change.state === "") throw new RangeError("a state is never empty");
      const slot = place(change);
      write({ change, slot });
      if (slot !== null) codes.set(slot.bytes.subarray(0, CODE_BYTES), slot.n * CODE_BYTES);
    },
    close() {
      file.close();
      codes = new Uint8Array(shape.slots * CODE_BYTES);
    },
  };
}

const isCode = (code: Uint8Array): boolean => code.length === CODE_BYTES && !equalBytes(code, EMPTY);

function readCodes(file: StoreFile): Uint8Array {
  const codes = new Uint8Array(file.shape.slots * CODE_BYTES);
  let n = 0;
  for (const bytes of file.slots()) {
    codes.set(bytes.subarray(0, CODE_BYTES), n * CODE_BYTES);
    n += 1;
  }
  return codes;
}

/** Uniform below `count`: numbers of the incomplete last round are thrown away. */
function below(count: number, random: Random): number {
  const limit = 2 ** 32 - (2 ** 32 % count);
  for (;;) {
    const number = new DataView(Uint8Array.from(random(4)).buffer).getUint32(0);
    if (number < limit) return number % count;
  }
}
