/**
 * A machine's journal: what everybody in the room saw, each line bound to all before it by a hash.
 *
 *     12 2017-10-15T10:02:00Z opened a-1 b-2          head = SHA-256(head before, line)
 *
 * It never tells of one vote, voucher, void or interruption: with a time beside it, whoever stood in the queue would know whose it was.
 * Votes are counted by the half hour, no finer. The head stands in the zero tape and in every acta.
 * Spec: spec/station.md, section 5.
 * @module
 */
import { concatBytes, utf8 } from "../bytes.ts";
import { number, time } from "../note/fields.ts";
import { sha256 } from "../sha256.ts";

export const JOURNAL_EVENTS = [
  "provisioned",
  "zero-tape",
  "opened",
  "half-hour",
  "paused",
  "resumed",
  "restarted",
  "pin-locked",
  "replaced",
  "closed",
  "counted",
  "copies",
  "witness",
  "decided",
  "sealed",
  "transmitted",
] as const;
export type JournalEvent = (typeof JOURNAL_EVENTS)[number];

/** Before the first line. */
export const JOURNAL_START = new Uint8Array(32);
export const HALF_HOUR = 1800;
/** A line is a few words and at most one reason. */
export const MAX_JOURNAL_LINE = 600;

export type JournalHead = { readonly count: number; readonly head: Uint8Array };

export const EMPTY_JOURNAL: JournalHead = { count: 0, head: JOURNAL_START };

/** The next line and the head that follows from it. `words` hold no line end. */
export function journalLine(
  before: JournalHead,
  at: number,
  event: JournalEvent,
  ...words: readonly string[]
): { readonly line: string; readonly journal: JournalHead } {
  const line = [number.print(before.count + 1), time.print(at), event, ...words].join(" ");
  if (/[\n\r]/.test(line) || line.length > MAX_JOURNAL_LINE)
    throw new Error("a line of the journal is one line");
  return { line, journal: { count: before.count + 1, head: nextHead(before.head, line) } };
}

const nextHead = (head: Uint8Array, line: string): Uint8Array => sha256(concatBytes(head, utf8(line)));

export type JournalFault = {
  /** `journal-line`: no line of this form. `journal-order`: its number or time does not follow. */
  readonly code: "journal-line" | "journal-order";
  /** From 1. */
  readonly line: number;
};

export type ReadJournal = {
  readonly head: JournalHead;
  /** Head after each line: the acta's head is one of them. */
  readonly heads: readonly Uint8Array[];
  readonly fault: JournalFault | null;
};

const LINE = /^([1-9][0-9]*) (\S+) ([a-z-]+)(?: .+)?$/u;

/** Walks the chain to its head, or to the first line that breaks it. */
export function readJournal(lines: readonly string[]): ReadJournal {
  let head = EMPTY_JOURNAL;
  let last = 0;
  const heads: Uint8Array[] = [];
  for (const [i, line] of lines.entries()) {
    const match = LINE.exec(line);
    const at = match === null ? null : time.parse(match[2]!);
    const isKnown = (JOURNAL_EVENTS as readonly string[]).includes(match?.[3] ?? "");
    if (match === null || at === null || !isKnown || line.length > MAX_JOURNAL_LINE)
      return { head, heads, fault: { code: "journal-line", line: i + 1 } };
    if (match[1] !== String(i + 1) || at < last)
      return { head, heads, fault: { code: "journal-order", line: i + 1 } };
    last = at;
    head = { count: i + 1, head: nextHead(head.head, line) };
    heads.push(head.head);
  }
  return { head, heads, fault: null };
}
