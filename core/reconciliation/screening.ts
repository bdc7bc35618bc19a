/**
 * Screening: signals that point at stations worth looking at, always ranked below arithmetic.
 * A signal says how many honest stations would show it by chance. It establishes nothing.
 * Clauses: spec/reconciliation.md, section 8.
 * @module
 */
export type SignalKind =
  | "sister-stations"
  | "turnout"
  | "zero-minor-options"
  | "last-digit"
  | "integer-percentages"
  | "fingerprint";

export type ScreeningSignal = {
  readonly kind: SignalKind;
  readonly clause: string;
  /** Stations (or, for last-digit, cells) that were looked at. */
  readonly examined: number;
  /** How many show the signal. */
  readonly shown: number;
  /** How many honest ones would show it by chance, under the model the clause states. */
  readonly expectedByChance: number;
  /** Numbers the wording needs: thresholds, χ², digit counts. */
  readonly detail: Readonly<Record<string, number | string | readonly number[]>>;
  /** The strongest stations, at most 20, strongest first. */
  readonly stations: readonly {
    readonly station: string;
    readonly value: number;
    readonly expected: number;
  }[];
};
