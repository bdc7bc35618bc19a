/**
 * Each party's collecting server, which also hands out the witness's telephone with the key of that party's witness.
 * @module
 */
import type { DayPackage } from "./day-package.ts";

export type DayCollector = {
  readonly url: string;
  /** The telephone of this party's witness at the visited station. */
  readonly witnessUrl: string;
  close(): Promise<void>;
};

export async function startDayCollectors(
  _made: DayPackage,
  _options: { readonly folder: string; readonly centre: string; readonly machine: string },
): Promise<readonly DayCollector[]> {
  return [];
}
