/**
 * The differences planted between two counts of a simulated country, so that a comparison can be held to finding
 * exactly these: which stations, of which kind, and what they do to every total.
 *
 * Kinds are what was done, not what a classifier must say: one digit changed by one is also one vote more.
 * A kind that a station has no room for (two equal lines cannot be swapped) becomes one vote more or less.
 * @module
 */
import {
  type CountryLayout,
  type CountryShape,
  createRowDrawer,
  createStreams,
  FIRST_OPTION,
  layOutCountry,
  PURPOSE,
  REGISTERED,
  rowWidth,
  tailOf,
} from "./country-rows.ts";
import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";

export const DIFFERENCE_KINDS = [
  "one-vote",
  "one-digit",
  "transposition",
  "extra-digit",
  "swapped-lines",
  "moved",
  "added",
  "removed",
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export type PlantedOptions = CountryShape & {
  /** Share of all stations that differ in count b; default 0.01. */
  readonly differ?: number;
  /** Stations that count b does not have; default 0. They are not among those that differ. */
  readonly missing?: number;
};

export type Planted = {
  /** Indexes of the stations that differ, ascending. */
  readonly stations: Uint32Array;
  /** Indexes of the stations missing from b, ascending. */
  readonly missing: Uint32Array;
  readonly kinds: Readonly<Record<DifferenceKind, number>>;
  /** b minus a per option over the stations that differ. */
  readonly changes: readonly number[];
  /** Sum of absolute differences over all options and stations. */
  readonly votes: number;
};

/** Which stations differ and which are missing, as one byte per station: cheap to ask while streaming. */
export const MARK = { same: 0, differs: 1, missing: 2 } as const;

export function markStations(
  layout: CountryLayout,
  { differ = 0.01, missing = 0 }: PlantedOptions,
): Uint8Array {
  const { stations, seed } = layout.shape;
  const differing = Math.round(stations * differ);
  if (!(differing >= 0 && missing >= 0 && differing + missing <= stations)) {
    throw new RangeError(`${differing} differing and ${missing} missing of ${stations} stations`);
  }
  const random = createSeededRandom(`country/${seed}/marks`);
  const marks = new Uint8Array(stations);
  // Selection sampling (Knuth, algorithm S), with two piles: every subset is equally likely, in one pass.
  let [toDiffer, toMiss] = [differing, missing];
  for (let station = 0; station < stations; station += 1) {
    const drawn = random.below(stations - station);
    if (drawn < toDiffer) {
      marks[station] = MARK.differs;
      toDiffer -= 1;
    } else if (drawn < toDiffer + toMiss) {
      marks[station] = MARK.missing;
      toMiss -= 1;
    }
  }
  return marks;
}

/** Changes a row of count a into the row of count b at a station that differs. */
export type RowAlterer = (station: number, cells: Int32Array) => DifferenceKind;

export function createRowAlterer(layout: CountryLayout): RowAlterer {
  const streams = createStreams(layout);
  const { options } = layout.shape;
  return (station, cells) => {
    streams.start(PURPOSE.difference, station);
    const wanted = DIFFERENCE_KINDS[streams.random.below(DIFFERENCE_KINDS.length)]!;
    const kind = ALTER[wanted](streams.random, cells, options) ? wanted : "one-vote";
    if (kind === "one-vote" && wanted !== kind) oneVote(streams.random, cells, options);
    cells[tailOf(options).valid] = sumOptions(cells, options);
    return kind;
  };
}

function sumOptions(cells: Int32Array, options: number): number {
  let sum = 0;
  for (let i = FIRST_OPTION; i < FIRST_OPTION + options; i += 1) sum += cells[i]!;
  return sum;
}

/** Votes that still fit under the register. */
function room(cells: Int32Array, options: number): number {
  const tail = tailOf(options);
  return cells[REGISTERED]! - cells[tail.blank]! - cells[tail.null]! - sumOptions(cells, options);
}

/** Each tries one kind on one row and reports whether the row had room for it. */
type Alter = (random: SeededRandom, cells: Int32Array, options: number) => boolean;

const anyOption = (random: SeededRandom, options: number): number => FIRST_OPTION + random.below(options);

/** Puts `votes` in the cell if that changes it and still fits the register. */
function replace(cells: Int32Array, options: number, cell: number, votes: number): boolean {
  const change = votes - cells[cell]!;
  if (change === 0 || votes < 0 || change > room(cells, options)) return false;
  cells[cell] = votes;
  return true;
}

const oneVote: Alter = (random, cells, options) => {
  const cell = anyOption(random, options);
  const step = random.below(2) === 0 ? 1 : -1;
  // A full register has no room for one more, an option without votes none for one fewer; the leader has for both.
  if (replace(cells, options, cell, cells[cell]! + step)) return true;
  return (
    replace(cells, options, cell, cells[cell]! - step) ||
    replace(cells, options, FIRST_OPTION, cells[FIRST_OPTION]! - 1)
  );
};

const oneDigit: Alter = (random, cells, options) => {
  const cell = FIRST_OPTION + random.below(2);
  const digits = String(cells[cell]!).split("");
  const at = random.below(digits.length);
  digits[at] = String(random.between(at === 0 ? 1 : 0, 9));
  return replace(cells, options, cell, Number(digits.join("")));
};

const transposition: Alter = (random, cells, options) => {
  const cell = FIRST_OPTION + random.below(2);
  const digits = String(cells[cell]!).split("");
  if (digits.length < 2) return false;
  const at = random.below(digits.length - 1);
  const [left, right] = [digits[at]!, digits[at + 1]!];
  if (at === 0 && right === "0") return false;
  [digits[at], digits[at + 1]] = [right, left];
  return replace(cells, options, cell, Number(digits.join("")));
};

const extraDigit: Alter = (random, cells, options) => {
  const cell = anyOption(random, options);
  const votes = cells[cell]!;
  return votes > 0 && replace(cells, options, cell, votes * 10 + random.below(10));
};

const swappedLines: Alter = (random, cells, options) => {
  const one = anyOption(random, options);
  const other = anyOption(random, options);
  if (cells[one] === cells[other]) return false;
  [cells[one], cells[other]] = [cells[other]!, cells[one]!];
  return true;
};

const moved: Alter = (random, cells, options) => {
  const from = FIRST_OPTION + random.below(2);
  const to = anyOption(random, options);
  if (from === to || cells[from]! < 2) return false;
  const votes = random.between(2, Math.min(60, cells[from]!));
  cells[from]! -= votes;
  cells[to]! += votes;
  return true;
};

const added: Alter = (random, cells, options) => {
  const most = Math.min(150, room(cells, options));
  if (most < 2) return false;
  const cell = FIRST_OPTION + random.below(2);
  return replace(cells, options, cell, cells[cell]! + random.between(2, most));
};

const removed: Alter = (random, cells, options) => {
  const cell = FIRST_OPTION + random.below(2);
  if (cells[cell]! < 2) return false;
  return replace(cells, options, cell, cells[cell]! - random.between(2, Math.min(100, cells[cell]!)));
};

const ALTER: Readonly<Record<DifferenceKind, Alter>> = {
  "one-vote": oneVote,
  "one-digit": oneDigit,
  transposition,
  "extra-digit": extraDigit,
  "swapped-lines": swappedLines,
  moved,
  added,
  removed,
};

/** What a comparison of the two counts must find. */
export function plantedDifferences(options: PlantedOptions): Planted {
  const layout = layOutCountry(options);
  const marks = markStations(layout, options);
  const [draw, alter] = [createRowDrawer(layout), createRowAlterer(layout)];
  const a = new Int32Array(rowWidth(options.options));
  const [stations, missing]: [number[], number[]] = [[], []];
  const kinds = Object.fromEntries(DIFFERENCE_KINDS.map((kind) => [kind, 0])) as Record<
    DifferenceKind,
    number
  >;
  const changes = new Array<number>(options.options).fill(0);
  let votes = 0;
  marks.forEach((mark, station) => {
    if (mark === MARK.missing) missing.push(station);
    if (mark !== MARK.differs) return;
    stations.push(station);
    draw(station, a);
    const b = a.slice();
    kinds[alter(station, b)] += 1;
    changes.forEach((_, k) => {
      const change = b[FIRST_OPTION + k]! - a[FIRST_OPTION + k]!;
      changes[k]! += change;
      votes += Math.abs(change);
    });
  });
  return { stations: Uint32Array.from(stations), missing: Uint32Array.from(missing), kinds, changes, votes };
}
