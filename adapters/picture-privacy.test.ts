import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { pictureKind, withoutTraces } from "./picture-privacy.ts";

const TRACES = ["Telephone of Ana", "Acme", "GPS", "secret place"];

const base = (): Sharp =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: "#c63" } })
    .composite([{ input: Buffer.from('<svg width="60" height="40"><circle cx="20" cy="20" r="9"/></svg>') }])
    .withExif({ IFD0: { Make: "Acme", Model: "Telephone of Ana", Copyright: "GPS secret place" } })
    .withXmp("<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>secret place</a></x:xmpmeta>");

const pictures: [kind: string, bytes: Buffer][] = [
  ["jpeg", await base().jpeg().toBuffer()],
  ["jpeg", await base().jpeg({ progressive: true }).toBuffer()],
  ["png", await base().png().toBuffer()],
  ["webp", await base().webp().toBuffer()],
  ["webp", await base().webp({ lossless: true }).toBuffer()],
];

describe("a picture without traces", () => {
  it.each(pictures)("%s shows the same and says nothing beside", async (kind, bytes) => {
    expect(bytes.includes("Telephone of Ana")).toBe(true);
    const clean = withoutTraces(bytes)!;
    expect(pictureKind(clean)).toBe(kind);
    for (const trace of TRACES) expect(Buffer.from(clean).includes(trace)).toBe(false);
    const meta = await sharp(clean).metadata();
    expect(meta.exif).toBeUndefined();
    expect(meta.xmp).toBeUndefined();
    expect(await sharp(clean).raw().toBuffer()).toEqual(await sharp(bytes).raw().toBuffer());
    expect(withoutTraces(clean)).toEqual(clean);
  });

  it("keeps which way up the camera held it, and nothing else of Exif", async () => {
    for (let orientation = 2; orientation <= 8; orientation += 1) {
      const bytes = await base().withMetadata({ orientation }).jpeg().toBuffer();
      const clean = withoutTraces(bytes)!;
      expect((await sharp(clean).metadata()).orientation).toBe(orientation);
      expect(Buffer.from(clean).includes("Acme")).toBe(false);
    }
  });

  it("ends where the picture ends, whatever is appended", async () => {
    for (const [, bytes] of pictures.slice(0, 3)) {
      const clean = withoutTraces(Buffer.concat([bytes, Buffer.from("secret place: a film")]))!;
      expect(clean).toEqual(withoutTraces(bytes));
    }
  });

  it("comes of a comment, of tEXt and tIME too", async () => {
    const jpeg = pictures[0]![1];
    const comment = Buffer.from([0xff, 0xfe, 0x00, 0x0e, ...Buffer.from("secret place")]);
    const commented = Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
    expect(withoutTraces(commented)).toEqual(withoutTraces(jpeg));
    const png = pictures[2]![1];
    const chunk = (type: string, data: string) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(data.length);
      return Buffer.concat([length, Buffer.from(type + data), Buffer.alloc(4)]);
    };
    const at = 8 + 25;
    const marked = Buffer.concat([
      ...[png.subarray(0, at), chunk("tEXt", "Author\0secret place"), chunk("tIME", "1234567")],
      ...[chunk("prVt", "secret place"), png.subarray(at)],
    ]);
    expect(withoutTraces(marked)).toEqual(withoutTraces(png));
  });

  it("is null for what is no picture, and never throws or grows on a broken one", () => {
    expect(withoutTraces(new Uint8Array())).toBeNull();
    expect(withoutTraces(Buffer.from("GIF89a"))).toBeNull();
    let state = 7;
    const next = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state % below;
    };
    for (const [, bytes] of pictures) {
      for (let cut = 0; cut < bytes.length; cut += 1 + next(9)) {
        const clean = withoutTraces(bytes.subarray(0, cut));
        expect(clean === null || clean.length <= cut + 40).toBe(true);
      }
      for (let i = 0; i < 400; i += 1) {
        const broken = Buffer.from(bytes);
        for (let k = 0; k <= next(3); k += 1) broken[next(broken.length)] = next(256);
        const clean = withoutTraces(broken);
        expect(clean === null || clean.length <= broken.length + 40).toBe(true);
      }
    }
  });
});
