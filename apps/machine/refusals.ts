/**
 * What the daemon itself refuses, beside what the station's rules refuse.
 * Spec: spec/station.md, clauses 9.4 to 9.7.
 * @module
 */
import type { Refused } from "@triplicate/machine-screens/api.ts";

/** Rule -> clause of spec/station.md. */
export const DAEMON_RULES = {
  /** What was sent is no action. */
  "request-form": "9.4",
  /** The disk did not take the step, which was therefore not done. */
  "not-stored": "9.6",
  /** There is no address to transmit to. */
  "no-centre": "9.9",
  /** The medium for the notes is not there, or is full. */
  "medium-missing": "9.10",
} as const satisfies Record<string, string>;

export type DaemonRule = keyof typeof DAEMON_RULES;

export const refusedByDaemon = (rule: DaemonRule, detail: Refused["detail"] = {}): Refused => ({
  rule,
  clause: DAEMON_RULES[rule],
  detail,
});
