/**
 * Why something was not done, in words: every rule of a station and of its daemon has its sentence.
 * @module
 */
import { STATION_RULES, type StationRule } from "@triplicate/core/count-machine/station-refusal.ts";
import type { MachineTranslator } from "@triplicate/ui/screen-messages.ts";
import type { Refused } from "./api.ts";
import { clockTime } from "./clock-time.ts";

/** What the daemon refuses by itself, and its silence. */
const OTHER_RULES = ["request-form", "not-stored", "no-centre", "medium-missing", "no-answer"] as const;
type OtherRule = (typeof OTHER_RULES)[number];

const isStationRule = (rule: string): rule is StationRule => Object.hasOwn(STATION_RULES, rule);
const isOtherRule = (rule: string): rule is OtherRule => (OTHER_RULES as readonly string[]).includes(rule);

export function refusedWords({ t }: MachineTranslator, { rule, clause, detail }: Refused): string {
  const values = {
    ...{ rule, clause, left: 0, seconds: 0, cards: 0, registered: 0, records: 0, atLeast: 0, atMost: 0 },
    ...{ printed: 0, needed: 0, most: 0, witness: "", paper: "", phase: "", step: "", name: "" },
    ...detail,
    closes: typeof detail.closes === "number" ? clockTime(detail.closes) : "",
    minutes: Math.ceil(Number(detail.seconds ?? 0) / 60),
  };
  if (isStationRule(rule) || isOtherRule(rule)) return t(`machine.refused.${rule}`, values);
  return t("machine.refused.unknown", values);
}
