/**
 * Chance from a seed: the same seed gives the same numbers on every machine and in every JavaScript engine.
 *
 *     seed text ──FNV-1a 64──▶ 64 bits ──SplitMix64──▶ 128 bits of state ──xoshiro128**──▶ 32-bit words
 *
 * For simulations and benchmarks only: whoever sees a few outputs can predict the rest, so nothing secret and no
 * audit sample is ever drawn from here. Samplers use only + − × ÷ and square root, which IEEE 754 fixes to the last
 * bit; Math.log, Math.exp and Math.cos may differ between engines and would make two machines write two countries.
 *
 * Sources: FNV-1a (Fowler, Noll and Vo); SplitMix64 and xoshiro128** 1.1 (Blackman and Vigna, prng.di.unimi.it).
 * @module
 */

export type SeededRandom = {
  /** Uniform over 0 .. 2^32 − 1. */
  uint32(): number;
  /** Uniform over 0 .. bound − 1, without modulo bias; bound is 1 .. 2^32. */
  below(bound: number): number;
  /** Uniform over low .. high, both included. */
  between(low: number, high: number): number;
  /** Uniform over multiples of 2^-32 in [0, 1). */
  unit(): number;
  /** Approximately standard normal: a sum of eight uniform numbers, so never beyond ±4.9. */
  normal(): number;
  /**
   * Successes in `trials` with probability `p`. Inversion, exact up to rounding, while the rarer side is expected
   * fewer than 12 times; beyond that a rounded normal with the same mean and variance, cut to 0 .. trials.
   */
  binomial(trials: number, p: number): number;
};

const MASK64 = 0xffffffffffffffffn;

/** FNV-1a over the bytes of `text` in UTF-8, 64 bits. */
export function fnv1a64(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & MASK64;
  }
  return hash;
}

/** The first `count` outputs of SplitMix64 started at `seed`. */
export function splitMix64(seed: bigint, count: number): bigint[] {
  const outputs: bigint[] = [];
  let state = seed & MASK64;
  for (let i = 0; i < count; i += 1) {
    state = (state + 0x9e3779b97f4a7c15n) & MASK64;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK64;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK64;
    outputs.push(z ^ (z >> 31n));
  }
  return outputs;
}

/** A generator from a seed; 1 and "1" are the same seed. */
export function createSeededRandom(seed: string | number): SeededRandom {
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    throw new RangeError(`seed ${seed} is no safe integer`);
  }
  const state = new Uint32Array(4);
  const [low = 0n, high = 0n] = splitMix64(fnv1a64(String(seed)), 2);
  state[0] = Number(low & 0xffffffffn);
  state[1] = Number(low >> 32n);
  state[2] = Number(high & 0xffffffffn);
  state[3] = Number(high >> 32n);
  return randomFromState(state);
}

/**
 * A generator over `state`, four words not all zero, which it advances in place: whoever owns the array may set it
 * anew between draws, so that row i of a million can be drawn without drawing the rows before it.
 */
export function randomFromState(state: Uint32Array): SeededRandom {
  if (state.length !== 4 || state.every((word) => word === 0)) {
    throw new RangeError("xoshiro128** needs four words of state, not all zero");
  }
  const uint32 = (): number => xoshiro128StarStar(state);
  const below = (bound: number): number => uniformBelow(uint32, bound);
  const normal = (): number => sumOfEight(uint32);
  const unit = (): number => uint32() / 0x100000000;
  return {
    uint32,
    below,
    between: (low, high) => low + below(high - low + 1),
    unit,
    normal,
    binomial: (trials, p) => sampleBinomial(unit, normal, trials, p),
  };
}

function xoshiro128StarStar(s: Uint32Array): number {
  const s0 = s[0]!;
  const s1 = s[1]!;
  const five = Math.imul(s1, 5);
  const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
  const s2 = s[2]! ^ s0;
  const s3 = s[3]! ^ s1;
  s[1] = s1 ^ s2;
  s[0] = s0 ^ s3;
  s[2] = s2 ^ (s1 << 9);
  s[3] = (s3 << 11) | (s3 >>> 21);
  return result;
}

/** Words at or above the largest multiple of `bound` are thrown away: they would favour the low remainders. */
function uniformBelow(uint32: () => number, bound: number): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > 0x100000000) {
    throw new RangeError(`bound ${bound} is not in 1 .. 2^32`);
  }
  const limit = 0x100000000 - (0x100000000 % bound);
  let word = uint32();
  while (word >= limit) word = uint32();
  return word % bound;
}

/** Irwin–Hall: eight uniform 16-bit halves of four words, shifted to mean 0 and scaled to variance 1. */
const EIGHT_MEAN = 8 * 32767.5;
const EIGHT_DEVIATION = Math.sqrt((8 * (65536 * 65536 - 1)) / 12);

function sumOfEight(uint32: () => number): number {
  let sum = 0;
  for (let i = 0; i < 4; i += 1) {
    const word = uint32();
    sum += (word >>> 16) + (word & 0xffff);
  }
  return (sum - EIGHT_MEAN) / EIGHT_DEVIATION;
}

const RARE = 12;

function sampleBinomial(unit: () => number, normal: () => number, trials: number, p: number): number {
  if (!Number.isInteger(trials) || trials < 0) throw new RangeError(`${trials} trials`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`probability ${p}`);
  if (p > 0.5) return trials - sampleBinomial(unit, normal, trials, 1 - p);
  if (trials === 0 || p === 0) return 0;
  if (trials * p < RARE) return invertBinomial(unit(), trials, p);
  const drawn = Math.round(trials * p + normal() * Math.sqrt(trials * p * (1 - p)));
  return Math.max(0, Math.min(trials, drawn));
}

/** Walks the cumulative distribution up to `u`; (1 − p)^trials stays above e^-17 because trials × p < 12 and p <= 1/2. */
function invertBinomial(u: number, trials: number, p: number): number {
  const odds = p / (1 - p);
  let mass = power(1 - p, trials);
  let left = u;
  let successes = 0;
  while (left >= mass && successes < trials) {
    left -= mass;
    successes += 1;
    mass *= (odds * (trials - successes + 1)) / successes;
  }
  return successes;
}

/** By squaring: unlike `**`, the same bits in every engine. */
function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let n = exponent; n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
