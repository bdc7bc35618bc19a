/**
 * One station of a simulated country, drawn on its own: row i needs no row before it.
 *
 *     seed ──▶ layout (which place each station is in) ──▶ place (turnout, shares) ──▶ row of numbers
 *
 * A row is plain 32-bit integers: registered, the options' votes, blank, null, valid; it always adds up, and no more
 * people vote than are registered. Nothing is kept per station but the number of its place, 4 bytes.
 * @module
 */
import { createSeededRandom, randomFromState, type SeededRandom } from "./seeded-random.ts";

export type CountryShape = {
  readonly stations: number;
  readonly options: number;
  readonly seed: number;
};

/** Positions in a row; options follow REGISTERED, and `tailOf` gives where blank, null and valid are. */
export const REGISTERED = 0;
export const FIRST_OPTION = 1;
export const tailOf = (options: number) => ({
  blank: FIRST_OPTION + options,
  null: FIRST_OPTION + options + 1,
  valid: FIRST_OPTION + options + 2,
});
export const rowWidth = (options: number): number => FIRST_OPTION + options + 3;

export type CountryLayout = {
  readonly shape: CountryShape;
  readonly places: number;
  /** Place of each station, ascending. */
  readonly placeOf: Uint32Array;
  /** First station of each place. */
  readonly firstOf: Uint32Array;
  /** Two words that stand for the seed wherever a row or a place starts its own stream. */
  readonly seedWords: readonly [number, number];
};

const REGIONS = 36;
const MOST_STATIONS_PER_PLACE = 8;

export function layOutCountry(shape: CountryShape): CountryLayout {
  if (!Number.isInteger(shape.stations) || shape.stations < 1) throw new RangeError("stations");
  if (!Number.isInteger(shape.options) || shape.options < 2) throw new RangeError("options");
  const random = createSeededRandom(`country/${shape.seed}`);
  const placeOf = new Uint32Array(shape.stations);
  const firstOf: number[] = [];
  for (let station = 0; station < shape.stations; ) {
    const end = Math.min(shape.stations, station + random.between(1, MOST_STATIONS_PER_PLACE));
    placeOf.fill(firstOf.length, station, end);
    firstOf.push(station);
    station = end;
  }
  return {
    shape,
    places: firstOf.length,
    placeOf,
    firstOf: Uint32Array.from(firstOf),
    seedWords: [random.uint32(), random.uint32()],
  };
}

export const regionOf = (layout: CountryLayout, place: number): number =>
  1 + Math.floor((place * REGIONS) / layout.places);

/** Ten digits, region first, with the leading zero that spreadsheets lose. */
export const placeId = (layout: CountryLayout, place: number): string =>
  String(regionOf(layout, place) * 100_000_000 + place + 1).padStart(10, "0");

export function stationId(layout: CountryLayout, station: number): string {
  const place = layout.placeOf[station]!;
  const number = station - layout.firstOf[place]! + 1;
  return `${placeId(layout, place)}.${String(number).padStart(2, "0")}`;
}

/** A stream of its own for one station, place or difference, named by its `purpose` and index. */
export type Streams = {
  readonly random: SeededRandom;
  start(purpose: number, index: number): void;
};

export const PURPOSE = { place: 1, station: 2, difference: 3, region: 4 } as const;

export function createStreams(layout: CountryLayout): Streams {
  const state = Uint32Array.of(1, 0, 0, 0);
  const random = randomFromState(state);
  const [low, high] = layout.seedWords;
  const start = (purpose: number, index: number): void => {
    state[0] = mix(low + index);
    state[1] = mix(high ^ Math.imul(index, 0x9e3779b1));
    state[2] = mix(Math.imul(purpose, 0x85ebca77) + index);
    // Odd, so the four words are never all zero.
    state[3] = mix(purpose + low + Math.imul(high, 5)) | 1;
  };
  return { random, start };
}

/** The finishing step of MurmurHash3: neighbouring indexes start unrelated streams. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Share of the leader, of the second, and what each smaller option takes of what is still left. */
const LEADER = 0.4;
const SECOND = 0.34;
const OF_THE_REST = 0.45;

export type RowDrawer = (station: number, cells: Int32Array) => void;

/** Draws station rows into `cells`; remembers the last place, so rows in order cost least. */
export function createRowDrawer(layout: CountryLayout): RowDrawer {
  const { options } = layout.shape;
  const streams = createStreams(layout);
  const { random } = streams;
  const chances = new Float64Array(options);
  const tail = tailOf(options);
  let place = -1;
  let turnoutHere = 0;
  return (station, cells) => {
    if (layout.placeOf[station] !== place) {
      place = layout.placeOf[station]!;
      turnoutHere = drawPlace(layout, streams, place, chances);
    }
    streams.start(PURPOSE.station, station);
    const registered = random.between(300, 1000);
    const turnout = Math.max(0.2, Math.min(0.9, turnoutHere + 0.03 * random.normal()));
    const ballots = random.binomial(registered, turnout);
    const blank = random.binomial(ballots, 0.006);
    const nulls = random.binomial(ballots - blank, 0.012);
    const valid = ballots - blank - nulls;
    cells[REGISTERED] = registered;
    cells[tail.blank] = blank;
    cells[tail.null] = nulls;
    cells[tail.valid] = valid;
    let left = valid;
    for (let option = 0; option < options; option += 1) {
      const votes = option === options - 1 ? left : random.binomial(left, chances[option]!);
      cells[FIRST_OPTION + option] = votes;
      left -= votes;
    }
  };
}

/**
 * The place's turnout; `chances[k]` becomes the chance of option k among the options from k on, so that a row is a
 * chain of binomial draws.
 */
function drawPlace(layout: CountryLayout, streams: Streams, place: number, chances: Float64Array): number {
  const { random } = streams;
  streams.start(PURPOSE.region, regionOf(layout, place));
  const lean = 0.08 * random.normal();
  const turnout = 0.68 + 0.05 * random.normal();
  streams.start(PURPOSE.place, place);
  const here = lean + 0.06 * random.normal();
  let rest = 1 - LEADER - SECOND;
  let total = 0;
  for (let option = 0; option < chances.length; option += 1) {
    const usual = option === 0 ? LEADER + here : option === 1 ? SECOND - here : rest * OF_THE_REST;
    if (option >= 2) rest -= usual;
    chances[option] = Math.max(0.001, usual * (1 + 0.15 * random.normal()));
    total += chances[option]!;
  }
  for (let option = 0; option < chances.length; option += 1) {
    const share = chances[option]!;
    chances[option] = Math.min(1, share / total);
    total -= share;
  }
  return turnout + 0.04 * random.normal();
}
