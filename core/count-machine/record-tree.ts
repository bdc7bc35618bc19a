/**
 * The tree over a machine's vote records, and the opening of one of them for an auditor.
 *
 *     acta.records ◀──path── leaf(text of the record, its salt inside) ◀── the voucher drawn from the box has its code
 *
 * Records are leaves in the order of their codes, which are random, so the tree says nothing of the order in which people voted. An
 * opening shows one record and how many there are; the salts keep the rest from being guessed.
 * Spec: spec/voucher.md, section 5. Merkle tree of RFC 9162, section 2.1.
 * @module
 */
import { equalBytes, utf8 } from "../bytes.ts";
import type { Contest } from "../election/definition.ts";
import { EMPTY_ROOT, type Hash, isIncluded, leafHash, proveInclusion, rootHash } from "../merkle-tree.ts";
import { hash, number } from "../note/fields.ts";
import { defineRecord, many, one, type RecordError } from "../note/record.ts";
import { err, ok, type Result } from "../result.ts";
import type { Acta } from "../statement/acta.ts";
import { areSelections, RECORD_TEXT, type RecordText, recordText, type VoteRecord } from "./vote-record.ts";

const leafOf = (record: VoteRecord, contests: readonly Contest[]): Hash =>
  leafHash(utf8(recordText(record, contests)));

/** `records` ascending by code, all cast or void. */
export function recordRoot(records: Iterable<VoteRecord>, contests: readonly Contest[]): Hash {
  const leaves: Hash[] = [];
  for (const record of records) leaves.push(leafOf(record, contests));
  return leaves.length === 0 ? EMPTY_ROOT : rootHash(leaves);
}

const OPENING = defineRecord("triplicate/record-opening/v1", {
  index: one(number),
  records: one(number),
  path: many(hash),
});

/** Openings are of some hundred lines at most. */
const MAX_OPENING_LENGTH = 100_000;

/**
 * The opening of the record with that code, as a text that anybody can mail: index, number of records and path, an empty line, the
 * record's own text. null if there is none.
 */
export function openRecord(
  records: readonly VoteRecord[],
  code: Uint8Array,
  contests: readonly Contest[],
): string | null {
  const index = records.findIndex((record) => equalBytes(record.code, code));
  const record = records[index];
  if (record === undefined) return null;
  const path = proveInclusion(
    records.map((one) => leafOf(one, contests)),
    index,
  );
  return `${OPENING.print({ index, records: records.length, path })}\n${recordText(record, contests)}`;
}

export type OpeningError =
  | RecordError
  /** No empty line between the proof and the record, or too long. */
  | { readonly code: "opening-form" }
  /** It tells of another number of records than the acta's ballots and spoiled vouchers. */
  | { readonly code: "opening-size"; readonly records: number; readonly expected: number }
  /** The record says what no ballot of this election does. */
  | { readonly code: "opening-ballot" }
  /** The record with its path does not lead to the root that the acta names. */
  | { readonly code: "opening-root" };

/** What an opening is held against: one acta of the station. */
export type OpenedAgainst = Pick<Acta, "records" | "ballots" | "spoiled">;

/** The record that an opening shows, if it is one of those that the acta commits to. */
export function verifyOpening(
  acta: OpenedAgainst,
  text: string,
  contests: readonly Contest[],
): Result<RecordText, OpeningError> {
  const at = text.indexOf("\n\n");
  if (at < 0 || text.length > MAX_OPENING_LENGTH) return err({ code: "opening-form" });
  const proof = OPENING.parse(text.slice(0, at + 1));
  if (!proof.ok) return proof;
  const record = RECORD_TEXT.parse(text.slice(at + 2));
  if (!record.ok) return record;
  const { index, records, path } = proof.value;
  // A proof binds no size by itself: the acta's own numbers do.
  const expected = acta.ballots + acta.spoiled;
  if (records !== expected) return err({ code: "opening-size", records, expected });
  if (!isBallot(record.value, contests)) return err({ code: "opening-ballot" });
  const entry = utf8(text.slice(at + 2));
  const holds = isIncluded({ entry, index, size: records, root: acta.records }, path);
  return holds ? ok(record.value) : err({ code: "opening-root" });
}

function isBallot({ contest }: RecordText, contests: readonly Contest[]): boolean {
  if (contest.length !== contests.length) return false;
  const numbers = contests.map(({ options }, i) =>
    contest[i]!.options.map((id) => options.findIndex((option) => option.id === id)),
  );
  return contests.every(({ id }, i) => contest[i]!.contest === id) && areSelections(numbers, contests);
}
