/**
 * The closing record: which actas a station printed, in how many copies, and what every accredited witness decided.
 *
 *     witness MUD/080101001.01 signed
 *     witness PSUV/080101001.01 refused dice que faltan dos comprobantes
 *
 * A refusal never blocks and is never hidden (rule 3): it stands here with its reason, signed by the machine.
 * Spec: spec/transmission.md, section 2.
 * @module
 */
import { NAME_PATTERN } from "../election/limits.ts";
import { hash, identifier, number, oneOf, pair, time } from "../note/fields.ts";
import { defineRecord, type FieldCodec, many, one, type RecordOf } from "../note/record.ts";
import { electionReference, mode } from "./common.ts";

export const DECISIONS = ["signed", "paper", "refused", "absent"] as const;

export type WitnessDecision =
  /** `paper`: signed the printed copies by hand, without a telephone. */
  | { readonly witness: string; readonly decision: "signed" | "paper" | "absent" }
  | { readonly witness: string; readonly decision: "refused"; readonly reason: string };

export const MAX_REASON_LENGTH = 280;

const PLAIN = oneOf("signed", "paper", "absent");

const decision: FieldCodec<WitnessDecision> = {
  parse: (text) => {
    const [witness = "", word = "", ...rest] = text.split(" ");
    if (identifier.parse(witness) === null) return null;
    const reason = rest.join(" ");
    if (word === "refused") return isReason(reason) ? { witness, decision: word, reason } : null;
    const plain = PLAIN.parse(word);
    return plain === null || rest.length > 0 ? null : { witness, decision: plain };
  },
  print: (value) => {
    const witness = identifier.print(value.witness);
    if (value.decision !== "refused") return `${witness} ${PLAIN.print(value.decision)}`;
    // What is printed is signed: a reason with a newline would be a line of its own.
    if (!isReason(value.reason)) throw new Error("a reason is one line of text");
    return `${witness} refused ${value.reason}`;
  },
};

/** One line that a person wrote: no control, line separator, invisible mark or mark that turns the writing around. */
export const isReason = (text: string): boolean =>
  text.isWellFormed() && text.length <= MAX_REASON_LENGTH && REASON.test(text);
const REASON = new RegExp(NAME_PATTERN, "u");

const FIELDS = {
  election: one(electionReference),
  mode: one(mode),
  station: one(identifier),
  closed: one(time),
  /** Contest and SHA-256 of its acta's text, in the order of the ballot. */
  acta: many(pair(identifier, hash)),
  copies: one(number),
  /** In the order of the roster. */
  witness: many(decision),
} as const;

export const CLOSING_RECORD = defineRecord("triplicate/closing/v1", FIELDS);
export type ClosingRecord = RecordOf<typeof FIELDS>;
