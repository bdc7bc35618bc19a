/**
 * A club's election in real files, and machines over it: provisioned, opened, voted at, as their people do it.
 * @module
 */
import { createHash, scryptSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyPair, type NodeSigner, nodeSha256, signerOf } from "@triplicate/adapters/ed25519-node.ts";
import { writePackage } from "@triplicate/adapters/election-package-write.ts";
import { readKeyFile, writeKeyFile } from "@triplicate/adapters/key-file.ts";
import { encodeBase64, utf8 } from "@triplicate/core/bytes.ts";
import type { PaperOutcome } from "@triplicate/core/count-machine/station-commands.ts";
import { unpackRecord } from "@triplicate/core/count-machine/vote-record.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { printDefinition } from "@triplicate/core/election/election-package.ts";
import {
  authorityLine,
  centreLine,
  logLine,
  placeLine,
  spareLine,
  stationLine,
  witnessLine,
} from "@triplicate/core/election/roster-print.ts";
import { createNoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { parseNote, printNote, signNote } from "@triplicate/core/note/note.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import { CARD, PIN_SCRYPT } from "@triplicate/core/statement/card.ts";
import { noteToLine } from "@triplicate/core/statement/one-line.ts";
import { WITNESS_ANSWER } from "@triplicate/core/statement/witness-answer.ts";
import type { Action, Answer, PrinterState } from "@triplicate/machine-screens/api.ts";
import type { LiveStation } from "./live-station.ts";
import type { SystemClock } from "./machine-clock.ts";
import { openMachineFolder } from "./machine-folder.ts";
import type { MachineOptions, RunningMachine } from "./machine-options.ts";
import type { StationPapers } from "./printing.ts";
import { type Provisioning, provisionMachine } from "./provision.ts";
import { runMachine } from "./running-machine.ts";
import { signed } from "./station-facts.ts";

export const ELECTION = "club-2026";
export const STATION = "01.1";
export const PIN = "481516";
export const PASSPHRASE = "correcto caballo pila grapa";
/** The voting hours of 22 November 2026, seconds since 1970. */
export const OPENS = Date.UTC(2026, 10, 22, 8) / 1000;
export const CLOSES = OPENS + 8 * 3600;
export const LOG = "log.example/club-2026";

const both = (text: string) => ({ es: text, en: text });
const SYMBOL = utf8(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>',
);
const contest = (id: string, options: readonly string[]) => ({
  id,
  name: both(`Election of the ${id}`),
  candidates: options.map((option) => ({ id: `c-${option}`, name: `Candidate ${option}` })),
  options: options.map((option) => ({ id: option, name: `List ${option}`, candidate: `c-${option}` })),
  outcome: { rule: "plurality" as const },
});
const president = contest("president", ["A", "B", "C"]);
export const DEFINITION: ElectionDefinition = {
  format: "triplicate/election/v1",
  id: ELECTION,
  name: both("Club 2026"),
  date: "2026-11-22",
  paper: "prevails",
  contests: [
    {
      ...president,
      options: president.options.map((option) =>
        option.id === "A"
          ? { ...option, symbol: { file: "pictures/a.svg", sha256: encodeBase64(nodeSha256(SYMBOL)) } }
          : option,
      ),
    },
    contest("treasurer", ["X", "Y"]),
  ],
  roster: { file: "roster.jsonl" },
};
const DIGEST = nodeSha256(printDefinition(DEFINITION));

/** Keys by the last parts of their names: `machine/01.1`, `spare/1`, `witness/red/01.1`, `authority/alba`, `log`. */
export function signer(name: string): NodeSigner & { readonly seed: Uint8Array } {
  const seed = new Uint8Array(createHash("sha256").update(`a key for tests: ${name}`).digest());
  const { publicKey, sign } = createKeyPair(seed);
  const full = name === "log" ? LOG : `${ELECTION}/${name}`;
  return { key: createNoteKey(full, SIGNATURE_TYPE.ed25519, publicKey), sign, seed };
}
const keyOf = (name: string): Uint8Array => signer(name).key.publicKey;

export const WITNESSES = ["red/01.1", "blue/01.1"] as const;
const at = (id: string) => ({ kind: "station", id }) as const;

function rosterLines(): string[] {
  return [
    logLine(LOG, keyOf("log")),
    centreLine("office", keyOf("centre/office")),
    authorityLine("alba", keyOf("authority/alba")),
    ...[1, 2].flatMap((n) => [
      placeLine(`0${n}`, `Place ${n}`, n === 1 ? "Upper" : "Lower"),
      stationLine(`0${n}.1`, `0${n}`, 40, keyOf(`machine/0${n}.1`)),
    ]),
    spareLine("1", { kind: "place", id: "01" }, keyOf("spare/1")),
    spareLine("2", { kind: "place", id: "02" }, keyOf("spare/2")),
    ...WITNESSES.map((id) => witnessLine(id, id.split("/")[0]!, at(STATION), keyOf(`witness/${id}`))),
    witnessLine("green/all", "green", { kind: "election" }, keyOf("witness/green/all")),
    witnessLine("red/02.1", "red", at("02.1"), keyOf("witness/red/02.1")),
  ];
}

let made: Promise<string> | null = null;

/** The package's folder, made once and gone with the process. */
export function electionFolder(): Promise<string> {
  made ??= makeElection();
  return made;
}

async function makeElection(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "triplicate-machine-election-"));
  process.on("exit", () => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "election");
  const pictures = new Map([["pictures/a.svg", SYMBOL]]);
  const plan = { definition: DEFINITION, lines: rosterLines(), threshold: 1, quorum: 0, pictures };
  const written = await writePackage(folder, plan);
  if (!written.ok) throw new Error(JSON.stringify(written.error));
  const note = await signNote(written.value.noteText, [signer("authority/alba")]);
  writeFileSync(join(folder, "election.note"), printNote(note));
  for (const name of ["machine/01.1", "machine/02.1", "spare/1", "spare/2"]) await writeKey(root, name);
  return folder;
}

