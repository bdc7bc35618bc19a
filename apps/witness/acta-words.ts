/**
 * The names that a kit gives to what an acta has as ids. Where there is no kit, the id stands for itself.
 * @module
 */
import type { Contest } from "@triplicate/core/election/definition.ts";
import type { WitnessTranslator } from "@triplicate/ui/screen-messages.ts";
import type { VerifiedKit } from "./verify-kit.ts";

export function contestName(id: string, kit: VerifiedKit | null, t: WitnessTranslator): string {
  const contest = kit?.definition.contests.find((one) => one.id === id);
  return contest === undefined ? id : t.localized(contest.name);
}

export type OptionWords = { readonly name: string; readonly about: string };

/** An option's own name, and below it its candidate and party where they say more. */
export function optionWords(id: string, contest: Contest | null): OptionWords {
  const option = contest?.options.find((one) => one.id === id);
  if (option === undefined || contest === null) return { name: id, about: "" };
  const candidate = contest.candidates.find((one) => one.id === option.candidate)?.name ?? "";
  const about = [candidate, option.party ?? ""].filter((text) => text !== "" && !option.name.includes(text));
  return { name: option.name, about: about.join(" · ") };
}

/** An option's name, or what a line that is no option counts. */
export function lineName(line: string, contest: Contest | null, t: WitnessTranslator): string {
  if (line === "blank" || line === "null") return t.t(`witness.acta.${line}`);
  return optionWords(line, contest).name;
}
