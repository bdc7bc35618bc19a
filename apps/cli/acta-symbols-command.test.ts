import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readActaFromFiles } from "@triplicate/adapters/acta-files.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { expect, test } from "vitest";
import { runActaSymbols } from "./acta-symbols-command.ts";
import { inTemporaryFolder } from "./cli.test-helper.ts";
import type { Io } from "./io.ts";

const GOLDEN = new URL("../../vectors/acta/actas.json", import.meta.url);
const { actas } = JSON.parse(readFileSync(GOLDEN, "utf8")) as { actas: { note: string }[] };

test("notes become pictures and texts, from which the same notes are read; what is no acta is told", () =>
  inTemporaryFolder(async (folder) => {
    const [few, , many] = actas.map(({ note }) => note) as [string, string, string];
    writeFileSync(join(folder, "few.note"), few);
    writeFileSync(join(folder, "many.note"), many);
    writeFileSync(join(folder, "other.note"), few.replace("triplicate/acta/v1", "triplicate/acta/v9"));
    let [out, err] = ["", ""];
    const io: Io = {
      out: (text) => {
        out += text;
      },
      data: () => {},
      err: (text) => {
        err += text;
      },
      ...{ isTerminal: false, language: "en", environment: {}, now: () => 0 },
      untilStopped: () => Promise.resolve(),
    };
    const drawn = join(folder, "drawn");
    expect(await runActaSymbols([folder], { paper: 80, out: drawn }, io)).toBe(2);
    expect(out).toBe(
      "Station 080101001.01, contest governor: one QR code; texts in 080101001.01-governor.txt.\n" +
        "Station 010101001/2, contest president: 2 QR codes; texts in 010101001_2-president.txt.\n",
    );
    expect(err).toBe(`${join(folder, "other.note")}: the text or code is of something else than an acta.\n`);
    expect(readdirSync(drawn).sort()).toEqual([
      "010101001_2-president-1-of-2.png",
      "010101001_2-president-2-of-2.png",
      "010101001_2-president.txt",
      "080101001.01-governor-1-of-1.png",
      "080101001.01-governor.txt",
    ]);
    const pictures = readdirSync(drawn).filter((name) => name.endsWith(".png"));
    for (const files of [pictures, readdirSync(drawn).filter((name) => name.endsWith(".txt"))]) {
      const read = await readActaFromFiles(files.map((name) => join(drawn, name)));
      expect(read.faults).toEqual([]);
      expect(read.actas.map(({ noteBytes }) => noteBytes)).toEqual([utf8(many), utf8(few)]);
    }
  }));
