/**
 * A witness's answer, made on their telephone: one signature for each acta of the ballot, or a refusal with its reason.
 *
 * The line is what a QR code shows to the machine. What is kept beside is each acta's note with the witness's signature added:
 * the same bytes, one line more. Spec: spec/station-notes.md, section 3; spec/witness-app.md, section 6.
 * @module
 */
import { electionKeyName } from "@triplicate/core/election/key-names.ts";
import { createNoteKey, type NoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { printNote, type SignEd25519, type Signer, signNote, signText } from "@triplicate/core/note/note.ts";
import { ACCREDITATION, type Accreditation } from "@triplicate/core/statement/accreditation.ts";
import { noteToLine } from "@triplicate/core/statement/one-line.ts";
import {
  type AnswerDecision,
  WITNESS_ANSWER,
  type WitnessAnswer,
} from "@triplicate/core/statement/witness-answer.ts";
import type { JudgedActa } from "./judge-acta.ts";
import type { KitWitness, VerifiedKit } from "./verify-kit.ts";

export type MadeAnswer = {
  /** `triplicate-answer:…` */
  readonly line: string;
  /** The actas' notes, with the witness's signature where they signed. */
  readonly notes: readonly Uint8Array[];
};

/** Throws on signing where a contest of the ballot has no acta, or two: whoever lets a person sign asks first. */
export async function makeAnswer(
  kit: VerifiedKit,
  actas: readonly JudgedActa[],
  witness: KitWitness,
  sign: SignEd25519,
  decision: AnswerDecision,
): Promise<MadeAnswer> {
  const { contests } = kit.definition;
  const isWhole =
    actas.length === contests.length && actas.every(({ contest }, i) => contest === contests[i]);
  if (decision.decision === "signed" && !(isWhole && actas.every(({ isGenuine }) => isGenuine)))
    throw new Error("a signature is on one genuine acta of each contest");
  const signer: Signer = { key: withoutHolder(witness.key), sign };
  const signatures =
    decision.decision === "signed"
      ? await Promise.all(actas.map(({ note }) => signText(note.text, signer)))
      : [];
  const answer: WitnessAnswer = {
    election: [kit.definition.id, kit.definitionDigest],
    // What is refused may be no acta of this station at all.
    mode: actas[0]?.acta.mode ?? "live",
    station: kit.station.id,
    witness: witness.id,
    decision,
    acta: signatures.map(({ blob }, i) => ({
      contest: actas[i]!.acta.contest,
      digest: actas[i]!.digest,
      signature: blob,
    })),
  };
  const note = await signNote(WITNESS_ANSWER.print(answer), [signer]);
  return {
    line: noteToLine("answer", printNote(note)),
    notes: actas.map(({ note: own, noteBytes }, i) => {
      const signature = signatures[i];
      if (signature === undefined) return noteBytes;
      const others = own.signatures.filter(({ name }) => name !== signature.name);
      return printNote({ text: own.text, signatures: [...others, signature] });
    }),
  };
}

const withoutHolder = ({ name, type, publicKey, id }: NoteKey): NoteKey => ({ name, type, publicKey, id });

/** `triplicate-accredit:…`: what a new witness shows to their party or the authority. */
export async function makeAccreditation(request: Accreditation, sign: SignEd25519): Promise<string> {
  const name = electionKeyName(request.election, "witness", request.witness);
  const key = createNoteKey(name, SIGNATURE_TYPE.ed25519, request.key);
  const note = await signNote(ACCREDITATION.print(request), [{ key, sign }]);
  return noteToLine("accredit", printNote(note));
}
