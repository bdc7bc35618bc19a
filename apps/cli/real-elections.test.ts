/**
 * Three real national elections as published, with the figures that must come out of them.
 * The files are third parties' public records and are not part of the repository.
 */
import type { Comparison } from "@triplicate/core/reconciliation/comparison.ts";
import { describe, expect, test } from "vitest";
import { DATA, hasData, inTemporaryFolder, ROOT, run } from "./cli.test-helper.ts";

const EXAMPLES = `${ROOT}examples`;
const where = hasData ? "" : ` (skipped: the published files are not at ${DATA})`;

/** Compares with --json; counts as NAME=MAPPING:FILE relative to the examples and the data. */
async function compare(election: string, counts: readonly string[], announced: readonly string[] = []) {
  return inTemporaryFolder(async (folder) => {
    const ran = await run([
      ...[
        "compare",
        "--json",
        "--election",
        `${EXAMPLES}/${election}/election.json`,
        "--out",
        `${folder}/out`,
      ],
      ...counts.flatMap((count) => {
        const [name, mapping, file] = count.split(/[=:]/) as [string, string, string];
        return ["--count", `${name}=${EXAMPLES}/${election}/${mapping}.mapping.json:${DATA}/${file}`];
      }),
      ...announced.flatMap((name) => ["--announced", `${EXAMPLES}/${election}/${name}.json`]),
    ]);
    expect(ran.err).toBe("");
    const findings = await import("node:fs").then(({ readFileSync }) =>
      readFileSync(`${folder}/out/findings.csv`, "utf8"),
    );
    return {
      code: ran.code,
      comparison: JSON.parse(ran.out) as Comparison,
      findings: findings.split("\r\n").slice(1, -1),
    };
  });
}

describe.skipIf(!hasData)(`Bolivia 2019${where}`, () => {
  const FINAL = "computo=computo:bo-2019/computo-final.csv";

  test("first preliminary count against the final one", async () => {
    const { comparison, code } = await compare("bo-2019", [
      "trep=trep:bo-2019/trep-2019-10-20T19-40-57.csv",
      FINAL,
    ]);
    const pair = comparison.contests[0]!.pairs[0]!;
    expect(code).toBe(1);
    expect(pair.stations).toEqual({ agree: 28_975 - 549, differ: 549, onlyA: 0, onlyB: 5580, unknown: 0 });
    expect(pair.lead).toEqual({
      first: "mas",
      second: "cc",
      a: 405_644,
      b: 648_439,
      sameStation: 794,
      coverage: 242_001,
      unknown: 0,
    });
    expect(pair.results.a).toMatchObject({ status: "runoff", lead: { first: "mas", points100: 787 } });
    expect(pair.results.b).toMatchObject({ status: "won", winners: ["mas"], lead: { points100: 1056 } });
    expect(pair.flip).toMatchObject({
      between: true,
      byDiscrepancies: false,
      byCoverage: true,
      minimal: null,
    });
  });

  test("later preliminary count against the final one", async () => {
    const { comparison } = await compare("bo-2019", [
      "trep=trep:bo-2019/trep-2019-10-21T18-29-53.csv",
      FINAL,
    ]);
    const pair = comparison.contests[0]!.pairs[0]!;
    expect(pair.stations).toMatchObject({ agree: 32_806 - 706, differ: 706 });
    expect(pair.lead).toMatchObject({ a: 592_899, b: 648_439, sameStation: 1495, coverage: 54_045 });
    expect(pair.results.a.lead!.points100).toBe(1015);
    expect(pair.flip.between).toBe(false);
  });
});

describe.skipIf(!hasData)(`Venezuela 2024${where}`, () => {
  const ACTAS = "actas=actas:ve-2024/RESULTADOS_2024_CSV_V1.csv";

  test("kept actas against both bulletins", async () => {
    const { comparison, code } = await compare("ve-2024", [ACTAS], ["announced-1", "announced-2"]);
    const [contest] = comparison.contests;
    const [first, second] = contest!.announced;
    const gonzalez = second!.against[0]!.options.find(({ candidate }) => candidate === "gonzalez");
    expect(code).toBe(1);
    expect(gonzalez).toEqual({
      candidate: "gonzalez",
      kept: 7_156_462,
      announced: 5_326_104,
      leftOut: 940,
      remaining: 6_696_813,
      contradiction: true,
      holdsUpTo: 4216,
    });
    const [actas] = contest!.counts;
    expect(actas!.result.lead).toMatchObject({ first: "gonzalez", second: "maduro", votes: 3_915_001 });
    expect(actas!.missing).toMatchObject({ stations: 5494, registered: 3_647_225, verdict: "cannot-change" });
    expect(first!.percentages).toMatchObject({ decimals: 1, valid: 10_058_774 });
    expect(first!.percentages!.shares.map(({ percent }) => percent)).toEqual(["51.2", "44.2", "4.6"]);
    expect(first!.percentages!.probability!.oneIn).toMatch(/^[0-9]+$/);
    expect(second!.percentages).toMatchObject({ decimals: null });
  });

  test("two QR codes equal their rows, option by option", async () => {
    const { comparison } = await compare("ve-2024", [ACTAS, "qr=qr:qr/ve-2024-acta-qr.txt"]);
    const pair = comparison.contests[0]!.pairs[0]!;
    expect(pair.stations).toMatchObject({ agree: 2, differ: 0, onlyB: 0, unknown: 0 });
  });
});

