/**
 * A small election in real files, its keys, and a centre over it that listens on a free port, for tests.
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyPair, nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import { type ElectionPackage, loadPackage } from "@triplicate/adapters/election-package.ts";
import { writePackage } from "@triplicate/adapters/election-package-write.ts";
import type { SignaturePool } from "@triplicate/adapters/signature-pool.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import {
  authorityLine,
  centreLine,
  cosignerLine,
  counterLine,
  logLine,
  placeLine,
  stationLine,
  witnessLine,
} from "@triplicate/core/election/roster-print.ts";
import { createNoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { printNote, type Signer, signNote } from "@triplicate/core/note/note.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import { CLOSING_RECORD, type ClosingRecord } from "@triplicate/core/statement/closing-record.ts";
import { SHEET, type Sheet } from "@triplicate/core/statement/sheet.ts";
import { type Centre, type CentreOptions, startCentre } from "./server.ts";

export const ELECTION = "club-2026";
export const ORIGIN = "log.example/club-2026";
const both = (text: string) => ({ es: text, en: text });
const contest = (id: string, options: readonly string[]) => ({
  id,
  name: both(`Election of the ${id}`),
  candidates: options.map((option) => ({ id: `c-${option}`, name: `Candidate ${option}` })),
  options: options.map((option) => ({ id: option, name: `List ${option}`, candidate: `c-${option}` })),
  outcome: { rule: "plurality" as const },
});
export const DEFINITION: ElectionDefinition = {
  format: "triplicate/election/v1",
  id: ELECTION,
  name: both("Club <2026>"),
  date: "2026-11-22",
  paper: "prevails",
  contests: [contest("president", ["A", "B", "C"]), contest("treasurer", ["X", "Y"])],
  roster: { file: "roster.jsonl" },
};
export const STATIONS = ["p1.1", "p1.2", "p2.1", "p2.2"] as const;
const REGIONS = { p1: "Upper", p2: "Lower" } as const;

/** Keys by the last parts of their names: `machine/p1.1`, `witness/red/p1.1`, `counter/red/1`, `log`, `cosigner`. */
export const seedOf = (name: string): Uint8Array => nodeSha256(utf8(`a key for tests: ${name}`));
export function signer(name: string): Signer {
  const pair = createKeyPair(seedOf(name));
  const full =
    name === "log" || name === "log/test"
      ? name.replace("log", ORIGIN)
      : name === "cosigner"
        ? "party.example/cosigner"
        : `${ELECTION}/${name}`;
  const type = name === "cosigner" ? SIGNATURE_TYPE.cosignature : SIGNATURE_TYPE.ed25519;
  return { key: createNoteKey(full, type, pair.publicKey), sign: pair.sign };
}
const keyOf = (name: string) => signer(name).key.publicKey;

function lines({ cosignerUrl, log = "log" }: Wishes): string[] {
  const out = [logLine(signer(log).key.name, keyOf(log)), centreLine("office", keyOf("centre/office"))];
  if (cosignerUrl !== undefined)
    out.push(cosignerLine("party.example/cosigner", "red", keyOf("cosigner"), cosignerUrl));
  out.push(authorityLine("alba", keyOf("authority/alba")));
  for (const [place, region] of Object.entries(REGIONS)) {
    out.push(placeLine(place, `Place ${place}`, region));
    for (const station of STATIONS.filter((id) => id.startsWith(place))) {
      out.push(stationLine(station, place, 100, keyOf(`machine/${station}`)));
      for (const party of ["red", "blue"]) {
        const scope = { kind: "station", id: station } as const;
        out.push(witnessLine(`${party}/${station}`, party, scope, keyOf(`witness/${party}/${station}`)));
      }
    }
  }
  for (const id of ["red/1", "blue/1", "blue/2"]) {
    out.push(counterLine(id, id.split("/")[0]!, { kind: "election" }, keyOf(`counter/${id}`)));
  }
  return out;
}

export type TestElection = {
  readonly folder: string;
  readonly election: ElectionPackage;
  readonly data: string;
  start(options?: Partial<CentreOptions>): Promise<Centre>;
};

type Made = { readonly folder: string; readonly election: ElectionPackage };
type Wishes = {
  readonly cosignerUrl?: string;
  readonly quorum?: number;
  readonly log?: "log" | "log/test";
};
const made = new Map<string, Promise<Made>>();

/** A package takes threads and a while to write, and nobody changes it: each is made once. */
function packageOf(wishes: Wishes): Promise<Made> {
  const name = JSON.stringify(wishes);
  const known = made.get(name) ?? makePackage(wishes);
  made.set(name, known);
  return known;
}

