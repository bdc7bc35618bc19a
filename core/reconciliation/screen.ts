/**
 * All screening signals of one count of one contest, in the order of their clauses, and its fingerprint.
 *
 *     cells ─columns─▶ share beside its sisters · turnout beside its sisters · zeros · last digits · whole per cents · corner
 *
 * A signal that has nothing to look at (no places, no register, two options) is left out rather than reported as clean.
 * Spec: spec/reconciliation.md, section 8.
 * @module
 */
import type { ScreeningSignal } from "./screening.ts";
import type { Columns } from "./screening-columns.ts";
import { integerShareSignal, integerTurnoutSignal, lastDigitSignal } from "./screening-digits.ts";
import { fingerprintSignal } from "./screening-fingerprint.ts";
import { sisterSignal, turnoutSignal } from "./screening-sisters.ts";
import { zeroMinorSignal } from "./screening-zeros.ts";

export { fingerprint } from "./screening-fingerprint.ts";

const SIGNALS = [
  sisterSignal,
  turnoutSignal,
  zeroMinorSignal,
  lastDigitSignal,
  integerTurnoutSignal,
  integerShareSignal,
  fingerprintSignal,
] as const;

export function screen(columns: Columns): ScreeningSignal[] {
  return SIGNALS.map((signal) => signal(columns)).filter((signal) => signal !== null);
}
