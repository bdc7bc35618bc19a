/**
 * The second count: one person's tally of the papers of one box, and the comparison of two who counted blind.
 *
 *     papers,431
 *     PSUV,212          one line an option, in the order of the ballot
 *     MUD,198
 *     blank,6
 *     null,4
 *
 * Each of two rivals counts alone and writes a list; a sheet exists only when both lists are the same. Nobody's number
 * is averaged and nobody sees the other's first. Nothing here knows what the machine said.
 * Spec: spec/hand-count.md, clauses 2.3 and 2.4.
 * @module
 */
import { decodeUtf8 } from "../bytes.ts";
import type { Contest } from "../election/definition.ts";
import { number } from "../note/fields.ts";
import { err, ok, type Result } from "../result.ts";
import type { ElectionReference, Mode } from "../statement/common.ts";
import type { Sheet } from "../statement/sheet.ts";

export type HandTally = Pick<Sheet, "papers" | "votes" | "blank" | "null">;

/** `line` counts from 1; `expected` is the name that should stand there, where one should. */
export type TallyFault = {
  readonly code:
    | "tally-not-text"
    | "tally-bad-line"
    | "tally-wrong-name"
    | "tally-bad-number"
    | "tally-lines";
  readonly line: number;
  readonly expected: string;
};

/** Longer than any list of a thousand options. */
export const MAX_TALLY_BYTES = 128 * 1024;

/** One person's list; spreadsheets may end its lines as they like and leave an empty one at the end. */
export function parseTally(bytes: Uint8Array, contest: Contest): Result<HandTally, TallyFault> {
  const names = ["papers", ...contest.options.map(({ id }) => id), "blank", "null"];
  const text = bytes.length > MAX_TALLY_BYTES ? null : decodeUtf8(bytes);
  if (text === null) return err({ code: "tally-not-text", line: 0, expected: "" });
  const lines = text
    .replace(/^\ufeff/, "")
    .replace(/(?:\r?\n)+$/, "")
    .split(/\r?\n/);
  const numbers: number[] = [];
  for (const [i, name] of names.entries()) {
    const fault = (code: TallyFault["code"]) => err({ code, line: i + 1, expected: name });
    const line = lines[i];
    if (line === undefined) return fault("tally-lines");
    const at = line.lastIndexOf(",");
    if (at < 0) return fault("tally-bad-line");
    if (line.slice(0, at) !== name) return fault("tally-wrong-name");
    const value = number.parse(line.slice(at + 1));
    if (value === null) return fault("tally-bad-number");
    numbers.push(value);
  }
  if (lines.length > names.length) return err({ code: "tally-lines", line: names.length + 1, expected: "" });
  const votes = { options: contest.options.map(({ id }) => id), votes: numbers.slice(1, -2) };
  return ok({ papers: numbers[0]!, votes, blank: numbers.at(-2)!, null: numbers.at(-1)! });
}

export type TallyDifference = { readonly line: string; readonly first: number; readonly second: number };

/** Every line in which two people differ; none when they agree. */
export function tallyDifferences(first: HandTally, second: HandTally): TallyDifference[] {
  const lines = (tally: HandTally): [line: string, value: number][] => [
    ["papers", tally.papers],
    ...tally.votes.options.map((option, i): [string, number] => [option, tally.votes.votes[i]!]),
    ["blank", tally.blank],
    ["null", tally.null],
  ];
  const others = lines(second);
  return lines(first).flatMap(([line, value], i) => {
    const [name, other] = others[i]!;
    if (name !== line) throw new Error("both tallies are of one contest");
    return value === other ? [] : [{ line, first: value, second: other }];
  });
}

export type SheetParts = {
  readonly election: ElectionReference;
  readonly mode: Mode;
  readonly station: string;
  readonly contest: string;
  /** Seconds since 1970, when the counting ended. */
  readonly counted: number;
  readonly first: HandTally;
  readonly second: HandTally;
};

/** The sheet that both sign. Throws if they do not agree: whoever calls has asked that before. */
export function composeSheet({ first, second, ...about }: SheetParts): Sheet {
  if (tallyDifferences(first, second).length > 0) throw new Error("a sheet needs two equal counts");
  return { ...about, papers: first.papers, votes: first.votes, blank: first.blank, null: first.null };
}