/** Work factor 1: these keys protect nothing. */
async function writeKey(root: string, name: string): Promise<void> {
  const { key, seed } = signer(name);
  const file = join(root, `${name.replace("/", "-")}.key`);
  const written = await writeKeyFile(file, key, seed, PASSPHRASE, { workFactor: 1 });
  if (!written.ok) throw new Error(written.error.code);
}

export const keyFile = (election: string, name: string): string =>
  join(election, "..", `${name.replace("/", "-")}.key`);

export async function openKey(file: string): Promise<NodeSigner> {
  const read = await readKeyFile(file, PASSPHRASE);
  if (!read.ok) throw new Error(read.error.code);
  return signerOf(read.value.key, read.value.seed);
}

export async function wishesFor(folder: string, changes: Partial<Provisioning> = {}): Promise<Provisioning> {
  const election = await electionFolder();
  return {
    election,
    station: STATION,
    keyFile: keyFile(election, "machine/01.1"),
    passphrase: PASSPHRASE,
    folder,
    hours: { opens: OPENS, closes: CLOSES },
    mode: "live",
    paper: 80,
    printer: "screen",
    language: "es",
    secondCopy: null,
    centre: null,
    now: OPENS - 3600,
    ...changes,
  };
}

const cardLines = new Map<string, string>();
export function cardLine(id: string, scope = `station/${STATION}`): string {
  const known = cardLines.get(`${id} ${scope}`) ?? makeCard(id, scope);
  cardLines.set(`${id} ${scope}`, known);
  return known;
}

function makeCard(id: string, scope: string): string {
  const salt = nodeSha256(utf8(`salt ${id}`)).subarray(0, 16);
  const check = new Uint8Array(scryptSync(PIN, salt, 32, { ...PIN_SCRYPT, maxmem: 128 * 1024 * 1024 }));
  const text = CARD.print({
    election: [ELECTION, DIGEST],
    card: id,
    name: `Poll worker ${id}`,
    scope,
    pin: [salt, check],
  });
  return noteToLine("card", signed(text, signer("authority/alba")));
}

/** A clock that goes when it is told to; what waits for it is called then. */
export type HandClock = SystemClock & { pass(seconds: number): Promise<void>; set(seconds: number): void };

