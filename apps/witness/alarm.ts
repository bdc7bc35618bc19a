/**
 * What contradicts what, as a telephone found it. Spec: spec/witness-app.md, section 8.
 * @module
 */
import type { NumberRow } from "./published.ts";

export const ALARM_CODES = [
  "checkpoint-false",
  "history-behind",
  "history-rewritten",
  "tiles-false",
  "receipt-broken",
  "receipt-false",
  "proof-false",
  "entry-differs",
  "second-acta",
  "unsigned-entry",
  "numbers-differ",
  "paper-unproved",
  "not-counted",
] as const;
export type AlarmCode = (typeof ALARM_CODES)[number];

/** `isProof`: signed words that contradict one another, which anybody verifies without a server. */
export type EvidenceFile = { readonly name: string; readonly bytes: Uint8Array; readonly isProof: boolean };

export type Alarm = {
  readonly code: AlarmCode;
  readonly detail: Readonly<Record<string, string | number>>;
  /** Number beside number, where the numbers are what differs. */
  readonly rows?: readonly NumberRow[];
  readonly files: readonly EvidenceFile[];
};
