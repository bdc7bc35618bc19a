/** From tables to a package, and every bad cell by its place. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadPackage } from "@triplicate/adapters/election-package.ts";
import { MAX_PICTURE_BYTES, readPictures } from "@triplicate/adapters/election-pictures.ts";
import { keyText } from "@triplicate/core/byte-index.ts";
import { equalBytes } from "@triplicate/core/bytes.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { describe, expect, test } from "vitest";
import type { Ask } from "./ask.ts";
import { inTemporaryFolder, type Ran, ROOT, run } from "./cli.test-helper.ts";
import { FAULTY_TABLES } from "./election-new.test-data.ts";
import { runElectionNew } from "./election-new-command.ts";
import {
  ELECTION,
  keyNamed,
  newArguments,
  TABLES,
  type Tables,
  vkey,
} from "./election-tables.test-helper.ts";

test("tables become a package that waits for its signatures", async () => {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, "package");
    const ran = await run([...newArguments(folder), "--out", out]);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(ran.out).toContain("authorities 2 3\ncosigners 2 2\n");
    expect(ran.out).toMatch(/Fingerprint of the election note: ([0-9a-f]{4}-){3}[0-9a-f]{4}\n/);
    const complete = await loadPackage(out, { keys: "full" });
    expect(complete.ok ? [] : complete.error.faults.map(({ code }) => code)).toEqual(["too-few-signatures"]);
    const loaded = await loadPackage(out, { keys: "full", unsigned: true });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    const { definition, roster, book } = loaded.value;
    expect(
      definition.contests.map(({ id, options }) => [id, options.map((option) => option.candidate)]),
    ).toEqual([
      ["secretary", ["ana-rojas", "ana-rojas", "marta-diaz"]],
      ["board", ["lista-unidad", "lista-base"]],
    ]);
    expect(definition.contests[0]!.candidates[0]).toEqual({ id: "ana-rojas", name: "Ana Rojas" });
    expect(keyText(roster.names, roster.placeName[0]!)).toBe("Sede central; al fondo");
    expect([roster.stations.size, roster.registeredInAll]).toEqual([5, 2000]);
    const { spare, witness, counter } = roster.held;
    expect([spare, witness, counter]).toEqual([2, 11, 2]);
    for (const rest of [
      "machine/02.1",
      "spare/norte/1",
      "spare/all",
      "witness/ong/1",
      "counter/B/1",
      "authority/alba",
    ]) {
      const key = keyNamed(`${ELECTION}/${rest}`);
      expect(equalBytes(book.find(key.name, key.id)!.publicKey, key.publicKey)).toBe(true);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });
});

test("the tables of the documents become a package", async () => {
  await inTemporaryFolder(async (folder) => {
    const example = (name: string) =>
      readFileSync(join(ROOT, "examples/small-package", `${name}.csv`), "utf8");
    const names = Object.keys(TABLES) as (keyof Tables)[];
    const tables = Object.fromEntries(names.map((name) => [name, example(name)])) as Tables;
    const ran = await run([...newArguments(folder, tables), "--out", join(folder, "package")]);
    expect([ran.code, ran.err]).toEqual([0, ""]);
  });
});

test("pictures become part of what is signed", async () => {
  await inTemporaryFolder(async (folder) => {
    const pictures = join(folder, "drawn");
    mkdirSync(pictures);
    writeFileSync(join(pictures, "star.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
    const args = newArguments(folder);
    const options = args[args.indexOf("--options") + 1]!;
    const [head, first, ...rest] = readFileSync(options, "utf8").trimEnd().split("\n");
    const lines = [`${head},symbol,photo`, `${first},star.svg,`, ...rest.map((line) => `${line},,`)];
    writeFileSync(options, `${lines.join("\n")}\n`);
    const out = join(folder, "package");
    const without = await run([...args, "--out", out]);
    expect([without.code, without.err]).toEqual([2, expect.stringContaining("--pictures")]);
    const ran = await run([...args, "--out", out, "--pictures", pictures]);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    const { contests } = JSON.parse(readFileSync(join(out, "definition.json"), "utf8"));
    expect(contests[0].options[0].symbol).toEqual({
      file: "pictures/star.svg",
      sha256: createHash("sha256")
        .update(readFileSync(join(pictures, "star.svg")))
        .digest("base64"),
    });
    expect(contests[0].options[1].symbol).toBeUndefined();
    writeFileSync(join(out, "pictures/star.svg"), "<svg xmlns='http://www.w3.org/2000/svg'><circle/></svg>");
    const read = await readPictures(out, { contests } as ElectionDefinition);
    expect(read).toEqual({ ok: false, error: [{ code: "picture-differs", file: "pictures/star.svg" }] });
    writeFileSync(join(out, "pictures/star.svg"), "x".repeat(MAX_PICTURE_BYTES + 1));
    expect(await readPictures(out, { contests } as ElectionDefinition)).toMatchObject({
      error: [{ code: "picture-too-large" }],
    });
  });
});

test("the same tables give the same bytes", async () => {
  await inTemporaryFolder(async (folder) => {
    const args = newArguments(folder);
    for (const name of ["a", "b"]) expect((await run([...args, "--out", join(folder, name)])).code).toBe(0);
    for (const file of readdirSync(join(folder, "a"))) {
      expect(readFileSync(join(folder, "a", file))).toEqual(readFileSync(join(folder, "b", file)));
    }
  });
});

/** What is said when one table is another, and that nothing was written. */
async function saidOf(
  changes: Partial<Tables>,
  more: readonly string[] = [],
  language: "es" | "en" = "en",
): Promise<Ran> {
  return inTemporaryFolder(async (folder) => {
    const args = newArguments(folder, { ...TABLES, ...changes });
    const ran = await run([...args, ...more, "--out", join(folder, "package")], language);
    expect(ran.code).toBe(2);
    expect(readdirSync(folder).filter((name) => !name.endsWith(".csv"))).toEqual([]);
    return { ...ran, err: ran.err.replaceAll(`${folder}/`, "") };
  });
}

