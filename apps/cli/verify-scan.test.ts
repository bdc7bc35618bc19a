/**
 * The fast way to read an entry against the slow one: what it accepts is what the slow way accepts, with the same
 * numbers and the same questions; whatever it does not accept is asked of the slow way.
 * @module
 */
import { loadPackage } from "@triplicate/adapters/election-package.ts";
import { concatBytes, decodeUtf8, utf8 } from "@triplicate/core/bytes.ts";
import { type EntryContext, readEntry } from "@triplicate/core/count-central/entry.ts";
import { createEntryScanner, type EntryScanner } from "@triplicate/core/verification/entry-scan.ts";
import { electionShape } from "@triplicate/simulation/election/shape.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { inTemporaryFolder } from "./cli.test-helper.ts";
import { writeSimulatedLog } from "./simulated-log.ts";
import { entriesOf } from "./verify-log.test-helper.ts";

let context: EntryContext;
let scan: EntryScanner;
let entries: readonly Uint8Array[] = [];

beforeAll(async () => {
  await inTemporaryFolder(async (folder) => {
    const shape = electionShape({ stations: 40, seed: 9, contests: 2, options: 5, handCount: 0.1 });
    const { size } = await writeSimulatedLog({ folder, shape });
    const election = await loadPackage(folder);
    if (!election.ok) throw new Error(JSON.stringify(election.error));
    context = { ...election.value, mode: "live" };
    scan = createEntryScanner(context);
    // Copies: a Buffer that is sliced goes on sharing its memory.
    entries = (await entriesOf(folder, size)).map((entry) => new Uint8Array(entry));
  });
});

/** Whether the scan took the entry; throws where it says anything else than the slow way. */
function agrees(entry: Uint8Array): boolean {
  const scanned = scan(entry);
  if (scanned === null) return false;
  const read = readEntry(entry, context);
  if (!read.ok) throw new Error(`scanned what is refused: ${read.error.rule}\n${decodeUtf8(entry)}`);
  const { statement, station, contest, digest, checks } = read.value;
  const asked = checks.map(({ key, message, signature }) => ({
    publicKey: key.publicKey,
    message,
    signature,
  }));
  expect(scanned).toEqual({ statement, station, contest, digest, checks: asked });
  return true;
}

describe("the fast reading of entries", () => {
  test("takes nearly every acta and closing record, and nothing else", () => {
    const kinds = new Map<string, [taken: number, all: number]>();
    for (const entry of entries) {
      const kind = decodeUtf8(entry)!.split("/")[1]!;
      const [taken, all] = kinds.get(kind) ?? [0, 0];
      kinds.set(kind, [taken + (agrees(entry) ? 1 : 0), all + 1]);
    }
    expect(kinds.get("acta")).toEqual([80, 80]);
    expect(kinds.get("hand-count")![0]).toBe(0);
    expect(kinds.get("bulletin")![0]).toBe(0);
    const [taken, all] = kinds.get("closing")!;
    // A refusal with its reason is read the slow way.
    expect(all).toBe(40);
    expect(taken).toBeGreaterThan(20);
  });

  test("leaves an acta that a spare signed, or that has a line more, to the slow way", () => {
    const text = decodeUtf8(entries[0]!)!;
    const [, name = ""] = /\n\n— (\S+) /.exec(text)!;
    const journal = /\njournal (\S+)\n/.exec(text)![1]!;
    const [, votes = ""] = /\nvotes (.*)\n/.exec(text)!;
    for (const [from, to] of [
      [`— ${name} `, `— ${name.replace(/machine\/.*/, "spare/region-01")} `],
      ["\n\n", `\nlives ${name}@2024-07-28T15:00:00Z@${journal}\n\n`],
      ["\n\n", `\nrunning ballots=9 blank=0 null=0 spoiled=0 ${votes}\n\n`],
    ] as const) {
      const other = utf8(text.replace(from, to));
      expect(other).not.toEqual(entries[0]);
      expect(agrees(other)).toBe(false);
    }
    expect(agrees(entries[0]!)).toBe(true);
  });

  test("says what the slow way says after any change of a byte, a cut, or a line moved", () => {
    const samples = [entries[0]!, entries[2]!, entries[3]!];
    let taken = 0;
    for (const entry of samples) {
      for (let at = 0; at < entry.length; at += 1) {
        for (const change of [1, 2, 16, 32, 128]) {
          const other = entry.slice();
          other[at]! ^= change;
          if (agrees(other)) taken += 1;
        }
        agrees(entry.subarray(0, at));
        agrees(concatBytes(entry.subarray(0, at), utf8("0"), entry.subarray(at)));
        agrees(concatBytes(entry.subarray(0, at), entry.subarray(at + 1)));
      }
      const lines = decodeUtf8(entry)!.split("\n");
      for (let i = 0; i + 1 < lines.length; i += 1) {
        const moved = [...lines];
        [moved[i], moved[i + 1]] = [moved[i + 1]!, moved[i]!];
        agrees(utf8(moved.join("\n")));
        agrees(utf8([...lines.slice(0, i), lines[i]!, ...lines.slice(i)].join("\n")));
      }
    }
    // A digit changed is another number, which only the signature contradicts.
    expect(taken).toBeGreaterThan(100);
  });

  test("takes every moment and number that the slow way takes, and no other", () => {
    const acta = decodeUtf8(entries[0]!)!;
    const moments = [
      "2020-02-29T00:00:00Z 2021-02-29T00:00:00Z 2000-02-29T23:59:59Z 2100-02-29T00:00:00Z 1970-01-01T00:00:00Z",
      "1969-12-31T23:59:59Z 2199-12-31T23:59:59Z 2200-01-01T00:00:00Z 2017-04-31T00:00:00Z 2017-00-10T00:00:00Z",
      "2017-13-10T00:00:00Z 2017-01-00T00:00:00Z 2017-01-01T24:00:00Z 2017-01-01T00:60:00Z 2017-01-01T00:00:60Z",
      "2017-01-01t00:00:00Z 2017-01-01T00:00:00z 2017-1-01T00:00:00Z 2017-12-31T23:59:59Z 2024-03-01T12:00:00Z",
    ];
    const opened = moments.flatMap((line) => line.split(" "));
    const takenMoments = opened.filter((moment) =>
      agrees(utf8(acta.replace(/opened .*/, `opened ${moment}`))),
    );
    expect(takenMoments).toEqual(
      opened.filter((moment) => readEntry(utf8(acta.replace(/opened .*/, `opened ${moment}`)), context).ok),
    );
    expect(takenMoments).toHaveLength(6);
    const numbers = [
      "0",
      "00",
      "01",
      "-1",
      "1e3",
      "",
      " 1",
      "9007199254740991",
      "9007199254740992",
      "99999999999999999",
    ];
    const takenNumbers = numbers.filter((number) =>
      agrees(utf8(acta.replace(/spoiled .*/, `spoiled ${number}`))),
    );
    expect(takenNumbers).toEqual(["0", "9007199254740991"]);
  });
});
