/**
 * Can the stations that a count lacks still change the result? Registered voters bound it: nobody votes twice.
 * Spec: spec/reconciliation.md, clause 6.6.
 * @module
 */
import type { MissingBound } from "./comparison.ts";

export type MissingBoundInput = {
  readonly expectedStations: number | null;
  readonly expectedRegistered: number | null;
  /** Stations whose numbers are known, and their registered voters (null: the sum contains an unknown). */
  readonly knownStations: number;
  readonly knownRegistered: number | null;
  /** Fewest added votes that would change the result; null: no number of added votes does. */
  readonly needed: number | null;
};

export function missingBound(input: MissingBoundInput): MissingBound {
  const stations = outside(input.expectedStations, input.knownStations);
  const registered = outside(input.expectedRegistered, input.knownRegistered);
  const { needed } = input;
  return { stations, registered, needed, verdict: verdict(stations, registered, needed) };
}

/** More known than expected is a contradiction in the inputs, and a contradiction bounds nothing. */
function outside(expected: number | null, known: number | null): number | null {
  if (expected === null || known === null || known > expected) return null;
  return expected - known;
}

function verdict(
  stations: number | null,
  registered: number | null,
  needed: number | null,
): MissingBound["verdict"] {
  if (stations === 0) return "nothing-missing";
  if (needed === null) return "cannot-change";
  if (registered === null) return "not-known";
  // `needed` votes already change it (a tie counts as a change), so only fewer voters than that settle it.
  return registered < needed ? "cannot-change" : "could-change";
}
