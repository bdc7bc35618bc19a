/**
 * Photographs that nobody took: a thermal print of a symbol, held in a hand, seen by a telephone's video frame.
 *
 *     symbol ─▶ dots on paper ─▶ paper bent and turned ─▶ lens ─▶ light ─▶ sensor ─▶ JPEG
 *
 * One dot is an eighth of a millimetre. How many pixels a millimetre gets is what distance decides: a telephone does not
 * focus nearer than about ten centimetres, where a frame of 1,080 pixels sees some 90 to 130 mm. Everything follows from
 * the seed. It is a model: it ranks forms of symbols under equal conditions, it does not promise rates on a street.
 * Spec: spec/acta.md, section 7.
 * @module
 */
import type { Raster } from "@triplicate/adapters/acta-symbols.ts";
import sharp from "sharp";

const DOTS_A_MILLIMETRE = 8;

export type Conditions = {
  readonly name: string;
  /** Pixels of the frame for one millimetre of paper. */
  readonly pixels: number;
  /** Radians either way. */
  readonly turn: number;
  /** How much nearer one edge is than the other, as a part of the distance. */
  readonly slant: number;
  /** How far paper is out of its plane, as sideways millimetres. */
  readonly crumple: number;
  /** Standard deviation of the lens' blur, pixels. */
  readonly blur: number;
  /** What is left of the contrast between paper and print. */
  readonly light: number;
  /** Standard deviation of the sensor's noise, of 255. */
  readonly noise: number;
  readonly jpeg: number;
  /** Part of the printed dots that stayed white; a dead element of the print head is a white line. */
  readonly missing: number;
  readonly deadLines: number;
};

export const CONDITIONS: readonly Conditions[] = [
  {
    name: "easy",
    ...{ pixels: 12, turn: 0.1, slant: 0.03, crumple: 0.15, blur: 0.8, light: 0.8, noise: 5 },
    ...{ jpeg: 85, missing: 0.005, deadLines: 0 },
  },
  {
    name: "medium",
    ...{ pixels: 10, turn: 0.6, slant: 0.07, crumple: 0.3, blur: 1.1, light: 0.6, noise: 10 },
    ...{ jpeg: 70, missing: 0.01, deadLines: 1 },
  },
  {
    name: "hard",
    ...{ pixels: 9, turn: Math.PI, slant: 0.08, crumple: 0.35, blur: 1.2, light: 0.5, noise: 11 },
    ...{ jpeg: 60, missing: 0.015, deadLines: 2 },
  },
];

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Grey = { readonly width: number; readonly height: number; readonly values: Float32Array };

/**
 * The photograph as JPEG, and as the pixels that a decoder without a JPEG reader gets. With one seed every symbol, whatever
 * its size, is held, bent and lit alike: only its dots and the grain of the sensor are its own.
 */
export async function photograph(symbol: Raster, conditions: Conditions, seed: number) {
  const paper = blurred(printed(symbol, conditions, seeded(seed + 1)), 0.45);
  const seen = blurred(framed(paper, conditions, seeded(seed + 2)), conditions.blur);
  const frame = exposed(seen, conditions, { light: seeded(seed + 3), grain: seeded(seed + 4) });
  const raw = { width: seen.width, height: seen.height, channels: 1 as const };
  const jpeg = await sharp(frame, { raw }).jpeg({ quality: conditions.jpeg }).toBuffer();
  const { data } = await sharp(jpeg)
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { jpeg, rgb: new Uint8Array(data), width: seen.width, height: seen.height };
}

/** Heat spreads: a black dot darkens its neighbours a little, some dots stay white. */
function printed(symbol: Raster, { missing, deadLines }: Conditions, random: () => number): Grey {
  const { width, height, pixels } = symbol;
  const values = new Float32Array(width * height);
  const dead = new Set(Array.from({ length: deadLines }, () => Math.floor(random() * width)));
  for (let i = 0; i < values.length; i += 1) {
    const isBlack = pixels[i] === 0 && !dead.has(i % width) && random() >= missing;
    values[i] = isBlack ? 0.12 + random() * 0.08 : 0.92;
  }
  return { width, height, values };
}

/** Gaussian in both directions; edges repeat. */
function blurred({ width, height, values }: Grey, deviation: number): Grey {
  const radius = Math.ceil(deviation * 2.5);
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * deviation * deviation)),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  const across = new Float32Array(values.length);
  const both = new Float32Array(values.length);
  const columns = clampedSteps(width, radius, 1);
  const rows = clampedSteps(height, radius, width);
  for (let y = 0; y < height; y += 1) {
    const start = y * width;
    for (let x = 0; x < width; x += 1) {
      let value = 0;
      for (let k = 0; k < kernel.length; k += 1) value += kernel[k]! * values[start + columns[x + k]!]!;
      across[start + x] = value / sum;
    }
  }
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let value = 0;
      for (let k = 0; k < kernel.length; k += 1) value += kernel[k]! * across[rows[y + k]! + x]!;
      both[y * width + x] = value / sum;
    }
  }
  return { width, height, values: both };
}

