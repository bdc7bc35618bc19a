/**
 * What a centre does with a submission whose signatures hold: log it, add to it, or answer from what is logged.
 *
 * The first text is logged; the same text again is answered with the first one's receipt, whoever signed it beside;
 * another text is logged too, and the count makes a conflict of it. Only the number of contradictory texts is bounded,
 * so that one stolen key cannot fill the disk with them.
 * Spec: spec/transmission.md, section 4.
 * @module
 */
import { equalBytes } from "../bytes.ts";
import type { CentralCount } from "./central-count.ts";
import type { JudgedEntry } from "./entry.ts";

/** Different texts of one kind, station and contest that are logged; two are a conflict, and more prove no more. */
export const MAX_TEXTS = 8;

export type Acceptance =
  | { readonly action: "log" }
  /** Logged already: the receipt is that of `index`; `entries` have the signatures that are known. */
  | { readonly action: "known"; readonly index: number; readonly entries: readonly number[] }
  | { readonly action: "too-many-texts" };

export function acceptance(count: CentralCount, entry: JudgedEntry): Acceptance {
  const { statement, station, contest, digest } = entry;
  const index = count.find(digest);
  if (index >= 0) return { action: "known", index, entries: entriesOfText(count, entry) };
  if (statement.kind === "bulletin") return { action: "log" };
  const texts = count.texts(statement.kind, station, contest);
  return { action: texts.length < MAX_TEXTS ? "log" : "too-many-texts" };
}

function entriesOfText(count: CentralCount, { statement, station, contest, digest }: JudgedEntry): number[] {
  return subjectEntries().filter((index) => equalBytes(count.digestAt(index), digest));

  function subjectEntries(): readonly number[] {
    switch (statement.kind) {
      case "acta":
        return count.entries(station, contest).actas;
      case "sheet":
        return count.entries(station, contest).sheets;
      case "closing":
        return count.closings(station);
      case "bulletin":
        return count.bulletins(contest).entries;
    }
  }
}
