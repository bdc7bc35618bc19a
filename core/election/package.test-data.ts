/**
 * A small election package, signed, for tests: every key is made from its name, so that the bytes are always the same.
 * @module
 */
import { readFileSync } from "node:fs";
import { ed25519 } from "@noble/curves/ed25519.js";
import { utf8 } from "../bytes.ts";
import { leafHash, rootHash } from "../merkle-tree.ts";
import { createNoteKey, type NoteKey, SIGNATURE_TYPE } from "../note/key.ts";
import { printNote, type Signer, signText } from "../note/note.ts";
import { sha256 } from "../sha256.ts";
import type { ElectionDefinition } from "./definition.ts";
import { ELECTION_NOTE, type ElectionNote } from "./election-note.ts";
import { electionNoteOf, judgeDefinition, type PackageParts, printDefinition } from "./election-package.ts";
import {
  authorityLine,
  centreLine,
  cosignerLine,
  counterLine,
  createRosterReader,
  logLine,
  placeLine,
  stationLine,
  witnessLine,
} from "./roster.ts";

export const seedOf = (name: string): Uint8Array => sha256(utf8(`a key for tests: ${name}`));
const publicKeys = new Map<string, Uint8Array>();

/** The public key of whoever has that name. */
export function publicKeyOf(name: string): Uint8Array {
  const known = publicKeys.get(name);
  if (known !== undefined) return known;
  const made = ed25519.getPublicKey(seedOf(name));
  publicKeys.set(name, made);
  return made;
}

export function signerNamed(name: string, type: NoteKey["type"] = SIGNATURE_TYPE.ed25519): Signer {
  const key = createNoteKey(name, type, publicKeyOf(name));
  return { key, sign: (message) => ed25519.sign(message, seedOf(name)) };
}

const example = JSON.parse(
  readFileSync(new URL("../../examples/small/election.json", import.meta.url), "utf8"),
) as ElectionDefinition;

export const ELECTION = example.id;
const named = (role: string, id: string): Uint8Array => publicKeyOf(`${ELECTION}/${role}/${id}`);

/** The example's election, as a package has it. */
export function packageDefinition(): ElectionDefinition {
  const { $schema: _, places: _places, stations: _stations, ...rest } = example;
  return { ...rest, paper: "prevails", roster: { file: "roster.jsonl" } };
}

export const AUTHORITIES = ["alba", "bruno", "celia"] as const;

/** Log, centre, cosigners, authority; then each place, its counters, its stations, and each station's witnesses. */
export function packageLines(): string[] {
  const { places = [], stations = [] } = example;
  const lines = [
    logLine("log.example/sutrabor-2026", publicKeyOf("log.example/sutrabor-2026")),
    centreLine("oficina", named("centre", "oficina")),
    cosignerLine("unidad.example/cosigner", "Unidad", publicKeyOf("unidad.example/cosigner")),
    cosignerLine(
      "base.example/cosigner",
      "Base",
      publicKeyOf("base.example/cosigner"),
      "https://base.example/cosigner",
    ),
    ...AUTHORITIES.map((id) => authorityLine(id, named("authority", id))),
  ];
  for (const { id, name, region } of places) {
    lines.push(placeLine(id, name, region));
    for (const party of ["Unidad", "Base"]) {
      const counter = `${party}/${id}`;
      lines.push(counterLine(counter, party, { kind: "place", id }, named("counter", counter)));
    }
    for (const station of stations) {
      if (station.place !== id) continue;
      lines.push(stationLine(station.id, id, station.registered, named("machine", station.id)));
      for (const party of ["Unidad", "Base"]) {
        const witness = `${party}/${station.id}`;
        const scope = { kind: "station", id: station.id } as const;
        lines.push(witnessLine(witness, party, scope, named("witness", witness)));
      }
    }
  }
  lines.push(
    witnessLine("Unidad/norte", "Unidad", { kind: "region", id: "Norte" }, named("witness", "Unidad/norte")),
    witnessLine("ong/1", "ong", { kind: "election" }, named("witness", "ong/1")),
  );
  return lines;
}

export type PackageChanges = {
  readonly definition?: Uint8Array;
  readonly lines?: readonly string[];
  readonly note?: (note: ElectionNote) => ElectionNote;
  /** Key names of those who sign; two of the authority when left out. */
  readonly signers?: readonly string[];
  readonly wishes?: { readonly threshold: number; readonly quorum: number };
};

/** The files of the package, with whatever is to be wrong with them. */
export async function packageParts(changes: PackageChanges = {}): Promise<PackageParts> {
  const definitionBytes = changes.definition ?? printDefinition(packageDefinition());
  const definition = judgeDefinition(definitionBytes);
  const roster = readLines(changes.lines ?? packageLines(), definition.definition?.expected);
  const sound = readLines(packageLines(), {});
  if (!sound.result.ok) throw new Error(JSON.stringify(sound.result.error));
  const facts = electionNoteOf(
    definition.definition ?? packageDefinition(),
    sha256(definitionBytes),
    roster.result.ok ? roster.result.value : sound.result.value,
    roster,
    changes.wishes ?? { threshold: 2, quorum: 1 },
  );
  const text = ELECTION_NOTE.print(changes.note?.(facts) ?? facts);
  const signers = changes.signers ?? ["alba", "celia"].map((id) => `${ELECTION}/authority/${id}`);
  const signatures = await Promise.all(signers.map((name) => signText(text, signerNamed(name))));
  const noteBytes = signatures.length === 0 ? utf8(`${text}\n`) : printNote({ text, signatures });
  return { definition, definitionBytes, roster, noteBytes };
}

export function readLines(
  lines: readonly string[],
  expected: ElectionDefinition["expected"] = {},
): PackageParts["roster"] {
  const reader = createRosterReader(expected, { needsKeys: true });
  reader.push(utf8(lines.map((line) => `${line}\n`).join("")));
  return {
    result: reader.finish(),
    lines: lines.length,
    root: rootHash(lines.map((line) => leafHash(utf8(line)))),
  };
}
