/**
 * What the cosigners answer, for the people who run the centre: a line when an answer changes, and two numbers.
 *
 * A cosigner that is away would fill the journal with the same line five times a second; so would one that signs. An
 * alarm says that a cosigner may have been shown another history than ours (spec/log-operation.md, section 3).
 * @module
 */
import type { Clock } from "./clock.ts";
import type { CosignError } from "./cosign-client.ts";
import type { CosigningOptions } from "./cosign-round.ts";

const ALARMS: ReadonlySet<CosignError["code"]> = new Set(["cosigner-ahead", "cosigner-contradicts"]);

/** Levels of the journal's other lines (pino's). */
const LEVEL = { info: 30, warning: 40, alarm: 60 } as const;

export type CosignJournal = {
  readonly onAnswer: NonNullable<CosigningOptions["onAnswer"]>;
  /** Cosigners whose last answer was a signature. */
  readonly signing: number;
  /** Answers so far that were alarms. */
  readonly alarms: number;
};

export function createCosignJournal(lines: { write(line: string): void }, clock: Clock): CosignJournal {
  const last = new Map<string, string>();
  let alarms = 0;
  return {
    onAnswer(cosigner, size, result) {
      const answer = result.ok ? "cosigned" : result.error.code;
      const isAlarm = !result.ok && ALARMS.has(result.error.code);
      if (isAlarm) alarms += 1;
      if (last.get(cosigner) === answer) return;
      last.set(cosigner, answer);
      const level = isAlarm ? LEVEL.alarm : result.ok ? LEVEL.info : LEVEL.warning;
      const status = result.ok ? undefined : result.error.status;
      const line = { level, time: clock.now(), cosigner, size, status, msg: answer };
      lines.write(`${JSON.stringify(line)}\n`);
    },
    get signing() {
      return [...last.values()].filter((answer) => answer === "cosigned").length;
    },
    get alarms() {
      return alarms;
    },
  };
}
