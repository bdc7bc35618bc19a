import { rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inTemporaryFolder, run } from "./cli.test-helper.ts";

/** The reconstruction in `folder`, compared into `folder`/dossier. */
async function reconstruction(folder: string) {
  await run(["simulate", "bolivar-2017", "--out", `${folder}/data`]);
  const count = (name: string) => `${name}=${folder}/data/${name}.mapping.json:${folder}/data/${name}.csv`;
  return run([
    ...[
      "compare",
      "--election",
      `${folder}/data/election.json`,
      "--count",
      count("actas"),
      "--count",
      count("official"),
    ],
    ...["--announced", `${folder}/data/announced.json`, "--out", `${folder}/dossier`],
  ]);
}

describe("explain", () => {
  test("shows counts, difference, class and arithmetic of a station that differs", () =>
    inTemporaryFolder(async (folder) => {
      await reconstruction(folder);
      const { discrepancies } = await import(`${folder}/dossier/comparison.json`, {
        with: { type: "json" },
      }).then(({ default: comparison }) => comparison.contests[0].pairs[0]);
      expect(discrepancies).toHaveLength(11);
      const station: string = discrepancies[0].station;
      const { code, out } = await run(["explain", station, "--out", `${folder}/dossier`]);
      expect(code).toBe(0);
      expect(out).toContain(`Station ${station}`);
      expect(out).toMatch(/Justo Noguera\s+\d+\s+\d+\s+\+\d+/);
      expect(out).toContain("Class:");
      expect(out).toMatch(/Lead of Justo Noguera over Andrés Velásquez: 1,471/);
      const spanish = await run(["explain", station, "--out", `${folder}/dossier`], "es");
      expect(spanish.out).toContain("Mesa ");
    }));

  test("reads an agreeing station again from the files, and says so when they are gone", () =>
    inTemporaryFolder(async (folder) => {
      await reconstruction(folder);
      const agreeing = "080101001.01";
      const { out, code } = await run([
        "explain",
        agreeing,
        "--out",
        `${folder}/dossier`,
        "--data",
        `${folder}/data`,
      ]);
      expect(code).toBe(0);
      expect(out).toContain("Both counts agree.");
      const nowhere = await run([
        "explain",
        "999999999.99",
        "--out",
        `${folder}/dossier`,
        "--data",
        `${folder}/data`,
      ]);
      expect(nowhere.code).toBe(2);
      expect(nowhere.err).toContain("not in the inputs either");
      rmSync(`${folder}/data/official.csv`);
      const gone = await run(["explain", agreeing, "--out", `${folder}/dossier`, "--data", `${folder}/data`]);
      expect(gone.code).toBe(2);
      const unsaid = await run(["explain", agreeing, "--out", `${folder}/dossier`]);
      expect(unsaid).toMatchObject({ code: 2, err: expect.stringContaining("--data") });
      expect(gone.err).toContain("official.csv");
    }));

  test("a folder that is no dossier", async () => {
    const { code, err } = await run(["explain", "1", "--out", "/nonexistent"]);
    expect(code).toBe(2);
    expect(err).toContain("holds no dossier");
  });
});
