import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import encodeQR from "qr";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ATTEMPT_NAMES, MAX_IMAGE_BYTES, type QrImageFile, readQrImages } from "./qr-images.ts";
import { imageSize } from "./qr-images-header.ts";

const votes = Array.from({ length: 38 }, (_, i) => (i * 37) % 211).join(",");
const tally = `010113042.01.1.0001!${votes}!3!0`;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qr-images-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function code(text: string, scale: number): Promise<Buffer> {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: 4, scale });
  const size = rows.length;
  const pixels = Buffer.from(rows.flatMap((row) => row.map((dark) => (dark ? 0 : 255))));
  return sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .png()
    .toBuffer();
}

/** A page like a scanned acta: lines of print, rules, a table, and the code low on the right. */
async function page(...codes: Buffer[]): Promise<Sharp> {
  const lines = Array.from({ length: 60 }, (_, i) => {
    const y = 60 + i * 26;
    return `<text x="60" y="${y}" font-size="18">TARJETA ${i} . . . . . . . . ${(i * 7919) % 400}</text>
      <rect x="60" y="${y + 4}" width="${500 + ((i * 97) % 400)}" height="2"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1240" height="1754">${lines.join("")}</svg>`;
  const paper = sharp({ create: { width: 1240, height: 1754, channels: 3, background: "#ece8df" } });
  const layers = codes.map((input, i) => ({ input, left: 760, top: 1150 - i * 700 }));
  const flat = await paper
    .composite([{ input: Buffer.from(svg) }, ...layers])
    .png()
    .toBuffer();
  return sharp(flat);
}

/** Deterministic sensor noise: a linear congruential sequence, summed to something bell-shaped. */
async function noisy(image: Sharp, strength: number): Promise<Sharp> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  let state = 12345;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  for (let i = 0; i < data.length; i += 1) {
    const grain = (next() + next() + next()) * strength;
    data[i] = Math.max(0, Math.min(255, Math.round(data[i]! + grain)));
  }
  const { width, height, channels } = info;
  return sharp(data, { raw: { width, height, channels } });
}

async function readOne(name: string, content: Buffer): Promise<QrImageFile> {
  const file = join(folder, name);
  await writeFile(file, content);
  const { images } = await readQrImages([file]);
  return images[0]!;
}

describe("images with a tally", () => {
  test("a clean code needs one attempt", async () => {
    const image = await readOne("clean.png", await code(tally, 4));
    expect(image).toMatchObject({ texts: [tally], failure: null, attempts: ["quick"] });
    expect(image.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ["straight", 0, 0, 0],
    ["tilted", 3, 0.8, 40],
    ["turned", 97, 1.2, 60],
    ["upside down", 183, 1.2, 60],
  ])("a whole page, %s", async (name, angle, blur, grain) => {
    const scan = (await page(await code(tally, 6))).rotate(angle, { background: "#555" });
    const flat = sharp(await scan.png().toBuffer());
    const blurred = blur > 0 ? flat.blur(blur) : flat;
    const jpeg = await (await noisy(blurred, grain)).jpeg({ quality: 55 }).toBuffer();
    const image = await readOne(`${name}.jpg`, jpeg);
    expect(image.texts).toEqual([tally]);
    expect(image.failure).toBeNull();
  });

  test("another code on the page does not end the search", async () => {
    const both = await page(await code(tally, 6), await code("https://example.org/acta", 8));
    const image = await readOne("two.png", await both.png().toBuffer());
    expect(image.texts.toSorted()).toEqual([tally, "https://example.org/acta"]);
  });
});

describe("images without", () => {
  test("a page without a code lists every attempt", async () => {
    const image = await readOne("none.jpg", await (await page()).jpeg().toBuffer());
    expect(image).toMatchObject({ texts: [], failure: "no-code", attempts: ATTEMPT_NAMES });
  });

  test("a code beyond recognition lists every attempt", async () => {
    const blurred = sharp(await code(tally, 2)).blur(6);
    const image = await readOne("blur.png", await blurred.png().toBuffer());
    expect(image).toMatchObject({ texts: [], failure: "no-code", attempts: ATTEMPT_NAMES });
  });

  test("broken files are listed with their reason, and the run goes on", async () => {
    const bundle = join(folder, "bundle");
    await mkdir(join(bundle, "more"), { recursive: true });
    const png = await code(tally, 4);
    const huge = Buffer.from(png);
    huge.writeUInt32BE(100_000, 16);
    huge.writeUInt32BE(100_000, 20);
    await writeFile(join(bundle, "a.PNG"), png);
    await writeFile(join(bundle, "cut.png"), png.subarray(0, png.length >> 1));
    await writeFile(join(bundle, "empty.jpg"), "");
    await writeFile(join(bundle, "huge.png"), huge);
    await writeFile(join(bundle, "text.png"), "no image at all");
    await writeFile(join(bundle, "notes.txt"), "hello");
    await writeFile(join(bundle, "large.jpeg"), "");
    await truncate(join(bundle, "large.jpeg"), MAX_IMAGE_BYTES + 1);
    await writeFile(join(bundle, "more", "z.png"), png);
    const seen: number[] = [];
    const { images, skipped } = await readQrImages(
      [bundle, join(folder, "missing.png")],
      ({ done, total }) => {
        expect(total).toBe(8);
        seen.push(done);
      },
    );
    const short = (name: string) => name.split("/").at(-1);
    expect(images.map(({ source, failure }) => `${short(source)} ${failure}`)).toEqual([
      "a.PNG null",
      "cut.png not-an-image",
      "empty.jpg empty-file",
      "huge.png too-large",
      "large.jpeg too-large",
      "z.png null",
      "text.png not-an-image",
      "missing.png unreadable",
    ]);
    expect(skipped.map(short)).toEqual(["notes.txt"]);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("two readers at once do not disturb one another", async () => {
    const file = join(folder, "once.png");
    await writeFile(file, await code(tally, 4));
    const reads = await Promise.all([readQrImages([file, file]), readQrImages([file])]);
    expect(reads.flatMap(({ images }) => images.flatMap(({ texts }) => texts))).toEqual([
      tally,
      tally,
      tally,
    ]);
  });
});

describe("the header", () => {
  test("tells the size of both formats, also of a progressive JPEG", async () => {
    const image = sharp({ create: { width: 321, height: 45, channels: 3, background: "#fff" } });
    expect(imageSize(await image.clone().png().toBuffer())).toEqual({ kind: "png", width: 321, height: 45 });
    for (const progressive of [false, true]) {
      const jpeg = await image.clone().jpeg({ progressive }).toBuffer();
      expect(imageSize(jpeg)).toEqual({ kind: "jpeg", width: 321, height: 45 });
    }
  });

  test("cut anywhere never throws", async () => {
    const image = sharp({ create: { width: 32, height: 45, channels: 3, background: "#fff" } });
    for (const bytes of [await image.clone().png().toBuffer(), await image.clone().jpeg().toBuffer()]) {
      for (let end = 0; end <= Math.min(bytes.length, 700); end += 1) {
        const size = imageSize(bytes.subarray(0, end));
        if (size !== null) expect([size.width, size.height]).toEqual([32, 45]);
      }
    }
  });
});

test("many images are read on several threads, in the order given", async () => {
  const folder = await mkdtemp(join(tmpdir(), "triplicate-images-"));
  try {
    const stations = Array.from({ length: 24 }, (_, i) => `0101130${String(i).padStart(2, "0")}.01`);
    for (const [i, station] of stations.entries()) {
      const name = join(folder, `${String(i).padStart(2, "0")}.png`);
      await writeFile(
        name,
        i === 5 ? "no picture" : await code(`${station}.1.0001!${Array(38).fill(i).join(",")}!0!0`, 4),
      );
    }
    const seen: number[] = [];
    const { images } = await readQrImages([folder], ({ done }) => seen.push(done));
    expect(images.map(({ texts }) => texts[0]?.slice(0, 12))).toEqual(
      stations.map((station, i) => (i === 5 ? undefined : station)),
    );
    expect(images[5]!.failure).toBe("not-an-image");
    expect(seen).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  } finally {
    await rm(folder, { recursive: true });
  }
});
