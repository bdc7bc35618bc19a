/**
 * The life of a polling station's machine, as a function: a state, a command and what the machine knows give the next state, what must be on
 * disk before anything else happens, and what is to be done then.
 *
 *     provisioned ─▶ zero-printed ─▶ open ⇄ paused ─▶ closed ─▶ counted ─▶ printed ─▶ decided ─▶ sealed ─▶ transmitted
 *
 * Nothing goes back. What a phase does not allow is refused, with the clause; a refusal changes nothing but the count of wrong PINs.
 * Spec: spec/station.md.
 * @module
 */
import { encodeBase64, equalBytes } from "../bytes.ts";
import type { Contest } from "../election/definition.ts";
import { MAX_LIVES } from "../statement/acta-lines.ts";
import { presentCard } from "./check-card.ts";
import { EMPTY_JOURNAL } from "./journal.ts";
import { close, count, open, printZeroTape, seal, transmitted } from "./station-closing.ts";
import { PAUSE_REASONS, type StationCommand, type StationContext } from "./station-commands.ts";
import { halfPrinted, paperOutcome, printCopy } from "./station-papers.ts";
import { type Decided, type Decision, refuse } from "./station-refusal.ts";
import { headText, journalHead, PHASES, type Phase, type StationState } from "./station-state.ts";
import { begin, finish, update, write } from "./station-steps.ts";
import {
  abandon,
  activate,
  confirm,
  dismiss,
  interrupt,
  isAtScreen,
  match,
  printVoucher,
  resolve,
  voucherOutcome,
} from "./station-voting.ts";
import { everybodyDecided, witnessAnswer, witnessDecision } from "./witness-round.ts";

const VOTING = ["open"] as const;
const OPENED = ["open", "paused"] as const;
const ANY = PHASES;

/** In which phases each command may be given (clause 2.3). */
export const COMMAND_PHASES = {
  "present-card": ANY,
  lock: ANY,
  "print-zero-tape": ["provisioned", "zero-printed"],
  open: ["zero-printed"],
  pause: ["open"],
  resume: ["paused"],
  activate: VOTING,
  abandon: OPENED,
  confirm: VOTING,
  "print-voucher": VOTING,
  voucher: VOTING,
  match: VOTING,
  dismiss: OPENED,
  resolve: OPENED,
  close: OPENED,
  count: ["closed"],
  "print-copy": ["counted", "printed", "decided"],
  paper: ANY,
  "half-printed": ANY,
  "witness-answer": ["printed"],
  "witness-decision": ["printed"],
  decided: ["printed"],
  seal: ["decided"],
  transmit: ["sealed"],
  export: ["sealed", "transmitted"],
  transmitted: ["sealed"],
  restarted: ANY,
  "go-on": PHASES.filter((phase) => phase !== "transmitted"),
  tick: ANY,
} as const satisfies Record<StationCommand["do"], readonly Phase[]>;

/** A station that nobody has touched yet. */
export function provision(context: StationContext): Decision {
  const { definition, digest, mode, station, machine, now } = context;
  const state: StationState = {
    election: definition.id,
    definition: encodeBase64(digest),
    mode,
    station,
    machine,
    lives: [],
    phase: "provisioned",
    clock: now,
    journal: { count: EMPTY_JOURNAL.count, head: headText(EMPTY_JOURNAL.head) },
    opened: null,
    closed: null,
    checkedIn: 0,
    ballots: 0,
    spoiled: 0,
    voided: 0,
    running: definition.contests.map(noVotes),
    halfHour: { start: 0, votes: 0 },
    voter: null,
    tries: { cards: [], until: 0 },
    agrees: null,
    copies: 0,
    half: null,
    printing: null,
    witnesses: [],
    receipts: [],
  };
  const decided = finish(write({ state, now, lines: [] }, "provisioned", mode, machine));
  return decided.value;
}

const noVotes = ({ options }: Contest) => ({ votes: options.map(() => 0), blank: 0 });

export function decide(context: StationContext, state: StationState, command: StationCommand): Decided {
  const isOurs =
    state.election === context.definition.id &&
    state.definition === encodeBase64(context.digest) &&
    state.mode === context.mode &&
    state.station === context.station;
  if (!isOurs) return refuse("other-station", { station: state.station, mode: state.mode });
  if (command.do !== "go-on" && state.machine !== context.machine)
    return refuse("other-machine", { machine: state.machine });
  const phases: readonly Phase[] = COMMAND_PHASES[command.do];
  if (!phases.includes(state.phase)) return refuse("wrong-phase", { phase: state.phase });
  return act(context, state, command);
}