describe.skipIf(!hasData)(`Bolívar 2017, the authority's own site${where}`, () => {
  test("every known fault of the file is a finding of its kind", async () => {
    const official = "official=official:ve-bolivar-2017/official.jsonl";
    const { comparison, findings } = await compare("ve-bolivar-2017", [
      official,
      official.replace("official=", "again="),
    ]);
    const lines = (rule: string) =>
      findings
        .filter((line) => line.startsWith(`official,${rule},`))
        .map((line) => Number(line.split(",official.jsonl,")[1]!.split(",")[0]));
    expect(lines("place-total")).toEqual([1183, 1253, 1256]);
    expect(lines("grouped-number").every((line) => line === 1256)).toBe(true);
    expect(lines("grouped-number").length).toBeGreaterThan(0);
    expect(lines("row-sum")).toEqual([1255, 1611]);
    expect(lines("same-vector")).toEqual([110, 1286]);
    expect(lines("station-conflict")).toEqual([909]);
    expect(lines("shared-place-name")).toContain(909);
    expect(comparison.counts[0]).toMatchObject({ rows: 1642, stations: 1641 });
    expect(comparison.contests[0]!.pairs[0]!.stations).toMatchObject({ differ: 0, unknown: 6 });
  });

  test("El Casabe stands in the file with 317 + 350 for one candidate", () =>
    inTemporaryFolder(async (folder) => {
      const file = `${EXAMPLES}/ve-bolivar-2017/official.mapping.json:${DATA}/ve-bolivar-2017/official.jsonl`;
      const election = `${EXAMPLES}/ve-bolivar-2017/election.json`;
      await run([
        "compare",
        "--election",
        election,
        "--count",
        `x=${file}`,
        "--count",
        `y=${file}`,
        "--out",
        `${folder}/out`,
      ]);
      const casabe = "MP. BLVNO DE ANGOSTURA/PQ. BARCELONETA/ESCUELA BASICA UNITARIA EL CASABE NUMERO 236";
      const votes = [];
      for (const station of ["1", "2"]) {
        const { out } = await run([
          ...["explain", `${casabe}/${station}`, "--out", `${folder}/out`],
          ...["--data", `${DATA}/ve-bolivar-2017`],
        ]);
        votes.push(Number(/Noguera\S*\s+(?:Pietri\s+)?(\d+)/.exec(out)![1]));
      }
      expect(votes).toEqual([317, 350]);
    }));
});

describe("Bolívar 2017, the reconstruction", () => {
  test("eleven stations, 2,199 votes, the flip, and fewer that would do", () =>
    inTemporaryFolder(async (folder) => {
      await run(["simulate", "bolivar-2017", "--out", `${folder}/data`]);
      const count = (name: string) =>
        `${name}=${folder}/data/${name}.mapping.json:${folder}/data/${name}.csv`;
      const { out } = await run([
        ...["compare", "--json", "--election", `${folder}/data/election.json`],
        ...["--count", count("actas"), "--count", count("official")],
        ...["--announced", `${folder}/data/announced.json`, "--out", `${folder}/out`],
      ]);
      const comparison = JSON.parse(out) as Comparison;
      const pair = comparison.contests[0]!.pairs[0]!;
      expect(comparison.election.remark!.en).toContain("RECONSTRUCTION");
      expect(pair.stations).toEqual({ agree: 1631, differ: 11, onlyA: 0, onlyB: 0, unknown: 0 });
      expect(pair.lead).toMatchObject({
        first: "noguera",
        second: "velasquez",
        a: -728,
        b: 1471,
        sameStation: 2199,
      });
      expect(pair.changes.slice(0, 2).map(({ sameStation }) => sameStation)).toEqual([2066, -133]);
      expect(pair.flip).toMatchObject({ between: true, byDiscrepancies: true });
      expect(pair.flip.minimal!.exact).toBe(true);
      expect(pair.flip.minimal!.stations.length).toBeLessThan(11);
      expect(pair.discrepancies.filter(({ place }) => /casabe/i.test(place ?? ""))).toHaveLength(2);
      expect(comparison.contests[0]!.announced[0]!.votes.slice(0, 2)).toMatchObject([
        { id: "noguera", votes: 276_655 },
        { id: "velasquez", votes: 275_184 },
      ]);
    }));
});
