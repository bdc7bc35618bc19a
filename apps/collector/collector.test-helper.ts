/**
 * An election of as many stations as a test wants in real files, actas of its machines, and a party's server over it on a free port.
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import { type ElectionPackage, loadPackage } from "@triplicate/adapters/election-package.ts";
import { writePackage } from "@triplicate/adapters/election-package-write.ts";
import { createFastKeyPair } from "@triplicate/adapters/sodium-signer.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import {
  authorityLine,
  centreLine,
  logLine,
  placeLine,
  stationLine,
  witnessLine,
} from "@triplicate/core/election/roster-print.ts";
import { createNoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { printNote, type Signer, signNote } from "@triplicate/core/note/note.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import { startCollector } from "./collector.ts";
import type { CollectorOptions, RunningCollector } from "./collector-options.ts";

export const ELECTION = "club-2026";
export const PARTIES = ["red", "blue"] as const;
const both = (text: string) => ({ es: text, en: text });
const contest = (id: string, name: { es: string; en: string }, options: readonly string[]) => ({
  ...{ id, name },
  candidates: options.map((option) => ({ id: `c-${option}`, name: `Candidate ${option}` })),
  options: options.map((option) => ({ id: option, name: `List ${option}`, candidate: `c-${option}` })),
  outcome: { rule: "plurality" as const },
});

const definitionOf = (contests: number): ElectionDefinition => ({
  format: "triplicate/election/v1",
  id: ELECTION,
  name: { es: "Elección del club <2026>", en: "Club election <2026>" },
  date: "2026-11-22",
  paper: "prevails",
  contests: [
    contest("president", { es: "Presidencia", en: "President" }, ["A", "B", "C"]),
    contest("treasurer", both("Treasurer"), ["X", "Y"]),
  ].slice(0, contests),
  roster: { file: "roster.jsonl" },
});

export const REGIONS = ["Álamo", "Bosque", "Costa", "Delta"] as const;
const PLACE_STATIONS = 3;

export const seedOf = (name: string): Uint8Array => nodeSha256(utf8(`a key for tests: ${name}`));

/** By the last parts of a key's name: `machine/p1.1`, `witness/red/p1.1`, `authority/alba`. */
export function signer(name: string): Signer {
  const pair = createFastKeyPair(seedOf(name));
  const full = name === "log" ? `log.example/${ELECTION}` : `${ELECTION}/${name}`;
  return { key: createNoteKey(full, SIGNATURE_TYPE.ed25519, pair.publicKey), sign: pair.sign };
}
const keyOf = (name: string) => createFastKeyPair(seedOf(name)).publicKey;

export const stationName = (index: number): string =>
  `p${Math.floor(index / PLACE_STATIONS) + 1}.${(index % PLACE_STATIONS) + 1}`;

function lines(stations: number): string[] {
  const out = [logLine(signer("log").key.name, keyOf("log")), centreLine("office", keyOf("centre/office"))];
  out.push(authorityLine("alba", keyOf("authority/alba")));
  for (let i = 0; i < stations; i += 1) {
    const place = `p${Math.floor(i / PLACE_STATIONS) + 1}`;
    const region = REGIONS[Math.floor(i / PLACE_STATIONS) % REGIONS.length]!;
    if (i % PLACE_STATIONS === 0) out.push(placeLine(place, `School ${place}`, region));
    out.push(stationLine(stationName(i), place, 500, keyOf(`machine/${stationName(i)}`)));
    for (const party of PARTIES) {
      const scope = { kind: "station", id: stationName(i) } as const;
      const id = `${party}/${stationName(i)}`;
      out.push(witnessLine(id, party, scope, keyOf(`witness/${id}`)));
    }
  }
  return out;
}

export type TestCollector = {
  readonly folder: string;
  readonly election: ElectionPackage;
  /** Not there yet. */
  readonly data: string;
  start(options?: Partial<CollectorOptions>): Promise<RunningCollector>;
};