function act(context: StationContext, state: StationState, command: StationCommand): Decided {
  switch (command.do) {
    case "present-card":
      return presentCard(state, command, context);
    case "lock":
      return finish(begin(state, context.now), {}, [{ effect: "lock" }]);
    case "print-zero-tape":
      return printZeroTape(state, command, context);
    case "open":
      return open(state, command, context);
    case "pause":
    case "resume":
      return pauseOrResume(context, state, command);
    case "close":
      return close(state, command, context);
    case "count":
      return count(state, command, context);
    case "print-copy":
      return context.cards.length === 0 ? refuse("card-needed") : printCopy(state, context);
    case "paper":
      return paperOutcome(state, command, context);
    case "half-printed":
      return halfPrinted(state, command, context);
    case "witness-answer":
      return witnessAnswer(state, command, context);
    case "witness-decision":
      return witnessDecision(state, command, context);
    case "decided":
      return context.cards.length === 0 ? refuse("card-needed") : everybodyDecided(state, context);
    case "seal":
      return context.cards.length === 0 ? refuse("card-needed") : seal(state, command, context);
    case "transmit":
    case "export":
      return context.cards.length === 0
        ? refuse("card-needed")
        : finish(begin(state, context.now), {}, [{ effect: command.do }]);
    case "transmitted":
      return transmitted(state, command, context);
    case "restarted":
      return interrupt(write(begin(state, context.now), "restarted"), command.record, context);
    case "go-on":
      return goOn(context, state, command);
    case "tick":
      return finish(begin(state, context.now));
    default:
      return vote(context, state, command);
  }
}

type VoterCommand = Extract<
  StationCommand,
  { do: "activate" | "abandon" | "confirm" | "print-voucher" | "voucher" | "match" | "dismiss" | "resolve" }
>;

function vote(context: StationContext, state: StationState, command: VoterCommand): Decided {
  switch (command.do) {
    case "activate":
      return activate(state, context);
    case "abandon":
      return abandon(state, context);
    case "confirm":
      return confirm(state, command, context);
    case "print-voucher":
      return printVoucher(state, context);
    case "voucher":
      return voucherOutcome(state, command, context);
    case "match":
      return match(state, command, context);
    case "dismiss":
      return dismiss(state, context);
    case "resolve":
      return resolve(state, command, context);
  }
}

function pauseOrResume(
  context: StationContext,
  state: StationState,
  command: Extract<StationCommand, { do: "pause" | "resume" }>,
): Decided {
  if (context.cards.length === 0) return refuse("card-needed");
  const step = begin(state, context.now);
  if (command.do === "resume") return finish(write(update(step, { phase: "open" }), "resumed"));
  if (isAtScreen(state)) return refuse("voter-present");
  if (!PAUSE_REASONS.includes(command.reason)) return refuse("reason-form");
  return finish(write(update(step, { phase: "paused", voter: null }), "paused", command.reason));
}

/**
 * Another machine goes on (section 12). A vote that was under way is for people to judge, as after a power cut. Papers that were signed
 * already stay as the dead machine signed them.
 */
function goOn(
  context: StationContext,
  state: StationState,
  command: Extract<StationCommand, { do: "go-on" }>,
): Decided {
  // Who was given up has another story on its own disk by now.
  if ([state.machine, ...state.lives.map(({ key }) => key)].includes(context.machine))
    return refuse("other-machine", { machine: state.machine });
  const begun = begin(state, context.now);
  const journal = headText(journalHead(begun.state).head);
  if (state.lives.length >= MAX_LIVES) return refuse("too-many-lives", { most: MAX_LIVES });
  const lives = [...state.lives, { key: state.machine, ended: begun.now, journal }];
  // People compare the count of ballots with the register before anybody votes on it.
  const phase = state.phase === "open" ? "paused" : state.phase;
  const step = update(begun, { machine: context.machine, lives, phase });
  return interrupt(write(step, "replaced", context.machine), command.record, context);
}

/** Whether the journal that the store holds is the one that the state names. */
export const isJournalHead = (state: StationState, head: Uint8Array): boolean =>
  equalBytes(journalHead(state).head, head);
