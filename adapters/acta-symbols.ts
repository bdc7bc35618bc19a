/**
 * The symbols of an acta as pictures: for a thermal printer's raster, a page, or a file that a telephone is held to.
 *
 * One pixel is one dot of the printer; a module is a whole number of dots, as large as the paper allows, because a
 * module of unequal rows is the first thing a reader loses. Spec: spec/acta.md, clause 6.6.
 * @module
 */
import { crc32, deflateSync } from "node:zlib";
import encodeQR from "qr";

/** Dots across the printable width of thermal paper at 203 dots an inch, by its width in millimetres. */
export const PAPER_DOTS = { 58: 384, 80: 576 } as const;

/** Light modules around a symbol (ISO/IEC 18004, 9.1). */
export const QUIET_MODULES = 4;

/** Rows of grey values, 0 black and 255 white. */
export type Raster = { readonly width: number; readonly height: number; readonly pixels: Uint8Array };

/** The symbol, error correction M, quiet zone included, with the largest modules that `dots` hold. */
export function drawSymbol(text: string, dots: number): Raster {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET_MODULES });
  const scale = Math.floor(dots / rows.length);
  if (scale < 1) throw new RangeError(`${rows.length} modules do not fit ${dots} dots`);
  const width = rows.length * scale;
  const pixels = new Uint8Array(width * width);
  for (let y = 0; y < width; y += 1) {
    const row = rows[Math.floor(y / scale)]!;
    for (let x = 0; x < width; x += 1) pixels[y * width + x] = row[Math.floor(x / scale)] ? 0 : 255;
  }
  return { width, height: width, pixels };
}

/** Portable grey map, binary (P5): what printer drivers and every image tool read. */
export function encodePgm({ width, height, pixels }: Raster): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]);
}

/** PNG, 8 bits of grey (ISO/IEC 15948). */
export function encodePng({ width, height, pixels }: Raster): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  // Each row is preceded by its filter, none.
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
