/**
 * The rules a verifier checks, each with the clause that says what is checked and what a breach means and does not.
 *
 * A breach says what contradicts what, where. It calls nobody a fraud: a disk that lost a file breaks a rule too.
 * Spec: spec/verification.md, sections 3 to 8.
 * @module
 */
export const VERIFICATION_RULES = {
  "election-note": "3.1",
  "authority-key": "3.2",
  "election-changed": "3.3",
  "definition-digest": "3.4",
  "roster-root": "3.5",
  "package-fault": "3.6",
  "policy-file": "3.7",
  "checkpoint-form": "4.1",
  "checkpoint-signature": "4.2",
  "checkpoint-quorum": "4.3",
  "tree-missing": "5.1",
  "tree-bundle": "5.2",
  "tree-root": "5.3",
  "tree-tile": "5.4",
  "history-rewritten": "5.5",
  "history-split": "5.6",
  "history-behind": "5.7",
  "entry-form": "6.1",
  "entry-signature": "6.2",
  "entry-refused": "6.3",
  "acta-sums": "6.4",
  "station-conflict": "6.5",
  "closing-differs": "6.6",
  "sheet-sums": "6.7",
  "paper-differs": "6.8",
  "closing-record": "6.11",
  "bulletin-tree": "7.1",
  "bulletin-number": "7.2",
  "bulletin-recount": "7.3",
  "results-published": "7.4",
  "kept-form": "8.1",
  "kept-signature": "8.2",
  "kept-sums": "8.3",
  "kept-not-logged": "8.4",
  "kept-differs": "8.5",
  "kept-not-counted": "8.6",
  "kept-bulletin": "8.9",
} as const;

export type VerificationRule = keyof typeof VERIFICATION_RULES;

export type Breach = {
  readonly rule: VerificationRule;
  /** Index of the log's entry, from 0. */
  readonly entry?: number;
  readonly station?: string;
  readonly contest?: string;
  /** What contradicts what; the same keys for every breach of a rule. */
  readonly detail: Readonly<Record<string, string | number>>;
};

/** A breach a line would fill a screen and a memory where a whole country is wrong in one way. */
export const MAX_BREACHES = 1000;

export type Breaches = {
  /** The first of them, in order of discovery. */
  readonly list: readonly Breach[];
  readonly total: number;
  /** How many of each rule, of those that have any. */
  readonly byRule: Readonly<Partial<Record<VerificationRule, number>>>;
};

export type BreachCollector = { add(breach: Breach): void; breaches(): Breaches };

/** All are counted, each rule keeps its first `atMost`: one rule broken everywhere hides no other. */
export function collectBreaches(atMost: number = MAX_BREACHES): BreachCollector {
  const list: Breach[] = [];
  const byRule: Partial<Record<VerificationRule, number>> = {};
  let total = 0;
  return {
    add(breach) {
      total += 1;
      const before = byRule[breach.rule] ?? 0;
      byRule[breach.rule] = before + 1;
      if (before < atMost) list.push(breach);
    },
    breaches: () => ({ list: [...list], total, byRule: { ...byRule } }),
  };
}
