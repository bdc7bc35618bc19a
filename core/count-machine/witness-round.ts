/**
 * The witness round: each witness's answer, checked and kept, and the lines that the closing record will have.
 *
 * Whoever is accredited at the station or its place has a line in any case; others if they came. A refusal blocks nothing and is hidden by
 * nobody. A signed answer adds the witness's signature to each acta's note. Spec: spec/station.md, section 8.
 * @module
 */
import { equalBytes, utf8 } from "../bytes.ts";
import { MAX_SIGNATURES, openNote, parseNote, printNote } from "../note/note.ts";
import { sha256 } from "../sha256.ts";
import { ACTA } from "../statement/acta.ts";
import { isReason, type WitnessDecision } from "../statement/closing-record.ts";
import { lineToNote } from "../statement/one-line.ts";
import { WITNESS_ANSWER, type WitnessAnswer } from "../statement/witness-answer.ts";
import type { StationCommand, StationContext, WitnessSeat } from "./station-commands.ts";
import { DOCUMENTS } from "./station-documents.ts";
import { busy, FEWEST_COPIES } from "./station-papers.ts";
import type { StationDocument } from "./station-port.ts";
import { type Decided, refuse } from "./station-refusal.ts";
import type { DecidedWitness, StationState } from "./station-state.ts";
import { begin, finish, type Step, update, write } from "./station-steps.ts";

type Of<D extends StationCommand["do"]> = Extract<StationCommand, { do: D }>;

export function witnessAnswer(
  state: StationState,
  command: Of<"witness-answer">,
  context: StationContext,
): Decided {
  const bytes = lineToNote("answer", command.answer.trim());
  const opened = bytes === null ? null : openNote(bytes, context.findKey, context.verify);
  if (opened === null) return refuse("answer-form");
  if (!opened.ok)
    return refuse(opened.error.code.startsWith("note-bad-s") ? "answer-signature" : "answer-form");
  const answer = WITNESS_ANSWER.parse(opened.value.note.text);
  if (!answer.ok) return refuse("answer-form");
  const { value } = answer;
  if (!isOfThisStation(value, context)) return refuse("answer-other");
  const seat = context.witness(value.witness);
  if (seat === null) return refuse("witness-unknown", { witness: value.witness });
  const [signer, ...more] = opened.value.verified;
  if (
    signer === undefined ||
    more.length > 0 ||
    signer.key.name !== seat.key.name ||
    signer.key.id !== seat.key.id
  )
    return refuse("answer-signature");
  if (decisionOf(state, seat.id)?.decision === "signed")
    return refuse("witness-signed", { witness: seat.id });
  if (isRoundFull(state, seat, context)) return refuse("too-many-witnesses", { most: MOST_OTHERS });
  if (value.decision.decision === "refused") {
    const decided = { id: seat.id, decision: "refused", reason: value.decision.reason, isOwn: true } as const;
    return finish(decide(begin(state, context.now), decided, context), {
      documents: [{ name: DOCUMENTS.refusal(seat.id), bytes: bytes! }],
    });
  }
  const documents = signedActas(value, seat, command.actas, context);
  if (documents === null) return refuse("answer-signature");
  return finish(
    decide(begin(state, context.now), { id: seat.id, decision: "signed", isOwn: true }, context),
    {
      documents,
    },
  );
}

const isOfThisStation = ({ election, mode, station }: WitnessAnswer, context: StationContext): boolean =>
  election[0] === context.definition.id &&
  equalBytes(election[1], context.digest) &&
  mode === context.mode &&
  station === context.station;

/** The actas with the witness's line, or null if the answer is not about exactly these. */
function signedActas(
  { acta: answered }: WitnessAnswer,
  { key }: WitnessSeat,
  actas: readonly Uint8Array[],
  { verify }: StationContext,
): StationDocument[] | null {
  if (answered.length !== actas.length) return null;
  const documents: StationDocument[] = [];
  for (const [i, bytes] of actas.entries()) {
    const note = parseNote(bytes);
    const acta = note.ok ? ACTA.parse(note.value.text) : note;
    if (!note.ok || !acta.ok) throw new Error("the store gave what is no acta");
    // By hand, then: a note has no room for more lines.
    if (note.value.signatures.length >= MAX_SIGNATURES) return null;
    const { contest, digest, signature } = answered[i]!;
    const text = utf8(note.value.text);
    if (contest !== acta.value.contest || !equalBytes(digest, sha256(text))) return null;
    if (!verify(key.publicKey, text, signature)) return null;
    const line = { name: key.name, keyId: key.id, blob: signature };
    const signed = printNote({ ...note.value, signatures: [...note.value.signatures, line] });
    documents.push({ name: DOCUMENTS.acta(contest), bytes: signed });
  }
  return documents;
}

export function witnessDecision(
  state: StationState,
  command: Of<"witness-decision">,
  context: StationContext,
): Decided {
  if (context.cards.length === 0) return refuse("card-needed");
  const seat = context.witness(command.witness);
  if (seat === null) return refuse("witness-unknown", { witness: command.witness });
  if (decisionOf(state, seat.id)?.isOwn === true) return refuse("witness-signed", { witness: seat.id });
  if (isRoundFull(state, seat, context)) return refuse("too-many-witnesses", { most: MOST_OTHERS });
  const { decision, reason = "" } = command;
  if (decision === "refused" && !isReason(reason)) return refuse("reason-form");
  const decided: DecidedWitness =
    decision === "refused"
      ? { id: seat.id, decision, reason, isOwn: false }
      : { id: seat.id, decision, isOwn: false };
  return finish(decide(begin(state, context.now), decided, context));
}

/** Of those who are expected elsewhere or anywhere: a closing record holds them even if each refuses at length. */
export const MOST_OTHERS = 20;

/** Who is expected has a place in any case; others while there is room. */
function isRoundFull({ witnesses }: StationState, seat: WitnessSeat, { expected }: StationContext): boolean {
  if (seat.isExpected || witnesses.some(({ id }) => id === seat.id)) return false;
  return witnesses.filter(({ id }) => expected.every((one) => one.id !== id)).length >= MOST_OTHERS;
}

const decisionOf = ({ witnesses }: StationState, id: string): DecidedWitness | undefined =>
  witnesses.find((one) => one.id === id);

function decide(step: Step, decided: DecidedWitness, { witness }: StationContext): Step {
  const others = step.state.witnesses.filter(({ id }) => id !== decided.id);
  const row = ({ id }: DecidedWitness): number => witness(id)?.row ?? 0;
  const witnesses = [...others, decided].toSorted((a, b) => row(a) - row(b));
  return write(update(step, { witnesses }), "witness", decided.id, decided.decision);
}

export function everybodyDecided(state: StationState, context: StationContext): Decided {
  const missing = context.expected.find(({ id }) => decisionOf(state, id) === undefined);
  if (missing !== undefined) return refuse("witness-undecided", { witness: missing.id });
  const waiting = busy(state);
  if (waiting !== null) return waiting;
  const needed = FEWEST_COPIES + state.witnesses.filter(({ decision }) => decision !== "absent").length;
  if (state.copies < needed) return refuse("copies-missing", { printed: state.copies, needed });
  const step = update(begin(state, context.now), { phase: "decided" });
  return finish(write(step, "decided", String(state.witnesses.length)));
}

/** In the order of the roster. */
export const witnessLines = ({ witnesses }: StationState): WitnessDecision[] =>
  witnesses.map(({ id, decision, reason }) =>
    decision === "refused" ? { witness: id, decision, reason: reason! } : { witness: id, decision },
  );
