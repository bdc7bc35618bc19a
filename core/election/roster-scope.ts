/**
 * Whether the scope of a roster's holder holds a station, by the rows that it names: no text is made or compared.
 *
 * A key book answers the same by names (roster-keys.ts), for who has a scope and no row; this one for millions of entries.
 * Spec: spec/election.md, clause 12.7.
 * @module
 */
import type { Roster } from "./roster.ts";
import { SCOPE_KINDS } from "./roster-columns.ts";

/** `row` is a holder's; false for one that has no scope. */
export function scopeHolds(
  { holders, place, placeRegion }: Pick<Roster, "holders" | "place" | "placeRegion">,
  row: number,
  station: number,
): boolean {
  const named = holders.scopeRow[row];
  switch (SCOPE_KINDS[holders.scopeKind[row]!]) {
    case "election":
      return true;
    case "region":
      return placeRegion[place[station]!] === named;
    case "place":
      return place[station] === named;
    case "station":
      return named === station;
    default:
      return false;
  }
}
