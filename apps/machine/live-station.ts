/**
 * The station while it runs: one command at a time, decided, put on the disk, and only then done.
 *
 *     command ─▶ decide (core) ─▶ store.commit (on the disk, or nothing was done) ─▶ effects: unlock, print, transmit ─▶ a report, again a command
 *
 * Deciding and storing happen in one turn of the event loop, so no two commands ever mix. Cards that unlock the menu are kept here, in
 * memory only. What held a voter's choices is overwritten once it is on the disk.
 * Spec: spec/station.md, clauses 9.5 and 9.6.
 * @module
 */
import type { MirroredStore, SecondCopy } from "@triplicate/adapters/station-store-mirror.ts";
import { decide } from "@triplicate/core/count-machine/station.ts";
import type {
  StationCommand,
  StationEffect,
  UnlockedCard,
} from "@triplicate/core/count-machine/station-commands.ts";
import type {
  RecordBytes,
  StationChange,
  StationDocument,
} from "@triplicate/core/count-machine/station-port.ts";
import { printStationState, type StationState } from "@triplicate/core/count-machine/station-state.ts";
import { voterCode } from "@triplicate/core/count-machine/station-voting.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Refused } from "@triplicate/machine-screens/api.ts";
import { refusedByDaemon } from "./refusals.ts";
import type { StationFacts } from "./station-facts.ts";

export type OutwardEffect = Exclude<StationEffect, { effect: "lock" | "unlock" }>;

export type LiveStation = {
  readonly facts: StationFacts;
  state(): StationState;
  cards(): readonly UnlockedCard[];
  /** The record of the voter who has the turn; the caller overwrites it. */
  record(): RecordBytes | null;
  /** Whatever stands under a code that chance has just made: nothing. */
  existing(code: Uint8Array): RecordBytes | null;
  document(name: string): Uint8Array | null;
  documents(): readonly string[];
  records(): Iterable<RecordBytes>;
  isDiskFailed(): boolean;
  secondCopy(): SecondCopy;
  /** Looks whether the second medium is back. */
  lookForCopy(): void;
  run(command: StationCommand): Result<null, Refused>;
  /** Documents beside a step: receipts, as they come. */
  keep(documents: readonly StationDocument[]): boolean;
};

export type LiveParts = {
  readonly facts: StationFacts;
  readonly store: MirroredStore;
  readonly state: StationState;
  readonly now: () => number;
  readonly onEffect: (effect: OutwardEffect) => void;
  readonly onChange: () => void;
};

export function createLiveStation(parts: LiveParts): LiveStation {
  const { facts, store } = parts;
  let { state } = parts;
  let cards: readonly UnlockedCard[] = [];
  let isDiskFailed = false;

  const commit = (change: StationChange): boolean => {
    try {
      store.commit(change);
      isDiskFailed = false;
    } catch {
      isDiskFailed = true;
    } finally {
      wipeRecord(change);
    }
    return !isDiskFailed;
  };
  const notStored = (): Result<null, Refused> => {
    parts.onChange();
    return err(refusedByDaemon("not-stored"));
  };
  const doEffect = (effect: StationEffect): void => {
    if (effect.effect === "lock") cards = [];
    else if (effect.effect === "unlock")
      cards = [...cards.filter(({ id }) => id !== effect.card.id), effect.card];
    else parts.onEffect(effect);
  };
  return {
    facts,
    state: () => state,
    cards: () => cards,
    record() {
      const code = voterCode(state);
      return code === null ? null : store.record(code);
    },
    existing: (code) => store.record(code),
    document: (name) => store.document(name),
    documents: () => store.documents(),
    records: () => store.records(),
    // Old bytes that could not be overwritten are a disk's trouble too.
    isDiskFailed: () => isDiskFailed || !store.isWiped(),
    secondCopy: () => store.secondCopy(),
    lookForCopy() {
      const before = store.secondCopy();
      if (before === "none") return;
      if (store.tryAgain() !== before) parts.onChange();
    },
    run(command) {
      const decided = decide({ ...facts, now: parts.now(), cards }, state, command);
      wipeCommand(command);
      if (!decided.ok) {
        const { change, ...refused } = decided.error;
        if (change !== undefined) {
          if (!commit(change.change)) return notStored();
          state = change.state;
          parts.onChange();
        }
        return err(refused);
      }
      if (!commit(decided.value.change)) return notStored();
      state = decided.value.state;
      forgetLastMatch();
      for (const effect of decided.value.effects) doEffect(effect);
      parts.onChange();
      return ok(null);
    },
    keep: (documents) => commit({ state: printStationState(state), journal: [], documents }),
  };
}

function wipeRecord({ record }: StationChange): void {
  if (record !== undefined && "put" in record) record.put.fill(0);
}

/** The choices as they came, and a record that was read to be judged: nothing of them is needed any more. */
function wipeCommand(command: StationCommand): void {
  if ("record" in command) command.record?.fill(0);
  if (command.do !== "confirm") return;
  command.salt.fill(0);
  for (const marked of command.selections as number[][]) {
    if (Array.isArray(marked)) marked.fill(0).splice(0);
  }
}

/** The language's runtime keeps the last text that a regular expression matched: it may be a voucher's code. */
function forgetLastMatch(): void {
  /^/.test("");
}
