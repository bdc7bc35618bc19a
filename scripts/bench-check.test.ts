/**
 * The benchmark's check must be able to say no: the bare script is run for real over a small country, and each way of
 * being wrong is planted in its output. No time or memory is judged.
 * @module
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countryCsv, countryTruth } from "@triplicate/simulation/country.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkDuckDb, checkOurs } from "./bench-check.ts";
import { type Measured, measureNode, median } from "./bench-run.ts";

const shape = { stations: 2_000, options: 10, seed: 5, differ: 0.02, missing: 3 };
const truth = countryTruth(shape);
let folder = "";
let run: Measured;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "triplicate-bench-test-"));
  const files = (["a", "b"] as const).map((count) => {
    const file = join(folder, `${count}.csv`);
    writeFileSync(file, Buffer.concat([...countryCsv({ ...shape, count })]));
    return file;
  });
  for (const kind of ["plain", "tuned"]) {
    run = await measureNode(["scripts/bench-duckdb.ts", kind, ...files, join(folder, kind)], [0]);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the bare script", () => {
  test("finds exactly what was planted, and the run reports what it used", () => {
    for (const kind of ["plain", "tuned"]) expect(checkDuckDb(join(folder, kind), truth)).toEqual([]);
    expect(run.peakMiB).toBeGreaterThan(10);
    expect(run.cpuSeconds).toBeGreaterThan(0);
  });

  test.each([
    ["a missed station", (lines: string[]) => lines.toSpliced(1, 1)],
    [
      "a station too many",
      (lines: string[]) => lines.toSpliced(1, 0, `x${",0".repeat(13)}`.replace(",0", ",")),
    ],
    ["a station twice", (lines: string[]) => lines.toSpliced(1, 0, lines[1]!)],
    ["a wrong number", (lines: string[]) => lines.map((line) => line.replace(/,-\d+,/, ",-999,"))],
  ])("with %s is called wrong", (_, tamper) => {
    const lines = readFileSync(join(folder, "plain", "differences.csv"), "utf8")
      .trimEnd()
      .split("\n");
    const out = mkdtempSync(join(folder, "tampered-"));
    writeFileSync(join(out, "differences.csv"), `${tamper(lines).join("\n")}\n`);
    expect(checkDuckDb(out, truth)).not.toEqual([]);
  });
});

describe("our dossier", () => {
  const dossier = (change: object, unknown = 0) => {
    const pair = {
      discrepancies: truth.stationIds.map((station) => ({ station })),
      onlyA: truth.missingIds,
      onlyB: [],
      changes: truth.changes.map((sameStation) => ({ kind: "option", sameStation })),
      stations: { unknown },
      ...change,
    };
    const out = mkdtempSync(join(folder, "ours-"));
    writeFileSync(join(out, "comparison.json"), JSON.stringify({ contests: [{ pairs: [pair] }] }));
    return out;
  };

  test("with all that was planted is right", () => {
    expect(checkOurs(dossier({}), truth)).toEqual([]);
  });

  test("with less, more or other is called wrong", () => {
    const wrong = [
      dossier({ discrepancies: [] }),
      dossier({ onlyA: [] }),
      dossier({ onlyB: ["0123456789.01"] }),
      dossier({ changes: [] }),
      dossier({}, 1),
    ];
    for (const out of wrong) expect(checkOurs(out, truth)).toHaveLength(1);
  });
});

test("a run that fails says what it printed", async () => {
  await expect(measureNode(["-e", "console.error('why'); process.exit(3)"], [0])).rejects.toThrow(
    /3[\s\S]*why/,
  );
});

test("median", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([7])]).toEqual([2, 2.5, 7]);
});
