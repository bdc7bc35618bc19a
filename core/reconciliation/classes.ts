/**
 * The names of the shapes a discrepancy can have. Each is decided by one rule in classify-*.ts, in this order:
 * the first that fits names the class, the others that fit are listed beside it.
 * Clauses: spec/reconciliation.md, section 4.
 * @module
 */
export const DISCREPANCY_CLASSES = {
  "all-zero": "4.1",
  "place-total": "4.2",
  "other-station": "4.3",
  "swapped-lines": "4.4",
  "column-shift": "4.5",
  "one-vote": "4.6",
  "repeated-line": "4.7",
  "one-digit": "4.8",
  "extra-digit": "4.9",
  transposition: "4.10",
  "moved-within-total": "4.11",
  "several-digits": "4.12",
  "added-votes": "4.13",
  "removed-votes": "4.14",
  unclassified: "4.15",
} as const satisfies Record<string, string>;

export type DiscrepancyClass = keyof typeof DISCREPANCY_CLASSES;
