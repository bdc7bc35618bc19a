/**
 * Two counts of a simulated country as CSV, streamed: a million stations in seconds, never held in memory.
 *
 *     station,region,place,registered,o01,…,o10,blank,null,valid
 *     0100000001.01,Región 01,0100000001,612,181,143,…,3,5,401
 *
 * Count b is count a with known differences (country-differences.ts). Digits go straight into a byte buffer: no
 * string is built per row.
 * @module
 */
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import type { Mapping } from "@triplicate/core/reading/mapping.ts";
import {
  createRowAlterer,
  MARK,
  markStations,
  type PlantedOptions,
  plantedDifferences,
} from "./country-differences.ts";
import {
  type CountryLayout,
  type CountryShape,
  createRowDrawer,
  layOutCountry,
  regionOf,
  rowWidth,
  stationId,
} from "./country-rows.ts";

export type CountryCsvOptions = PlantedOptions & {
  readonly count: "a" | "b";
  /** Rows in an order that has nothing to do with the roster's, as when two offices sort differently. */
  readonly scattered?: boolean;
};

const CHUNK_BYTES = 1 << 20;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
const CONTEST = "president";
/** With a letter outside ASCII, as most countries' files have. */
const REGION = new TextEncoder().encode("Región ");

const twoDigits = (n: number): string => String(n).padStart(2, "0");

export const optionIds = (options: number): string[] =>
  Array.from({ length: options }, (_, k) => `o${twoDigits(k + 1)}`);

const header = (options: number): string[] => [
  "station",
  "region",
  "place",
  "registered",
  ...optionIds(options),
  "blank",
  "null",
  "valid",
];

/** The CSV's bytes, in chunks of about 1 MiB; each chunk is the consumer's to keep. */
export function* countryCsv(options: CountryCsvOptions): Generator<Uint8Array<ArrayBuffer>> {
  const layout = layOutCountry(options);
  const marks = options.count === "b" ? markStations(layout, options) : null;
  const [draw, alter] = [createRowDrawer(layout), createRowAlterer(layout)];
  const cells = new Int32Array(rowWidth(options.options));
  const buffer = new Uint8Array(CHUNK_BYTES + 64 + 12 * cells.length);
  const stride = options.scattered ? strideOver(options.stations) : 1;
  let end = writeText(buffer, 0, `${header(options.options).join(",")}\n`);
  for (
    let i = 0, station = 0;
    i < options.stations;
    i += 1, station = (station + stride) % options.stations
  ) {
    const mark = marks === null ? MARK.same : marks[station]!;
    if (mark === MARK.missing) continue;
    draw(station, cells);
    if (mark === MARK.differs) alter(station, cells);
    end = writeRow(buffer, end, layout, station, cells);
    if (end < CHUNK_BYTES) continue;
    yield buffer.slice(0, end);
    end = 0;
  }
  if (end > 0) yield buffer.slice(0, end);
}

/** A step that has no factor in common with `stations`, so that walking by it visits each station once. */
function strideOver(stations: number): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  let stride = Math.max(1, Math.floor(stations * 0.618));
  while (gcd(stride, stations) !== 1) stride += 1;
  return stride;
}

function writeText(buffer: Uint8Array, at: number, text: string): number {
  return at + new TextEncoder().encodeInto(text, buffer.subarray(at)).written;
}

function writeRow(
  buffer: Uint8Array,
  at: number,
  layout: CountryLayout,
  station: number,
  cells: Int32Array,
): number {
  const place = layout.placeOf[station]!;
  const region = regionOf(layout, place);
  const placeNumber = region * 100_000_000 + place + 1;
  let end = writePadded(buffer, at, placeNumber, 10);
  buffer[end++] = 0x2e;
  end = writePadded(buffer, end, station - layout.firstOf[place]! + 1, 2);
  buffer[end++] = COMMA;
  buffer.set(REGION, end);
  end += REGION.length;
  end = writePadded(buffer, end, region, 2);
  buffer[end++] = COMMA;
  end = writePadded(buffer, end, placeNumber, 10);
  for (let i = 0; i < cells.length; i += 1) {
    buffer[end++] = COMMA;
    end = writeNumber(buffer, end, cells[i]!);
  }
  buffer[end++] = NEWLINE;
  return end;
}

function writePadded(buffer: Uint8Array, at: number, value: number, width: number): number {
  let rest = value;
  for (let i = at + width - 1; i >= at; i -= 1) {
    const next = Math.floor(rest / 10);
    buffer[i] = 0x30 + (rest - next * 10);
    rest = next;
  }
  return at + width;
}

function writeNumber(buffer: Uint8Array, at: number, value: number): number {
  let width = 1;
  for (let bound = 10; value >= bound; bound *= 10) width += 1;
  return writePadded(buffer, at, value, width);
}

/** What a comparison of the two counts must find, with the ids it must name; made when asked, not before. */
export function countryTruth(options: PlantedOptions) {
  const layout = layOutCountry(options);
  const planted = plantedDifferences(options);
  const ids = (stations: Uint32Array): string[] =>
    Array.from(stations, (station) => stationId(layout, station));
  return { ...planted, stationIds: ids(planted.stations), missingIds: ids(planted.missing) };
}

export function countryElection({ stations, options, seed }: CountryShape): ElectionDefinition {
  const remark = {
    es: "País simulado a partir de una semilla, para medir; ninguna cifra es real.",
    en: "A country simulated from a seed, to measure with; no figure is real.",
  };
  return {
    format: "triplicate/election/v1",
    id: `simulated-country-${seed}-${stations}`,
    name: { es: "País simulado", en: "Simulated country" },
    date: "2030-01-01",
    remark,
    contests: [
      {
        id: CONTEST,
        name: { es: "Presidencia", en: "President" },
        candidates: optionIds(options).map((id) => ({ id, name: id.toUpperCase() })),
        options: optionIds(options).map((id) => ({ id, name: id.toUpperCase(), candidate: id })),
        outcome: { rule: "plurality" },
      },
    ],
    expected: { stations },
  };
}

export function countryMapping({ options }: CountryShape, count: "a" | "b"): Mapping {
  return {
    format: "triplicate/mapping/v1",
    title: { es: `Recuento ${count} simulado`, en: `Simulated count ${count}` },
    statement: {
      es: "Generado a partir de una semilla, con diferencias puestas a propósito.",
      en: "Generated from a seed, with differences planted on purpose.",
    },
    file: { type: "csv" },
    station: { columns: ["station"] },
    place: { columns: ["place"] },
    region: { columns: ["region"] },
    registered: ["registered"],
    contests: {
      [CONTEST]: {
        options: Object.fromEntries(optionIds(options).map((id) => [id, [id]])),
        blank: ["blank"],
        null: ["null"],
        valid: ["valid"],
      },
    },
  };
}
