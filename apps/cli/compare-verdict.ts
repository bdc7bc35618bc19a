/**
 * What of a comparison makes the exit code 1.
 * @module
 */
import type { Comparison } from "@triplicate/core/reconciliation/comparison.ts";

/** Two counts of one station differ, or kept actas exceed what was announced. */
export function contradicts(comparison: Comparison): boolean {
  return comparison.contests.some(
    (contest) =>
      contest.pairs.some((pair) => pair.stations.differ > 0) ||
      contest.announced.some((one) =>
        one.against.some(({ options }) => options.some(({ contradiction }) => contradiction)),
      ),
  );
}

/** Who wins, or whether anybody does, depends on which count is right. */
export function flips(comparison: Comparison): boolean {
  return comparison.contests.some(
    (contest) =>
      contest.pairs.some((pair) => pair.flip.between || pair.flip.byDiscrepancies) ||
      contest.announced.some((one) => one.against.some(({ flip }) => flip)),
  );
}
