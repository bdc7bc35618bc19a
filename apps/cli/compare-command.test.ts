import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Comparison } from "@triplicate/core/reconciliation/comparison.ts";
import { describe, expect, test } from "vitest";
import { filesBelow, inTemporaryFolder, ROOT, run } from "./cli.test-helper.ts";

const ELECTION = JSON.stringify({
  format: "triplicate/election/v1",
  id: "union",
  name: { es: "Sindicato", en: "Union" },
  date: "2026-05-01",
  contests: [
    {
      id: "board",
      name: { es: "Directiva", en: "Board" },
      candidates: [
        { id: "ana", name: "Ana" },
        { id: "luis", name: "Luis" },
      ],
      options: [
        { id: "ana", name: "Ana", candidate: "ana" },
        { id: "luis", name: "Luis", candidate: "luis" },
      ],
      outcome: { rule: "plurality" },
    },
  ],
  expected: { stations: 3, registered: 300 },
});
const text = (value: string) => ({ es: value, en: value });
const MAPPING = JSON.stringify({
  format: "triplicate/mapping/v1",
  title: text("count"),
  statement: text("made for a test"),
  file: { type: "csv" },
  station: { columns: ["station"] },
  registered: ["registered"],
  contests: { board: { options: { ana: ["ana"], luis: ["luis"] } } },
});
const HEADER = "station,registered,ana,luis\n";
const A = `${HEADER}01,100,40,50\n02,100,30,20\n03,100,20,23\n`;
const B = `${HEADER}01,100,45,50\n02,100,30,20\n03,100,20,23\n`;

function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

/** The two counts above in `folder`, compared with these extra arguments; --out is the folder's "out". */
function compare(
  folder: string,
  extra: readonly string[] = [],
  files: Readonly<Record<string, string | Uint8Array>> = {},
) {
  write(folder, { "election.json": ELECTION, "m.json": MAPPING, "a.csv": A, "b.csv": B, ...files });
  const count = (name: string) => ["--count", `${name}=${folder}/m.json:${folder}/${name}.csv`];
  return run([
    ...["compare", "--election", `${folder}/election.json`, ...count("a"), ...count("b")],
    ...["--out", `${folder}/out`, ...extra],
  ]);
}

describe("compare writes a dossier", () => {
  test("with every file, and says in words what came out", () =>
    inTemporaryFolder(async (folder) => {
      const { code, out, err } = await compare(folder);
      expect(err).toBe("");
      expect(code).toBe(1);
      expect(out).toContain("changes who wins");
      const names = [...filesBelow(`${folder}/out`).keys()];
      expect(names.filter((name) => /^charts\/margin-.*\.(es|en)\.svg$/.test(name))).toHaveLength(2);
      expect(names.filter((name) => !name.startsWith("charts/"))).toEqual([
        "comparison.json",
        "discrepancies.csv",
        "findings.csv",
        "inputs.json",
        "inputs/a.mapping.json",
        "inputs/b.mapping.json",
        "inputs/election.json",
        "report.html",
        "report.pdf",
        "rerun.sh",
      ]);
      const csv = readFileSync(`${folder}/out/discrepancies.csv`, "utf8").split("\r\n");
      expect(csv[1]).toBe(
        "board,a,b,01,,,differ,one-digit,added-votes,5,5,100,100,40,45,50,50,,,,,a.csv,2,b.csv,2",
      );
    }));

  test("the same bytes every time, also over an earlier dossier", () =>
    inTemporaryFolder(async (folder) => {
      await compare(folder);
      const first = filesBelow(`${folder}/out`);
      await compare(folder);
      expect(filesBelow(`${folder}/out`)).toEqual(first);
      expect(readdirSync(folder).filter((name) => name.includes("partial") || name.includes("old"))).toEqual(
        [],
      );
    }));

  test("--json prints the comparison and nothing else", () =>
    inTemporaryFolder(async (folder) => {
      const { out } = await compare(folder, ["--json"]);
      const comparison = JSON.parse(out) as Comparison;
      expect(comparison).toEqual(JSON.parse(readFileSync(`${folder}/out/comparison.json`, "utf8")));
      expect(comparison.contests[0]!.pairs[0]!.stations).toMatchObject({ agree: 2, differ: 1 });
    }));

  test("rerun.sh works with announced totals and with files of one name", () =>
    inTemporaryFolder(async (folder) => {
      const announced = {
        format: "triplicate/announced/v1",
        title: text("t"),
        statement: text("s"),
        contest: "board",
      };
      for (const [name, content] of [
        ["one", A],
        ["two", B],
      ] as const) {
        mkdirSync(join(folder, name));
        writeFileSync(join(folder, name, "r.csv"), content);
      }
      write(folder, { "election.json": ELECTION, "m.json": MAPPING });
      write(folder, { "bulletin.json": JSON.stringify({ ...announced, votes: { ana: 90, luis: 80 } }) });
      const ran = await run([
        ...["compare", "--election", `${folder}/election.json`, "--announced", `${folder}/bulletin.json`],
        ...[
          "--count",
          `a=${folder}/m.json:${folder}/one/r.csv`,
          "--count",
          `b=${folder}/m.json:${folder}/two/r.csv`,
        ],
        ...["--out", `${folder}/out`],
      ]);
      expect(ran).toMatchObject({ code: 1, err: "" });
      const env = { ...process.env, TRIPLICATE: `${process.execPath} ${ROOT}apps/cli/triplicate.mjs` };
      const rerun = spawnSync("sh", [`${folder}/out/rerun.sh`, folder], { env, encoding: "utf8" });
      expect(rerun).toMatchObject({ status: 0, stdout: "The same result, byte for byte.\n" });
      const without = spawnSync("sh", [`${folder}/out/rerun.sh`, folder], {
        env: { ...process.env, TRIPLICATE: "no-such-command" },
        encoding: "utf8",
      });
      expect(without).toMatchObject({ status: 2, stderr: expect.stringContaining("set TRIPLICATE") });
    }));

  test("nothing in it tells where on this machine the files were", () =>
    inTemporaryFolder(async (folder) => {
      await compare(folder);
      for (const [name, bytes] of filesBelow(`${folder}/out`)) {
        expect(bytes.includes(folder), name).toBe(false);
        expect(bytes.includes("/tmp/"), name).toBe(false);
      }
    }));

  test("rerun.sh says the same, and notices a file that is not the one compared", () =>
    inTemporaryFolder(async (folder) => {
      await compare(folder);
      const moved = join(folder, "moved 'data'");
      mkdirSync(moved);
      copyFileSync(join(folder, "a.csv"), join(moved, "a.csv"));
      copyFileSync(join(folder, "b.csv"), join(moved, "b.csv"));
      const env = { ...process.env, TRIPLICATE: `${process.execPath} ${ROOT}apps/cli/triplicate.mjs` };
      const rerun = () => spawnSync("sh", [`${folder}/out/rerun.sh`, moved], { env, encoding: "utf8" });
      expect(rerun()).toMatchObject({ status: 0, stdout: "The same result, byte for byte.\n" });
      writeFileSync(join(moved, "b.csv"), A);
      const changed = rerun();
      expect(changed.status).toBe(2);
      expect(changed.stderr).toContain("b.csv is not the file that was compared");
    }));
});

