import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contest } from "@triplicate/core/election/definition.ts";
import type { Mapping } from "@triplicate/core/reading/mapping.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawSymbol, encodePng } from "./acta-symbols.ts";
import { holdsImages, readImageCount } from "./read-images.ts";

type Vectors = {
  readonly key: { readonly name: string; readonly hex: string };
  readonly bulletins: readonly {
    readonly name: string;
    readonly texts: readonly string[];
    readonly fields: Readonly<Record<string, string>>;
  }[];
};
const vectors: Vectors = JSON.parse(
  readFileSync(new URL("../vectors/reading/bu-br-2024.json", import.meta.url), "utf8"),
);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bu-images-"));
});
afterAll(() => rm(folder, { recursive: true }));

const options = ["91", "92", "93", "94", "95"];
const contest: Contest = {
  id: "prefeito",
  name: { es: "Alcalde", en: "Mayor" },
  candidates: options.map((id) => ({ id, name: id })),
  options: options.map((id) => ({ id, name: id, candidate: id })),
  outcome: { rule: "plurality" },
};
const mapping: Mapping = {
  format: "triplicate/mapping/v1",
  title: { es: "Boletines", en: "Bulletins" },
  statement: { es: "Ejemplos de 2024", en: "Examples of 2024" },
  file: { type: "bu-br-2024", keys: { [vectors.key.name]: vectors.key.hex } },
  station: { columns: ["UNFE", "MUNI", "ZONA", "SECA"] },
  contests: { prefeito: { options: Object.fromEntries(options.map((id) => [id, [`11.${id}`]])) } },
};

test("photographs of Brazilian bulletins, one code a picture, become signed rows", async () => {
  const photos = join(folder, "photos");
  await mkdir(photos);
  const texts = vectors.bulletins
    .filter(({ name }) => name.startsWith("2024"))
    .map((bulletin) => bulletin.texts);
  for (const [i, text] of texts.flat().entries())
    await writeFile(join(photos, `${i}.png`), encodePng(drawSymbol(text, 576)));
  const request = {
    ...{ name: "bu", mapping, path: photos, source: "photos", size: 0, isFolder: true },
    ...{ contests: [contest], roster: null },
  };
  expect(holdsImages(request)).toBe(true);
  const reading = await readImageCount(request, () => {});
  const { table } = reading.tables[0]!;
  // The two bulletins of one station, from the machine and from the counting system, say the same.
  expect(reading.findings.map(({ rule }) => rule)).toEqual(["row-repeated"]);
  expect(table.rows).toBe(2);
  expect([...table.cells.subarray(table.width, table.width + 5)]).toEqual([102, 105, 111, 95, 91]);
  expect(reading.summary.provenance.kind).toBe("qr-images");
});
