/**
 * What a person does at the screen, as commands to the station, and what follows from them in time.
 *
 * The half hours are counted, the menu locks when nobody touches it, the last screen of a voter goes by itself. Half of this file is what
 * the core is handed with a command because it has no chance and no disk. Spec: spec/station.md, section 9.
 * @module
 */
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import type { MirroredStore } from "@triplicate/adapters/station-store-mirror.ts";
import { HALF_HOUR } from "@triplicate/core/count-machine/journal.ts";
import type { StationState } from "@triplicate/core/count-machine/station-state.ts";
import { CODE_BYTES, SALT_BYTES } from "@triplicate/core/count-machine/vote-record.ts";
import { ok, type Result } from "@triplicate/core/result.ts";
import type { Language } from "@triplicate/core/text.ts";
import type {
  Action,
  Answer,
  BallotContest,
  ContestNumbers,
  MachineView,
  Phase,
  Refused,
} from "@triplicate/machine-screens/api.ts";
import { actaNotes, contestNumbers } from "./acta-numbers.ts";
import { createLiveStation, type LiveStation, type OutwardEffect } from "./live-station.ts";
import type { MachineClock, SystemClock } from "./machine-clock.ts";
import { createPrintRoom, type PrintRoom, type StationPapers } from "./printing.ts";
import { refusedByDaemon } from "./refusals.ts";
import { BEGUN, createSending, type Sending } from "./sending.ts";
import type { StationFacts } from "./station-facts.ts";
import type { Transmitting } from "./transmission.ts";
import { machineView } from "./view.ts";

export type EngineParts = {
  readonly facts: StationFacts;
  readonly pack: ElectionPackage;
  readonly store: MirroredStore;
  readonly state: StationState;
  readonly clock: MachineClock;
  readonly after: SystemClock["after"];
  readonly random: (bytes: number) => Uint8Array;
  readonly papers: StationPapers;
  /** Characters of one symbol of an acta, as the printer prints them. */
  readonly symbolCharacters: number;
  readonly ballot: readonly BallotContest[];
  readonly paperLanguage: Language;
  readonly hasSpeech: MachineView["hasSpeech"];
  readonly isDemo: boolean;
  readonly centre: string | null;
  readonly wait: Transmitting["wait"];
  /** Writes the notes for whoever carries them; false when it cannot. */
  readonly exportNotes: (station: LiveStation) => boolean;
};

