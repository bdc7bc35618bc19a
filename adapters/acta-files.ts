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
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { decodeUtf8 } from "@triplicate/core/bytes.ts";
import {
  gatherActas,
  MAX_SYMBOL_CHARACTERS,
  type SymbolFault,
} from "@triplicate/core/count-machine/acta-symbol.ts";
import { MAX_NOTE_BYTES, parseNote } from "@triplicate/core/note/note.ts";
import type { QrImageFailure } from "@triplicate/core/reading/qr-2024-images.ts";
import { readQrImages } from "./qr-images.ts";
import { isPicture } from "./qr-images-header.ts";

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

/** Enough to tell a picture from a text. */
const HEAD_BYTES = 8;

/** Many parts of one acta, with room for blank lines. */
const MAX_TEXT_BYTES = MAX_NOTE_BYTES + 100 * MAX_SYMBOL_CHARACTERS;

type Text = { readonly source: string; readonly text: string };

/**
 * Every acta in the files, and in those of folders, in order of their names. Pictures are read on every core.
 * `onProgress` counts pictures: they are what takes time.
 */
export async function readActaFromFiles(
  paths: readonly string[],
  onProgress?: (progress: { readonly done: number; readonly total: number }) => void,
): Promise<ActaFiles> {
  const files = await filesOf(paths);
  const read = new Map<string, ReadFile>();
  for (const source of files) read.set(source, await readFile(source));
  const pictures = files.filter((source) => read.get(source) === PICTURE);
  const { images } = await readQrImages(pictures, onProgress, "acta");
  const imageOf = new Map(images.map((image, i) => [pictures[i]!, image]));
  const actas: FoundActa[] = [];
  const faults: ActaFileFault[] = [];
  const texts: Text[] = [];
  for (const source of files) {
    const file = read.get(source)!;
    const image = imageOf.get(source);
    const failure = "code" in file ? file.code : (image?.failure ?? null);
    if (failure !== null) faults.push({ code: failure, sources: [source] });
    else if ("bytes" in file) actas.push({ sources: [source], noteBytes: file.bytes });
    else {
      const found = image === undefined ? ("texts" in file ? file.texts : []) : wanted(image.texts);
      texts.push(...found.map((text) => ({ source, text })));
    }
  }
  const gathered = gatherActas(texts.map(({ text }) => text));
  const sourcesOf = (indices: readonly number[]) => [...new Set(indices.map((i) => texts[i]!.source))];
  for (const { noteBytes, from } of gathered.actas) actas.push({ sources: sourcesOf(from), noteBytes });
  for (const fault of gathered.faults) faults.push(withSources(fault, texts, sourcesOf));
  return { actas, faults };
}

async function filesOf(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    // What is no folder, or not there, is a file whose fault is told when it is opened.
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
    if (entries === null) files.push(path);
    else {
      const names = entries.filter((entry) => !entry.isDirectory());
      files.push(...names.map((entry) => join(entry.parentPath, entry.name)).sort());
    }
  }
  return [...new Set(files)];
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

const PICTURE = { kind: "picture" } as const;

type ReadFile =
  | typeof PICTURE
  | { readonly code: QrImageFailure | "not-text" }
  /** The bytes of a note. */
  | { readonly bytes: Uint8Array }
  | { readonly texts: readonly string[] };

async function readFile(path: string): Promise<ReadFile> {
  let bytes: Uint8Array;
  try {
    await using handle = await open(path, "r");
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    if (bytesRead === 0) return { code: "empty-file" };
    if (isPicture(head.subarray(0, bytesRead))) return PICTURE;
    const { size } = await handle.stat();
    if (size > MAX_TEXT_BYTES) return { code: "too-large" };
    bytes = await handle.readFile();
  } catch {
    return { code: "unreadable" };
  }
  if (parseNote(bytes).ok) return { bytes: new Uint8Array(bytes) };
  const text = decodeUtf8(bytes);
  if (text === null || text.includes("\0")) return { code: "not-text" };
  // Telephones and editors end lines as they like; no symbol's text begins or ends with a space.
  const lines = text
    .replace(/^\ufeff/, "")
    .split(/[\r\n]+/)
    .map((line) => line.trim());
  const texts = lines.filter((line) => line !== "");
  return texts.length === 0 ? { code: "empty-file" } : { texts };
}
