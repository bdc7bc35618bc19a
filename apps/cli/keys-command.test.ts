/**
 * `triplicate keys`: what a person sees, and that nothing private is ever among it.
 * @module
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readKeyFile } from "@triplicate/adapters/key-file.ts";
import { printVerifierKey } from "@triplicate/core/note/key.ts";
import { describe, expect, test } from "vitest";
import type { Ask } from "./ask.ts";
import { inTemporaryFolder, ROOT, run } from "./cli.test-helper.ts";
import type { Io } from "./io.ts";
import { type NewKeyOptions, runKeysNew } from "./keys-command.ts";

const PASSPHRASE = "correct horse battery staple";
const NAME = "ve-bolivar-2017/authority/alba";

/** Answers questions for a secret in turn. */
const answering = (...answers: string[]): Ask => ({
  text: async () => "",
  secret: async () => answers.shift()!,
  confirm: async () => true,
});

const silent = (into: string[]): Io => ({
  out: (text) => into.push(text),
  data: (text) => into.push(text),
  err: (text) => into.push(text),
  isTerminal: true,
  language: "en",
  environment: {},
  now: () => 0,
  untilStopped: async () => {},
});

/** Made with few rounds of scrypt, where a thousand times as many would only take time. */
const FAST = { type: "statement", workFactor: 4 } as const;

function secretsOf(seed: Uint8Array): string[] {
  const bytes = Buffer.from(seed);
  return [PASSPHRASE, bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("hex")];
}

describe("a key's life", () => {
  test("made, shown and exported, in both languages, with nothing private in words", async () => {
    await inTemporaryFolder(async (folder) => {
      const [file, phrase] = [join(folder, "alba.key"), join(folder, "phrase")];
      writeFileSync(phrase, `${PASSPHRASE}\r\nanother line\n`);
      const made: string[] = [];
      await runKeysNew(file, { ...FAST, name: NAME, passphraseFile: phrase }, silent(made), null);
      const read = await readKeyFile(file, PASSPHRASE);
      if (!read.ok) throw new Error(read.error.code);

      const shown = await run(["keys", "show", file, "--passphrase-file", phrase], "es");
      expect(shown).toMatchObject({ code: 0, err: "" });
      const exported = await run(["keys", "export", file, "--passphrase-file", phrase]);
      expect(exported).toEqual({ code: 0, out: `${printVerifierKey(read.value.key)}\n`, err: "" });
      for (const out of [made.join(""), shown.out]) {
        expect(out).toContain(NAME);
        expect(out).toContain(exported.out.trimEnd());
        expect(out).toMatch(/[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}/);
      }
      expect(shown.out).toContain("declaraciones");
      for (const said of [made.join(""), shown.out, exported.out]) {
        for (const secret of secretsOf(read.value.seed)) expect(said).not.toContain(secret);
      }
    });
  });

  test("of a cosigner is of the other type", async () => {
    await inTemporaryFolder(async (folder) => {
      const [file, said] = [join(folder, "k"), [] as string[]];
      const options = { ...FAST, name: "psuv.example/cosigner", type: "cosigner" } as const;
      await runKeysNew(file, options, silent(said), answering(PASSPHRASE, PASSPHRASE));
      expect(said.join("")).toContain("cosignatures of the log (0x04)");
      const read = await readKeyFile(file, PASSPHRASE);
      expect(read.ok && read.value.key.type).toBe(4);
    });
  });

  test("begins with a passphrase on standard input, and the file is worth its rounds", async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, "k");
      const args = [
        join(ROOT, "apps/cli/triplicate.mjs"),
        "keys",
        "new",
        file,
        "--name",
        NAME,
        "--passphrase-file",
        "-",
      ];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        input: `${PASSPHRASE}\n`,
        encoding: "utf8",
      });
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout).toContain(`${NAME}+`);
      const [, body = ""] = readFileSync(file, "latin1").split("-----BEGIN AGE ENCRYPTED FILE-----");
      expect(Buffer.from(body, "base64").toString("latin1")).toMatch(
        /^age-encryption\.org\/v1\n-> scrypt \S+ 18\n/,
      );
    });
  });
});

describe("asked at a terminal", () => {
  const options: NewKeyOptions = { ...FAST, name: NAME };

  test("twice the same passphrase makes a key", async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, "k");
      expect(await runKeysNew(file, options, silent([]), answering(PASSPHRASE, PASSPHRASE))).toBe(0);
      expect((await readKeyFile(file, PASSPHRASE)).ok).toBe(true);
    });
  });

  test.each([
    [[PASSPHRASE, `${PASSPHRASE} `], "not the same"],
    [["short", "short"], "too short"],
    [["🔑🔑🔑🔑🔑🔑", ""], "too short"],
  ])("%j makes none", async (answers, words) => {
    await inTemporaryFolder(async (folder) => {
      const said: string[] = [];
      const made = runKeysNew(join(folder, "k"), options, silent(said), answering(...answers));
      await expect(made).rejects.toThrow(words);
      expect(readdirSync(folder)).toEqual([]);
      expect(said).toEqual([]);
    });
  });
});

describe("refusals", () => {
  test("name the file and the reason, never the passphrase", async () => {
    await inTemporaryFolder(async (folder) => {
      const [file, phrase, wrong] = ["k", "phrase", "wrong"].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      writeFileSync(phrase, PASSPHRASE);
      writeFileSync(wrong, "wrong horse battery staple");
      writeFileSync(file, "not a key");
      const given = ["--passphrase-file", phrase];
      const rows: [string[], string][] = [
        [["keys", "new", file, "--name", NAME, ...given], "exists"],
        [["keys", "new", `${file}2`, "--name", "a b", ...given], "cannot be the name of a key"],
        [["keys", "new", `${file}2`, "--name", "a+b", ...given], "cannot be the name of a key"],
        [["keys", "new", `${file}2`, "--name", NAME, "--type", "rsa", ...given], "rsa"],
        [["keys", "new", `${file}2`, ...given], "--name"],
        [["keys", "new", `${file}2`, "--name", NAME], "--passphrase-file"],
        [["keys", "show", file, ...given], "no key encrypted with age"],
        [["keys", "export", `${file}3`, ...given], "cannot be read (ENOENT)"],
      ];
      for (const [args, words] of rows) {
        const { code, out, err } = await run(args);
        expect([code, out], args.join(" ")).toEqual([2, ""]);
        expect(err).toContain(words);
        expect(err).not.toContain("battery");
      }
      expect(readFileSync(file, "utf8")).toBe("not a key");
      await runKeysNew(`${file}2`, { ...FAST, name: NAME, passphraseFile: phrase }, silent([]), null);
      const nowhere = { ...FAST, name: NAME, passphraseFile: phrase };
      await expect(runKeysNew(join(folder, "no/k"), nowhere, silent([]), null)).rejects.toThrow("(ENOENT)");
      const { code, err } = await run(["keys", "show", `${file}2`, "--passphrase-file", wrong], "es");
      expect(code).toBe(2);
      expect(err).toContain("La contraseña no abre el archivo");
      expect(err).not.toContain("battery");
    });
  });
});
