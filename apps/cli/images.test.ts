import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Comparison } from "@triplicate/core/reconciliation/comparison.ts";
import encodeQR from "qr";
import sharp from "sharp";
import { expect, test } from "vitest";
import { inTemporaryFolder, ROOT, run } from "./cli.test-helper.ts";

/** A tally as the machines of 2024 printed it: 38 lines, all zero but the ones named. */
function tally(station: string, votes: Readonly<Record<number, number>>): string {
  const lines = Array.from({ length: 38 }, (_, i) => votes[i + 1] ?? 0);
  return `${station}.1.0001!${lines.join(",")}!2!0`;
}

async function picture(text: string): Promise<Buffer> {
  const matrix = encodeQR(text, "raw", { ecc: "medium", border: 4 });
  const size = matrix.length;
  const pixels = Buffer.from(matrix.flatMap((row) => row.map((dark) => (dark ? 0 : 255))));
  const image = sharp(pixels, { raw: { width: size, height: size, channels: 1 } });
  return image
    .resize(size * 6, size * 6, { kernel: "nearest" })
    .png()
    .toBuffer();
}

test("a folder of pictures is a count; what gives no reading is listed with the attempts", () =>
  inTemporaryFolder(async (folder) => {
    const photos = `${folder}/photos`;
    mkdirSync(`${photos}/sur`, { recursive: true });
    // Line 1 is one of Maduro's, line 36 one of González's.
    const first = tally("010113042.01", { 1: 120, 36: 232 });
    writeFileSync(`${photos}/a.png`, await picture(first));
    writeFileSync(
      `${photos}/sur/b.jpg`,
      await sharp(await picture(tally("010113042.02", { 1: 93, 36: 260 })))
        .jpeg()
        .toBuffer(),
    );
    writeFileSync(`${photos}/empty.png`, "");
    writeFileSync(`${photos}/notes.txt`, "left by a volunteer");
    writeFileSync(
      `${photos}/wall.png`,
      await sharp({ create: { width: 300, height: 300, channels: 3, background: "grey" } })
        .png()
        .toBuffer(),
    );
    writeFileSync(`${folder}/texts.txt`, `${first}\n`);
    const mapping = `${ROOT}examples/ve-2024/qr.mapping.json`;
    const { code, out, err } = await run([
      ...[
        "compare",
        "--json",
        "--election",
        `${ROOT}examples/ve-2024/election.json`,
        "--out",
        `${folder}/out`,
      ],
      ...["--count", `photos=${mapping}:${photos}`, "--count", `texts=${mapping}:${folder}/texts.txt`],
    ]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const comparison = JSON.parse(out) as Comparison;
    expect(comparison.counts[0]).toMatchObject({ stations: 2, provenance: { kind: "qr-images" } });
    expect(comparison.contests[0]!.pairs[0]!.stations).toMatchObject({
      agree: 1,
      differ: 0,
      onlyA: 1,
      onlyB: 0,
    });
    const candidates = new Map(
      comparison.contests[0]!.counts[0]!.candidates.map((one) => [one.candidate, one.votes]),
    );
    expect(candidates.get("maduro")).toEqual({ known: 213, unknown: 0 });
    expect(candidates.get("gonzalez")).toEqual({ known: 492, unknown: 0 });
    const findings = readFileSync(`${folder}/out/findings.csv`, "utf8").split("\r\n").slice(1, -1);
    const listed = findings.map((line) => line.split(",").slice(1, 4).join(" "));
    expect(listed.sort()).toEqual([
      "qr-not-decoded row-ignored photos/empty.png",
      "qr-not-decoded row-ignored photos/notes.txt",
      "qr-not-decoded row-ignored photos/wall.png",
    ]);
    expect(findings.find((line) => line.includes("wall.png"))).toContain("thorough");
    const inputs = JSON.parse(readFileSync(`${folder}/out/inputs.json`, "utf8"));
    const hashed = inputs.inputs
      .filter(({ role }: { role: string }) => role === "count")
      .map(({ name }: { name: string }) => name);
    expect(hashed).toEqual([
      "photos/a.png",
      "photos/empty.png",
      "photos/sur/b.jpg",
      "photos/wall.png",
      "texts.txt",
    ]);
  }));