test.each(FAULTY_TABLES)("%s", async (_, changes, lines) => {
  const { err } = await saidOf(changes);
  for (const line of lines) expect(err).toContain(`  ${line}`);
});

test("all bad cells of all rows are told at once, in Spanish too", async () => {
  const stations = TABLES.stations
    .replace(",450,", ",x,")
    .replace(",320,", ",-1,")
    .replace("02.1,02,", "02.1,2,");
  const { err } = await saidOf({ stations }, [], "es");
  expect(err).toContain("Las tablas tienen 3 faltas:");
  expect(err).toContain("stations.csv, línea 2, columna 3 (registered): «x» no es un número entero");
  expect(err).toContain("stations.csv, línea 4, columna 2 (place): El centro de votación «2»");
  expect(err).toContain("stations.csv, línea 6, columna 3 (registered): «-1»");
});

test("a table that is not UTF-8 is refused by its line", async () => {
  await inTemporaryFolder(async (folder) => {
    const args = newArguments(folder);
    writeFileSync(
      join(folder, "places.csv"),
      Buffer.from("place,name\n01,Sede\n02,Escuela t\xe9cnica\n03,Casa\n", "latin1"),
    );
    const { err, code } = await run([...args, "--out", join(folder, "package")]);
    expect(code).toBe(2);
    expect(err).toContain("places.csv, line 3: The row is not UTF-8 text");
  });
});

