/**
 * What the first bulletins of a file announce: their offices, and the candidates and parties that had votes.
 *
 * Only a look: parts are taken as they come, and nothing is hashed. Spec: spec/reading.md, clause 7.1.
 * @module
 */
import { compareIds } from "../text.ts";
import { parseBuSymbol } from "./bu-br-symbol.ts";

export type BuOffice = {
  readonly office: string;
  /** Columns of votes seen: of candidates, or in an office of party lists of parties. */
  readonly columns: readonly string[];
};

/** Offices in order of their codes, columns in order of their numbers; those seen first count when the text is cut. */
export function officesSeen(lines: readonly string[]): BuOffice[] {
  const seen = new Map<string, Set<string>>();
  let columns = new Set<string>();
  let [office, isProportional, party] = ["", false, ""];
  for (const line of lines) {
    for (const record of (parseBuSymbol(line.trim())?.content ?? "").split(" ")) {
      const at = record.indexOf(":");
      const [key, value] = [record.slice(0, at), record.slice(at + 1)];
      if (key === "CARG") {
        office = value;
        columns = seen.get(office) ?? new Set();
        seen.set(office, columns);
      } else if (key === "TIPO") isProportional = value === "1";
      else if (key === "PART") party = value;
      else if (key === "TOTP") columns.add(`${office}.${party}.TOTP`);
      else if (!isProportional && office !== "" && /^[1-9][0-9]{1,4}$/.test(key))
        columns.add(`${office}.${key}`);
    }
  }
  return [...seen]
    .filter(([, found]) => found.size > 0)
    .map(([code, found]) => ({ office: code, columns: [...found].sort(compareIds) }))
    .toSorted((a, b) => Number(a.office) - Number(b.office));
}