/** Offsets of places from -radius to length + radius, those beyond the ends moved to them. */
const clampedSteps = (length: number, radius: number, step: number): Int32Array =>
  Int32Array.from(
    { length: length + 2 * radius },
    (_, i) => Math.min(length - 1, Math.max(0, i - radius)) * step,
  );

/** Where in the frame the paper is: for each pixel the place on the paper, four samples a pixel. */
function framed(paper: Grey, conditions: Conditions, random: () => number): Grey {
  const { pixels, turn, slant, crumple } = conditions;
  const dotsAPixel = DOTS_A_MILLIMETRE / pixels;
  const angle = (random() * 2 - 1) * turn;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [slantX, slantY] = [(random() * 2 - 1) * slant, (random() * 2 - 1) * slant];
  const side = Math.ceil((paper.width / dotsAPixel) * (Math.abs(cos) + Math.abs(sin)) * 1.1) + 20;
  const bend = bending(random, side, crumple);
  const values = new Float32Array(side * side);
  const half = (side - 1) / 2;
  const offset = new Float64Array(2);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      let value = 0;
      bend(row, column, offset);
      for (let sample = 0; sample < 4; sample += 1) {
        const u = column + (sample % 2) * 0.5 - 0.25 - half;
        const v = row + (sample >> 1) * 0.5 - 0.25 - half;
        const depth = 1 + (slantX * u + slantY * v) / half;
        const x = ((u * cos + v * sin) * dotsAPixel) / depth + paper.width / 2;
        const y = ((v * cos - u * sin) * dotsAPixel) / depth + paper.height / 2;
        value += sampled(paper, x + offset[0]!, y + offset[1]!);
      }
      values[row * side + column] = value / 4;
    }
  }
  return { width: side, height: side, values };
}

/** Four waves across the frame: how many dots sideways the paper is at a pixel. The same waves for a frame of any size. */
function bending(random: () => number, side: number, crumple: number) {
  const waves = Array.from({ length: 4 }, () => {
    const [x, y, phase] = [(random() - 0.5) * 0.06, (random() - 0.5) * 0.06, random() * 7];
    const at = Float64Array.from({ length: side }, (_, i) => i - side / 2);
    return {
      ...{ dx: random() - 0.5, dy: random() - 0.5 },
      // The sine of a sum, from sines of its parts: a million fewer of them.
      ...{ sinX: at.map((i) => Math.sin(x * i + phase)), cosX: at.map((i) => Math.cos(x * i + phase)) },
      ...{ sinY: at.map((i) => Math.sin(y * i)), cosY: at.map((i) => Math.cos(y * i)) },
    };
  });
  return (row: number, column: number, offset: Float64Array) => {
    let [x, y] = [0, 0];
    for (const { dx, dy, sinX, cosX, sinY, cosY } of waves) {
      const height = sinX[column]! * cosY[row]! + cosX[column]! * sinY[row]!;
      x += dx * height;
      y += dy * height;
    }
    offset[0] = x * crumple * DOTS_A_MILLIMETRE;
    offset[1] = y * crumple * DOTS_A_MILLIMETRE;
  };
}

/** Between four dots; beyond the symbol's quiet zone paper goes on. */
function sampled({ width, height, values }: Grey, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return 0.92;
  const [right, down] = [x - left, y - top];
  const at = top * width + left;
  return (
    (values[at]! * (1 - right) + values[at + 1]! * right) * (1 - down) +
    (values[at + width]! * (1 - right) + values[at + width + 1]! * right) * down
  );
}

/** Light falls off across the frame, folds throw shadow, the sensor adds its noise. */
function exposed(
  { width, height, values }: Grey,
  { light: contrast, noise }: Conditions,
  random: { readonly light: () => number; readonly grain: () => number },
): Buffer {
  const frame = Buffer.alloc(width * height);
  const { light, grain } = random;
  const [fallX, fallY] = [(light() - 0.5) * 0.5, (light() - 0.5) * 0.5];
  const fold = { x: light() * 0.02, y: light() * 0.02, depth: light() * 0.12 };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const shade = 1 + (fallX * (x / width - 0.5) + fallY * (y / height - 0.5));
      const crease = 1 - fold.depth * Math.max(0, Math.sin(fold.x * x + fold.y * y));
      // Three numbers from 0 to 1 have a deviation of one half, near enough to a bell.
      const speck = (grain() + grain() + grain() - 1.5) * 2 * noise;
      const value = (0.25 + (values[y * width + x]! - 0.25) * contrast) * shade * crease * 235 + speck;
      frame[y * width + x] = Math.max(0, Math.min(255, Math.round(value)));
    }
  }
  return frame;
}
