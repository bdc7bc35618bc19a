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

const COMMANDS = ["", "compare", "explain", "mapping", "mapping init", "election", "election check"]
  .concat(["simulate", "simulate bolivar-2017", "completion"])
  .concat(["keys", "keys new", "keys show", "keys export"])
  .map((path) => path.split(" ").filter((name) => name !== ""));

describe.each(COMMANDS.map((path) => [path.join(" "), path] as const))(
  "help of triplicate %s",
  (name, path) => {
    test("is in one language", async () => {
      const { code, out } = await run([...path, "--help"], "es");
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^Uso: triplicate ${name}`));
      expect(out).toContain("[opciones]");
      const plain = out.replaceAll(/<[^>]*>/g, "");
      expect(plain).not.toMatch(
        /(?<![\w-])(?:options?|commands?|choices|default|display|arguments?|usage)(?![\w-])/i,
      );
      const english = await run([...path, "--help"], "en");
      expect(english.out).toMatch(new RegExp(`^Usage: triplicate ${name}`));
      expect(english.out).not.toMatch(/opciones|valores|omisión/);
    });

    test("tells of no help command and no empty default", async () => {
      for (const language of ["es", "en"] as const) {
        const { out } = await run([...path, "--help"], language);
        expect(out).not.toMatch(/^ +help\b|\[\]|false/m);
        expect((await run([...path, "help"], language)).code).toBe(2);
      }
    });
  },
);

test("the hint names the whole command, with one space between words", async () => {
  expect((await run(["frobnicate"])).err).toContain("“triplicate --help” shows how.");
  expect((await run(["mapping", "frobnicate"])).err).toContain("“triplicate mapping --help”");
  expect((await run(["mapping", "init"], "es")).err).toContain("«triplicate mapping init --help»");
});

test("choices and defaults are told once", async () => {
  expect((await run(["compare", "--help"], "es")).out).toMatch(/nunca\) \(por omisión, discrepancy\)/);
  expect((await run(["simulate", "bolivar-2017", "--help"])).out).toContain("same bytes (default: 1)");
  expect((await run(["completion", "--help"])).out).toContain("<shell>            values: bash and zsh");
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
