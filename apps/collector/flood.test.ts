/**
 * The evening: every station's telephones at once, and all of them twice; and a server that is killed in the middle of it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import { describe, expect, it } from "vitest";
import {
  actaOf,
  get,
  PARTIES,
  packageOf,
  post,
  stationName,
  withCollector,
} from "./collector.test-helper.ts";
import type { RunningCollector } from "./collector-options.ts";

const STATIONS = 600;
const wishes = { stations: STATIONS };

/** Each station's acta as its witnesses have it: one signed by red, one by blue. */
async function copies(): Promise<Uint8Array[]> {
  const { election } = await packageOf(wishes);
  const notes: Uint8Array[] = [];
  for (let i = 0; i < STATIONS; i += 1)
    for (const party of PARTIES) {
      const station = stationName(i);
      notes.push(await actaOf(election, station, [i, 2 * i, 7], `${party}/${station}`));
    }
  return notes;
}

const digestOf = (note: Uint8Array): string => {
  const parsed = parseNote(note);
  if (!parsed.ok) throw new Error("a test's note");
  return encodeHex(sha256(utf8(parsed.value.text)));
};

/** As a telephone does: again after a while whenever it is told so. */
async function insist(
  collector: RunningCollector,
  note: Uint8Array,
): Promise<{ busy: number; status: number }> {
  for (let busy = 0; ; busy += 1) {
    const { status, headers } = await post(collector, "/actas", note);
    if (status !== 503) return { busy, status };
    expect(headers.get("retry-after")).toBe("5");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("the evening", () => {
  it("keeps each acta once, with everybody's signatures, of thousands that come at once and twice", () =>
    withCollector(async ({ start }) => {
      const collector = await start({ limits: { requestsPerMinute: 1_000_000 } });
      const notes = await copies();
      const all = [...notes, ...notes.toReversed()];
      const answers = await Promise.all(all.map((note) => insist(collector, note)));
      expect(answers.every(({ status }) => status === 200 || status === 201)).toBe(true);
      expect(collector.actas()).toBe(STATIONS);
      expect((await get(collector, "/coverage")).json).toMatchObject({
        ...{ stations: STATIONS, covered: STATIONS, part: 0, conflict: 0, nothing: 0 },
      });
      const lines = (await get(collector, "/actas")).text.trim().split("\n");
      const signers = lines.map((line) => {
        const note = parseNote(new Uint8Array(Buffer.from(JSON.parse(line).note, "base64")));
        return note.ok ? note.value.signatures.length : 0;
      });
      expect(signers).toEqual(Array<number>(STATIONS).fill(3));
    }, wishes));

  it("says later when the house is full, and loses nobody who comes again", () =>
    withCollector(async ({ start }) => {
      const collector = await start({ limits: { requestsPerMinute: 1_000_000, actasAtOnce: 5 } });
      const notes = (await copies()).slice(0, 200);
      const answers = await Promise.all(notes.map((note) => insist(collector, note)));
      expect(answers.some(({ busy }) => busy > 0)).toBe(true);
      expect(collector.actas()).toBe(100);
    }, wishes));
});

const CHILD = fileURLToPath(new URL("./collector-child.test-helper.ts", import.meta.url));

async function startChild(data: string): Promise<{ child: ChildProcess; url: string; gone: Promise<void> }> {
  const child = spawn(process.execPath, [CHILD, data, JSON.stringify(wishes)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout! }).once("line", resolve),
  );
  return { child, url, gone };
}

describe("a server that is killed", () => {
  it("has every acta that it acknowledged", () =>
    withCollector(async ({ data, start }) => {
      const notes = await copies();
      const acknowledged = new Set<string>();
      let next = 0;
      for (let life = 0; life < 3; life += 1) {
        const { child, url, gone } = await startChild(data);
        const collector = { url } as RunningCollector;
        const from = acknowledged.size;
        let isDead = false;
        const telephone = async (): Promise<void> => {
          while (!isDead && next < notes.length) {
            const note = notes[next++]!;
            try {
              const { status } = await post(collector, "/actas", note);
              if (status === 200 || status === 201) acknowledged.add(digestOf(note));
            } catch {
              // Killed before it answered: nobody was promised anything.
            }
            if (acknowledged.size - from > 40 + 35 * life && !isDead) {
              isDead = true;
              child.kill("SIGKILL");
            }
          }
        };
        await Promise.all(Array.from({ length: 12 }, telephone));
        child.kill("SIGKILL");
        await gone;
      }
      const collector = await start();
      const lines = (await get(collector, "/actas")).text.trim().split("\n");
      const kept = new Set(lines.map((line) => JSON.parse(line).acta));
      expect(acknowledged.size).toBeGreaterThan(150);
      expect([...acknowledged].filter((digest) => !kept.has(digest))).toEqual([]);
    }, wishes));
});
