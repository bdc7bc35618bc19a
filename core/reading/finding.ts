/**
 * What ingest noticed. A finding names the place, the text, the rule, and what was done with the row;
 * nothing is repaired or dropped without one. Rules: spec/reading.md, clause numbers in FINDING_RULES.
 * @module
 */

/** Rule code -> clause of spec/reading.md, and what happens to the row unless the mapping says otherwise. */
export const FINDING_RULES = {
  "column-shift": { clause: "4.1", action: "row-unknown" },
  "not-a-number": { clause: "4.2", action: "cell-unknown" },
  "grouped-number": { clause: "4.3", action: "cell-unknown" },
  "place-total": { clause: "4.4", action: "row-unknown" },
  "row-repeated": { clause: "4.5", action: "row-ignored" },
  "station-conflict": { clause: "4.6", action: "row-unknown" },
  "same-vector": { clause: "4.7", action: "kept" },
  "shared-place-name": { clause: "4.8", action: "kept" },
  "row-sum": { clause: "4.9", action: "row-unknown" },
  "over-registered": { clause: "4.10", action: "row-unknown" },
  "all-zero": { clause: "4.11", action: "row-unknown" },
  "not-in-roster": { clause: "4.12", action: "kept" },
  "registered-differs": { clause: "4.13", action: "kept" },
  "bad-row": { clause: "4.14", action: "row-ignored" },
  "qr-not-decoded": { clause: "4.15", action: "row-ignored" },
  "qr-signature": { clause: "4.17", action: "row-unknown" },
  "qr-unverified": { clause: "4.18", action: "kept" },
  "not-verified": { clause: "4.19", action: "row-unknown" },
} as const satisfies Record<string, { clause: string; action: FindingAction }>;

export type FindingRule = keyof typeof FINDING_RULES;

/**
 * kept: the numbers count. row-unknown / cell-unknown: listed, but its cells are unknown. row-ignored: nothing of the
 * row counts, because another row already stands for the station or there is no station to count it under.
 */
export type FindingAction = "kept" | "cell-unknown" | "row-unknown" | "row-ignored";

export type Finding = {
  readonly rule: FindingRule;
  readonly action: FindingAction;
  readonly source: string;
  /** From 1. */
  readonly line: number;
  /** Character position in the line, from 1; 0 when the finding is about the whole row. */
  readonly column: number;
  /** Header of the column or name of the field; empty when it is about the whole row. */
  readonly field: string;
  /** Station id; empty when none could be read. */
  readonly station: string;
  /** The offending text as it stands in the file, cut at MAX_FINDING_TEXT characters. */
  readonly text: string;
  /** Numbers and names the message needs, e.g. {expected: 96, got: 429}; same keys for every finding of a rule. */
  readonly detail: Readonly<Record<string, string | number>>;
};

export const MAX_FINDING_TEXT = 200;

/** Why a file cannot be read at all: nothing is compared, exit code 2. Remedies are in the message catalogues. */
export type ReadingFault = {
  readonly code:
    | "empty-file"
    | "binary-file"
    | "wrong-encoding"
    | "line-too-long"
    | "missing-column"
    | "ambiguous-column"
    | "truncated"
    | "bad-json"
    | "not-this-format"
    | "too-many-findings"
    | "no-rows"
    | "unreadable";
  readonly source: string;
  readonly line?: number;
  readonly column?: number;
  readonly text?: string;
  readonly detail?: Readonly<Record<string, string | number>>;
};

/** Thrown inside a reader to stop it; the edge turns it into a message and exit code 2. */
export class ReadingStopped extends Error {
  readonly fault: ReadingFault;
  constructor(fault: ReadingFault) {
    super(`${fault.code} in ${fault.source}`);
    this.name = "ReadingStopped";
    this.fault = fault;
  }
}
