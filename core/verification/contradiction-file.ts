/**
 * The contradiction file: signed texts that cannot all be true, in one file that anybody checks with the election
 * package alone.
 *
 *     triplicate/contradiction/v1
 *     kind two-actas
 *     election ve-bolivar-2017 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
 *     part note text 18
 *     triplicate/acta/v1
 *     …
 *
 * The file needs no signature of its own: each part brings those of the people who said it. This module reads and
 * writes the form; contradiction.ts judges what the parts prove. Spec: spec/verification.md, section 9.
 * @module
 */
import { concatBytes, decodeBase64, decodeUtf8, encodeBase64, utf8 } from "../bytes.ts";
import { number } from "../note/fields.ts";
import { err, ok, type Result } from "../result.ts";
import { type ElectionReference, electionReference } from "../statement/common.ts";

const FORM = "triplicate/contradiction/v1";

/** Two logged entries of 65,535 bytes in base64, and the proofs that go with them, are less than half of this. */
export const MAX_CONTRADICTION_BYTES = 512 * 1024;

/** What a kind is made of, in order; a name with a question mark may be left out. Clause of each in the specification. */
export const CONTRADICTION_CLASSES = {
  "two-actas": { clause: "9.4", parts: ["note", "note"] },
  "two-bulletins": { clause: "9.5", parts: ["note", "note"] },
  "split-view": { clause: "9.6", parts: ["checkpoint", "checkpoint", "consistency?"] },
  "entry-replaced": { clause: "9.7", parts: ["note", "proof", "leaf", "proof"] },
  "unsigned-entry": { clause: "9.8", parts: ["entry", "proof"] },
  "bulletin-tree": { clause: "9.9", parts: ["note", "checkpoint", "consistency?"] },
} as const satisfies Record<string, { clause: string; parts: readonly string[] }>;

export type ContradictionKind = keyof typeof CONTRADICTION_CLASSES;
const KINDS = Object.keys(CONTRADICTION_CLASSES) as readonly ContradictionKind[];

export type Contradiction = {
  readonly kind: ContradictionKind;
  readonly election: ElectionReference;
  readonly parts: readonly Uint8Array[];
};

export type ContradictionFileError = {
  readonly code: "contradiction-too-large" | "contradiction-form";
  /** From 1. */
  readonly line?: number;
};

export function printContradiction({ kind, election, parts }: Contradiction): Uint8Array {
  const names = partNames(kind, parts.length);
  if (names === null) throw new Error(`a contradiction ${kind} has not ${parts.length} parts`);
  const head = `${FORM}\nkind ${kind}\nelection ${electionReference.print(election)}\n`;
  return concatBytes(utf8(head), ...parts.map((part, i) => printPart(names[i]!, part)));
}

/** The names of a kind's parts when there are so many; null when there cannot be. */
function partNames(kind: ContradictionKind, count: number): string[] | null {
  const names: readonly string[] = CONTRADICTION_CLASSES[kind].parts;
  const least = names.filter((name) => !name.endsWith("?")).length;
  if (count < least || count > names.length) return null;
  return names.slice(0, count).map((name) => name.replace("?", ""));
}

const BASE64_WIDTH = 76;

/** Text as it stands where it is lines of text; anything else in base64, so that each part has one form. */
function printPart(name: string, bytes: Uint8Array): Uint8Array {
  const isText = isLines(bytes);
  const encoded = isText ? "" : encodeBase64(bytes);
  const lines = isText ? [] : (encoded.match(new RegExp(`.{1,${BASE64_WIDTH}}`, "g")) ?? []);
  const count = isText ? newlines(bytes) : lines.length;
  const head = utf8(`part ${name} ${isText ? "text" : "base64"} ${count}\n`);
  return concatBytes(head, isText ? bytes : utf8(lines.map((line) => `${line}\n`).join("")));
}

const NEWLINE = 0x0a;

function isLines(bytes: Uint8Array): boolean {
  if (bytes.at(-1) !== NEWLINE || decodeUtf8(bytes) === null) return false;
  return bytes.every((byte) => byte >= 0x20 || byte === NEWLINE);
}

const newlines = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte) => sum + (byte === NEWLINE ? 1 : 0), 0);

/** The parts, if printing them would give the same bytes again. */
export function parseContradiction(bytes: Uint8Array): Result<Contradiction, ContradictionFileError> {
  if (bytes.length > MAX_CONTRADICTION_BYTES) return err({ code: "contradiction-too-large" });
  const fault = (line: number) => err({ code: "contradiction-form", line } as const);
  const text = decodeUtf8(bytes);
  if (text === null || !text.endsWith("\n")) return fault(1);
  const lines = text.slice(0, -1).split("\n");
  if (lines[0] !== FORM) return fault(1);
  const kind = KINDS.find((name) => lines[1] === `kind ${name}`);
  if (kind === undefined) return fault(2);
  const election = lines[2]?.startsWith("election ") ? electionReference.parse(lines[2].slice(9)) : null;
  if (election === null) return fault(3);
  const parts: Uint8Array[] = [];
  let at = 3;
  while (at < lines.length) {
    const part = parsePart(lines, at);
    if (part === null) return fault(at + 1);
    parts.push(part.bytes);
    at = part.next;
  }
  if (partNames(kind, parts.length) === null) return fault(at + 1);
  const contradiction = { kind, election, parts };
  const printed = decodeUtf8(printContradiction(contradiction));
  return printed === text ? ok(contradiction) : fault(firstDifference(printed ?? "", text));
}

function parsePart(lines: readonly string[], at: number): { bytes: Uint8Array; next: number } | null {
  const match = /^part [a-z]+ (text|base64) ([0-9]+)$/.exec(lines[at]!);
  const count = match === null ? null : number.parse(match[2]!);
  if (match === null || count === null || count > lines.length - at - 1) return null;
  const inside = lines.slice(at + 1, at + 1 + count);
  const bytes =
    match[1] === "text" ? utf8(inside.map((line) => `${line}\n`).join("")) : decodeBase64(inside.join(""));
  return bytes === null ? null : { bytes, next: at + 1 + count };
}

function firstDifference(a: string, b: string): number {
  const [x, y] = [a.split("\n"), b.split("\n")];
  let line = 0;
  while (line < x.length && x[line] === y[line]) line += 1;
  return line + 1;
}
