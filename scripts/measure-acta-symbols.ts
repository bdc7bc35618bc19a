/**
 * Which form of symbol telephones read best: prints the tables of spec/acta.md, section 7.
 *
 *     npm run symbols -- [photographs a cell, default 10] [options, default 7 38 60]
 *
 * Three forms of one note are drawn as a thermal printer would at 203 dots an inch, photographed by the model of
 * acta-photographs.ts under equal conditions, and read by two decoders. A cell says how many photographs gave exactly the
 * text that was printed, and in brackets how many actas were whole after one photograph of each of their symbols.
 * Same arguments, same tables, on every machine.
 * @module
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { drawSymbol, PAPER_DOTS } from "@triplicate/adapters/acta-symbols.ts";
import { decodeUtf8 } from "@triplicate/core/bytes.ts";
import {
  actaToSymbols,
  MAX_SYMBOL_CHARACTERS,
  type PaperWidth,
  SYMBOL_CHARACTERS,
} from "@triplicate/core/count-machine/acta-symbol.ts";
import { encodeWord } from "@triplicate/core/count-machine/symbol-words.ts";
import { actasOf } from "@triplicate/core/count-machine/tally.ts";
import type { Contest } from "@triplicate/core/election/definition.ts";
import { printNote } from "@triplicate/core/note/note.ts";
import encodeQR from "qr";
import { decodeQR } from "qr/decode.js";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { CONDITIONS, photograph, seeded } from "./acta-photographs.ts";

const OPTIONS = [7, 10, 38, 60];
/** Ten options give the versions of seven. */
const PHOTOGRAPHED = [7, 38, 60];
const WITNESSES = [0, 3];
const PAPERS: readonly PaperWidth[] = [58, 80];
const SEED = 20171015;

/** Names as on a Venezuelan ballot of 38 lines: two to nine letters. */
const PARTIES =
  "PSUV PCV TUPAMARO PPT MSV PODEMOS MEP APC ORA UPV EV PVV PFV AD COPEI BR DDP UNE EL-CAMBIO CAMBIEMOS AP SPV MIN-UNIDAD ARENA FUERZA MPV UNTC MUD AR PUENTE CONDE PLAN DR SOLUCIONES CENTRADOS ECOLOGICO MAS UPP89".split(
    " ",
  );

const contest = (ids: readonly string[]): Contest => ({
  ...{ id: "governor", name: { es: "Gobernador", en: "Governor" }, outcome: { rule: "plurality" } },
  candidates: ids.map((id) => ({ id, name: id })),
  options: ids.map((id) => ({ id, name: id, candidate: id })),
});

function note(options: number, witnesses: number, random: () => number): Uint8Array {
  const bytes = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  const ids = Array.from({ length: options }, (_, i) => PARTIES[i] ?? `LISTA${i + 1}`);
  const votes = ids.map((_, i) => (i < 3 ? 60 + Math.floor(random() * 140) : Math.floor(random() * 12)));
  const [blank, nulls] = [2, 7];
  const ballots = votes.reduce((sum, value) => sum + value, 0) + blank + nulls;
  const closing = {
    ...{ election: ["ve-bolivar-2017", bytes(32)] as const, mode: "live" as const, station: "080101001.01" },
    ...{ opened: 1508061720, closed: 1508105100, registered: 998, "checked-in": ballots + 1, ballots },
    ...{ spoiled: 3, records: bytes(32), journal: bytes(32) },
  };
  const made = actasOf(closing, [{ contest: "governor", votes, blank, null: nulls }], [contest(ids)]);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  const { text } = made.value[0]!;
  const names = ["machine/080101001.01"];
  for (let i = 0; i < witnesses; i += 1) names.push(`witness/${PARTIES[i * 9]}/080101001.01`);
  const signatures = names.map((name) => ({
    ...{ name: `ve-bolivar-2017/${name}`, keyId: Math.floor(random() * 2 ** 32), blob: bytes(64) },
  }));
  return printNote({ text, signatures });
}

type Form = { readonly name: string; readonly symbols: (note: Uint8Array, paper: PaperWidth) => string[] };

const FORMS: readonly Form[] = [
  // The note as it is; its em dash as two hyphens, which no other line begins with.
  { name: "A note, byte mode", symbols: (bytes) => [decodeUtf8(bytes)!.replaceAll("— ", "-- ")] },
  // Word for word: capitals, with marks where the case changes, in base64 too.
  {
    name: "B note, alphanumeric",
    symbols: (bytes) => [
      decodeUtf8(bytes)!
        .replaceAll("— ", "-- ")
        .split("\n")
        .map((line) => line.split(" ").map(encodeWord).join(" "))
        .join("$"),
    ],
  },
  { name: "C acta, one symbol", symbols: (bytes) => [...actaToSymbols(bytes, 4296)] },
  {
    name: "C acta, cut as specified",
    symbols: (bytes, paper) => [...actaToSymbols(bytes, SYMBOL_CHARACTERS[paper])],
  },
];

/** Where to cut is chosen at one number of options, the one that a country had. */
const CUTS: readonly Form[] = [4, 5, 6].map((dots) => ({
  name: `C acta, modules of ${dots} dots or more`,
  symbols: (bytes, paper) => [...actaToSymbols(bytes, charactersFor(paper, dots))],
}));
const formsOf = (options: number): readonly Form[] =>
  options === 38 ? [...FORMS.slice(0, -1), ...CUTS] : FORMS;

