/**
 * Guesses what each column of a published file is, from its header words (Spanish and English) and its values.
 *
 * A guess is only a first draft that a person corrects: each one is written with a question. What arithmetic can
 * support (columns that add up to the column of valid votes) is said with the number of rows where it holds.
 * @module
 */
import type { SampleColumn } from "./mapping-init-sample.ts";
import { readJsonVotes } from "./votes.ts";

/** What a mapping accepts. */
const MAX_NAME = 200;
const MAX_OPTIONS = 1000;

export type Guess = {
  readonly station: readonly string[];
  /** Whether the station columns tell all sampled rows apart. */
  readonly unique: boolean;
  readonly place: readonly string[];
  readonly region: readonly string[];
  readonly registered: string | null;
  readonly stationsInRow: string | null;
  readonly blank: string | null;
  readonly nulls: string | null;
  readonly valid: string | null;
  readonly ballots: string | null;
  readonly options: readonly string[];
  /** Rows where the options add up to `valid`, of those where all are numbers; null without such a column. */
  readonly addsUp: { readonly rows: number; readonly of: number } | null;
  /** Cells like 258.0 and like 2.746 among the numbers. */
  readonly decimals: boolean;
  readonly grouped: string | null;
  readonly rows: number;
};

/** Words are looked for in headers without accents, in lower case, split at anything that is no letter or digit. */
const WORDS = {
  ignored:
    /\b(cod|code|codigo|lat|lon|latitud|latitude|longitud|longitude|abstencion\w*|abstention\w*|actas?|url|hora|fecha|date|time|porcentaje|percent\w*|pct|participacion|turnout)\b/,
  station: /\b(mesa|station|table|booth|precinct|junta|casilla|mrv|jrv|acta)\b/,
  place: /\b(centro|recinto|local|place|polling|colegio|escuela|venue|center|centre)\b/,
  region: /\b(pais|country|edo|estado|state|departamento|department|region|provincia|province|county)\b/,
  smaller:
    /\b(mun|municipio|municipality|par|parroquia|parish|localidad|locality|distrito|district|zona|zone|canton|comuna|city|ciudad)\b/,
  registered: /\b(inscritos|registered|registrados|padron|re|empadronados|habilitados|eligible)\b/,
  electors: /\b(electores|electors|voters)\b/,
  blank: /\b(blancos?|blank)\b/,
  nulls: /\b(nulos?|null|invalid|invalidos|spoiled|rejected)\b/,
  valid: /\b(validos?|valid)\b/,
  ballots: /\b(emitidos|escrutados|ballots|cast|votantes|total)\b/,
} as const;

export const plainWords = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

export function guessColumns(columns: readonly SampleColumn[]): Guess {
  const named = columns.filter(({ name }) => name !== "" && name.length <= MAX_NAME && isOnly(columns, name));
  const numeric = named.filter(isNumeric);
  const has = (column: SampleColumn, words: RegExp) => words.test(plainWords(column.name));
  const countable = numeric.filter((column) => !has(column, WORDS.ignored));
  const first = (words: RegExp, among = countable) =>
    among.find((column) => has(column, words))?.name ?? null;
  const blank = first(WORDS.blank);
  const nulls = first(WORDS.nulls);
  const valid = first(WORDS.valid);
  const taken = new Set([blank, nulls, valid]);
  const left = () => countable.filter((column) => !taken.has(column.name));
  const registered = first(WORDS.registered, left()) ?? first(WORDS.electors, left());
  taken.add(registered);
  const ballots = first(WORDS.ballots, left());
  const { station, unique } = guessStation(named);
  const isPlain = (column: SampleColumn) =>
    ![WORDS.registered, WORDS.electors, WORDS.ballots, WORDS.blank, WORDS.nulls, WORDS.valid].some((words) =>
      has(column, words),
    );
  const isPlace = (column: SampleColumn) =>
    station.includes(column.name) ||
    [WORDS.station, WORDS.place, WORDS.region, WORDS.smaller].some((words) => has(column, words));
  const options = left()
    .filter((column) => isPlain(column) && !isPlace(column))
    .slice(0, MAX_OPTIONS);
  return {
    station,
    unique,
    place: guessPlace(named, station),
    region: firstRegion(named),
    registered,
    stationsInRow: numeric.find((column) => plainWords(column.name) === "actas")?.name ?? null,
    ...{ blank, nulls, valid, ballots },
    options: options.map((column) => column.name),
    addsUp: addsUp(
      options,
      named.find((column) => column.name === valid),
    ),
    decimals: numeric.some((column) => column.values.some((value) => /^[0-9]+\.0{1,2}$/.test(value))),
    grouped: numeric.flatMap((column) => column.values).find((value) => isGrouped(value)) ?? null,
    rows: columns[0]?.values.length ?? 0,
  };
}

