/**
 * The Bolívar reconstruction as files: an election, two counts, announced totals, and how to read them.
 *
 * The two counts come in different clothes, as they do in life: the authority's file has the place code as a number
 * that lost its leading zero and the station in a column of its own, the witnesses' file has whole station ids.
 * Both hold all 1,642 stations; the numbers differ at eleven (bolivar-facts.ts).
 *
 * There is no column of blank votes, because the Venezuelan machine has none: a ballot without a choice is null.
 * @module
 */
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import type { Announced, Mapping } from "@triplicate/core/reading/mapping.ts";
import { CANDIDATES, MUNICIPALITIES, REGISTERED, STATIONS } from "./bolivar-facts.ts";
import { type ReconstructedStation, reconstructStations } from "./bolivar-stations.ts";
import { readme, TEXTS } from "./bolivar-texts.ts";

const CONTEST = "governor";

export type BolivarReconstruction = {
  readonly election: ElectionDefinition;
  /** File name -> content, UTF-8 text, in the order of writing. */
  readonly files: ReadonlyMap<string, string>;
};

/** The same seed gives the same bytes; another seed gives other stations and the same public facts. */
export function bolivarReconstruction(seed = 1): BolivarReconstruction {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`seed ${seed} is no whole number from 0`);
  const stations = reconstructStations(seed);
  const election = electionDefinition(stations, seed);
  const files = new Map([
    ["README.txt", readme(seed)],
    ["election.json", electionJson(election)],
    ["actas.csv", actasCsv(stations)],
    ["actas.mapping.json", json(ACTAS_MAPPING)],
    ["official.csv", officialCsv(stations)],
    ["official.mapping.json", json(OFFICIAL_MAPPING)],
    ["announced.json", json(ANNOUNCED)],
  ]);
  return { election, files };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function electionDefinition(stations: readonly ReconstructedStation[], seed: number): ElectionDefinition {
  const places = [...new Set(stations.map(({ place }) => place))];
  return {
    format: "triplicate/election/v1",
    id: `ve-bolivar-2017-reconstruction-${seed}`,
    name: TEXTS.name,
    date: "2017-10-15",
    remark: TEXTS.remark,
    contests: [
      {
        id: CONTEST,
        name: TEXTS.contest,
        candidates: CANDIDATES.map(({ id, name }) => ({ id, name })),
        options: CANDIDATES.map((candidate) => ({
          id: candidate.id,
          name: candidate.name,
          ...("party" in candidate ? { party: candidate.party } : {}),
          candidate: candidate.id,
        })),
        outcome: { rule: "plurality" },
      },
    ],
    expected: { stations: STATIONS, registered: REGISTERED },
    places: places.map(({ id, name, municipality }) => ({
      id,
      name,
      region: MUNICIPALITIES[municipality]!.name,
    })),
    stations: stations.map(({ id, place, registered }) => ({ id, place: place.id, registered })),
  };
}

/** Indented, but one line per place and per station: 2,400 lines a person can search, not 12,000. */
function electionJson({ places = [], stations = [], ...rest }: ElectionDefinition): string {
  const lines = (items: readonly unknown[]) =>
    `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`;
  const head = JSON.stringify(rest, null, 2).replace(/\n\}$/, "");
  return `${head},\n  "places": ${lines(places)},\n  "stations": ${lines(stations)}\n}\n`;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const csv = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.join(",")}\n`).join("");

const COLUMNS = CANDIDATES.map(({ column }) => column);

function officialCsv(stations: readonly ReconstructedStation[]): string {
  const header = ["CENTRO", "MESA", "NOMBRE", "MUNICIPIO", "INSCRITOS", ...COLUMNS];
  return csv([
    [...header, "VALIDOS", "NULOS", "VOTANTES"],
    ...stations.map((station) => [
      Number(station.place.id),
      Number(station.id.slice(-2)),
      station.place.name,
      MUNICIPALITIES[station.place.municipality]!.name,
      station.registered,
      ...tail(station, station.published),
    ]),
  ]);
}

function actasCsv(stations: readonly ReconstructedStation[]): string {
  const header = ["mesa", "centro", "municipio", "inscritos", ...COLUMNS.map((c) => c.toLowerCase())];
  return csv([
    [...header, "validos", "nulos", "votantes"],
    ...stations.map((station) => [
      station.id,
      station.place.name,
      MUNICIPALITIES[station.place.municipality]!.name,
      station.registered,
      ...tail(station, station.printed),
    ]),
  ]);
}

const tail = ({ nulls }: ReconstructedStation, votes: readonly number[]): number[] => [
  ...votes,
  sum(votes),
  nulls,
  sum(votes) + nulls,
];

const OFFICIAL_MAPPING: Mapping = {
  format: "triplicate/mapping/v1",
  ...TEXTS.official,
  file: { type: "csv" },
  station: { columns: ["CENTRO", "MESA"], pad: [9, 2], join: "." },
  place: { columns: ["NOMBRE"] },
  region: { columns: ["MUNICIPIO"] },
  registered: ["INSCRITOS"],
  contests: {
    [CONTEST]: {
      options: Object.fromEntries(CANDIDATES.map(({ id, column }) => [id, [column]])),
      null: ["NULOS"],
      valid: ["VALIDOS"],
      ballots: ["VOTANTES"],
    },
  },
};

const ACTAS_MAPPING: Mapping = {
  format: "triplicate/mapping/v1",
  ...TEXTS.actas,
  file: { type: "csv" },
  station: { columns: ["mesa"] },
  place: { columns: ["centro"] },
  region: { columns: ["municipio"] },
  registered: ["inscritos"],
  contests: {
    [CONTEST]: {
      options: Object.fromEntries(CANDIDATES.map(({ id, column }) => [id, [column.toLowerCase()]])),
      null: ["nulos"],
      valid: ["validos"],
      ballots: ["votantes"],
    },
  },
};

const ANNOUNCED: Announced = {
  format: "triplicate/announced/v1",
  ...TEXTS.announced,
  contest: CONTEST,
  votes: Object.fromEntries(CANDIDATES.map(({ id, announced }) => [id, announced])),
  valid: sum(CANDIDATES.map(({ announced }) => announced)),
};
