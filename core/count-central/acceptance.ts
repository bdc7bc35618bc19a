/**
 * What a centre does with a submission whose signatures hold: log it, add to it, or answer from what is logged.
 *
 * The first text is logged; the same text again is answered with the first one's receipt, whoever signed it beside;
 * another text is logged too, and the count makes a conflict of it. Only the number of contradictory texts is bounded,
 * so that one stolen key cannot fill the disk with them; people who signed none of them may always bring theirs.
 * Spec: spec/transmission.md, section 4.
 * @module
 */
import { equalBytes } from "../bytes.ts";
import type { RosterKey } from "../election/key-book.ts";
import type { CentralCount } from "./central-count.ts";
import type { JudgedEntry } from "./entry.ts";

/** Different texts of one kind, station and contest that are logged; two are a conflict, and more prove no more. */
export const MAX_TEXTS = 8;

export type Acceptance =
  | { readonly action: "log" }
  /** Logged already: the receipt is that of `index`; `entries` have the signatures that are known. */
  | { readonly action: "known"; readonly index: number; readonly entries: readonly number[] }
  /** `entries` have the signatures of the texts there are. */
  | { readonly action: "too-many-texts"; readonly entries: readonly number[] };

export function acceptance(count: CentralCount, entry: JudgedEntry): Acceptance {
  const { statement, station, contest, digest } = entry;
  const index = count.find(digest);
  if (index >= 0) return { action: "known", index, entries: entriesOfText(count, entry) };
  if (statement.kind === "bulletin") return { action: "log" };
  const texts = count.texts(statement.kind, station, contest);
  if (texts.length < MAX_TEXTS) return { action: "log" };
  return { action: "too-many-texts", entries: entriesOfSubject(count, entry) };
}

function entriesOfText(count: CentralCount, entry: JudgedEntry): number[] {
  return entriesOfSubject(count, entry).filter((index) => equalBytes(count.digestAt(index), entry.digest));
}

function entriesOfSubject(
  count: CentralCount,
  { statement, station, contest }: JudgedEntry,
): readonly number[] {
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

/**
 * Whether somebody vouches for a text who has vouched for none of the others: a witness, or counters of rival parties.
 * `known` are the lines under those. A thief of one key signs any number of texts, and keeps no true one out by them.
 */
export function bringsNewPeople(
  { statement, signers }: JudgedEntry,
  known: readonly { readonly name: string; readonly keyId: number }[],
): boolean {
  const isNew = ({ name, id }: RosterKey) => !known.some((line) => line.name === name && line.keyId === id);
  const parties = new Set<string>();
  for (const key of signers) {
    const { holder } = key;
    if ((holder.role === "witness" || holder.role === "counter") && isNew(key)) parties.add(holder.party);
  }
  return parties.size >= (statement.kind === "sheet" ? 2 : 1);
}