export type Engine = {
  readonly station: LiveStation;
  view(): MachineView;
  act(action: Action): Answer;
  /** Tells of every change; the answer ends it. */
  onChange(listener: () => void): () => void;
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/** After so long without an action the menu locks: while people vote an open menu is a danger, later witnesses talk. */
const LOCK_MILLISECONDS = 300_000;
const LOCK_MILLISECONDS_AFTER = 1_200_000;
const IS_VOTING: readonly Phase[] = ["open", "paused"];
/** The screen ends it sooner, and later for whoever hears it read out; this is for a screen that is gone. */
const THANKS_MILLISECONDS = 60_000;
const COPY_LOOK_MILLISECONDS = 10_000;

export function createEngine(parts: EngineParts): Engine {
  const { clock, facts } = parts;
  const listeners = new Set<() => void>();
  let revision = 0;
  let numbers: readonly ContestNumbers[] | null = null;
  const changed = (): void => {
    revision += 1;
    for (const listen of listeners) listen();
  };
  const station = createLiveStation({
    ...{ facts, store: parts.store, state: parts.state, now: clock.now },
    onEffect: (effect) => doEffect(effect),
    onChange: changed,
  });
  const room = createPrintRoom({ station, papers: parts.papers, after: parts.after, onChange: changed });
  const { pack, centre, wait } = parts;
  const sending = createSending({ station, pack, centre, wait, now: clock.now, onChange: changed });
  const doEffect = (effect: OutwardEffect): void => {
    if (effect.effect === "print") room.print(effect.paper);
    if (effect.effect === "transmit") {
      station.keep([{ name: BEGUN, bytes: Uint8Array.of(1) }]);
      sending.begin();
    }
  };
  const numbersNow = (): readonly ContestNumbers[] | null => {
    numbers ??=
      actaNotes(station, facts.definition)?.map((note) => contestNumbers(note, parts.symbolCharacters)) ??
      null;
    return numbers;
  };
  const timers = createTimers(parts, station);
  const view = (): MachineView =>
    machineView({
      ...{ station, revision, now: clock.now(), isDemo: parts.isDemo, paperLanguage: parts.paperLanguage },
      ...{ hasSpeech: parts.hasSpeech, ballot: parts.ballot, printer: room.state(), clock: clock.state() },
      transmission: sending.state(),
      numbers: numbersNow(),
    });
  takeUp(station, room, sending);
  return {
    ...{ station, view },
    act(action) {
      const done = act(action, { ...parts, station, room });
      timers.touched();
      return done.ok ? { ok: true, view: view() } : { ok: false, refused: done.error, view: view() };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async idle() {
      await room.idle();
      await sending.idle();
      await room.idle();
    },
    async stop() {
      timers.stop();
      await sending.stop();
      await room.stop();
    },
  };
}

/** The power is back: what stood open is for people to judge, and what was being sent is sent on. */
function takeUp(station: LiveStation, room: PrintRoom, sending: Sending): void {
  const { phase, journal } = station.state();
  // A machine that was only prepared has not been interrupted.
  const isFirst = phase === "provisioned" && journal.count <= 1;
  if (!isFirst) station.run({ do: "restarted", record: station.record() });
  room.resume();
  if (station.state().phase === "sealed" && station.document(BEGUN) !== null) sending.begin();
}

type Acting = EngineParts & { readonly station: LiveStation; readonly room: PrintRoom };

function act(action: Action, acting: Acting): Result<null, Refused> {
  const { station, room, facts, random } = acting;
  switch (action.do) {
    case "print-zero-tape":
    case "open":
      return station.run({ do: action.do, records: countOf(station.records()) });
    case "confirm": {
      const code = random(CODE_BYTES);
      const existing = station.existing(code);
      return station.run({ ...action, code, salt: random(SALT_BYTES), existing });
    }
    case "match":
    case "resolve":
      return station.run({ ...action, record: station.record() });
    case "count":
      return station.run({ do: "count", records: station.records() });
    case "print-copies":
      return room.printCopies(action.copies);
    case "half-printed": {
      const done = station.run(action);
      room.goOn();
      return done;
    }
    case "witness-answer":
      return station.run({ ...action, actas: actaNotes(station, facts.definition) ?? [] });
    case "seal":
      return station.run({ ...action, actas: actaNotes(station, facts.definition) ?? [] });
    case "transmit":
      return acting.centre === null
        ? { ok: false, error: refusedByDaemon("no-centre") }
        : station.run(action);
    case "export":
      return exportNotes(acting);
    default:
      return station.run(action);
  }
}

function exportNotes({ station, exportNotes: write }: Acting): Result<null, Refused> {
  const done = station.run({ do: "export" });
  if (!done.ok) return done;
  return write(station) ? ok(null) : { ok: false, error: refusedByDaemon("medium-missing") };
}

const countOf = (records: Iterable<unknown>): number => [...records].length;

type Timers = { touched(): void; stop(): void };

function createTimers({ clock, after }: EngineParts, station: LiveStation): Timers {
  let cancelTouch = (): void => {};
  const cancels = new Set<() => void>();
  const later = (milliseconds: number, run: () => void): (() => void) => {
    const cancel = after(milliseconds, () => {
      cancels.delete(cancel);
      run();
    });
    cancels.add(cancel);
    return () => {
      cancels.delete(cancel);
      cancel();
    };
  };
  const halfHour = (): void => {
    const left = HALF_HOUR - (clock.now() % HALF_HOUR);
    later(left * 1000, () => {
      station.run({ do: "tick" });
      halfHour();
    });
  };
  const look = (): void => {
    later(COPY_LOOK_MILLISECONDS, () => {
      station.lookForCopy();
      look();
    });
  };
  halfHour();
  look();
  return {
    touched() {
      cancelTouch();
      const cancelThanks = later(THANKS_MILLISECONDS, () => {
        if (station.state().voter?.step === "thanks") station.run({ do: "dismiss" });
      });
      const isVoting = IS_VOTING.includes(station.state().phase);
      const cancelLock = later(isVoting ? LOCK_MILLISECONDS : LOCK_MILLISECONDS_AFTER, () => {
        if (station.cards().length > 0) station.run({ do: "lock" });
      });
      cancelTouch = () => {
        cancelThanks();
        cancelLock();
      };
    },
    stop() {
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
}
