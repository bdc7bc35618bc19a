/**
 * What setting a line needs of a TrueType font, read straight from its tables: which glyph a letter has, how wide it
 * is, and how two glyphs are kerned (OpenType 1.9: cmap 4, hmtx, GPOS pair adjustment).
 *
 * A shaping engine does far more, and costs more than all else on paper; the scripts of these fonts need no shaping.
 * @module
 */

export type Letters = {
  /** 0 where the font has none. */
  glyph(code: number): number;
  /** In units of a thousandth of the size, as PDF measures. */
  advance(glyph: number): number;
  kern(left: number, right: number): number;
};

const PAIR_ADJUSTMENT = 2;
const EXTENSION = 9;
/** The only part of a value record that moves the next letter. */
const X_ADVANCE = 0x0004;

export function readLetters(font: Buffer): Letters {
  const tables = directory(font);
  const table = (tag: string): Buffer => {
    const found = tables.get(tag);
    if (found === undefined) throw new Error(`a font has no ${tag}`);
    return found;
  };
  const scale = 1000 / table("head").readUInt16BE(18);
  const metrics = table("hmtx");
  const last = table("hhea").readUInt16BE(34) - 1;
  const cmap = unicodeMap(table("cmap"));
  const positions = tables.get("GPOS");
  const pairs = positions === undefined ? [] : kerningTables(positions);
  const known = new Map<number, number>();
  return {
    glyph: (code) => glyphOf(cmap, code),
    advance: (glyph) => metrics.readUInt16BE(Math.min(glyph, last) * 4) * scale,
    kern: (left, right) => {
      const key = left * 65536 + right;
      const before = known.get(key);
      if (before !== undefined) return before;
      const units = pairKern(pairs, left, right) * scale;
      known.set(key, units);
      return units;
    },
  };
}

function directory(font: Buffer): Map<string, Buffer> {
  const tables = new Map<string, Buffer>();
  const count = font.readUInt16BE(4);
  for (let at = 12; at < 12 + count * 16; at += 16) {
    const start = font.readUInt32BE(at + 8);
    tables.set(font.toString("latin1", at, at + 4), font.subarray(start, start + font.readUInt32BE(at + 12)));
  }
  return tables;
}

const UNICODE_BMP = [0x0003, 0x30001] as const;

/** The map of the basic plane, in format 4: platform and encoding 0/3 or 3/1. */
function unicodeMap(cmap: Buffer): Buffer {
  const count = cmap.readUInt16BE(2);
  for (let at = 4; at < 4 + count * 8; at += 8) {
    const sub = cmap.subarray(cmap.readUInt32BE(at + 4));
    if (UNICODE_BMP.some((id) => id === cmap.readUInt32BE(at)) && sub.readUInt16BE(0) === 4) return sub;
  }
  throw new Error("a font has no map of the basic plane");
}

