/**
 * The numbers that stand on the page, as a person reads them, held against a signed acta: a site might show one thing and send another.
 * @module
 */
import type { Acta } from "@triplicate/core/statement/acta.ts";

/** Texts of the column of the machine, one a line: the options in the ballot's order, then blank and null. */
export type ShownNumbers = readonly string[];

/** Lines whose digits are not those of the acta: an option's id, `blank` or `null`. */
export function differingCells({ votes, blank, null: spoilt }: Acta, shown: ShownNumbers): string[] {
  const lines = [
    ...votes.options.map((id, i) => [id, votes.votes[i]!] as const),
    ["blank", blank] as const,
    ["null", spoilt] as const,
  ];
  if (shown.length !== lines.length) return lines.map(([id]) => id);
  return lines.filter(([, value], i) => digitsOf(shown[i]!) !== String(value)).map(([id]) => id);
}

/** Groups are separated by points, commas or spaces, in any language of the site. */
const digitsOf = (text: string): string => text.replace(/[\s.,\u00a0\u202f]/g, "");

/** The column that says what the machine's acta says, in the section of the contest. */
export function readShown(root: ParentNode, contest: string): ShownNumbers | null {
  const section = root.querySelector(`[data-contest="${CSS.escape(contest)}"]`);
  if (section === null) return null;
  return [...section.querySelectorAll("tbody tr")].map((row) => row.querySelector("td")?.textContent ?? "");
}
