/**
 * Witnesses' requests from whatever a party has: lines that a scanner typed, notes, pictures of codes, folders of these.
 *
 *     list.txt        triplicate-accredit:…      one a line
 *     ana.note        the note itself
 *     ana.jpg         a photograph of the telephone
 *
 * What gave no request is a fault with its reason, never silence. Spec: spec/collecting.md, section 8.
 * @module
 */
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { decodeUtf8 } from "@triplicate/core/bytes.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { lineToNote } from "@triplicate/core/statement/one-line.ts";
import { readQrImages } from "./qr-images.ts";
import { isPicture } from "./qr-images-header.ts";

export type FoundRequest = {
  readonly file: string;
  /** From 1; of a picture, the place of the code among those found in it. */
  readonly line: number;
  readonly note: Uint8Array;
};

export const REQUEST_FILE_FAULTS = [
  "unreadable",
  "too-large",
  "no-code",
  "not-a-request",
  "request-form",
] as const;
export type RequestFileFault = {
  readonly code: (typeof REQUEST_FILE_FAULTS)[number];
  readonly file: string;
  /** 0 where the whole file is meant. */
  readonly line: number;
};

export type FoundRequests = {
  readonly requests: readonly FoundRequest[];
  readonly faults: readonly RequestFileFault[];
};

/** A country's witnesses, one a line. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;
const HEAD_BYTES = 8;
const PREFIX = "triplicate-accredit:";

export async function readRequests(paths: readonly string[]): Promise<FoundRequests> {
  const requests: FoundRequest[] = [];
  const faults: RequestFileFault[] = [];
  for (const file of await filesOf(paths)) {
    const found = await readFile(file);
    requests.push(...found.requests);
    faults.push(...found.faults);
  }
  return { requests, faults };
}

/** What stands in a text that has no file: standard input. */
export function requestsOfText(bytes: Uint8Array, file: string): FoundRequests {
  const note = parseNote(bytes);
  if (note.ok) return { requests: [{ file, line: 1, note: bytes }], faults: [] };
  const text = decodeUtf8(bytes);
  if (text === null || text.includes("\0"))
    return { requests: [], faults: [{ code: "not-a-request", file, line: 0 }] };
  // Telephones and editors end lines as they like.
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  return ofTexts(
    file,
    lines.flatMap((line, i) => (line.trim() === "" ? [] : [{ line: i + 1, text: line.trim() }])),
  );
}

async function filesOf(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    // What is no folder, or not there, is a file whose fault is told when it is opened.
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
    if (entries === null) files.push(path);
    else {
      const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith("."));
      files.push(...names.map((entry) => join(entry.parentPath, entry.name)).sort());
    }
  }
  return [...new Set(files)];
}

async function readFile(file: string): Promise<FoundRequests> {
  const fault = (code: RequestFileFault["code"]): FoundRequests => ({
    requests: [],
    faults: [{ code, file, line: 0 }],
  });
  let bytes: Uint8Array;
  try {
    await using handle = await open(file, "r");
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    if (isPicture(head.subarray(0, bytesRead))) return readPicture(file);
    const { size } = await handle.stat();
    if (size > MAX_TEXT_BYTES) return fault("too-large");
    if (size === 0) return fault("not-a-request");
    bytes = new Uint8Array(await handle.readFile());
  } catch {
    return fault("unreadable");
  }
  return requestsOfText(bytes, file);
}

async function readPicture(file: string): Promise<FoundRequests> {
  const { images } = await readQrImages([file], undefined, "accreditation");
  const [image] = images;
  const texts = (image?.texts ?? []).map((text, i) => ({ line: i + 1, text }));
  // A screen may show other codes; only where there is nothing else are they worth telling.
  const ours = texts.filter(({ text }) => text.startsWith(PREFIX));
  if (texts.length > 0) return ofTexts(file, ours.length > 0 ? ours : texts.slice(0, 1));
  const code = image?.failure === "too-large" ? "too-large" : "no-code";
  return { requests: [], faults: [{ code, file, line: 0 }] };
}

type Text = { readonly line: number; readonly text: string };

function ofTexts(file: string, texts: readonly Text[]): FoundRequests {
  const requests: FoundRequest[] = [];
  const faults: RequestFileFault[] = [];
  for (const { line, text } of texts) {
    const note = lineToNote("accredit", text);
    if (note !== null) requests.push({ file, line, note });
    else {
      const code = text.startsWith(PREFIX) ? "request-form" : "not-a-request";
      faults.push({ code, file, line });
    }
  }
  return { requests, faults };
}
