/**
 * Why a station did not do what it was asked, by rule, with the clause that says so.
 * Spec: spec/station.md, section 10.
 * @module
 */
import { err, type Result } from "../result.ts";
import type { StationEffect } from "./station-commands.ts";
import type { StationChange } from "./station-port.ts";
import type { StationState } from "./station-state.ts";

/** Rule -> clause of spec/station.md. */
export const STATION_RULES = {
  "wrong-phase": "2.2",
  "other-station": "2.4",
  "other-machine": "2.5",
  "voter-present": "3.2",
  "no-voter": "3.2",
  "wrong-step": "3.3",
  "register-full": "3.4",
  "code-taken": "3.6",
  "record-lost": "3.9",
  "spoiled-often": "3.12",
  "selections-form": "3.5",
  "not-zero": "4.1",
  "early-close": "4.4",
  "checked-in-range": "4.5",
  "copies-missing": "7.2",
  "paper-half": "7.4",
  "no-half-paper": "7.4",
  "printer-busy": "7.4",
  "witness-unknown": "8.2",
  "witness-signed": "8.3",
  "reason-form": "8.4",
  "answer-form": "8.5",
  "answer-other": "8.5",
  "answer-signature": "8.5",
  "witness-undecided": "8.6",
  "too-many-witnesses": "8.8",
  "too-many-lives": "12.4",
  "receipts-missing": "4.8",
  "card-needed": "4.2",
  "two-cards-needed": "4.2",
  "card-form": "11.3",
  "card-other-election": "11.3",
  "card-scope": "11.3",
  "card-signature": "11.3",
  "pin-wrong": "11.4",
  "pin-locked": "11.4",
} as const satisfies Record<string, string>;

export type StationRule = keyof typeof STATION_RULES;

export type StationRefusal = {
  readonly rule: StationRule;
  readonly clause: string;
  readonly detail: Readonly<Record<string, string | number>>;
  /** What must be kept although nothing was done: a wrong PIN is counted. */
  readonly change?: { readonly state: StationState; readonly change: StationChange };
};

export type Decision = {
  readonly state: StationState;
  readonly change: StationChange;
  readonly effects: readonly StationEffect[];
};

export type Decided = Result<Decision, StationRefusal>;

export const refuse = (
  rule: StationRule,
  detail: StationRefusal["detail"] = {},
): { readonly ok: false; readonly error: StationRefusal } =>
  err({ rule, clause: STATION_RULES[rule], detail }) as { ok: false; error: StationRefusal };
