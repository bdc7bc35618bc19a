/**
 * How long a voter waits: from the confirmation at the screen to the record on both disks, and for every other change, over HTTP.
 *
 *     npm run bench:machine -- [--votes 300] [--folder .] [--medium FOLDER]
 *
 * A station of 900 voters, a ballot of 40 options in two contests, a second copy. The printer takes no time, so what is measured is the machine's
 * own. Machine and screen share one process here: the figures hold the screen's work too. Both copies lie on one disk unless --medium names another.
 * @module
 */
import { createHash, randomInt, scryptSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createKeyPair, nodeSha256, signerOf } from "@triplicate/adapters/ed25519-node.ts";
import { writePackage } from "@triplicate/adapters/election-package-write.ts";
import { writeKeyFile } from "@triplicate/adapters/key-file.ts";
import type { Printer } from "@triplicate/adapters/printer.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { printDefinition } from "@triplicate/core/election/election-package.ts";
import {
  authorityLine,
  centreLine,
  logLine,
  placeLine,
  stationLine,
} from "@triplicate/core/election/roster-print.ts";
import { createNoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { printNote, signNote } from "@triplicate/core/note/note.ts";
import { CARD, PIN_SCRYPT } from "@triplicate/core/statement/card.ts";
import { noteToLine } from "@triplicate/core/statement/one-line.ts";
import { startMachine } from "@triplicate/machine/machine.ts";
import { provisionMachine } from "@triplicate/machine/provision.ts";
import type { Action, Answer } from "@triplicate/machine-screens/api.ts";

const { values } = parseArgs({
  options: {
    votes: { type: "string", default: "300" },
    folder: { type: "string", default: "." },
    medium: { type: "string" },
  },
});
const VOTES = Number(values.votes);
const [ELECTION, STATION, PIN, PASSPHRASE] = ["bench-2026", "1.1", "481516", "only a bench"];
const OPTIONS = 20;

const both = (text: string) => ({ es: text, en: text });
const contest = (id: string) => {
  const ids = Array.from({ length: OPTIONS }, (_, i) => `${id}-${i}`);
  const candidates = ids.map((option) => ({ id: `c-${option}`, name: `Candidate ${option}` }));
  const options = ids.map((option) => ({ id: option, name: `List ${option}`, candidate: `c-${option}` }));
  return { id, name: both(id), candidates, options, outcome: { rule: "plurality" as const } };
};
const DEFINITION: ElectionDefinition = {
  format: "triplicate/election/v1",
  ...{ id: ELECTION, name: both("A bench"), date: "2026-11-22", paper: "prevails" },
  contests: [contest("governor"), contest("board")],
  roster: { file: "roster.jsonl" },
};

function keyOf(name: string) {
  const seed = new Uint8Array(createHash("sha256").update(name).digest());
  const full = name === "log" ? "log.example/bench" : `${ELECTION}/${name}`;
  const pair = createKeyPair(seed);
  return signerOf(createNoteKey(full, SIGNATURE_TYPE.ed25519, pair.publicKey), seed);
}

async function prepare(root: string, medium: string): Promise<string> {
  const key = (name: string) => keyOf(name).key.publicKey;
  const lines = [
    logLine("log.example/bench", key("log")),
    centreLine("office", key("centre/office")),
    authorityLine("alba", key("authority/alba")),
    placeLine("1", "A school", "Upper"),
    stationLine(STATION, "1", 900, key(`machine/${STATION}`)),
  ];
  const election = join(root, "election");
  const written = await writePackage(election, { definition: DEFINITION, lines, threshold: 1, quorum: 0 });
  if (!written.ok) throw new Error(JSON.stringify(written.error));
  const note = await signNote(written.value.noteText, [keyOf("authority/alba")]);
  writeFileSync(join(election, "election.note"), printNote(note));
  const keyFile = join(root, "machine.key");
  const seed = new Uint8Array(createHash("sha256").update(`machine/${STATION}`).digest());
  await writeKeyFile(keyFile, keyOf(`machine/${STATION}`).key, seed, PASSPHRASE, { workFactor: 1 });
  const now = Math.floor(Date.now() / 1000);
  const folder = join(root, "machine");
  const done = await provisionMachine({
    ...{ election, station: STATION, keyFile, passphrase: PASSPHRASE, folder, now, mode: "test" },
    ...{ hours: { opens: now, closes: now + 3600 }, paper: 80, printer: "screen", language: "es" },
    ...{ secondCopy: medium, centre: null },
  });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return folder;
}

async function cardLine(card: string): Promise<string> {
  const salt = nodeSha256(new TextEncoder().encode(card)).subarray(0, 16);
  const check = new Uint8Array(scryptSync(PIN, salt, 32, { ...PIN_SCRYPT, maxmem: 128 * 1024 * 1024 }));
  const election = [ELECTION, nodeSha256(printDefinition(DEFINITION))] as const;
  const text = CARD.print({ election, card, name: card, scope: "election", pin: [salt, check] });
  return noteToLine("card", printNote(await signNote(text, [keyOf("authority/alba")])));
}

/** Paper that is there at once, and in nobody's memory. */
const printer: Printer = {
  paper: 80,
  status: async () => "ready",
  print: async () => ({ kind: "printed" }),
  close: async () => {},
};

type Times = Record<"confirm to both disks" | "match to both disks" | "view", number[]>;

async function vote(root: string, medium: string): Promise<Times> {
  const folder = await prepare(root, medium);
  const signer = keyOf(`machine/${STATION}`);
  const started = await startMachine({ folder, signer, printer, screens: false });
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  const { url, token, idle, close } = started.value;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const act = async (action: Action): Promise<number> => {
    const start = performance.now();
    const response = await fetch(`${url}api/act`, { method: "POST", headers, body: JSON.stringify(action) });
    const answer = (await response.json()) as Answer;
    const took = performance.now() - start;
    if (!answer.ok) throw new Error(JSON.stringify(answer.refused));
    await idle();
    return took;
  };
  const cards = await Promise.all(["a", "b"].map(cardLine));
  for (const card of cards) await act({ do: "present-card", card, pin: PIN });
  await act({ do: "print-zero-tape" });
  await act({ do: "open" });
  const times: Times = { "confirm to both disks": [], "match to both disks": [], view: [] };
  for (let i = 0; i < VOTES; i += 1) {
    await act({ do: "present-card", card: cards[0]!, pin: PIN });
    await act({ do: "activate" });
    const selections = DEFINITION.contests.map(() => [randomInt(OPTIONS)]);
    times["confirm to both disks"].push(await act({ do: "confirm", selections }));
    const start = performance.now();
    await (await fetch(`${url}api/view`, { headers })).json();
    times.view.push(performance.now() - start);
    times["match to both disks"].push(await act({ do: "match", matches: true }));
  }
  await close();
  return times;
}

const root = mkdtempSync(join(resolve(values.folder), "bench-machine-"));
const medium =
  values.medium === undefined ? join(root, "medium") : mkdtempSync(join(resolve(values.medium), "bench-"));
try {
  mkdirSync(medium, { recursive: true });
  for (const [what, times] of Object.entries(await vote(root, medium))) {
    times.sort((a, b) => a - b);
    const at = (share: number): string =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1);
    process.stdout.write(
      `${what.padEnd(22)} ${times.length} times  median ${at(0.5)} ms  p99 ${at(0.99)} ms  longest ${at(1)} ms\n`,
    );
  }
} finally {
  rmSync(root, { recursive: true, force: true });
  if (values.medium !== undefined) rmSync(medium, { recursive: true, force: true });
}