describe("a roster beside the definition", () => {
  const withRoster = ELECTION.replace(/,"expected":\{[^}]*\}/, ',"roster":{"file":"roster.jsonl"}');
  const place = '{"place":"p","name":"Liceo","region":"Sur"}\n';
  const station = (id: string, registered: number) =>
    `{"station":"${id}","place":"p","registered":${registered}}\n`;
  const roster = `${place}${station("01", 100)}${station("02", 100)}${station("04", 100)}`;

  test("is checked, hashed, copied, and bounds what is missing", () =>
    inTemporaryFolder(async (folder) => {
      const files = { "election.json": withRoster, "roster.jsonl": roster };
      const { out, err } = await compare(folder, ["--json"], files);
      expect(err).toBe("");
      const comparison = JSON.parse(out) as Comparison;
      expect(comparison.expected).toEqual({ stations: 3, registered: 300 });
      expect(comparison.contests[0]!.pairs[0]!.discrepancies[0]).toMatchObject({
        place: "Liceo (p)",
        region: "Sur",
      });
      expect(readFileSync(`${folder}/out/findings.csv`, "utf8")).toContain(
        "a,not-in-roster,kept,a.csv,4,0,,03",
      );
      expect(readFileSync(`${folder}/out/inputs/roster.jsonl`, "utf8")).toBe(roster);
      const env = { ...process.env, TRIPLICATE: `${process.execPath} ${ROOT}apps/cli/triplicate.mjs` };
      const rerun = spawnSync("sh", [`${folder}/out/rerun.sh`, folder], { env, encoding: "utf8" });
      expect(rerun).toMatchObject({ status: 0 });
    }));

  test("every fault of it stops the comparison, by line", () =>
    inTemporaryFolder(async (folder) => {
      const broken = `${roster}${station("01", 5)}{"station":"05"}\n`;
      const { code, err } = await compare(folder, [], {
        "election.json": withRoster,
        "roster.jsonl": broken,
      });
      expect(code).toBe(2);
      expect(err).toContain("roster.jsonl, line 5");
      expect(err).toContain("roster.jsonl, line 6");
      const missing = await compare(folder, [], {
        "election.json": withRoster.replace("roster.jsonl", "none.jsonl"),
      });
      expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("none.jsonl") });
    }));
});

describe("exit codes", () => {
  const codes = (extra: readonly string[], b: string) =>
    inTemporaryFolder(async (folder) => (await compare(folder, extra, { "b.csv": b })).code);
  const small = `${HEADER}01,100,41,50\n02,100,30,20\n03,100,20,23\n`;
  test.each([
    ["counts agree", [], A, 0],
    ["a difference", [], small, 1],
    ["a difference that changes nothing, --fail-on flip", ["--fail-on", "flip"], small, 0],
    ["a difference that changes the winner, --fail-on flip", ["--fail-on", "flip"], B, 1],
    ["--fail-on never", ["--fail-on", "never"], B, 0],
    ["bad option", ["--fail-on", "sometimes"], B, 2],
    ["unknown option", ["--whatever"], B, 2],
  ] as const)("%s", async (_, extra, b, code) => {
    expect(await codes(extra, b)).toBe(code);
  });
});

