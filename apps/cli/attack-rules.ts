/**
 * Where a rule that somebody noticed by is explained, and what it says of a case in words.
 * @module
 */
import { TRANSMISSION_RULES, type TransmissionRule } from "@triplicate/core/count-central/entry.ts";
import { VERIFICATION_RULES, type VerificationRule } from "@triplicate/core/verification/rules.ts";
import type { Notice } from "@triplicate/simulation/attacks/attack.ts";
import type { Translator } from "@triplicate/ui/messages.ts";

export type RulePlace = { readonly document: string; readonly clause: string };

/** What whoever asked a cosigner makes of its answer (spec/log-operation.md, section 3). */
const COSIGNER_RULES = { "cosigner-contradicts": "3", "cosigner-ahead": "3" } as const;

const isOf = <T extends object>(table: T, rule: string): rule is Extract<keyof T, string> =>
  Object.hasOwn(table, rule);

const isVerification = (rule: string): rule is VerificationRule => isOf(VERIFICATION_RULES, rule);
const isTransmission = (rule: string): rule is TransmissionRule => isOf(TRANSMISSION_RULES, rule);

export function rulePlace(rule: string): RulePlace {
  if (isVerification(rule)) return { document: "spec/verification.md", clause: VERIFICATION_RULES[rule] };
  if (isTransmission(rule)) return { document: "spec/transmission.md", clause: TRANSMISSION_RULES[rule] };
  if (isOf(COSIGNER_RULES, rule)) {
    return { document: "spec/log-operation.md", clause: COSIGNER_RULES[rule] };
  }
  throw new Error(`no document explains ${rule}`);
}

/** The sentence that the verifier or the centre says itself. */
export function ruleSentence({ rule, detail }: Notice, { t }: Translator): string {
  if (isVerification(rule)) return t(`verify.rule.${rule}`, detail);
  if (isTransmission(rule)) return t(`centre.rule.${rule}`);
  if (isOf(COSIGNER_RULES, rule)) return t(`attack.rule.${rule}`);
  throw new Error(`nothing says ${rule}`);
}
