/**
 * A note judged from its bytes to its last signature, by the rules that every receiver of notes has: the centre and a party's server.
 *
 *     bytes ─▶ readEntry ─▶ signatures, in bulk ─▶ judgeEntry ─▶ entry │ refused: a rule
 *                  ▲                                    │ a line that does not hold
 *                  └────── without those lines ◀────────┘ a few times
 *
 * Anybody can write a line under a known name beside the machine's, and must not keep a true acta out by it.
 * Spec: spec/transmission.md, section 3.
 * @module
 */
import {
  type EntryContext,
  type EntryRefusal,
  type JudgedEntry,
  judgeEntry,
  readEntry,
  withoutBadLines,
} from "@triplicate/core/count-central/entry.ts";
import type { Result } from "@triplicate/core/result.ts";
import type { CheckQueue } from "./check-queue.ts";

/** How often a note is judged again without the lines that did not hold: one may hide another of the same key. */
const MAX_TRIES = 3;

/** Null when too much waits to be verified. What is wrong with what was sent is told, not with what was left of it. */
export async function judgeNote(
  bytes: Uint8Array,
  context: EntryContext,
  checks: CheckQueue,
  tries: number = MAX_TRIES,
): Promise<Result<JudgedEntry, EntryRefusal> | null> {
  const read = readEntry(bytes, context);
  const asked = read.ok ? checks.verify(read.value.checks) : new Uint8Array();
  if (asked === null) return null;
  const verdicts = await asked;
  const judged = read.ok ? judgeEntry(read.value, verdicts) : read;
  if (judged.ok || judged.error.rule !== "bad-signature" || tries === 0) return judged;
  const bad = read.ok ? read.value.checks.filter((_, i) => verdicts[i] !== 1) : [];
  const rest = withoutBadLines(
    bytes,
    bad.map(({ line }) => line),
  );
  const again = rest === null ? judged : await judgeNote(rest, context, checks, tries - 1);
  return again === null || again.ok ? again : judged;
}
