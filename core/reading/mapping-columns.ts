/**
 * The columns a mapping names, for readers and for the mapping's judge.
 * @module
 */
import { pointerStep } from "../json-pointer.ts";
import type { ContestMapping, NumberSource } from "./mapping.ts";

/** The columns a number comes from; none for a constant. */
export const columnsOf = (source: NumberSource | undefined): readonly string[] =>
  source === undefined || "constant" in source ? [] : source;

/** Every number source of a contest, with its place below the contest's pointer. */
export function numberSources(contest: ContestMapping): [field: string, source: NumberSource][] {
  const sources: [string, NumberSource | undefined][] = [
    ...Object.entries(contest.options).map(([id, source]): [string, NumberSource] => [
      `options/${pointerStep(id)}`,
      source,
    ]),
    ["blank", contest.blank],
    ["null", contest.null],
    ["valid", contest.valid],
    ["ballots", contest.ballots],
  ];
  return sources.flatMap(([field, source]) => (source === undefined ? [] : [[field, source]]));
}
