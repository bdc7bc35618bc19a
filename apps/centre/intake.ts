/**
 * The way of a submission: read, verify, decide, log, answer with where it stands.
 *
 *     bytes ─▶ readEntry ─▶ signatures, in bulk ─▶ judgeEntry ─▶ acceptance ─▶ sequencer ─▶ index
 *        └── refused: a rule, and the incident record                 └── known: the first one's index
 *
 * Submissions about one station and contest are taken one after another, so that of two that race the second sees
 * what the first did. Whatever else was refused, a text that is logged already is answered with its place.
 * Spec: spec/transmission.md, sections 3, 4 and 7.
 * @module
 */
import type { CheckQueue } from "@triplicate/adapters/check-queue.ts";
import { judgeNote } from "@triplicate/adapters/judge-note.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { acceptance, bringsNewPeople } from "@triplicate/core/count-central/acceptance.ts";
import {
  type EntryContext,
  type EntryRefusal,
  type JudgedEntry,
  printAccepted,
  printAddition,
} from "@triplicate/core/count-central/entry.ts";
import { type NoteSignature, parseNote } from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import type { LiveCount } from "./live-count.ts";
import type { Sequencer } from "./sequencer-types.ts";

/** Where a submission stands now. */
export type Taken = {
  readonly index: number;
  /** `logged` just now, `added` signatures to what was logged, or `known` in full. */
  readonly outcome: "logged" | "added" | "known";
  readonly kind: JudgedEntry["statement"]["kind"] | "unknown";
};

export type IntakeError =
  | { readonly code: "refused"; readonly refusal: EntryRefusal }
  /** Nothing was done; the same submission may be sent again later. */
  | { readonly code: "overloaded" }
  | { readonly code: "key-too-busy"; readonly name: string }
  /** Whether it was logged is not known: ask again when the centre is back. */
  | { readonly code: "stopped" };

export type IntakeParts = {
  readonly context: EntryContext;
  readonly live: LiveCount;
  readonly sequencer: Sequencer;
  readonly checks: CheckQueue;
  /** Whether a key whose signature held may submit once more now. */
  readonly mayLog: (name: string) => boolean;
};

export type Intake = {
  submit(bytes: Uint8Array): Promise<Result<Taken, IntakeError>>;
  /** Submissions under way. */
  readonly busy: number;
};

/** How many submissions about one station and contest may wait for one another. */
const MAX_IN_TURN = 16;

export function createIntake(parts: IntakeParts): Intake {
  const { context, live, checks } = parts;
  const inTurn = createTurns(MAX_IN_TURN);
  let busy = 0;

  const take = async (bytes: Uint8Array): Promise<Result<Taken, IntakeError>> => {
    const judged = await judgeNote(bytes, context, checks);
    if (judged === null) return err({ code: "overloaded" });
    if (!judged.ok) return known(bytes, judged.error);
    const entry = judged.value;
    const turn = inTurn(`${entry.statement.kind}/${entry.station}/${entry.contest}`, () =>
      decide(entry, bytes, parts),
    );
    return turn ?? err({ code: "overloaded" });
  };
  const known = (bytes: Uint8Array, refusal: EntryRefusal): Result<Taken, IntakeError> => {
    const note = parseNote(bytes);
    const index = note.ok ? live.count.find((context.sha256 ?? sha256)(utf8(note.value.text))) : -1;
    if (index < 0) return err({ code: "refused", refusal });
    return ok({ index, outcome: "known", kind: "unknown" });
  };
  return {
    get busy() {
      return busy;
    },
    async submit(bytes) {
      busy += 1;
      try {
        return await take(bytes);
      } finally {
        busy -= 1;
      }
    },
  };
}

async function decide(
  entry: JudgedEntry,
  bytes: Uint8Array,
  parts: IntakeParts,
): Promise<Result<Taken, IntakeError>> {
  const { live, sequencer, mayLog } = parts;
  const kind = entry.statement.kind;
  const plan = acceptance(live.count, entry);
  switch (plan.action) {
    case "too-many-texts": {
      // Whoever brings nobody at all is refused before a bundle is read.
      const isNew =
        bringsNewPeople(entry, []) && bringsNewPeople(entry, await linesOf(plan.entries, sequencer));
      if (isNew) return logNew();
      const { name } = entry.signers[0]!;
      return err({ code: "refused", refusal: { rule: "too-many-texts", detail: { name } } });
    }
    case "known": {
      const addition = printAddition(entry, await linesOf(plan.entries, sequencer));
      if (addition === null) return ok({ index: plan.index, outcome: "known", kind });
      const logged = await log(addition, { ...entry });
      return logged.ok ? ok({ index: plan.index, outcome: "added", kind }) : logged;
    }
    case "log":
      return logNew();
  }

  async function logNew(): Promise<Result<Taken, IntakeError>> {
    const logged = await log(printAccepted(entry), entry);
    return logged.ok ? ok({ index: logged.value, outcome: "logged", kind }) : logged;
  }

  async function log(note: Uint8Array, judged: JudgedEntry): Promise<Result<number, IntakeError>> {
    const busyKey = entry.signers.find(({ holder, name }) => holder.role !== "witness" && !mayLog(name));
    if (busyKey !== undefined) return err({ code: "key-too-busy", name: busyKey.name });
    const forget = live.expect(note, judged);
    const appended = await sequencer.submit(note).finally(forget);
    if (appended.ok) return ok(appended.value.index);
    switch (appended.error.code) {
      case "sequencer-overloaded":
        return err({ code: "overloaded" });
      case "sequencer-stopped":
        return err({ code: "stopped" });
      case "entry-too-large":
        throw new Error(`an accepted note of ${bytes.length} bytes cannot be too large`);
    }
  }
}

async function linesOf(indexes: readonly number[], sequencer: Sequencer): Promise<NoteSignature[]> {
  const lines: NoteSignature[] = [];
  for (const index of indexes) {
    const note = parseNote(await readOne(sequencer, index));
    if (!note.ok) throw new Error(`entry ${index} is no note`);
    lines.push(...note.value.signatures);
  }
  return lines;
}

/** One published entry. */
export async function readOne(sequencer: Sequencer, index: number): Promise<Uint8Array> {
  for await (const { entries } of sequencer.readEntries(index, index + 1)) {
    if (entries[0] !== undefined) return entries[0];
  }
  throw new RangeError(`entry ${index} is not published`);
}

/** Runs what shares a name one after another; null when too many wait already. */
function createTurns(atMost: number) {
  const lines = new Map<string, { waiting: number; last: Promise<unknown> }>();
  return <T>(name: string, act: () => Promise<T>): Promise<T> | null => {
    const line = lines.get(name) ?? { waiting: 0, last: Promise.resolve() };
    if (line.waiting >= atMost) return null;
    line.waiting += 1;
    lines.set(name, line);
    const turn = line.last.then(act);
    const leave = () => {
      line.waiting -= 1;
      if (line.waiting === 0) lines.delete(name);
    };
    line.last = turn.then(leave, leave);
    return turn;
  };
}
