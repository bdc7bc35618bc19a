/**
 * How an option is named: its own name as on the paper, then whatever that does not already say of its party and candidate.
 * @module
 */
import type { BallotOption } from "./api.ts";

export function optionLines({ name, party, candidate }: BallotOption): [name: string, more?: string] {
  const more = [candidate, party].filter((text) => text !== undefined && text !== "" && !name.includes(text));
  return more.length === 0 ? [name] : [name, more.join(" · ")];
}

/** Two letters for whoever has no photograph: of the first and the last word. */
export function initials(name: string): string {
  const parts = name.split(/[\s–-]+/).filter((part) => /^\p{L}/u.test(part));
  const first = parts[0] ?? name;
  const last = parts.length > 1 ? parts.at(-1)! : "";
  return ([...first][0] ?? "").toUpperCase() + ([...last][0] ?? "").toUpperCase();
}
