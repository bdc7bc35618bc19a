/**
 * The way of an acta to a party's server: judged by the rules of the centre, kept once, signatures joined.
 *
 *     note ─▶ judgeNote ─▶ waits for the next commit ─▶ kept │ added │ known ─▶ acknowledged
 *       └── refused: a rule; if it says it is an acta, kept for people all the same
 *
 * Whatever was judged while a commit was under way goes into the next one together, and each is decided there, knowing what the ones before
 * it did: of a thousand copies that arrive at once the first is kept and the others find it. Nothing is acknowledged before it is on the disk.
 * Spec: spec/collecting.md, section 2.
 * @module
 */
import type { CheckQueue } from "@triplicate/adapters/check-queue.ts";
import { judgeNote } from "@triplicate/adapters/judge-note.ts";
import { equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import { bringsNewPeople, MAX_TEXTS } from "@triplicate/core/count-central/acceptance.ts";
import {
  type EntryContext,
  type EntryRefusal,
  type JudgedEntry,
  printAccepted,
} from "@triplicate/core/count-central/entry.ts";
import {
  MAX_NOTE_BYTES,
  MAX_SIGNATURES,
  type Note,
  type NoteSignature,
  parseNote,
  printNote,
} from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { sha256 as portableSha256 } from "@triplicate/core/sha256.ts";
import { parseStatement } from "@triplicate/core/statement/statement.ts";
import type { Collected, CollectedActa } from "./collected.ts";
import type { Coverage } from "./coverage.ts";

export type Taken = {
  /** `kept` just now, `added` signatures to one that was kept, or `known` in full. */
  readonly outcome: "kept" | "added" | "known";
  readonly station: string;
  readonly contest: string;
  readonly digest: Uint8Array;
  /** Signatures under it that held. */
  readonly signatures: number;
  /** Whether another text of this station and contest is kept too. */
  readonly isConflict: boolean;
};

export type TakeError =
  | { readonly code: "refused"; readonly refusal: EntryRefusal }
  /** A closing record, a sheet or a bulletin: here actas are kept. */
  | { readonly code: "not-an-acta" }
  /** Nothing was done; the same may be sent again. */
  | { readonly code: "overloaded" };

export type Intake = {
  take(note: Uint8Array): Promise<Result<Taken, TakeError>>;
};

export type IntakeParts = {
  readonly context: EntryContext;
  readonly checks: CheckQueue;
  readonly collected: Collected;
  readonly coverage: Coverage;
};

type Answer = Result<Taken, TakeError>;
type Waiting = {
  /** Inside a transaction. */
  readonly decide: () => Answer;
  readonly done: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
};

/** A commit of so many holds up other requests for some milliseconds. */
const MAX_COMMIT = 500;

export function createIntake(parts: IntakeParts): Intake {
  const { context, collected, coverage, checks } = parts;
  const digestOf = context.sha256 ?? portableSha256;
  const commit = createCommits(collected, coverage);

  const refuse = async (note: Uint8Array, refusal: EntryRefusal): Promise<Answer> => {
    const refused = err({ code: "refused", refusal } as const);
    if (!saysItIsAnActa(note)) return refused;
    const sha256 = digestOf(note);
    return commit(() => {
      collected.putRefused({ sha256, rule: refusal.rule, note });
      return refused;
    });
  };
  return {
    async take(note) {
      const known = knownInFull(note);
      if (known !== null) return ok(known);
      const judged = await judgeNote(note, context, checks);
      if (judged === null) return err({ code: "overloaded" });
      if (!judged.ok) return refuse(note, judged.error);
      const entry = judged.value;
      if (entry.statement.kind !== "acta") return err({ code: "not-an-acta" });
      return commit(() => decide(entry, parts));
    },
  };

  /** A copy that brings nothing new needs no signature verified: its lines are those that held before. */
  function knownInFull(bytes: Uint8Array): Taken | null {
    const parsed = parseNote(bytes);
    const kept = parsed.ok ? collected.acta(digestOf(utf8(parsed.value.text))) : null;
    if (!parsed.ok || kept === null) return null;
    const { signatures } = noteOf(kept);
    const isKnown = (line: NoteSignature) =>
      signatures.some(
        ({ name, keyId, blob }) => name === line.name && keyId === line.keyId && equalBytes(blob, line.blob),
      );
    if (!parsed.value.signatures.every(isKnown)) return null;
    return takenOf("known", kept, signatures.length, collected);
  }
}

/** Runs what waits, many in one transaction, then tells each its answer. */
function createCommits(collected: Collected, coverage: Coverage) {
  const waiting: Waiting[] = [];
  let isScheduled = false;
  const flush = (): void => {
    isScheduled = false;
    const batch = waiting.splice(0, MAX_COMMIT);
    let answers: Answer[];
    try {
      answers = collected.transaction(() => batch.map(({ decide: act }) => act()));
    } catch (error) {
      for (const { fail } of batch) fail(error);
      schedule();
      return;
    }
    for (const [i, { done }] of batch.entries()) {
      const answer = answers[i]!;
      if (answer.ok && answer.value.outcome === "kept")
        coverage.add(answer.value.station, answer.value.contest);
      done(answer);
    }
    schedule();
  };
  const schedule = (): void => {
    if (isScheduled || waiting.length === 0) return;
    isScheduled = true;
    setImmediate(flush);
  };
  return (act: () => Answer): Promise<Answer> =>
    new Promise((done, fail) => {
      waiting.push({ decide: act, done, fail });
      schedule();
    });
}

function decide(entry: JudgedEntry, { collected, context }: IntakeParts): Answer {
  const { digest, station: row, contest: number } = entry;
  const { statement } = entry;
  if (statement.kind !== "acta") throw new Error("only an acta is decided on");
  const { station, contest } = statement.acta;
  if (row < 0 || context.definition.contests[number]?.id !== contest)
    throw new Error("an acta that was judged is of a station and contest");
  const kept = collected.acta(digest);
  if (kept !== null) return ok(addSignatures(entry, kept, collected));
  const texts = collected.texts(station, contest);
  if (texts.length >= MAX_TEXTS) {
    const lines = texts.flatMap((text) => noteOf(text).signatures);
    // One stolen key signs any number of texts, and keeps no true one out by them.
    if (!(bringsNewPeople(entry, []) && bringsNewPeople(entry, lines))) {
      const name = entry.signers[0]!.name;
      return err({ code: "refused", refusal: { rule: "too-many-texts", detail: { name } } });
    }
  }
  const acta = { digest, station, contest, note: printAccepted(entry) };
  collected.put(acta);
  return ok(takenOf("kept", acta, entry.checks.length, collected));
}

/** Each key's first line that held; what a note has no room for stands in other copies. */
function addSignatures(entry: JudgedEntry, kept: CollectedActa, collected: Collected): Taken {
  const { text, signatures } = noteOf(kept);
  const isKnown = (line: NoteSignature) =>
    signatures.some(({ name, keyId }) => name === line.name && keyId === line.keyId);
  const added = entry.checks.map(({ line }) => line).filter((line) => !isKnown(line));
  const all = [...signatures, ...added];
  const isTooMany = all.length > MAX_SIGNATURES;
  const note = added.length === 0 || isTooMany ? null : printNote({ text, signatures: all });
  if (note === null || note.length > MAX_NOTE_BYTES)
    return takenOf("known", kept, signatures.length, collected);
  collected.put({ ...kept, note });
  return takenOf("added", kept, all.length, collected);
}

function takenOf(
  outcome: Taken["outcome"],
  { digest, station, contest }: CollectedActa,
  signatures: number,
  collected: Collected,
): Taken {
  const isConflict = collected.textCount(station, contest) > 1;
  return { outcome, station, contest, digest, signatures, isConflict };
}

function noteOf({ note }: CollectedActa): Note {
  const parsed = parseNote(note);
  if (!parsed.ok) throw new Error("what is kept is a note");
  return parsed.value;
}

/** What says nothing of a station tells people nothing. */
function saysItIsAnActa(bytes: Uint8Array): boolean {
  const note = parseNote(bytes);
  const statement = note.ok ? parseStatement(note.value.text) : null;
  return statement?.ok === true && statement.value.kind === "acta";
}
