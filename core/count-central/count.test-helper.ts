/**
 * A small election with keys, and statements about it that anybody may sign, for the tests of the central count.
 * @module
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { utf8 } from "../bytes.ts";
import type { ElectionDefinition } from "../election/definition.ts";
import type { KeyBook, KeyHolder, RosterKey, Scope } from "../election/key-book.ts";
import { inlineRoster } from "../election/roster.ts";
import { createNoteKey, SIGNATURE_TYPE } from "../note/key.ts";
import { type Note, printNote, type Signer, signNote, type VerifyEd25519 } from "../note/note.ts";
import { sha256 } from "../sha256.ts";
import { ACTA, type Acta } from "../statement/acta.ts";
import { CLOSING_RECORD, type ClosingRecord } from "../statement/closing-record.ts";
import { SHEET, type Sheet } from "../statement/sheet.ts";
import { type EntryContext, type EntryRefusal, type JudgedEntry, judgeEntry, readEntry } from "./entry.ts";

const text = (word: string) => ({ es: word, en: word });
const contest = (id: string, options: readonly string[]) => ({
  id,
  name: text(id),
  candidates: options.map((option) => ({ id: `c-${option}`, name: option })),
  options: options.map((option) => ({ id: option, name: option, candidate: `c-${option}` })),
  outcome: { rule: "plurality" as const },
});

export const DEFINITION: ElectionDefinition = {
  format: "triplicate/election/v1",
  id: "club-2026",
  name: text("Club"),
  date: "2026-11-22",
  contests: [contest("president", ["A", "B", "C"]), contest("treasurer", ["X", "Y"])],
  places: [
    { id: "p1", name: "North", region: "Upper" },
    { id: "p2", name: "South", region: "Lower" },
    { id: "p3", name: "Abroad" },
  ],
  stations: ["p1.1", "p1.2", "p2.1", "p2.2", "p3.1"].map((id) => ({
    id,
    place: id.slice(0, 2),
    registered: 100,
  })),
};
export const ROSTER = inlineRoster(DEFINITION)!;
export const DIGEST = sha256(utf8("definition"));
export const STATIONS = DEFINITION.stations!.map(({ id }) => id);

const place = (station: number) => STATIONS[station]!.slice(0, 2);
const covers = (scope: Scope, station: number): boolean => {
  switch (scope.kind) {
    case "election":
      return true;
    case "region":
      return DEFINITION.places!.some(({ id, region }) => id === place(station) && region === scope.id);
    case "place":
      return scope.id === place(station);
    case "station":
      return scope.id === STATIONS[station];
  }
};

const signers = new Map<string, Signer>();
const keys = new Map<string, RosterKey>();
function addKey(name: string, holder: KeyHolder): void {
  const seed = sha256(utf8(name));
  const key = createNoteKey(name, SIGNATURE_TYPE.ed25519, ed25519.getPublicKey(seed));
  signers.set(name, { key, sign: (message) => ed25519.sign(message, seed) });
  keys.set(`${name}+${key.id}`, { ...key, holder });
}
const E = DEFINITION.id;
for (const [station, id] of STATIONS.entries()) addKey(`${E}/machine/${id}`, { role: "machine", station });
for (const [id, scope] of [
  ["upper/1", { kind: "region", id: "Upper" }],
  ["p2/1", { kind: "place", id: "p2" }],
] as const) {
  addKey(`${E}/spare/${id}`, { role: "spare", id, scope });
}
for (const [id, party, scope] of [
  ["red/p1.1", "red", { kind: "station", id: "p1.1" }],
  ["blue/p1", "blue", { kind: "place", id: "p1" }],
  ["blue/lower", "blue", { kind: "region", id: "Lower" }],
] as const) {
  addKey(`${E}/witness/${id}`, { role: "witness", id, party, scope });
}
for (const [id, party, scope] of [
  ["red/1", "red", { kind: "election" }],
  ["red/2", "red", { kind: "election" }],
  ["blue/1", "blue", { kind: "election" }],
  ["blue/p1", "blue", { kind: "place", id: "p1" }],
] as const) {
  addKey(`${E}/counter/${id}`, { role: "counter", id, party, scope });
}
addKey(`${E}/centre/office`, { role: "centre" });
addKey(`${E}/authority/alba`, { role: "authority" });

const book: KeyBook = { find: (name, id) => keys.get(`${name}+${id}`), covers };
export const CONTEXT: EntryContext = {
  definition: DEFINITION,
  definitionDigest: DIGEST,
  roster: ROSTER,
  book,
  mode: "live",
};

/** The signer of `machine/p1.1`, `witness/red/p1.1` and so on. */
export const signer = (name: string): Signer => signers.get(`${E}/${name}`)!;
export const verify: VerifyEd25519 = (publicKey, message, signature) =>
  ed25519.verify(signature, message, publicKey);

const OPENED = 1_795_000_000;
export function acta(station: string, votes: readonly number[], change: Partial<Acta> = {}): string {
  const { options, id } = DEFINITION.contests.find(({ options }) => options.length === votes.length)!;
  const ballots = votes.reduce((sum, value) => sum + value, 0) + 3;
  return ACTA.print({
    election: [E, DIGEST],
    mode: "live",
    station,
    contest: id,
    opened: OPENED,
    closed: OPENED + 36_000,
    registered: 100,
    "checked-in": ballots,
    ballots,
    votes: { options: options.map((option) => option.id), votes },
    blank: 1,
    null: 2,
    spoiled: 0,
    records: DIGEST,
    journal: DIGEST,
    ...change,
  });
}

export function sheet(station: string, votes: readonly number[], change: Partial<Sheet> = {}): string {
  const { options, id } = DEFINITION.contests.find(({ options }) => options.length === votes.length)!;
  return SHEET.print({
    election: [E, DIGEST],
    mode: "live",
    station,
    contest: id,
    counted: OPENED + 80_000,
    papers: votes.reduce((sum, value) => sum + value, 0) + 3,
    votes: { options: options.map((option) => option.id), votes },
    blank: 1,
    null: 2,
    ...change,
  });
}

export function closing(station: string, actas: ClosingRecord["acta"], copies = 3): string {
  return CLOSING_RECORD.print({
    election: [E, DIGEST],
    mode: "live",
    station,
    closed: OPENED + 36_000,
    acta: actas,
    copies,
    witness: [],
  });
}

export const signed = async (body: string, ...names: readonly string[]): Promise<Uint8Array> =>
  printNote(await signNote(body, names.map(signer)));

/** A note with lines that no key made: for what is judged before or without verifying. */
export function unverified(body: string, ...names: readonly string[]): Uint8Array {
  const note: Note = {
    text: body,
    signatures: names.map((name) => {
      const { key } = signer(name);
      return { name: key.name, keyId: key.id, blob: new Uint8Array(64) };
    }),
  };
  return printNote(note);
}

/** Judged as if every signature held. */
export function believed(bytes: Uint8Array): JudgedEntry {
  const read = readEntry(bytes, CONTEXT);
  if (!read.ok) throw new Error(read.error.rule);
  const judged = judgeEntry(
    read.value,
    read.value.checks.map(() => true),
  );
  if (!judged.ok) throw new Error(judged.error.rule);
  return judged.value;
}

export function judge(bytes: Uint8Array, context = CONTEXT): JudgedEntry | EntryRefusal {
  const read = readEntry(bytes, context);
  if (!read.ok) return read.error;
  const verdicts = read.value.checks.map(({ key, message, signature }) =>
    verify(key.publicKey, message, signature),
  );
  const judged = judgeEntry(read.value, verdicts);
  return judged.ok ? judged.value : judged.error;
}
