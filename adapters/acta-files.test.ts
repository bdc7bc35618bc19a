import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@triplicate/core/bytes.ts";
import { actaToSymbols } from "@triplicate/core/count-machine/acta-symbol.ts";
import { printNote } from "@triplicate/core/note/note.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readActaFromFiles } from "./acta-files.ts";
import { drawSymbol, encodePgm, encodePng, PAPER_DOTS, type Raster } from "./acta-symbols.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "acta-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

const options = Array.from({ length: 38 }, (_, i) => `LISTA${i + 1}`);
const bytes32 = (seed: number) => Uint8Array.from({ length: 32 }, (_, i) => (i * seed) & 255);

function note(station: string): Uint8Array {
  const text = ACTA.print({
    election: ["ve-bolivar-2017", bytes32(7)],
    mode: "live",
    station,
    contest: "governor",
    opened: 1508061720,
    closed: 1508105100,
    registered: 612,
    "checked-in": 431,
    ballots: 431,
    votes: { options, votes: options.map((_, i) => (i === 0 ? 427 : 0)) },
    blank: 0,
    null: 4,
    spoiled: 3,
    records: bytes32(11),
    journal: bytes32(13),
  });
  const blob = Uint8Array.from({ length: 64 }, (_, i) => (i * 37) & 255);
  return printNote({
    text,
    signatures: [{ name: `ve-bolivar-2017/machine/${station}`, keyId: 0x01020304, blob }],
  });
}

async function file(name: string, content: Uint8Array | string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

/** Rasters under one another on one page. */
function stack(rasters: readonly Raster[]): Raster {
  const width = Math.max(...rasters.map((raster) => raster.width));
  const height = rasters.reduce((sum, raster) => sum + raster.height, 0);
  const pixels = new Uint8Array(width * height).fill(255);
  let top = 0;
  for (const raster of rasters) {
    for (let y = 0; y < raster.height; y += 1) {
      pixels.set(raster.pixels.subarray(y * raster.width, (y + 1) * raster.width), (top + y) * width);
    }
    top += raster.height;
  }
  return { width, height, pixels };
}

describe("one acta", () => {
  const acta = note("080101001.01");
  const symbols = actaToSymbols(acta);

  test("its note in a file", async () => {
    const path = await file("a.note", acta);
    expect(await readActaFromFiles([path])).toEqual({
      actas: [{ sources: [path], noteBytes: acta }],
      faults: [],
    });
  });

  test("texts of its symbols, as an editor on any system leaves them", async () => {
    expect(symbols.length).toBe(2);
    const path = await file("symbols.txt", `\ufeff${symbols.toReversed().join("\r\n\r\n")}\r\n`);
    expect(await readActaFromFiles([path])).toEqual({
      actas: [{ sources: [path], noteBytes: acta }],
      faults: [],
    });
  });

  test.each(Object.values(PAPER_DOTS))("pictures of its symbols, %i dots wide", async (dots) => {
    const rasters = symbols.map((text) => drawSymbol(text, dots));
    const one = await file("both.png", encodePng(stack(rasters)));
    expect((await readActaFromFiles([one])).actas).toEqual([{ sources: [one], noteBytes: acta }]);
    const paths = await Promise.all(rasters.map((raster, i) => file(`part-${i + 1}.png`, encodePng(raster))));
    const { actas, faults } = await readActaFromFiles(paths.toReversed());
    expect(actas).toEqual([{ sources: paths, noteBytes: acta }]);
    expect(faults).toEqual([]);
  });

  test("a picture of one part says which is missing", async () => {
    const path = await file("part.png", encodePng(drawSymbol(symbols[1]!, 384)));
    const { actas, faults } = await readActaFromFiles([path]);
    expect(actas).toEqual([]);
    expect(faults).toMatchObject([{ code: "symbol-part-missing", parts: [1], sources: [path] }]);
  });
});

test("several actas in several files, and files with none", async () => {
  const [first, second] = [note("080101001.01"), note("080101001.02")];
  const paths = [
    await file("1.note", first),
    await file("2.png", encodePng(stack(actaToSymbols(second).map((text) => drawSymbol(text, 576))))),
    await file("3.png", encodePng({ width: 40, height: 40, pixels: new Uint8Array(1600).fill(255) })),
    await file("4.png", encodePng(drawSymbol("https://example.org/", 384))),
    await file("5.txt", utf8("hola\n")),
    await file("6.txt", "\n \n"),
    await file("7.txt", Uint8Array.of(0xff, 0xfe, 0x41)),
    join(folder, "none.txt"),
  ];
  const { actas, faults } = await readActaFromFiles(paths);
  expect(actas.map(({ sources }) => sources)).toEqual([[paths[0]], [paths[1]]]);
  expect(actas.map(({ noteBytes }) => noteBytes)).toEqual([first, second]);
  expect(faults).toEqual([
    { code: "no-code", sources: [paths[2]] },
    { code: "empty-file", sources: [paths[5]] },
    { code: "not-text", sources: [paths[6]] },
    { code: "unreadable", sources: [paths[7]] },
    { code: "symbol-not-acta", sources: [paths[3]] },
    { code: "symbol-not-acta", sources: [paths[4]] },
  ]);
});

test("a folder of many pictures, folders in it included, in order of names, with what was done", async () => {
  const bundle = join(folder, "bundle");
  await mkdir(join(bundle, "more"), { recursive: true });
  const stations = Array.from({ length: 12 }, (_, i) => `0801010${String(i + 10)}.01`);
  for (const [i, station] of stations.entries()) {
    const page = stack(actaToSymbols(note(station)).map((text) => drawSymbol(text, 384)));
    await writeFile(join(bundle, i % 2 === 0 ? "more" : "", `${station}.png`), encodePng(page));
  }
  await writeFile(join(bundle, "a.note"), note("080101001.01"));
  const seen: number[] = [];
  const { actas, faults } = await readActaFromFiles([bundle, join(bundle, "a.note")], ({ done, total }) => {
    expect(total).toBe(12);
    seen.push(done);
  });
  expect(faults).toEqual([]);
  expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  const found = actas.map(({ noteBytes }) => /station (.*)/.exec(Buffer.from(noteBytes).toString())![1]);
  const odd = (of: number) => stations.filter((_, i) => i % 2 === of);
  expect(found).toEqual(["080101001.01", ...odd(1), ...odd(0)]);
});

test("a grey map has its size in its head", () => {
  const raster = drawSymbol("ACTA", 384);
  const bytes = encodePgm(raster);
  expect(new TextDecoder().decode(bytes.subarray(0, 15))).toBe(`P5\n${raster.width} ${raster.width}\n255\n`);
  expect(bytes.length).toBe(15 + raster.width ** 2);
});
