import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawSymbol, encodePng } from "@triplicate/adapters/acta-symbols.ts";
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import { actaToSymbols } from "@triplicate/core/count-machine/acta-symbol.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { actaOf, get, post, withCollector } from "./collector.test-helper.ts";

const digestOf = (note: Uint8Array): string => {
  const parsed = parseNote(note);
  if (!parsed.ok) throw new Error("a test's note");
  return encodeHex(sha256(utf8(parsed.value.text)));
};

/** A telephone's photograph of a paper with a code on it, with what a telephone writes beside. */
async function photograph(text: string, format: "jpeg" | "png" | "webp" = "jpeg"): Promise<Buffer> {
  const symbol = await sharp(encodePng(drawSymbol(text, 576)))
    .extend({ top: 120, bottom: 80, left: 90, right: 90, background: "#f2efe6" })
    .rotate(2, { background: "#cfcabd" })
    .toColourspace("srgb")
    .png()
    .toBuffer();
  return sharp(symbol)
    .withExif({
      IFD0: { Make: "Acme", Model: "Telephone of Ana", Orientation: "1" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "8/1 7/1 0/1" },
    })
    .toFormat(format, { quality: 80 })
    .toBuffer();
}

describe("pictures", () => {
  it("are read, and kept beside their acta without what a telephone writes into them", () =>
    withCollector(async ({ election, start, data }) => {
      const collector = await start();
      const note = await actaOf(election, "p1.1", [10, 20, 5], "red/p1.1");
      const [text] = actaToSymbols(note);
      const picture = await photograph(text!);
      expect(picture.includes("Telephone of Ana")).toBe(true);
      for (const [status, outcome] of [
        [201, "kept"],
        [200, "known"],
      ] as const) {
        const answer = await post(collector, "/actas", picture, "image/jpeg");
        expect([answer.status, answer.json.actas]).toEqual([status, [expect.objectContaining({ outcome })]]);
      }
      expect((await get(collector, "/coverage")).json).toMatchObject({
        kept: { actas: 1, photographs: 1, unread: 0 },
      });
      const [file] = readdirSync(join(data, "pictures"));
      const kept = readFileSync(join(data, "pictures", file!));
      expect(kept.includes("Telephone of Ana")).toBe(false);
      expect(await sharp(kept).metadata()).not.toHaveProperty("exif");
      expect(statSync(join(data, "pictures", file!)).mtimeMs).toBe(0);
      expect(statSync(join(data, "pictures", file!)).mode & 0o777).toBe(0o600);
    }));

  it("that show no acta are answered with what is wrong, and kept for people", () =>
    withCollector(async ({ election, start }) => {
      const collector = await start();
      const plain = await sharp({ create: { width: 400, height: 300, channels: 3, background: "#999" } })
        .jpeg()
        .toBuffer();
      const good = await photograph(actaToSymbols(await actaOf(election, "p1.2"))[0]!);
      const rows: [body: Uint8Array, type: string, status: number, code: string, unread: number][] = [
        [plain, "image/jpeg", 422, "no-code", 1],
        [plain, "image/jpeg", 422, "no-code", 1],
        [await photograph("https://example.org/menu"), "image/jpeg", 422, "symbol-not-acta", 2],
        [good.subarray(0, 900), "image/jpeg", 422, "no-code", 3],
        [good.subarray(0, 100), "image/jpeg", 422, "not-an-image", 4],
        [utf8("not a picture at all"), "image/png", 422, "not-an-image", 5],
        [await photograph("ACTA/1 X", "webp"), "image/webp", 422, "not-an-image", 6],
        [new Uint8Array(), "image/jpeg", 422, "empty-file", 6],
        [plain, "image/gif", 415, "media-type", 6],
        [new Uint8Array(17 * 1024 * 1024).fill(255), "image/jpeg", 413, "body-too-large", 6],
      ];
      for (const [body, type, status, code, unread] of rows) {
        const answer = await post(collector, "/actas", body, type);
        expect([answer.status, answer.json.code], code).toEqual([status, code]);
        expect((await get(collector, "/coverage")).json, code).toMatchObject({ kept: { unread, actas: 0 } });
      }
    }));

  it("of which nothing can be read do not take the place of photographs", () =>
    withCollector(async ({ election, start }) => {
      const collector = await start({ limits: { pictureBytes: 150_000 } });
      const note = await actaOf(election, "p1.1");
      await post(collector, "/actas", note);
      const rubbish = (shade: number) => Buffer.alloc(30_000, shade);
      const kept = async (shade: number) =>
        (await post(collector, "/actas", rubbish(shade), "image/jpeg")).json.detail;
      expect([await kept(1), await kept(2)]).toEqual([{ kept: 1 }, { kept: 0 }]);
      const picture = await photograph(actaToSymbols(note)[0]!);
      expect((await post(collector, "/actas", picture, "image/jpeg")).status).toBe(200);
      expect((await get(collector, "/coverage")).json).toMatchObject({
        kept: { photographs: 1, unread: 1 },
      });
    }));

  it("announce at most so many pixels, whatever their size in bytes", () =>
    withCollector(async ({ start }) => {
      const collector = await start();
      // A header that announces 60,000 by 60,000 points.
      const bomb = Buffer.from(
        await sharp({ create: { width: 8, height: 8, channels: 3, background: "#fff" } })
          .png()
          .toBuffer(),
      );
      bomb.writeUInt32BE(60_000, 16);
      bomb.writeUInt32BE(60_000, 20);
      const answer = await post(collector, "/actas", bomb, "image/png");
      expect([answer.status, answer.json.code]).toEqual([422, "too-large"]);
    }));

  it("of an acta that is refused are kept apart, and say why", () =>
    withCollector(async ({ election, start }) => {
      const collector = await start();
      const note = Buffer.from(await actaOf(election, "p1.1")).toString();
      const forged = utf8(note.replace("A=10", "A=19"));
      const answer = await post(
        collector,
        "/actas",
        await photograph(actaToSymbols(forged)[0]!),
        "image/jpeg",
      );
      expect([answer.status, answer.json.code]).toEqual([403, "bad-signature"]);
      expect((await get(collector, "/coverage")).json).toMatchObject({
        kept: { actas: 0, unread: 1, refused: 1 },
      });
    }));

  it("of one acta's codes come one by one, in any order, and wait for one another", () =>
    withCollector(async ({ election, start }) => {
      const first = await start();
      const note = await actaOf(election, "p1.1", [10, 20, 5], "red/p1.1", "blue/p1.1");
      const texts = actaToSymbols(note, 300);
      expect(texts.length).toBeGreaterThan(2);
      const last = await post(first, "/actas", texts.at(-1)!);
      expect([last.status, last.json.code]).toEqual([422, "symbol-part-missing"]);
      await first.stop();
      // Over a restart, the rest as one text each and the first as a photograph.
      const second = await start();
      for (const text of texts.slice(1, -1))
        expect((await post(second, "/actas", `${text}\r\n`)).json.code).toBe("symbol-part-missing");
      const whole = await post(second, "/actas", await photograph(texts[0]!), "image/jpeg");
      expect(whole.json).toMatchObject({ actas: [{ outcome: "kept", station: "p1.1", signatures: 3 }] });
    }));

  it("of which the rest never comes leave room for others", () =>
    withCollector(async ({ election, start }) => {
      const collector = await start({ limits: { pendingParts: 8 } });
      const texts = actaToSymbols(await actaOf(election, "p1.1", [10, 20, 5], "red/p1.1"), 300);
      expect(texts.length).toBeGreaterThan(2);
      const [set] = /(?<=PART \S+ )\S{12}/.exec(texts[0]!)!;
      for (let i = 0; i < 40; i += 1) {
        const made = texts[0]!.replace(set!, `${set!.slice(0, 10)}${10 + i}`);
        expect((await post(collector, "/actas", made)).json.code).toBe("symbol-part-missing");
      }
      for (const text of texts.slice(0, -1)) await post(collector, "/actas", text);
      expect((await post(collector, "/actas", texts.at(-1)!)).status).toBe(201);
    }));

  it("that two telephones send at the same moment find each other's codes", () =>
    withCollector(async ({ election, start }) => {
      const collector = await start();
      const texts = actaToSymbols(await actaOf(election, "p1.1", [10, 20, 5], "red/p1.1"), 300);
      const answers = await Promise.all(texts.map((text) => post(collector, "/actas", text)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(collector.actas()).toBe(1);
    }));

  it("of several contests in one text are all taken", () =>
    withCollector(
      async ({ election, start }) => {
        const collector = await start();
        const one = actaToSymbols(await actaOf(election, "p1.1", [10, 20, 5]));
        expect((await post(collector, "/actas", one.join("\n"))).status).toBe(201);
        expect((await get(collector, "/coverage")).json).toMatchObject({ part: 1, covered: 0 });
        const two = actaToSymbols(await actaOf(election, "p1.1", [7, 8]));
        const both = await post(collector, "/actas", [...one, ...two, "ACTA/1 nonsense"].join("\n"));
        expect(both.json).toMatchObject({
          actas: [{ outcome: "known" }, { outcome: "kept" }],
          refused: [{ code: "symbol-bad-text" }],
        });
        expect((await get(collector, "/coverage")).json).toMatchObject({ part: 0, covered: 1 });
      },
      { contests: 2 },
    ));
});

describe("photographs of the paper", () => {
  it("follow their acta, are kept once, and end at eight", () =>
    withCollector(async ({ election, start }) => {
      const collector = await start();
      const note = await actaOf(election, "p1.1");
      const path = `/photos?acta=${digestOf(note)}`;
      const paper = (shade: number) =>
        sharp({ create: { width: 300, height: 400, channels: 3, background: { r: shade, g: 1, b: 1 } } })
          .jpeg()
          .toBuffer();
      const early = await post(collector, path, await paper(0), "image/jpeg");
      expect([early.status, early.json.code, early.headers.get("retry-after")]).toEqual([
        503,
        "acta-first",
        "60",
      ]);
      await post(collector, "/actas", note);
      for (let i = 0; i < 8; i += 1) {
        expect((await post(collector, path, await paper(20 * i), "image/jpeg")).status).toBe(201);
        expect((await post(collector, path, await paper(20 * i), "image/jpeg")).status).toBe(200);
      }
      const ninth = await post(collector, path, await paper(250), "image/jpeg");
      expect([ninth.status, ninth.json.code]).toEqual([409, "enough-pictures"]);
      const rows: [path: string, body: Uint8Array | string, type: string, status: number, code: string][] = [
        ["/photos", await paper(1), "image/jpeg", 400, "bad-request"],
        ["/photos?acta=zz", await paper(1), "image/jpeg", 400, "bad-request"],
        [path, "text", "text/plain", 415, "media-type"],
        [path, utf8("no picture"), "image/jpeg", 422, "not-an-image"],
        [path, new Uint8Array(), "image/jpeg", 422, "empty-file"],
      ];
      for (const [where, body, type, status, code] of rows) {
        const answer = await post(collector, where, body, type);
        expect([answer.status, answer.json.code]).toEqual([status, code]);
      }
    }));

  it("have no room left when the disk's share is used up, and files that nobody knows go at the next start", () =>
    withCollector(async ({ election, start, data }) => {
      const first = await start();
      const note = await actaOf(election, "p1.1");
      await post(first, "/actas", note);
      await first.stop();
      writeFileSync(join(data, "pictures", "left-by-a-fall.jpg"), "half of it");
      const second = await start({ limits: { pictureBytes: 10 } });
      expect(readdirSync(join(data, "pictures"))).toEqual([]);
      const picture = await photograph(actaToSymbols(note)[0]!);
      const full = await post(second, `/photos?acta=${digestOf(note)}`, picture, "image/jpeg");
      expect([full.status, full.json.code]).toEqual([503, "pictures-full"]);
      // The acta in a picture is taken all the same.
      expect((await post(second, "/actas", picture, "image/jpeg")).status).toBe(200);
    }));
});
