/**
 * A picture without what a camera writes beside it: where and when it was taken, with which telephone, by whom.
 *
 *     JPEG   APP1 (Exif, XMP), APP3 to APP13, APP15, comments       what stays: JFIF, colour profile, Adobe's colour transform
 *     PNG    tEXt, zTXt, iTXt, eXIf, tIME, dSIG and private chunks  what stays: what draws the picture
 *     WebP   EXIF, XMP and unknown chunks
 *
 * Nothing is decoded. Which way up a camera held a picture stands in Exif too, and is the one thing put back. Bytes after the picture's
 * end go as well: some telephones append a film there. What does not parse as its own format is no picture and gives null.
 * Follows ITU-T T.81 annex B, ISO/IEC 15948 section 5, RFC 9649.
 * @module
 */
export const PICTURE_KINDS = ["jpeg", "png", "webp"] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** By its first bytes; twelve are enough. */
export function pictureKind(bytes: Uint8Array): PictureKind | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (PNG.every((byte, i) => bytes[i] === byte)) return "png";
  return ascii(bytes, 0) === "RIFF" && ascii(bytes, 8) === "WEBP" ? "webp" : null;
}

export function withoutTraces(bytes: Uint8Array): Uint8Array | null {
  switch (pictureKind(bytes)) {
    case "jpeg":
      return cleanJpeg(bytes);
    case "png":
      return cleanPng(bytes);
    case "webp":
      return cleanWebp(bytes);
    case null:
      return null;
  }
}

const ascii = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
/** Frames, tables, restart intervals, and of the applications' own JFIF, the colour profile and Adobe's. */
const isKept = (marker: number): boolean =>
  (marker >= 0xc0 && marker <= 0xcf) ||
  (marker >= 0xda && marker <= 0xdf) ||
  [0xe0, 0xe2, 0xee].includes(marker);

function cleanJpeg(bytes: Uint8Array): Uint8Array | null {
  const kept: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let turned = 0;
  let hasScan = false;
  for (let at = 2; at + 1 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === EOI) return hasScan ? finishJpeg(kept, turned) : null;
    if (marker === SOI || at + 4 > bytes.length) return null;
    const length = view.getUint16(at + 2);
    const end = marker === SOS ? scanEnd(bytes, at + 2 + length) : at + 2 + length;
    if (length < 2 || end > bytes.length) return null;
    if (marker === SOS) hasScan = true;
    if (marker === 0xe1 && turned === 0) turned = orientationOf(bytes.subarray(at + 4, end));
    // Under APP2 there are also previews; only a colour profile is wanted.
    const isWanted = marker !== 0xe2 || ascii(bytes, at + 4) === "ICC_";
    if (isKept(marker) && isWanted) kept.push(bytes.subarray(at, end));
    at = end;
  }
  // A picture whose end is missing still shows what came before it.
  return hasScan ? finishJpeg(kept, turned) : null;
}

/** Where the entropy-coded bytes after a scan's header end: at the next marker that is no stuffing and no restart. */
function scanEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (; at + 1 < bytes.length; at += 1) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1]!;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

function finishJpeg(kept: readonly Uint8Array[], turned: number): Uint8Array {
  const isJfif = kept[0]?.[1] === 0xe0;
  const head = [Uint8Array.of(0xff, SOI), ...(isJfif ? kept.slice(0, 1) : [])];
  const way = turned > 1 ? [orientationSegment(turned)] : [];
  return joined([...head, ...way, ...kept.slice(isJfif ? 1 : 0), Uint8Array.of(0xff, EOI)]);
}

const ORIENTATION = 0x0112;
const MAX_TAGS = 200;

/** 1 to 8 of the first directory of Exif; 0 where there is none. */
function orientationOf(app: Uint8Array): number {
  if (ascii(app, 0) !== "Exif" || app.length < 14) return 0;
  const tiff = app.subarray(6);
  const isLittle = tiff[0] === 0x49;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const start = view.getUint32(4, isLittle);
  if (start + 2 > tiff.length) return 0;
  const tags = Math.min(view.getUint16(start, isLittle), MAX_TAGS);
  for (let i = 0; i < tags; i += 1) {
    const at = start + 2 + 12 * i;
    if (at + 12 > tiff.length) return 0;
    if (view.getUint16(at, isLittle) !== ORIENTATION) continue;
    const value = view.getUint16(at + 8, isLittle);
    return value >= 1 && value <= 8 ? value : 0;
  }
  return 0;
}

/** Exif of one tag: SHORT, one value, big-endian. */
const orientationSegment = (value: number): Uint8Array =>
  Uint8Array.of(
    ...[0xff, 0xe1, 0x00, 0x22, 0x45, 0x78, 0x69, 0x66, 0x00, 0x00],
    ...[0x4d, 0x4d, 0x00, 0x2a, 0x00, 0x00, 0x00, 0x08, 0x00, 0x01],
    ...[0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00, value, 0x00, 0x00],
    ...[0x00, 0x00, 0x00, 0x00],
  );

const PNG_KEPT = new Set([
  ...["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP"],
  ...["bKGD", "pHYs"],
]);

function cleanPng(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, PNG.length)];
  for (let at = PNG.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return null;
    const type = ascii(bytes, at + 4);
    if (PNG_KEPT.has(type)) kept.push(bytes.subarray(at, end));
    if (type === "IEND") return joined(kept);
    at = end;
  }
  return null;
}

const WEBP_KEPT = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]);
const HAS_EXIF_OR_XMP = 0x0c;

function cleanWebp(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (at + 8 + length > bytes.length) return null;
    const type = ascii(bytes, at);
    if (WEBP_KEPT.has(type)) kept.push(webpChunk(type, bytes.slice(at, end)));
    at = end;
  }
  if (kept.length === 0) return null;
  const body = joined(kept);
  const head = new Uint8Array(12);
  head.set(bytes.subarray(0, 12));
  new DataView(head.buffer).setUint32(4, body.length + 4, true);
  return joined([head, body]);
}

function webpChunk(type: string, chunk: Uint8Array): Uint8Array {
  if (type === "VP8X" && chunk.length > 8) chunk[8]! &= ~HAS_EXIF_OR_XMP;
  return chunk;
}
