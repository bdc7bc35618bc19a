/**
 * The receipt: where in the public log what the station signed stands, who cosigned, and what to do with it.
 * Spec: spec/printing.md, section 3.
 * @module
 */
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { translator } from "../messages.ts";
import type { PrintBlock, PrintDocument } from "./print-document.ts";
import {
  contestOf,
  document,
  heading,
  rowBlock,
  SPACE,
  type StationPaper,
  THICK,
  THIN,
  textBlock,
} from "./print-parts.ts";

export type PrintedReceipt = {
  /** Of the acta of this contest; null: of the closing record. */
  readonly contest: string | null;
  /** Number of the entry, from 0, as the log counts. */
  readonly index: number;
  /** Entries of the log that the checkpoint is of. */
  readonly size: number;
  /** The entry's hash in the log's tree, 32 bytes. */
  readonly entry: Uint8Array;
  /** Names of those who cosigned the checkpoint. */
  readonly cosigners: readonly string[];
};

export type ReceiptContent = {
  readonly mode: Mode;
  /** Name of the log's key. */
  readonly log: string;
  readonly receipts: readonly PrintedReceipt[];
  /** Where anybody may look: printed, and as a symbol. */
  readonly address: string | null;
};

export function receiptDocument(paper: StationPaper, content: ReceiptContent): PrintDocument {
  const { definition, language } = paper;
  const t = translator(language);
  const title = t.t("print.kind.receipt");
  const { mode, log, receipts, address } = content;
  const cosigners = [...new Set(receipts.flatMap((receipt) => receipt.cosigners))];
  return document("receipt", { language, mode, title }, [
    ...heading(paper, title),
    textBlock(t.t("print.receipt.statement")),
    textBlock(log, { isBold: true }),
    ...receipts.flatMap(({ contest, index, size, entry }) => [
      THIN,
      textBlock(
        contest === null
          ? t.t("print.receipt.closing")
          : t.t("print.closing.acta", { contest: t.localized(contestOf(definition, contest).name) }),
        { isBold: true },
      ),
      rowBlock(t.t("print.receipt.index"), t.number(index), "large", true),
      rowBlock(t.t("print.receipt.size"), t.number(size)),
      textBlock(`${t.t("print.receipt.hash")}: ${encodeBase64(entry)}`),
    ]),
    THICK,
    ...(cosigners.length === 0 ? [] : [textBlock(t.t("print.receipt.cosigners"), { isBold: true })]),
    ...cosigners.map((name) => textBlock(name)),
    SPACE,
    textBlock(t.t("print.receipt.what")),
    ...(address === null ? [] : addressBlocks(t.t("print.receipt.address"), address)),
  ]);
}

const addressBlocks = (caption: string, address: string): PrintBlock[] => [
  { kind: "symbol", isLargest: false, text: address, caption: `${caption}: ${address}` },
];
