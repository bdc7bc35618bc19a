/**
 * The text of a voucher's QR code: the choices that stand above it in words, and the code of the record.
 *
 *     VOTE/1 LIVE *VE-BOLIVAR-2017 <12> 080101001.01 4YZ-9K2-… / *GOVERNOR PSUV / *BOARD *BLANK
 *
 * It is not signed. A photograph of a signed voucher would be a receipt that nobody could doubt, and votes could be sold with it; a
 * voucher that somebody adds to a box is found by its code, which opens no record of the machine (record-tree.ts). What counts is
 * what stands above it in large letters: people read that. Spec: spec/voucher.md, section 2.
 * @module
 */
import type { Contest } from "../election/definition.ts";
import { identifier } from "../note/fields.ts";
import type { Mode } from "../statement/common.ts";
import { decodeBase41, encodeBase41 } from "./base41.ts";
import { decodeWord, encodeWord } from "./symbol-words.ts";
import type { Selections } from "./vote-record.ts";
import { parseCode, printCode } from "./voucher-code.ts";

export const VOUCHER_FORM = "VOTE/1";
const DIGEST_BYTES = 8;
const BLANK = "blank";

export type VoucherText = {
  readonly mode: Mode;
  readonly election: string;
  /** First eight bytes of the definition's SHA-256. */
  readonly definition: Uint8Array;
  readonly station: string;
  readonly code: Uint8Array;
  /** In the order of the ballot; no options is blank. */
  readonly contests: readonly { readonly id: string; readonly options: readonly string[] }[];
};

export function printVoucher(voucher: VoucherText): string {
  const head = [
    VOUCHER_FORM,
    voucher.mode.toUpperCase(),
    encodeWord(voucher.election),
    encodeBase41(voucher.definition.subarray(0, DIGEST_BYTES)),
    encodeWord(voucher.station),
    printCode(voucher.code),
  ];
  const contests = voucher.contests.flatMap(({ id, options }) => [
    "/",
    encodeWord(id),
    ...(options.length === 0 ? [encodeWord(BLANK)] : options.map(encodeWord)),
  ]);
  return [...head, ...contests].join(" ");
}

/** null for a text that `printVoucher` would not write. */
export function parseVoucher(text: string): VoucherText | null {
  if (text.length > 4296) return null;
  const [head = "", ...rest] = text.split(" / ");
  const [form, mode, election = "", definition = "", station = "", code = "", ...more] = head.split(" ");
  if (form !== VOUCHER_FORM || more.length > 0 || (mode !== "LIVE" && mode !== "TEST")) return null;
  const contests = rest.map((part) => {
    const [id = "", ...options] = part.split(" ").map((word) => decodeWord(word) ?? "");
    return { id, options: options.length === 1 && options[0] === BLANK ? [] : options };
  });
  const read = {
    mode: mode === "LIVE" ? "live" : "test",
    election: decodeWord(election),
    definition: decodeBase41(definition),
    station: decodeWord(station),
    code: parseCode(code),
    contests,
  } as const;
  if (read.election === null || read.definition === null || read.station === null || read.code === null)
    return null;
  const ids = [read.election, read.station, ...contests.flatMap(({ id, options }) => [id, ...options])];
  if (read.definition.length !== DIGEST_BYTES || contests.length === 0) return null;
  if (ids.some((id) => identifier.parse(id) === null)) return null;
  // Nobody marks one option twice, nor blank beside an option; no option has that name.
  if (contests.some(({ options }) => options.includes(BLANK) || new Set(options).size < options.length))
    return null;
  const voucher = read as VoucherText;
  return printVoucher(voucher) === text ? voucher : null;
}

/** What a record's choices are called. */
export const namedSelections = (
  selections: Selections,
  contests: readonly Contest[],
): VoucherText["contests"] =>
  contests.map(({ id, options }, i) => ({
    id,
    options: selections[i]!.map((option) => options[option]!.id),
  }));