export type Wishes = { readonly stations?: number; readonly contests?: number };
type Made = { readonly folder: string; readonly election: ElectionPackage };
const made = new Map<string, Promise<Made>>();

/** A package takes a while to write, and nobody changes it: each is made once. */
export function packageOf(wishes: Wishes = {}): Promise<Made> {
  const name = JSON.stringify(wishes);
  const known = made.get(name) ?? makePackage(wishes);
  made.set(name, known);
  return known;
}

async function makePackage({ stations = 6, contests = 1 }: Wishes): Promise<Made> {
  const root = mkdtempSync(join(tmpdir(), "triplicate-package-"));
  process.on("exit", () => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "election");
  const plan = { definition: definitionOf(contests), lines: lines(stations), threshold: 1, quorum: 0 };
  const written = await writePackage(folder, { ...plan, keys: "form" });
  if (!written.ok) throw new Error(JSON.stringify(written.error));
  const note = await signNote(written.value.noteText, [signer("authority/alba")]);
  writeFileSync(join(folder, "election.note"), printNote(note));
  const loaded = await loadPackage(folder);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return { folder, election: loaded.value };
}

/** An election and a folder that is gone afterwards, with every server that was started over it. */
export async function withCollector<T>(
  use: (test: TestCollector) => Promise<T>,
  wishes: Wishes = {},
): Promise<T> {
  const { folder, election } = await packageOf(wishes);
  const root = mkdtempSync(join(tmpdir(), "triplicate-collector-"));
  const started: RunningCollector[] = [];
  try {
    const data = join(root, "data");
    const start = async (options: Partial<CollectorOptions> = {}): Promise<RunningCollector> => {
      const collector = await startCollector({
        ...{ election, electionFolder: folder, data, host: "127.0.0.1", port: 0, mode: "live" },
        ...options,
      });
      if (!collector.ok) throw new Error(collector.error.code);
      started.push(collector.value);
      return collector.value;
    };
    return await use({ folder, election, data, start });
  } finally {
    for (const collector of started) await collector.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

const OPENED = 1_795_000_000;

export function actaText(
  election: ElectionPackage,
  station: string,
  votes: readonly number[],
  change: Partial<Acta> = {},
): string {
  const { id, options } = election.definition.contests.find((one) => one.options.length === votes.length)!;
  const ballots = votes.reduce((sum, value) => sum + value, 0) + 3;
  return ACTA.print({
    election: [ELECTION, election.definitionDigest],
    ...{ mode: "live", station, contest: id, opened: OPENED, closed: OPENED + 36_000 },
    ...{ registered: 500, "checked-in": ballots, ballots, blank: 1, null: 2, spoiled: 1 },
    votes: { options: options.map((option) => option.id), votes },
    records: election.definitionDigest,
    journal: election.definitionDigest,
    ...change,
  });
}

export const signed = async (text: string, ...names: readonly string[]): Promise<Uint8Array> =>
  printNote(await signNote(text, names.map(signer)));

/** The machine's own acta of a station. */
export const actaOf = (
  election: ElectionPackage,
  station: string,
  votes: readonly number[] = [10, 20, 5],
  ...witnesses: readonly string[]
): Promise<Uint8Array> =>
  signed(actaText(election, station, votes), `machine/${station}`, ...witnesses.map((id) => `witness/${id}`));

export type Answer = {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
  readonly headers: Headers;
};

export async function post(
  { url }: RunningCollector,
  path: string,
  body: Uint8Array | string,
  type = "text/plain; charset=utf-8",
): Promise<Answer> {
  return answerOf(
    await fetch(`${url}${path}`, { method: "POST", headers: { "content-type": type }, body: body as string }),
  );
}

export async function get(
  { url }: RunningCollector,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return answerOf(await fetch(`${url}${path}`, { headers }));
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return {
    ...{ status: response.status, text, headers: response.headers },
    json: isJson ? JSON.parse(text) : {},
  };
}
