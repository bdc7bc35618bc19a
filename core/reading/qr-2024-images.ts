/**
 * Count tables from images of 2024 actas, after somebody else has looked for QR codes in them.
 *
 * An image without a tally is a finding that lists what was tried, never silence: a bundle of photographs is counted
 * completely or its gaps are shown. Each image is its own source. Spec: spec/reading.md, clauses 3.15 and 4.15.
 * @module
 */
import type { Contest } from "../election/definition.ts";
import type { CountTable } from "./count.ts";
import { actionOf } from "./count-builder.ts";
import type { Finding } from "./finding.ts";
import type { Mapping } from "./mapping.ts";
import { NamedRows } from "./named-rows.ts";
import { addQr2024, parseQr2024 } from "./qr-2024.ts";

/** Why an image gave no text. `no-code` is the only one where attempts were made. */
export type QrImageFailure = "no-code" | "not-an-image" | "too-large" | "empty-file" | "unreadable";

export type QrImage = {
  /** File name as the user gave it. */
  readonly source: string;
  /** Every text found in the image, in no particular order; empty when there is a failure. */
  readonly texts: readonly string[];
  readonly failure: QrImageFailure | null;
  /** Names of the attempts made, in order. */
  readonly attempts: readonly string[];
};

export type QrImagesContext = {
  readonly mapping: Mapping;
  readonly contests: readonly Contest[];
  readonly onFinding: (finding: Finding) => void;
};

/** The tables of all images, in the order given, and how many images gave a row. */
export function readQrImageTexts(
  images: readonly QrImage[],
  context: QrImagesContext,
): { readonly tables: CountTable[]; readonly decoded: number } {
  const sources = images.map((image) => image.source);
  const rows = new NamedRows({ ...context, sources });
  let decoded = 0;
  for (const [source, image] of images.entries()) {
    // A scanned acta may carry other codes, for example a file number; only tallies are readings.
    const tallies = image.texts.filter((text) => parseQr2024(text).ok);
    for (const text of tallies) addQr2024(rows, text, { line: 1, source });
    if (tallies.length > 0) decoded += 1;
    else if (image.texts.length > 0) addQr2024(rows, image.texts[0]!, { line: 1, source });
    else context.onFinding(qrNotDecoded(image, context.mapping));
  }
  return { tables: rows.finish(), decoded };
}

export function qrNotDecoded(image: QrImage, mapping: Mapping): Finding {
  const { source, attempts, failure } = image;
  return {
    rule: "qr-not-decoded",
    action: actionOf(mapping, "qr-not-decoded"),
    source,
    line: 1,
    column: 0,
    field: "",
    station: "",
    text: "",
    detail: { reason: failure ?? "no-code", tried: attempts.length, attempts: attempts.join(", ") },
  };
}