describe("bad input: exit 2, the place and the remedy named, nothing written", () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
  const latin1 = Uint8Array.from(`${HEADER}01,100,4,5\nA\xf1o,1,0,1\n`, (c) => c.charCodeAt(0));
  test.each([
    ["empty file", { "b.csv": "" }, ["b.csv", "empty"]],
    ["binary file", { "b.csv": png }, ["b.csv", "not text"]],
    ["wrong encoding", { "b.csv": latin1 }, ["b.csv, line 3, column 2", "latin-1"]],
    ["missing column", { "b.csv": "station,registered,ana\n01,100,4\n" }, ["luis", "mapping init"]],
    ["truncated file", { "b.csv": `${HEADER}01,100,4,5\n02,10` }, ["b.csv, line 3", "incomplete"]],
    ["endless line", { "b.csv": "x".repeat(3_000_000) }, ["b.csv", "line"]],
    ["no rows", { "b.csv": HEADER }, ["b.csv", "no row"]],
    ["bad JSON", { "m.json": '{\n "format": oops }' }, ["m.json, line 2, column 12"]],
    ["key twice", { "m.json": '{"format": 1, "format": 2}' }, ["m.json", "format"]],
    [
      "mapping faults",
      { "m.json": MAPPING.replace('"luis":["luis"]', '"eva":["luis"]') },
      ["/contests/board"],
    ],
    [
      "election faults",
      { "election.json": ELECTION.replace('"candidate":"luis"', '"candidate":"eva"') },
      ["/contests/0"],
    ],
  ] as const)("%s", (_, files, expected) =>
    inTemporaryFolder(async (folder) => {
      const { code, err, out } = await compare(folder, [], files);
      expect(out).toBe("");
      for (const part of expected) expect(err).toContain(part);
      expect(err).toContain("What to do");
      expect(code).toBe(2);
      expect(readdirSync(folder).sort()).toEqual(["a.csv", "b.csv", "election.json", "m.json"]);
    }),
  );

  test("a folder that holds something else is not touched", () =>
    inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, "out"));
      writeFileSync(join(folder, "out", "thesis.txt"), "years of work");
      const { code, err } = await compare(folder);
      expect(code).toBe(2);
      expect(err).toContain("nothing in it was touched");
      expect([...filesBelow(`${folder}/out`).keys()]).toEqual(["thesis.txt"]);
    }));

  test.each([
    [["--count", "a"], "NAME=MAPPING:FILE"],
    [["--count", "a b=m.json:f.csv"], "not usable"],
    [["--count", "x=nowhere.json:f.csv"], "nowhere.json"],
    [[], "nothing to compare"],
  ])("counts %j", async (counts, expected) => {
    const { code, err } = await run(["compare", "--election", "e", "--out", "o", ...counts]);
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(expected, "i"));
  });
});

describe("names from hostile files", () => {
  test("spreadsheet formulas are defused, terminal controls made visible", () =>
    inTemporaryFolder(async (folder) => {
      const row = (ana: number) => `=cmd|'/c calc'!A1,100,${ana},50\n`;
      const hostile = { "a.csv": `${HEADER}${row(40)}`, "b.csv": `${HEADER}${row(41)}` };
      await compare(folder, [], hostile);
      expect(readFileSync(`${folder}/out/discrepancies.csv`, "utf8")).toContain("'=cmd");
      const controls = { "b.csv": `${HEADER}\u001b[2J01,100,40,50\n02,100` };
      const { err } = await compare(folder, [], controls);
      expect(err).toContain("b.csv");
      writeFileSync(join(folder, "\u001b[31mx.csv"), "");
      const named = await run([
        ...[
          "compare",
          "--election",
          `${folder}/election.json`,
          "--count",
          `a=${folder}/m.json:${folder}/a.csv`,
        ],
        ...["--count", `b=${folder}/m.json:${folder}/\u001b[31mx.csv`, "--out", `${folder}/out`],
      ]);
      const asked = await run(["explain", "\u001b[31mX", "--out", `${folder}/out`]);
      const unknown = await run(["\u001b[31mgo"]);
      for (const words of [err, named.err, asked.err, unknown.err]) {
        expect(words).not.toBe("");
        expect(words).not.toContain("\u001b");
      }
    }));
});

test("progress shows on a terminal only", () =>
  inTemporaryFolder(async (folder) => {
    await compare(folder);
    const watched = await run(
      [
        "compare",
        "--election",
        `${folder}/election.json`,
        "--count",
        `a=${folder}/m.json:${folder}/a.csv`,
        "--count",
        `b=${folder}/m.json:${folder}/b.csv`,
        "--out",
        `${folder}/out`,
      ],
      "es",
      true,
    );
    expect(watched.err).toContain("Comparando");
    expect(watched.out).toContain("El expediente está en");
  }));
