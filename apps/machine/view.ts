/**
 * What the screens are shown, made of the state anew each time.
 *
 * A voter's choices stand in a view at one step only, `compare`, and are read from the disk for it; nothing here remembers them.
 * Counts are shown to whoever has opened the poll workers' menu, votes to nobody before the count. Spec: spec/station.md, clause 9.7.
 * @module
 */

import { copiesNeeded } from "@triplicate/core/count-machine/station-papers.ts";
import type { StationState } from "@triplicate/core/count-machine/station-state.ts";
import { unpackRecord } from "@triplicate/core/count-machine/vote-record.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { marksOf } from "@triplicate/core/statement/acta-rules.ts";
import type { Language } from "@triplicate/core/text.ts";
import type {
  BallotContest,
  ContestNumbers,
  MachineView,
  MachineWarning,
  PrinterState,
  TransmissionState,
  VoterStep,
  WitnessState,
} from "@triplicate/machine-screens/api.ts";
import type { LiveStation } from "./live-station.ts";
import type { ClockState } from "./machine-clock.ts";

export type ViewParts = {
  readonly station: LiveStation;
  readonly revision: number;
  readonly now: number;
  readonly isDemo: boolean;
  readonly paperLanguage: Language;
  readonly hasSpeech: MachineView["hasSpeech"];
  readonly ballot: readonly BallotContest[];
  readonly printer: PrinterState;
  readonly clock: ClockState;
  readonly transmission: TransmissionState;
  readonly numbers: readonly ContestNumbers[] | null;
};

export function machineView(parts: ViewParts): MachineView {
  const { station, now } = parts;
  const { facts } = station;
  const { definition } = facts;
  const state = station.state();
  return {
    ...{ revision: parts.revision, now, mode: state.mode, isDemo: parts.isDemo, phase: state.phase },
    isReplacement: state.lives.length > 0,
    election: { id: definition.id, name: definition.name, date: definition.date },
    ...(definition.remark === undefined ? {} : { remark: definition.remark }),
    station: {
      id: facts.station,
      place: facts.place.name,
      ...(facts.place.region === undefined ? {} : { region: facts.place.region }),
      registered: facts.registered,
    },
    hours: facts.hours,
    contests: parts.ballot,
    ...{ paperLanguage: parts.paperLanguage, hasSpeech: parts.hasSpeech, printer: parts.printer },
    warnings: warningsOf(parts),
    cards: station.cards().map(({ id, name, scope }) => ({ id, name, scope })),
    lockedUntil: state.tries.until > now ? state.tries.until : null,
    voter: voterStep(parts, state),
    counts: countsOf(station, state),
    tally: tallyOf(parts, state),
    copies: { printed: state.copies, needed: copiesNeeded(facts), printing: state.printing === "acta" },
    witnesses: witnessesOf(station, state),
    transmission: parts.transmission,
    halfPrinted: state.half,
  };
}

const VOTING: readonly StationState["phase"][] = ["provisioned", "zero-printed", "open", "paused"];

function countsOf(
  station: LiveStation,
  { phase, checkedIn, ballots, spoiled }: StationState,
): MachineView["counts"] {
  return VOTING.includes(phase) && station.cards().length === 0 ? null : { checkedIn, ballots, spoiled };
}

function tallyOf({ numbers }: ViewParts, state: StationState): MachineView["tally"] {
  if (numbers === null || state.agrees === null) return null;
  const { agrees, ballots, spoiled, checkedIn } = state;
  return { contests: numbers, agrees, ballots, spoiled, checkedIn };
}

function warningsOf({ station, clock }: ViewParts): MachineWarning[] {
  const warnings: MachineWarning[] = [];
  if (clock === "behind") warnings.push("clock-behind");
  if (clock === "moved") warnings.push("clock-moved");
  const copy = station.secondCopy();
  if (copy === "missing" || copy === "other") warnings.push("second-copy-missing");
  if (station.isDiskFailed()) warnings.push("disk-failed");
  return warnings;
}

function voterStep({ station, printer }: ViewParts, { voter }: StationState): VoterStep | null {
  switch (voter?.step) {
    case undefined:
      return null;
    case "choosing":
    case "printing":
    case "interrupted":
      return { step: voter.step };
    case "held":
      return { step: "printer", problem: printer };
    case "thanks":
      return { step: "thanks", outcome: "cast" };
    case "compare":
      return compareStep(station);
  }
}

/** Without its record nothing can be compared: people look at the paper. */
function compareStep(station: LiveStation): VoterStep {
  const bytes = station.record();
  const record = bytes === null ? null : unpackRecord(bytes, station.facts.definition.contests);
  bytes?.fill(0);
  record?.salt.fill(0);
  return record === null ? { step: "interrupted" } : { step: "compare", selections: record.selections };
}

function witnessesOf({ facts }: LiveStation, { witnesses }: StationState): WitnessState[] {
  const expectedIds = new Set(facts.expected.map(({ id }) => id));
  const others = witnesses.filter(({ id }) => !expectedIds.has(id)).map(({ id }) => facts.witness(id));
  const seats = [...facts.expected, ...others.filter((seat) => seat !== null)];
  return seats.map(({ id, party, isExpected }) => {
    const decided = witnesses.find((one) => one.id === id);
    return {
      ...{ id, party, isExpected, decision: decided?.decision ?? null },
      ...(decided?.reason === undefined ? {} : { reason: decided.reason }),
    };
  });
}

/** The ballot as the definition has it. `pictures` are served below the address that `address` gives a file. */
export function ballotOf(
  { contests }: ElectionDefinition,
  address: (file: string) => string,
): BallotContest[] {
  return contests.map((contest) => {
    const candidates = new Map(contest.candidates.map((candidate) => [candidate.id, candidate]));
    const options = contest.options.map(({ id, name, party, candidate, symbol }) => {
      const { name: person = name, photo } = candidates.get(candidate) ?? {};
      return {
        ...{ id, name, candidate: person },
        ...(party === undefined ? {} : { party }),
        ...(photo === undefined ? {} : { photo: address(photo.file) }),
        ...(symbol === undefined ? {} : { symbol: address(symbol.file) }),
      };
    });
    return { id: contest.id, name: contest.name, marks: marksOf(contest), options };
  });
}
