/**
 * What a bulletin has to say, and in which fields one says something else.
 *
 * A bulletin is a function of the first `tree` entries of the log, its number and its time. The centre prints what
 * `composeBulletin` gives; a stranger folds the same entries, composes it again and compares field by field.
 * Spec: spec/bulletin.md, sections 2 to 4.
 * @module
 */
import { equalBytes } from "../bytes.ts";
import type { OptionVotes } from "../note/fields.ts";
import { BULLETIN, type Bulletin } from "../statement/bulletin.ts";
import type { CentralCount } from "./central-count.ts";
import type { EntryContext } from "./entry.ts";

export type BulletinParts = {
  readonly context: Pick<EntryContext, "definition" | "definitionDigest" | "mode">;
  /** Of exactly the entries that the tree has. */
  readonly count: CentralCount;
  readonly contest: number;
  readonly number: number;
  /** Seconds since 1970. */
  readonly time: number;
  /** Root of the log over those entries. */
  readonly root: Uint8Array;
};

export function composeBulletin(parts: BulletinParts): Bulletin {
  const { context, count, contest, number, time, root } = parts;
  const { definition, definitionDigest, mode } = context;
  const { id, options } = definition.contests[contest]!;
  const totals = count.totals(contest);
  const { stations, counted, missing, conflict, paper, corrected, signed, withPaper } = totals;
  const votesOf = (votes: readonly number[]): OptionVotes => ({ options: options.map((o) => o.id), votes });
  return {
    election: [definition.id, definitionDigest],
    mode,
    contest: id,
    number,
    time,
    tree: [count.size, root],
    stations,
    counted,
    missing,
    conflict,
    paper,
    corrected,
    signed: votesOf(signed.votes),
    "signed-blank": signed.blank,
    "signed-null": signed.null,
    votes: votesOf(withPaper.votes),
    blank: withPaper.blank,
    null: withPaper.null,
  };
}

export type BulletinField = keyof Bulletin;

/** Fields in which what was announced is not what the log gives, in order of the record. */
export function bulletinDifferences(announced: Bulletin, computed: Bulletin): BulletinField[] {
  return (Object.keys(computed) as BulletinField[]).filter((field) => {
    const [a, b] = [announced[field], computed[field]];
    return !isEqual(a, b);
  });
}

function isEqual(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array) return b instanceof Uint8Array && equalBytes(a, b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((x, i) => isEqual(x, b[i]));
  if (typeof a !== "object" || a === null) return a === b;
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return Object.keys(x).every((key) => isEqual(x[key], y[key]));
}

export const printBulletin = (bulletin: Bulletin): string => BULLETIN.print(bulletin);
