/**
 * The two lines that an acta has only when something went wrong: totals that disagree, and machines that died.
 *
 *     running ballots=431 blank=0 null=0 spoiled=3 PSUV=212 MUD=198
 *     lives ve-bolivar-2017/machine/080101001.01@2017-10-15T16:20:00Z@<head of its journal, base64>
 *
 * Spec: spec/acta.md, clauses 2.5 and 2.6.
 * @module
 */
import { hash, number, optionVotes, time } from "../note/fields.ts";
import { isKeyName } from "../note/key.ts";
import type { FieldCodec } from "../note/record.ts";

export type RunningTotals = {
  readonly ballots: number;
  readonly blank: number;
  readonly null: number;
  readonly spoiled: number;
  readonly options: readonly string[];
  readonly votes: readonly number[];
};

const COUNTS = ["ballots", "blank", "null", "spoiled"] as const;

/** No option has the name of a count (spec/election.md, clause 3.4), so the first four are theirs. */
export const runningTotals: FieldCodec<RunningTotals> = {
  parse: (text) => {
    const read = optionVotes.parse(text);
    if (read === null || COUNTS.some((name, i) => read.options[i] !== name)) return null;
    if (read.options.length === COUNTS.length) return null;
    const [ballots = 0, blank = 0, nulls = 0, spoiled = 0, ...votes] = read.votes;
    return { ballots, blank, null: nulls, spoiled, options: read.options.slice(COUNTS.length), votes };
  },
  print: (totals) => {
    const counts = COUNTS.map((name) => `${name}=${number.print(totals[name])}`);
    return [...counts, optionVotes.print(totals)].join(" ");
  },
};

export type EarlierLife = {
  /** Name of the key of the machine that died. */
  readonly key: string;
  /** When another went on, seconds since 1970. */
  readonly ended: number;
  /** Head of the journal as the dead machine left it. */
  readonly journal: Uint8Array;
};

/** A station does not get through more machines than this in a day. */
export const MAX_LIVES = 8;

export const earlierLives: FieldCodec<readonly EarlierLife[]> = {
  parse: (text) => {
    const lives: EarlierLife[] = [];
    for (const part of text.split(" ")) {
      const [journalText = "", endedText = "", ...rest] = part.split("@").reverse();
      const key = rest.reverse().join("@");
      const [ended, journal] = [time.parse(endedText), hash.parse(journalText)];
      if (ended === null || journal === null || !isKeyName(key)) return null;
      lives.push({ key, ended, journal });
    }
    return lives.length <= MAX_LIVES ? lives : null;
  },
  print: (lives) => {
    if (lives.length === 0 || lives.length > MAX_LIVES) throw new RangeError("one to eight lives");
    return lives
      .map(({ key, ended, journal }) => {
        if (!isKeyName(key)) throw new Error("a life is named by its key");
        return `${key}@${time.print(ended)}@${hash.print(journal)}`;
      })
      .join(" ");
  },
};
