import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inTemporaryFolder, ROOT, run } from "./cli.test-helper.ts";
import { chooseLanguage } from "./language.ts";
import { VERSION } from "./version.ts";

describe("help", () => {
  test.each([
    ["en", "Usage:", "Commands:", "Exit codes"],
    ["es", "Uso:", "Órdenes:", "Códigos de salida"],
  ] as const)("in %s", async (language, ...parts) => {
    const { code, out } = await run(["--help"], language);
    expect(code).toBe(0);
    for (const part of parts) expect(out).toContain(part);
    const compare = await run(["compare", "--help"], language);
    expect(compare.out).toContain("--count <name=mapping:file>");
    expect(compare.out).toContain("examples/bo-2019/election.json");
  });

  test("a mistake says what is wrong and where the help is", async () => {
    expect(await run(["frobnicate"])).toMatchObject({ code: 2, err: expect.stringContaining("frobnicate") });
    expect(await run(["compare"])).toMatchObject({ code: 2, err: expect.stringContaining("compare --help") });
    expect(await run(["explain"], "es")).toMatchObject({
      code: 2,
      err: expect.stringContaining("Falta la opción --out"),
    });
    expect((await run([])).code).toBe(2);
  });
});

test("the language comes from --lang, then the locale, else English", () => {
  const choose = (args: string[], env: Record<string, string>) => chooseLanguage(args, env);
  expect(choose(["compare", "--lang", "es"], { LANG: "en_US.UTF-8" })).toBe("es");
  expect(choose(["--lang=en"], { LANG: "es_VE.UTF-8" })).toBe("en");
  expect(choose([], { LC_ALL: "", LANG: "es_BO.UTF-8" })).toBe("es");
  expect(choose([], { LC_ALL: "C", LANG: "es_BO" })).toBe("en");
  expect(choose([], {})).toBe("en");
});

test("npm exec triplicate works in the checkout", () => {
  const { status, stdout } = spawnSync("npm", ["exec", "--offline", "--", "triplicate", "--version"], {
    cwd: ROOT,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  expect({ status, version: stdout.trim().split("\n").at(-1) }).toEqual({ status: 0, version: VERSION });
});

describe("election check", () => {
  test("names what a definition holds, or every fault by its place", () =>
    inTemporaryFolder(async (folder) => {
      const fine = await run(["election", "check", `${ROOT}examples/small/election.json`]);
      expect(fine).toMatchObject({ code: 0, err: "" });
      const broken = readFileSync(`${ROOT}examples/small/election.json`, "utf8").replace("2026-", "2O26-");
      writeFileSync(`${folder}/e.json`, broken);
      const { code, err } = await run(["election", "check", `${folder}/e.json`]);
      expect(code).toBe(2);
      expect(err).toContain("/date");
      expect(err).toMatch(/line \d+, column \d+/);
    }));
});

describe("simulate", () => {
  test("the same seed gives the same files; a bad seed is refused", () =>
    inTemporaryFolder(async (folder) => {
      const one = await run(["simulate", "bolivar-2017", "--out", `${folder}/x`]);
      expect(one.code).toBe(0);
      expect(one.out).toContain("reconstruction");
      expect((await run(["simulate", "bolivar-2017", "--out", `${folder}/y`, "--seed", "-3"])).code).toBe(2);
      writeFileSync(`${folder}/x/mine.txt`, "mine");
      expect((await run(["simulate", "bolivar-2017", "--out", `${folder}/x`])).code).toBe(2);
    }));
});

test("completion is printed for bash and zsh, and no other shell", async () => {
  expect((await run(["completion", "bash"])).out).toContain("triplicate");
  expect((await run(["completion", "zsh"])).out).toContain("triplicate");
  expect((await run(["completion", "fish"])).code).toBe(2);
});