function glyphOf(map: Buffer, code: number): number {
  if (code > 0xffff) return 0;
  const size = map.readUInt16BE(6);
  for (let at = 0; at < size; at += 2) {
    if (map.readUInt16BE(14 + at) < code) continue;
    const start = map.readUInt16BE(16 + size + at);
    if (start > code) return 0;
    const delta = map.readUInt16BE(16 + size * 2 + at);
    const offsetAt = 16 + size * 3 + at;
    const offset = map.readUInt16BE(offsetAt);
    if (offset === 0) return (code + delta) & 0xffff;
    const glyph = map.readUInt16BE(offsetAt + offset + (code - start) * 2);
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}

/** The pair tables of every lookup the feature "kern" names, in their order. */
function kerningTables(positions: Buffer): Buffer[] {
  const features = positions.subarray(positions.readUInt16BE(6));
  const lookups = positions.subarray(positions.readUInt16BE(8));
  const found = new Set<number>();
  const count = features.readUInt16BE(0);
  for (let at = 2; at < 2 + count * 6; at += 6) {
    if (features.toString("latin1", at, at + 4) !== "kern") continue;
    const feature = features.subarray(features.readUInt16BE(at + 4));
    for (let i = 0; i < feature.readUInt16BE(2); i += 1) found.add(feature.readUInt16BE(4 + i * 2));
  }
  return [...found]
    .sort((a, b) => a - b)
    .flatMap((index) => pairTables(lookups.subarray(lookups.readUInt16BE(2 + index * 2))));
}

function pairTables(lookup: Buffer): Buffer[] {
  const kind = lookup.readUInt16BE(0);
  const tables: Buffer[] = [];
  for (let i = 0; i < lookup.readUInt16BE(4); i += 1) {
    const sub = lookup.subarray(lookup.readUInt16BE(6 + i * 2));
    if (kind === PAIR_ADJUSTMENT) tables.push(sub);
    else if (kind === EXTENSION && sub.readUInt16BE(2) === PAIR_ADJUSTMENT) {
      tables.push(sub.subarray(sub.readUInt32BE(4)));
    }
  }
  return tables;
}

/** The first table that knows the pair decides, even if it says nothing moves. */
function pairKern(tables: readonly Buffer[], left: number, right: number): number {
  for (const table of tables) {
    const covered = coverageIndex(table.subarray(table.readUInt16BE(2)), left);
    if (covered < 0) continue;
    const value = table.readUInt16BE(0) === 1 ? listed(table, covered, right) : classed(table, left, right);
    if (value !== null) return value;
  }
  return 0;
}

const bits = (mask: number): number => (mask === 0 ? 0 : (mask & 1) + bits(mask >> 1));

/** The advance in a value record, which holds a number for every bit of its format, lowest first. */
function advanceOf(table: Buffer, at: number): number {
  const format = table.readUInt16BE(4);
  return (format & X_ADVANCE) === 0 ? 0 : table.readInt16BE(at + bits(format & (X_ADVANCE - 1)) * 2);
}

const recordSize = (table: Buffer): number => (bits(table.readUInt16BE(4)) + bits(table.readUInt16BE(6))) * 2;

function listed(table: Buffer, covered: number, right: number): number | null {
  const set = table.readUInt16BE(10 + covered * 2);
  const step = 2 + recordSize(table);
  const count = table.readUInt16BE(set);
  for (let i = 0; i < count; i += 1) {
    const at = set + 2 + i * step;
    if (table.readUInt16BE(at) === right) return advanceOf(table, at + 2);
  }
  return null;
}

function classed(table: Buffer, left: number, right: number): number {
  const first = classOf(table.subarray(table.readUInt16BE(8)), left);
  const second = classOf(table.subarray(table.readUInt16BE(10)), right);
  return advanceOf(table, 16 + (first * table.readUInt16BE(14) + second) * recordSize(table));
}

function coverageIndex(coverage: Buffer, glyph: number): number {
  const count = coverage.readUInt16BE(2);
  if (coverage.readUInt16BE(0) === 1) {
    for (let i = 0; i < count; i += 1) if (coverage.readUInt16BE(4 + i * 2) === glyph) return i;
    return -1;
  }
  const range = rangeOf(coverage, 4, count, glyph);
  return range < 0 ? -1 : coverage.readUInt16BE(range + 4) + glyph - coverage.readUInt16BE(range);
}

function classOf(classes: Buffer, glyph: number): number {
  if (classes.readUInt16BE(0) === 1) {
    const i = glyph - classes.readUInt16BE(2);
    return i >= 0 && i < classes.readUInt16BE(4) ? classes.readUInt16BE(6 + i * 2) : 0;
  }
  const range = rangeOf(classes, 4, classes.readUInt16BE(2), glyph);
  return range < 0 ? 0 : classes.readUInt16BE(range + 4);
}

/** Where the range of three numbers (first, last, value) that holds a glyph begins; −1 if none does. */
function rangeOf(table: Buffer, from: number, count: number, glyph: number): number {
  for (let at = from; at < from + count * 6; at += 6) {
    if (table.readUInt16BE(at) <= glyph && glyph <= table.readUInt16BE(at + 2)) return at;
  }
  return -1;
}
