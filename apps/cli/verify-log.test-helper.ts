/**
 * Logs to verify: an honest one, and what it takes to break exactly one thing of it.
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import { createFolderSource } from "@triplicate/adapters/log-source.ts";
import { createSignaturePool, type SignaturePool } from "@triplicate/adapters/signature-pool.ts";
import { type Verification, type VerifyRequest, verifyLog } from "@triplicate/adapters/verify-log.ts";
import { decodeUtf8, utf8 } from "@triplicate/core/bytes.ts";
import { bundlePath, bundlesOf, decodeBundle } from "@triplicate/core/log/tile.ts";
import { type Note, parseNote } from "@triplicate/core/note/note.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import { CLOSING_RECORD, type ClosingRecord } from "@triplicate/core/statement/closing-record.ts";
import { type SimulatedElection, simulateElection } from "@triplicate/simulation/election/election.ts";
import { electionShape, isCountedByHand } from "@triplicate/simulation/election/shape.ts";
import { signAs } from "@triplicate/simulation/election/signed-day.ts";
import { nodeSigningKit } from "./simulated-kit.ts";

export const SHAPE = electionShape({ stations: 12, seed: 3, handCount: 0.25, everyWitnessSigns: true });
export const ELECTION: SimulatedElection = simulateElection(SHAPE, nodeSigningKit);

/** Every station's actas, closing record and sheets. */
export const HONEST: readonly Uint8Array[] = Array.from({ length: SHAPE.stations }, (_, station) =>
  ELECTION.signedDay(station),
).flatMap(({ actas, closing, sheets }) => [...actas, closing, ...sheets]);

export const without = (removed: readonly Uint8Array[]): Uint8Array[] => {
  const gone = new Set(removed.map((bytes) => decodeUtf8(bytes)));
  return HONEST.filter((bytes) => !gone.has(decodeUtf8(bytes)));
};

const stations = Array.from({ length: SHAPE.stations }, (_, station) => station);
/** A station whose box was counted by hand, and one whose was not. */
export const COUNTED = stations.find((station) => isCountedByHand(SHAPE, station))!;
export const UNCOUNTED = stations.find((station) => !isCountedByHand(SHAPE, station))!;

/** The uncounted station's day with another acta that its machine signed, and a closing record that names it. */
export function signedInstead(
  change: (acta: Acta) => Acta,
  told: (record: ClosingRecord) => Partial<ClosingRecord> = () => ({}),
): { acta: Uint8Array; closing: Uint8Array } {
  const day = ELECTION.drawDay(UNCOUNTED);
  const machine = ELECTION.cast.machine(UNCOUNTED);
  const text = ACTA.print(change(day.actas[0]!));
  const closing = CLOSING_RECORD.parse(day.closing);
  if (!closing.ok) throw new Error(closing.error.code);
  const named: ClosingRecord = {
    ...closing.value,
    acta: [[closing.value.acta[0]![0], nodeSha256(utf8(text))]],
    ...told(closing.value),
  };
  return {
    acta: signAs(text, [machine], nodeSigningKit),
    closing: signAs(CLOSING_RECORD.print(named), [machine], nodeSigningKit),
  };
}

/** The closing record of the same day, but for the first witness. */
export const UNTOLD = signedInstead(
  (acta) => acta,
  ({ witness }) => ({ witness: witness.slice(1) }),
).closing;

export const day = (station: number) => ELECTION.signedDay(station);

export function noteOf(bytes: Uint8Array): Note {
  const note = parseNote(bytes);
  if (!note.ok) throw new Error(note.error.code);
  return note.value;
}

/** Every entry of a folder's log. */
export async function entriesOf(folder: string, size: number): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (const bundle of bundlesOf(size)) {
    const decoded = decodeBundle(await readFile(join(folder, bundlePath(bundle))), bundle.width);
    if (!decoded.ok) throw new Error(decoded.error.code);
    entries.push(...decoded.value);
  }
  return entries;
}

/** Changes one byte of a file. */
export async function flip(path: string, at = 0): Promise<void> {
  const bytes = await readFile(path);
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  await writeFile(path, bytes);
}

let pool: SignaturePool | null = null;

/** One pool for all tests of a file: a thread costs more than what these logs have to verify. */
export const sharedPool = (): SignaturePool => {
  pool ??= createSignaturePool({ threads: 1, backend: "node" });
  return pool;
};

export const closePool = async (): Promise<void> => {
  await pool?.close();
  pool = null;
};

export async function verifyFolder(
  folder: string,
  request: Partial<VerifyRequest> = {},
): Promise<Verification> {
  const verified = await verifyLog({
    source: createFolderSource(folder),
    pool: sharedPool(),
    mode: "live",
    authorities: [],
    others: [],
    state: null,
    ...request,
  });
  if (!verified.ok) throw new Error(`${verified.error.code} ${verified.error.name}`);
  return verified.value;
}

export const rulesOf = ({ breaches }: Verification): string[] => Object.keys(breaches.byRule).sort();