const isOnly = (columns: readonly SampleColumn[], name: string): boolean =>
  columns.filter((column) => column.name === name).length === 1;

/** A column of votes or voters: nearly all of it numbers, so that a few faulty cells do not hide it. */
function isNumeric({ values }: SampleColumn): boolean {
  const filled = values.filter((value) => value !== "");
  const numbers = filled.filter((value) => typeof read(value) === "number" || isGrouped(value));
  return filled.length > 0 && numbers.length >= filled.length * 0.95;
}

const read = (value: string) => readJsonVotes(0, value, undefined);

function isGrouped(value: string): boolean {
  const votes = read(value);
  return typeof votes !== "number" && votes.rule === "grouped-number";
}

/** The first of: the station column alone, with its place, with everything that names a place; that is unique. */
function guessStation(columns: readonly SampleColumn[]): { station: readonly string[]; unique: boolean } {
  const has = (column: SampleColumn, words: RegExp) => words.test(plainWords(column.name));
  const stations = columns.filter(
    (column) => has(column, WORDS.station) && !/\bactas\b/.test(plainWords(column.name)),
  );
  const own = stations.slice(0, 1);
  const places = columns.filter((column) => has(column, WORDS.place) && !own.includes(column));
  const areas = columns.filter((column) => has(column, WORDS.region) || has(column, WORDS.smaller));
  const wide = areas.filter(
    (column) => !/\b(cod|code|codigo)\b/.test(plainWords(column.name)) && !own.includes(column),
  );
  const small = (words: RegExp) => wide.filter((column) => has(column, words));
  // A place's name is shared by other places, so only its number is enough beside the station's.
  const numbered = places.filter(isNumeric).slice(0, 1);
  const tries = [
    own,
    numbered.length > 0 ? [...numbered, ...own] : [],
    [...small(WORDS.smaller), ...places.slice(0, 1), ...own],
    [...small(WORDS.region), ...small(WORDS.smaller), ...places, ...own],
  ].filter((attempt) => attempt.length > 0);
  const singles = columns.map((column) => [column]);
  const found = [...tries, ...singles].find(isUnique);
  const chosen = found ?? tries.at(-1) ?? columns.slice(0, 1);
  return { station: [...new Set(chosen.map((column) => column.name))], unique: found !== undefined };
}

function isUnique(columns: readonly SampleColumn[]): boolean {
  const rows = columns[0]!.values.length;
  const keys = new Set<string>();
  for (let row = 0; row < rows; row += 1) {
    keys.add(JSON.stringify(columns.map((column) => column.values[row])));
  }
  // A published file may hold a few repeated rows; they are findings, not a reason against the key.
  return (
    keys.size >= rows - Math.floor(rows / 100) &&
    columns.some((column) => column.values.some((v) => v !== ""))
  );
}

/** What of the station key is the place; when the station has a number of its own, every column that names one. */
function guessPlace(columns: readonly SampleColumn[], station: readonly string[]): readonly string[] {
  const inKey = station.filter((name) => !WORDS.station.test(plainWords(name)));
  if (station.length > 1 && inKey.length > 0) return inKey;
  const words = [WORDS.region, WORDS.smaller, WORDS.place];
  return columns
    .filter((column) => !station.includes(column.name) && !isNumeric(column))
    .map((column) => column.name)
    .filter((name) => words.some((pattern) => pattern.test(plainWords(name))));
}

/** The widest area that has a name rather than a code. */
function firstRegion(columns: readonly SampleColumn[]): readonly string[] {
  const texts = columns.filter((column) => !isNumeric(column));
  const pick = (words: RegExp) => texts.filter((column) => words.test(plainWords(column.name)));
  const region = pick(WORDS.region)[0] ?? pick(WORDS.smaller)[0];
  return region === undefined ? [] : [region.name];
}

function addsUp(
  options: readonly SampleColumn[],
  valid: SampleColumn | undefined,
): { rows: number; of: number } | null {
  if (valid === undefined || options.length === 0) return null;
  let rows = 0;
  let of = 0;
  for (const [row, stated] of valid.values.entries()) {
    const votes = options.map((column) => read(column.values[row]!));
    const total = read(stated);
    if (typeof total !== "number" || votes.some((vote) => typeof vote !== "number" || vote < 0)) continue;
    of += 1;
    if (votes.reduce<number>((sum, vote) => sum + (vote as number), 0) === total) rows += 1;
  }
  return { rows, of };
}
