/**
 * What a report is made of: the comparison, what reading noticed, and what is needed to run it again.
 * @module
 */
import type { Finding } from "@triplicate/core/reading/finding.ts";
import type { Comparison } from "@triplicate/core/reconciliation/comparison.ts";

export type InputFile = {
  readonly role: "election" | "mapping" | "count" | "announced" | "roster";
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
};

export type ReportInput = {
  readonly comparison: Comparison;
  /** The first MAX_REPORT_FINDINGS of them. */
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
  readonly inputs: readonly InputFile[];
  readonly version: string;
  /** The command line that made this report, as typed in a shell. */
  readonly command: string;
};

export const MAX_REPORT_FINDINGS = 500;
/** Discrepancies and findings listed in the report; the rest are in the files beside it. */
export const MAX_ROWS = 200;