async function makePackage(wishes: Wishes): Promise<Made> {
  const { quorum = 0 } = wishes;
  const root = mkdtempSync(join(tmpdir(), "triplicate-package-"));
  process.on("exit", () => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "election");
  const plan = { definition: DEFINITION, lines: lines(wishes), threshold: 1, quorum };
  const written = await writePackage(folder, plan);
  if (!written.ok) throw new Error(JSON.stringify(written.error));
  const note = await signNote(written.value.noteText, [signer("authority/alba")]);
  writeFileSync(join(folder, "election.note"), printNote(note));
  const loaded = await loadPackage(folder);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return { folder, election: loaded.value };
}

/** An election and a data folder that is gone afterwards, with every centre that was started over it. */
export async function withElection<T>(
  use: (election: TestElection) => Promise<T>,
  wishes: Wishes = {},
): Promise<T> {
  const { folder, election } = await packageOf(wishes);
  const root = mkdtempSync(join(tmpdir(), "triplicate-centre-"));
  const started: Centre[] = [];
  try {
    const data = join(root, "data");
    const start = async (options: Partial<CentreOptions> = {}): Promise<Centre> => {
      const centre = await startCentre({
        ...{ election, electionFolder: folder, data },
        logSigner: signer(wishes.log ?? "log"),
        centreSigner: signer("centre/office"),
        mode: wishes.log === "log/test" ? "test" : "live",
        host: "127.0.0.1",
        port: 0,
        batchMilliseconds: 5,
        pool: ONE_THREAD,
        ...options,
      });
      if (!centre.ok) throw new Error(centre.error.code);
      started.push(centre.value);
      return centre.value;
    };
    return await use({ folder, election, data, start });
  } finally {
    for (const centre of started) await centre.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

/** Verifies in this thread: tests start many centres, and threads take longer to start than a test. */
export const ONE_THREAD: SignaturePool = {
  backend: "node",
  threads: 1,
  verify: async (checks) => {
    const { verifyEd25519 } = await import("@triplicate/adapters/ed25519-node.ts");
    return Uint8Array.from(checks, ({ publicKey, message, signature }) =>
      verifyEd25519(publicKey, message, signature) ? 1 : 0,
    );
  },
  checkKeys: async (keys) => keys.map(() => null),
  close: async () => {},
};

const OPENED = 1_795_000_000;
const reference = (election: ElectionPackage) => [ELECTION, election.definitionDigest] as const;

export function actaText(
  election: ElectionPackage,
  station: string,
  votes: readonly number[],
  change: Partial<Acta> = {},
): string {
  const { id, options } = DEFINITION.contests.find(({ options }) => options.length === votes.length)!;
  const ballots = votes.reduce((sum, value) => sum + value, 0) + 3;
  return ACTA.print({
    election: reference(election),
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
    spoiled: 1,
    records: election.definitionDigest,
    journal: election.definitionDigest,
    ...change,
  });
}

export function sheetText(
  election: ElectionPackage,
  station: string,
  votes: readonly number[],
  change: Partial<Sheet> = {},
): string {
  const { id, options } = DEFINITION.contests.find(({ options }) => options.length === votes.length)!;
  return SHEET.print({
    election: reference(election),
    mode: "live",
    station,
    contest: id,
    counted: OPENED + 90_000,
    papers: votes.reduce((sum, value) => sum + value, 0) + 3,
    votes: { options: options.map((option) => option.id), votes },
    blank: 1,
    null: 2,
    ...change,
  });
}

export const closingText = (
  election: ElectionPackage,
  station: string,
  acta: ClosingRecord["acta"],
  witness: ClosingRecord["witness"] = [],
): string =>
  CLOSING_RECORD.print({
    election: reference(election),
    mode: "live",
    station,
    closed: OPENED + 36_000,
    acta,
    copies: 3,
    witness,
  });

export const signed = async (text: string, ...names: readonly string[]): Promise<Uint8Array> =>
  printNote(await signNote(text, names.map(signer)));

export type Answer = { readonly status: number; readonly text: string; readonly headers: Headers };

export async function post(centre: Centre, body: Uint8Array | string, type = "text/plain"): Promise<Answer> {
  const response = await fetch(`${centre.url}/submissions`, {
    method: "POST",
    headers: { "content-type": type },
    body: body as string,
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

export async function get(
  centre: Centre,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${centre.url}${path}`, { headers });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

export const json = async (centre: Centre, path: string) => JSON.parse((await get(centre, path)).text);
