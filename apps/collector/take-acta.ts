/**
 * The way of an acta to a party's server: judged by the rules of the centre, kept once, signatures joined.
 *
 *     note, symbol texts, picture ─▶ readEntry ─▶ signatures, in bulk ─▶ judgeEntry ─▶ kept │ known │ refused by rule
 *
 * The same acta may come a thousand times at once: whoever is second finds it there. Two different texts of one station are both kept, and the
 * overview says so. Spec: spec/collecting.md, section 2.
 * @module
 */
import type { CheckQueue } from "@triplicate/adapters/check-queue.ts";
import {
  type EntryContext,
  type EntryRefusal,
  judgeEntry,
  printAccepted,
  readEntry,
  withoutBadLines,
} from "@triplicate/core/count-central/entry.ts";
import { type NoteSignature, parseNote, printNote } from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Collected } from "./collected.ts";
import type { Coverage } from "./coverage.ts";

export type TakenActa = {
  /** `kept` just now, `added` signatures to one that was kept, or `known` in full. */
  readonly outcome: "kept" | "added" | "known";
  readonly station: number;
  readonly contest: number;
  readonly digest: Uint8Array;
};

export type TakeError =
  | { readonly code: "refused"; readonly refusal: EntryRefusal }
  /** A closing record or a sheet: a party's server keeps actas. */
  | { readonly code: "not-an-acta" }
  /** Nothing was done; send it again. */
  | { readonly code: "overloaded" };

export type Taking = {
  readonly context: EntryContext;
  readonly checks: CheckQueue;
  readonly collected: Collected;
  readonly coverage: Coverage;
};

export async function takeActa(bytes: Uint8Array, taking: Taking): Promise<Result<TakenActa, TakeError>> {
  const { context, checks, collected, coverage } = taking;
  const read = readEntry(bytes, context);
  if (!read.ok) return err({ code: "refused", refusal: read.error });
  if (read.value.statement.kind !== "acta") return err({ code: "not-an-acta" });
  const verifying = checks.verify(read.value.checks);
  if (verifying === null) return err({ code: "overloaded" });
  const verdicts = await verifying;
  const bad = read.value.checks.filter((_, i) => verdicts[i] !== 1).map(({ line }) => line);
  if (bad.length > 0) {
    // A line that anybody may have added keeps no true acta out.
    const rest = withoutBadLines(bytes, bad);
    if (rest !== null) return takeActa(rest, taking);
  }
  const judged = judgeEntry(read.value, verdicts);
  if (!judged.ok) return err({ code: "refused", refusal: judged.error });
  const { station, contest, digest } = judged.value;
  // From here to the commit nothing waits, so of two that arrive together the second sees the first.
  const known = collected.acta(digest);
  const place = { station, contest, digest };
  if (known === null) {
    collected.keep({ ...place, note: printAccepted(judged.value) });
    coverage.add(station, contest);
    return ok({ outcome: "kept", ...place });
  }
  const joined = join(
    known.note,
    judged.value.checks.map(({ line }) => line),
  );
  if (joined === null) return ok({ outcome: "known", ...place });
  collected.keep({ ...place, note: joined });
  return ok({ outcome: "added", ...place });
}

/** The kept note with the lines that it lacks; null where it lacks none. */
function join(note: Uint8Array, lines: readonly NoteSignature[]): Uint8Array | null {
  const kept = parseNote(note);
  if (!kept.ok) throw new Error("a note that was kept is one");
  const { text, signatures } = kept.value;
  const added = lines.filter(
    ({ name, keyId }) => !signatures.some((one) => one.name === name && one.keyId === keyId),
  );
  return added.length === 0 ? null : printNote({ text, signatures: [...signatures, ...added] });
}
