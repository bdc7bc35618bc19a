/**
 * What a witness's telephone answers to the actas it read: a signature for each of them, or a refusal with its reason.
 *
 *     decision signed
 *     acta governor <SHA-256 of the acta's text> <signature line's bytes>
 *
 * The answer is itself signed by the witness, so that no machine can make up a refusal, nor give one witness's signature out
 * for another's. Spec: spec/station-notes.md, section 3.
 * @module
 */
import { hash, identifier } from "../note/fields.ts";
import { SIGNATURE_BYTES } from "../note/note.ts";
import { defineRecord, type FieldCodec, many, one, type RecordOf } from "../note/record.ts";
import { isReason } from "./closing-record.ts";
import { electionReference, mode } from "./common.ts";
import { bytesOf } from "./station-fields.ts";

export type AnswerDecision =
  | { readonly decision: "signed" }
  | { readonly decision: "refused"; readonly reason: string };

const decision: FieldCodec<AnswerDecision> = {
  parse: (text) => {
    if (text === "signed") return { decision: "signed" };
    const reason = text.startsWith("refused ") ? text.slice("refused ".length) : "";
    return isReason(reason) ? { decision: "refused", reason } : null;
  },
  print: (value) => {
    if (value.decision === "signed") return "signed";
    if (!isReason(value.reason)) throw new Error("a reason is one line of text");
    return `refused ${value.reason}`;
  },
};

export type AnsweredActa = {
  readonly contest: string;
  /** SHA-256 of the acta's text. */
  readonly digest: Uint8Array;
  /** The witness's signature of that text, 64 bytes. */
  readonly signature: Uint8Array;
};

const signatureBytes = bytesOf(SIGNATURE_BYTES);

const answeredActa: FieldCodec<AnsweredActa> = {
  parse: (text) => {
    const [contest = "", digest = "", signature = "", ...rest] = text.split(" ");
    const read = {
      contest: identifier.parse(contest),
      digest: hash.parse(digest),
      signature: signatureBytes.parse(signature),
    };
    if (rest.length > 0 || read.contest === null || read.digest === null || read.signature === null)
      return null;
    return { contest: read.contest, digest: read.digest, signature: read.signature };
  },
  print: ({ contest, digest, signature }) =>
    `${identifier.print(contest)} ${hash.print(digest)} ${signatureBytes.print(signature)}`,
};

const FIELDS = {
  election: one(electionReference),
  mode: one(mode),
  station: one(identifier),
  /** The id that the roster gives the witness. */
  witness: one(identifier),
  decision: one(decision),
  /** One for each contest of the ballot, in its order, where the decision is `signed`; none where it is refused. */
  acta: many(answeredActa),
} as const;

export const WITNESS_ANSWER = defineRecord("triplicate/answer/v1", FIELDS);
export type WitnessAnswer = RecordOf<typeof FIELDS>;