/** Alphanumeric characters of the largest version at error correction M whose modules have that many dots. */
function charactersFor(paper: PaperWidth, dots: number): number {
  const modules = Math.floor(PAPER_DOTS[paper] / dots) - 8;
  let characters = 10;
  while (characters < MAX_SYMBOL_CHARACTERS && modulesOf("A".repeat(characters + 1)) <= modules)
    characters += 1;
  return characters;
}

const modulesOf = (text: string) => encodeQR(text, "raw", { ecc: "medium", border: 1 }).length - 2;
const versionOf = (text: string) => (modulesOf(text) - 17) / 4;

type Reader = { readonly name: string; readonly read: (photo: Photo) => Promise<string[]> };
type Photo = Awaited<ReturnType<typeof photograph>>;

const READERS: readonly Reader[] = [
  {
    name: "zxing-wasm",
    read: async ({ jpeg }) => {
      const results = await readBarcodes(new Uint8Array(jpeg), {
        ...{ formats: ["QRCode"], textMode: "Plain", tryHarder: true, tryRotate: true },
      });
      return results.filter(({ isValid }) => isValid).map(({ text }) => text);
    },
  },
  {
    name: "qr",
    read: async ({ rgb, width, height }) => {
      try {
        // Time enough that its own effort, not the machine's load, ends the search.
        return [decodeQR({ data: rgb, width, height }, { format: "RGB", effort: 9, timeLimit: 10_000 })];
      } catch {
        return [];
      }
    },
  },
];

function printSizes(): void {
  console.log(
    "| options | signatures | note bytes | form | symbols | characters | version | dots a module, 58 mm | 80 mm |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|");
  for (const options of OPTIONS) {
    for (const witnesses of WITNESSES) {
      const bytes = note(options, witnesses, seeded(SEED + options * 10 + witnesses));
      for (const { name, symbols } of formsOf(options)) {
        const made = PAPERS.map((paper) => symbols(bytes, paper));
        const cell = (value: (text: string) => number) =>
          [...new Set(made.map((texts) => texts.map(value).join(" + ")))].join(", ");
        const count = [...new Set(made.map((texts) => texts.length))].join(", ");
        const dots = PAPERS.map((paper, i) =>
          Math.min(...made[i]!.map((text) => Math.floor(PAPER_DOTS[paper] / (modulesOf(text) + 8)))),
        );
        const size = [options, 1 + witnesses, bytes.length, name, count, cell((text) => text.length)];
        console.log(`| ${[...size, cell(versionOf), ...dots].join(" | ")} |`);
      }
    }
  }
}

async function printRates(photographs: number, chosen: readonly number[]): Promise<void> {
  const head = CONDITIONS.flatMap(({ name }) => READERS.map((reader) => `${name}, ${reader.name}`));
  console.log(`\n| options | signatures | paper | form | ${head.join(" | ")} |`);
  console.log(`|${"---|".repeat(4 + head.length)}`);
  let wrong = 0;
  for (const options of chosen) {
    for (const witnesses of WITNESSES) {
      for (const paper of PAPERS) {
        const seed = SEED + options * 10 + witnesses;
        const bytes = note(options, witnesses, seeded(seed));
        let before = "";
        for (const { name, symbols } of formsOf(options)) {
          const texts = symbols(bytes, paper);
          // What fits one symbol is not photographed twice.
          if (texts.join("\n") === before) continue;
          const { cells, wrong: more } = await rate(texts, paper, photographs);
          wrong += more;
          before = texts.join("\n");
          console.log(`| ${options} | ${1 + witnesses} | ${paper} mm | ${name} | ${cells.join(" | ")} |`);
        }
      }
    }
  }
  console.log(
    `\n${photographs} photographs a symbol and condition; texts read that were not printed: ${wrong}`,
  );
}

async function rate(texts: readonly string[], paper: PaperWidth, photographs: number) {
  const cells: string[] = [];
  let wrong = 0;
  for (const [level, conditions] of CONDITIONS.entries()) {
    const read = READERS.map(() => 0);
    const photos = READERS.map(() => 0);
    for (let i = 0; i < photographs; i += 1) {
      const whole = READERS.map(() => true);
      for (const [part, text] of texts.entries()) {
        const pose = 1_000_000 * level + 1000 * i + 10 * part;
        const photo = await photograph(drawSymbol(text, PAPER_DOTS[paper]), conditions, SEED + pose);
        for (const [r, reader] of READERS.entries()) {
          const found = await reader.read(photo);
          wrong += found.filter((other) => other !== text).length;
          if (found.includes(text)) photos[r]! += 1;
          else whole[r] = false;
        }
      }
      for (const [r, isWhole] of whole.entries()) if (isWhole) read[r]! += 1;
    }
    const percent = (count: number, of: number) => Math.round((100 * count) / of);
    for (const [r, count] of read.entries()) {
      const photo = `${percent(photos[r]!, photographs * texts.length)} %`;
      cells.push(texts.length === 1 ? photo : `${photo} (${percent(count, photographs)} %)`);
    }
  }
  return { cells, wrong };
}

const wasm = await readFile(fileURLToPath(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm")));
await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
printSizes();
const [photographs = "10", ...chosen] = process.argv.slice(2);
await printRates(Number(photographs), chosen.length > 0 ? chosen.map(Number) : PHOTOGRAPHED);
