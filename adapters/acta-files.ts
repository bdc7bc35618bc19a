/**
 * Kept actas from whatever their holders have: a note in a text file, the text of a QR code, a photograph.
 *
 *     acta.note               the note itself
 *     symbols.txt             texts that telephones read from QR codes, one a line
 *     photo-1.jpg photo-2.png pictures; symbols of one acta may be spread over several
 *
 * Files are taken together: parts of one acta find one another wherever they were. What gave no acta is a fault with its
 * reason, never silence. Spec: spec/acta.md, section 8.
 * @module
 */
import { open } from "node:fs/promises";
import { decodeUtf8 } from "@triplicate/core/bytes.ts";
import {
  gatherActas,
  MAX_SYMBOL_CHARACTERS,
  type SymbolFault,
} from "@triplicate/core/count-machine/acta-symbol.ts";
import { MAX_NOTE_BYTES, parseNote } from "@triplicate/core/note/note.ts";
import type { QrImageFailure } from "@triplicate/core/reading/qr-2024-images.ts";
import { readQrImages } from "./qr-images.ts";
import { imageSize } from "./qr-images-header.ts";

export type FoundActa = {
  /** The files it was made of, in the order given; one for a note, several for parts spread over pictures. */
  readonly sources: readonly string[];
  /** Exactly the bytes that were signed and printed. A note of another kind than an acta is given too. */
  readonly noteBytes: Uint8Array;
};

export type ActaFileFault =
  /** The file gave nothing: it cannot be opened, is too large or empty, shows no code, or is no text. */
  | { readonly code: QrImageFailure | "not-text"; readonly sources: readonly string[] }
  /** A text was read and is no acta, or parts are missing or do not belong together (spec/acta.md, clause 6.5). */
  | (Exclude<SymbolFault, { readonly index: number }> & { readonly sources: readonly string[] })
  | { readonly code: "symbol-not-acta" | "symbol-bad-text"; readonly sources: readonly string[] };

export type ActaFiles = {
  readonly actas: readonly FoundActa[];
  readonly faults: readonly ActaFileFault[];
};

/** Many parts of one acta, with room for blank lines. */
const MAX_TEXT_BYTES = MAX_NOTE_BYTES + 100 * MAX_SYMBOL_CHARACTERS;

type Text = { readonly source: string; readonly text: string };

/** Every acta in the files. A folder is not walked: whoever has one knows which of its files are actas. */
export async function readActaFromFiles(paths: readonly string[]): Promise<ActaFiles> {
  const actas: FoundActa[] = [];
  const faults: ActaFileFault[] = [];
  const texts: Text[] = [];
  for (const source of paths) {
    const read = await readFile(source);
    if ("code" in read) faults.push({ code: read.code, sources: [source] });
    else if (read.kind === "note") actas.push({ sources: [source], noteBytes: read.bytes });
    else if (read.kind === "texts") texts.push(...read.texts.map((text) => ({ source, text })));
    else {
      const { images } = await readQrImages([source], undefined, "acta");
      const image = images[0]!;
      if (image.failure !== null) faults.push({ code: image.failure, sources: [source] });
      texts.push(...wanted(image.texts).map((text) => ({ source, text })));
    }
  }
  const gathered = gatherActas(texts.map(({ text }) => text));
  const sourcesOf = (indices: readonly number[]) => [...new Set(indices.map((i) => texts[i]!.source))];
  for (const { noteBytes, from } of gathered.actas) actas.push({ sources: sourcesOf(from), noteBytes });
  for (const fault of gathered.faults) faults.push(withSources(fault, texts, sourcesOf));
  return { actas, faults };
}

/** A page may carry other codes; only when there is nothing else is one of them worth telling. */
function wanted(texts: readonly string[]): readonly string[] {
  const ours = texts.filter((text) => text.startsWith("ACTA/"));
  return ours.length > 0 ? ours : texts.slice(0, 1);
}

function withSources(
  fault: SymbolFault,
  texts: readonly Text[],
  sourcesOf: (indices: readonly number[]) => readonly string[],
): ActaFileFault {
  if ("index" in fault) return { code: fault.code, sources: sourcesOf([fault.index]) };
  const set = "set" in fault ? fault.set : "";
  const indices = [...texts.keys()].filter((i) => texts[i]!.text.split(" ")[3] === set);
  return { ...fault, sources: sourcesOf(indices) };
}

type ReadFile =
  | { readonly code: QrImageFailure | "not-text" }
  | { readonly kind: "note"; readonly bytes: Uint8Array }
  | { readonly kind: "texts"; readonly texts: readonly string[] }
  | { readonly kind: "picture" };

async function readFile(path: string): Promise<ReadFile> {
  let bytes: Uint8Array;
  try {
    await using handle = await open(path, "r");
    // One byte more than allowed, so that a larger file shows itself.
    const buffer = new Uint8Array(MAX_TEXT_BYTES + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    bytes = buffer.subarray(0, bytesRead);
  } catch {
    return { code: "unreadable" };
  }
  if (bytes.length === 0) return { code: "empty-file" };
  if (imageSize(bytes) !== null) return { kind: "picture" };
  if (bytes.length > MAX_TEXT_BYTES) return { code: "too-large" };
  if (parseNote(bytes).ok) return { kind: "note", bytes };
  const text = decodeUtf8(bytes);
  if (text === null || text.includes("\0")) return { code: "not-text" };
  // Telephones and editors end lines as they like; no symbol's text begins or ends with a space.
  const lines = text
    .replace(/^\ufeff/, "")
    .split(/[\r\n]+/)
    .map((line) => line.trim());
  return { kind: "texts", texts: lines.filter((line) => line !== "") };
}