export function handClock(start: number): HandClock {
  let wall = start * 1000;
  let passed = 0;
  const waiting = new Set<{ readonly at: number; readonly act: () => void }>();
  return {
    now: () => wall,
    monotonic: () => passed,
    after(milliseconds, act) {
      const entry = { at: passed + milliseconds, act };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    set(seconds) {
      wall = seconds * 1000;
    },
    async pass(seconds) {
      const until = passed + seconds * 1000;
      await turns();
      for (;;) {
        const due = [...waiting].filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
        const step = Math.max(0, (due?.at ?? until) - passed);
        passed += step;
        wall += step;
        if (due === undefined) return;
        waiting.delete(due);
        due.act();
        await turns();
      }
    },
  };
}

/** Lets whatever needs no time happen. */
async function turns(): Promise<void> {
  for (let i = 0; i < 8; i += 1) await new Promise(setImmediate);
}

/** A printer that does as it is told: papers it was given, the outcome of the next ones. */
export type FakePapers = StationPapers & {
  readonly printed: string[];
  readonly outcomes: PaperOutcome[];
  state: PrinterState;
  /** Called before each paper: what stands on the disk by then. */
  onPrint: (paper: string, station: LiveStation) => void;
};

export function fakePapers(): FakePapers {
  const papers: FakePapers = {
    printed: [],
    outcomes: [],
    state: "ready",
    onPrint: () => {},
    status: async () => papers.state,
    async print(paper, station) {
      papers.onPrint(paper, station);
      const outcome = papers.outcomes.shift() ?? "printed";
      if (outcome !== "nothing") papers.printed.push(paper === "voucher" ? voucherOf(station) : paper);
      return outcome;
    },
  };
  return papers;
}

const voucherOf = (station: LiveStation): string => {
  const bytes = station.record();
  const record = bytes === null ? null : unpackRecord(bytes, station.facts.definition.contests);
  return `voucher ${JSON.stringify(record?.selections)}`;
};

export type TestMachine = {
  readonly machine: RunningMachine;
  readonly papers: FakePapers;
  readonly clock: HandClock;
  act(action: Action): Promise<Answer>;
  /** Throws when it is refused. */
  does(...actions: readonly Action[]): Promise<Answer>;
};

/** Starts the machine of a folder with a printer of the test's own. */
export async function startTest(
  folder: string,
  options: Partial<MachineOptions> & { readonly papers?: FakePapers; readonly clock?: HandClock } = {},
): Promise<TestMachine> {
  const { papers = fakePapers(), clock = handClock(OPENS), signer: by = signer("machine/01.1") } = options;
  const wishes = { screens: false as const, ...options, folder, signer: by, clock };
  const opened = await openMachineFolder(wishes);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const printing = { papers, tray: null, symbolCharacters: 734, close: async () => {} };
  const started = await runMachine(opened.value, printing, wishes);
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  const machine = started.value;
  const act = (action: Action): Promise<Answer> => machine.act(action);
  return {
    ...{ machine, papers, clock, act },
    async does(...actions) {
      let last: Answer = { ok: true, view: machine.view() };
      for (const action of actions) {
        last = await act(action);
        if (!last.ok) throw new Error(`${action.do}: ${JSON.stringify(last.refused)}`);
        await machine.idle();
      }
      return { ...last, view: machine.view() };
    },
  };
}

export async function provisioned(folder: string, changes: Partial<Provisioning> = {}): Promise<void> {
  const done = await provisionMachine(await wishesFor(folder, changes));
  if (!done.ok) throw new Error(JSON.stringify(done.error));
}

export const unlock = (...ids: readonly string[]): Action[] =>
  ids.map((id) => ({ do: "present-card", card: cardLine(id), pin: PIN }));

export const openingActions = (): Action[] => [
  ...unlock("a", "b"),
  { do: "print-zero-tape" },
  { do: "open" },
];

export const voteActions = (selections: readonly (readonly number[])[], matches = true): Action[] => [
  ...unlock("a"),
  { do: "activate" },
  { do: "confirm", selections: selections.map((marked) => [...marked]) },
  { do: "match", matches },
];

/** A telephone's answer to the actas that the machine shows. */
export function answerOf(noteBytes: readonly Uint8Array[], id: string, refusal?: string): string {
  const by = signer(`witness/${id}`);
  const acta = noteBytes.map((bytes) => {
    const note = parseNote(bytes);
    const read = note.ok ? ACTA.parse(note.value.text) : note;
    if (!note.ok || !read.ok) throw new Error("no acta");
    const text = utf8(note.value.text);
    return { contest: read.value.contest, digest: nodeSha256(text), signature: by.sign(text) };
  });
  const text = WITNESS_ANSWER.print({
    election: [ELECTION, DIGEST],
    mode: "live",
    station: STATION,
    witness: id,
    decision: refusal === undefined ? { decision: "signed" } : { decision: "refused", reason: refusal },
    acta: refusal === undefined ? acta : [],
  });
  return noteToLine("answer", signed(text, by));
}