describe("options", () => {
  const row = (name: string, more: readonly string[], said: string) => [name, more, said] as const;
  test.each([
    row("a day that does not exist", ["--date", "2026-02-30"], "--date: “2026-02-30” cannot be the date"),
    row("an id with a space", ["--id", "a b"], "--id: “a b” cannot be an identifier"),
    row("a name of nothing", ["--name-en", " "], "--name-en: “ ” cannot be a name"),
    row(
      "keys of another election",
      ["--authority", vkey("other/authority/dora")],
      "--authority: the key is of “other/authority/dora”; here its name must be sutrabor-2026/authority/…",
    ),
    row(
      "a cosigner's key for the log",
      ["--log", vkey("x.example", 4)],
      "--log: the key “x.example” makes another type of signature",
    ),
    row(
      "a log's key for a cosigner",
      ["--cosigner", `A=${vkey("x.example")}`],
      "--cosigner: the key “x.example” makes another type of signature; here it must be type 0x04",
    ),
    row(
      "a cosigner of no party",
      ["--cosigner", vkey("x.example", 4).replace("=", "")],
      "--cosigner: “x.example",
    ),
    row(
      "no key at all",
      ["--centre", "nothing.vkey"],
      "--centre: “nothing.vkey” is neither a verifier key nor a file",
    ),
    row("one of three", ["--threshold", "1"], "1 of 3 keys of the authority cannot be asked for"),
    row("none of two cosigners", ["--quorum", "0"], "0 of 2 cosigners cannot be asked for"),
    row("a quorum in words", ["--quorum", "two"], "--quorum: “two” is no whole number"),
    row(
      "one authority twice",
      ["--authority", vkey(`${ELECTION}/authority/alba`)],
      "--authority: The authority “alba” was there already",
    ),
    row(
      "the log's key for the centre",
      ["--centre", vkey(`${ELECTION}/centre/2`), "--centre", vkey(`${ELECTION}/centre/2`)],
      "--centre: The centre “2” was there already",
    ),
  ])("%s", async (_, more, said) => {
    expect((await saidOf({}, more)).err).toContain(said);
  });

  test("a key may stand in a file", async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, "dora.vkey");
      writeFileSync(file, `${vkey(`${ELECTION}/authority/dora`)}\n`);
      const ran = await run([...newArguments(folder), "--authority", file, "--out", join(folder, "package")]);
      expect(ran.out).toContain("authorities 3 4\n");
    });
  });

  test("what is missing is named, where nobody can be asked", async () => {
    await inTemporaryFolder(async (folder) => {
      const { code, err } = await run(["election", "new", "--out", join(folder, "package"), "--id", "x"]);
      expect(code).toBe(2);
      expect(err).toContain(
        "--name-es, --name-en, --date, --contests, --options, --places, --stations, --log, --centre, --authority.",
      );
    });
  });

  test("a folder that holds something is left alone", async () => {
    await inTemporaryFolder(async (folder) => {
      const args = newArguments(folder);
      expect((await run([...args, "--out", folder])).err).toContain(
        "already exists and holds something else",
      );
      const empty = join(folder, "empty");
      mkdirSync(empty);
      expect((await run([...args, "--out", empty])).code).toBe(0);
      expect((await run([...args, "--out", empty])).code).toBe(2);
      const file = join(folder, "places.csv");
      expect((await run([...args, "--out", file])).code).toBe(2);
      expect(existsSync(join(empty, "election.note"))).toBe(true);
    });
  });

  test("contests may be taken from a definition", async () => {
    await inTemporaryFolder(async (folder) => {
      const out = join(folder, "package");
      const args = [
        ...newArguments(folder),
        "--definition",
        join(ROOT, "examples/small/election.json"),
        "--out",
        out,
      ];
      expect((await run(args)).err).toBe("");
      const definition = JSON.parse(readFileSync(join(out, "definition.json"), "utf8"));
      expect([definition.contests.length, definition.paper, definition.stations]).toEqual([
        2,
        "prevails",
        undefined,
      ]);
    });
  });
});

test("what is missing is asked for, and what may be left out, keys until nothing is answered", async () => {
  await inTemporaryFolder(async (folder) => {
    newArguments(folder);
    const file = (name: string) => join(folder, `${name}.csv`);
    const ours = (rest: string) => vkey(`${ELECTION}/${rest}`);
    const answers = [
      ELECTION,
      "Elecciones",
      "Elections",
      "2026-05-16",
      file("contests"),
      file("options"),
      file("places"),
      file("stations"),
      vkey("log.example/x"),
      ours("centre/a"),
      "",
      ours("authority/alba"),
      ours("authority/bruno"),
      "",
      "",
      file("witnesses"),
      "",
      `Unidad=${vkey("unidad.example/cosigner", 4)}`,
      "",
    ];
    const asked: string[] = [];
    const ask: Ask = {
      text: async (message, fault) => {
        asked.push(message);
        const answer = answers.shift()!;
        expect(fault(answer)).toBeNull();
        return answer;
      },
      secret: () => Promise.reject(new Error("nothing secret")),
      confirm: () => Promise.reject(new Error("nothing to confirm")),
    };
    let said = "";
    const io = {
      language: "en",
      out: (text: string) => {
        said += text;
      },
    } as Parameters<typeof runElectionNew>[1];
    const given = { out: join(folder, "package"), centre: [], cosigner: [], authority: [] };
    expect(await runElectionNew(given, io, ask)).toBe(0);
    expect(said).toContain("authorities 2 2\ncosigners 1 1\n");
    expect([answers, asked.length]).toEqual([[], 19]);
  });
});
