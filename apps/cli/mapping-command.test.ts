import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inTemporaryFolder, run } from "./cli.test-helper.ts";

const rows = Array.from(
  { length: 30 },
  (_, i) => `${1000 + i},Liceo ${i >> 1},Sur,300,${100 + i},${50 + (i % 7)},2,1`,
);
const CSV = `mesa,centro,estado,inscritos,ROJO,AZUL,blancos,nulos\n${rows.join("\n")}\n`;

test("what mapping init drafts is enough to compare with, and is never written over", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(`${folder}/one.csv`, CSV);
    writeFileSync(`${folder}/two.csv`, CSV.replace("1003,Liceo 1,Sur,300,103", "1003,Liceo 1,Sur,300,108"));
    const init = (name: string) =>
      run(["mapping", "init", `${folder}/${name}.csv`, "--out", `${folder}/made`]);
    expect(await init("one")).toMatchObject({ code: 0, err: "" });
    const election = readFileSync(`${folder}/made/election.json`, "utf8");
    expect(await init("two")).toMatchObject({ code: 0, out: expect.stringContaining("was there already") });
    expect(readFileSync(`${folder}/made/election.json`, "utf8")).toBe(election);
    expect(readdirSync(`${folder}/made`).sort()).toEqual([
      "election.json",
      "one.mapping.json",
      "two.mapping.json",
    ]);
    expect(await init("one")).toMatchObject({ code: 2, err: expect.stringContaining("was not overwritten") });
    const count = (name: string) => `${name}=${folder}/made/${name}.mapping.json:${folder}/${name}.csv`;
    const { out, err } = await run([
      ...["compare", "--json", "--election", `${folder}/made/election.json`, "--out", `${folder}/out`],
      ...["--count", count("one"), "--count", count("two")],
    ]);
    expect(err).toBe("");
    const [pair] = JSON.parse(out).contests[0].pairs;
    expect(pair.stations).toMatchObject({ agree: 29, differ: 1 });
    expect(pair.discrepancies[0]).toMatchObject({ station: "1003", class: "one-digit" });
  }));

test("without --out the draft goes to the screen, questions and all", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(`${folder}/one.csv`, CSV);
    const { code, out } = await run(["mapping", "init", `${folder}/one.csv`]);
    expect(code).toBe(0);
    expect(out).toMatch(/\/\/ EN: .*\?/);
    expect(out).toContain('"triplicate/mapping/v1"');
  }));

test("a file that is missing, empty or no text is refused by name", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(`${folder}/empty.csv`, "");
    writeFileSync(`${folder}/image.csv`, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13));
    for (const name of ["none", "empty", "image"]) {
      const ran = await run(["mapping", "init", `${folder}/${name}.csv`, "--out", `${folder}/made`]);
      expect(ran).toMatchObject({ code: 2, out: "", err: expect.stringContaining(`${name}.csv`) });
    }
    expect(readdirSync(folder).sort()).toEqual(["empty.csv", "image.csv"]);
  }));
