/**
 * Where a rule that somebody noticed by is explained: the document and the clause.
 * @module
 */
import { TRANSMISSION_RULES } from "@triplicate/core/count-central/entry.ts";
import { VERIFICATION_RULES } from "@triplicate/core/verification/rules.ts";

export type RulePlace = { readonly document: string; readonly clause: string };

/** What a cosigner that refuses is told to be, by the one who asked it (spec/log-operation.md, section 3). */
const COSIGNER_ANSWERS = "3";

export function rulePlace(rule: string): RulePlace {
  if (Object.hasOwn(VERIFICATION_RULES, rule)) {
    return {
      document: "spec/verification.md",
      clause: VERIFICATION_RULES[rule as keyof typeof VERIFICATION_RULES],
    };
  }
  if (Object.hasOwn(TRANSMISSION_RULES, rule)) {
    return {
      document: "spec/transmission.md",
      clause: TRANSMISSION_RULES[rule as keyof typeof TRANSMISSION_RULES],
    };
  }
  if (rule.startsWith("cosigner-")) return { document: "spec/log-operation.md", clause: COSIGNER_ANSWERS };
  throw new Error(`no document explains ${rule}`);
}
