/**
 * Screening: signals that point at stations worth looking at, always ranked below arithmetic.
 * A signal says how many honest stations would show it by chance. It establishes nothing.
 * Clauses: spec/reconciliation.md, section 8.
 * @module
 */
export const SIGNAL_CLAUSES = {
  "sister-stations": "8.2",
  turnout: "8.3",
  "zero-minor-options": "8.4",
  "last-digit": "8.5",
  "integer-percentages": "8.6",
  fingerprint: "8.7",
} as const satisfies Record<string, string>;

export type SignalKind = keyof typeof SIGNAL_CLAUSES;

export type ScreeningSignal = {
  readonly kind: SignalKind;
  readonly clause: string;
  /** Stations (or, for last-digit, cells) that were looked at. */
  readonly examined: number;
  /** How many show the signal. */
  readonly shown: number;
  /** How many honest ones would show it by chance, under the model the clause states. */
  readonly expectedByChance: number;
  /** Numbers the wording needs: thresholds, χ², digit counts. Same keys for every signal of a kind. */
  readonly detail: Readonly<Record<string, number | string | readonly number[]>>;
  /** The strongest stations, at most 20, strongest first; empty when the signal is about all of them together. */
  readonly stations: readonly {
    readonly station: string;
    readonly value: number;
    readonly expected: number;
  }[];
};

/** One count of one contest, as columns. */
export type ScreeningTable = {
  readonly rows: number;
  readonly options: number;
  readonly width: number;
  /** Row-major; options, then blank, null, valid, ballots, registered; below zero: unknown. */
  readonly cells: Int32Array;
  /** Polling place of each row; -1: not given. */
  readonly place: Int32Array;
  readonly places: number;
  readonly stationId: (row: number) => string;
  /** Order of two rows by station id: of equally strong stations it lists the same ones, whatever the order of rows. */
  readonly compareStations: (x: number, y: number) => number;
};
