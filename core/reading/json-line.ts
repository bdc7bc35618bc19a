/**
 * One line of JSON as named fields with their raw text and position.
 *
 * A parser alone does not do: it turns 2.740 into 2.74, keeps the last of two equal keys, and knows no columns. So
 * the line is parsed once to know that it is valid, then walked to find where each value stands.
 * A field is named by its key; a value inside another by its JSON pointer: "/votes/CC", "/results/0/count".
 * @module
 */

import { pointerStep } from "../json-pointer.ts";
import type { Mapping } from "./mapping.ts";
import type { NamedField } from "./named-rows.ts";
import { readJsonVotes, type VotesFault } from "./votes.ts";

export type JsonLine =
  | { readonly kind: "fields"; readonly field: (name: string) => NamedField | undefined }
  | { readonly kind: "bad-json" | "not-an-object" }
  | { readonly kind: "repeated-field"; readonly column: number; readonly text: string };

/** Objects inside objects are walked so deep; below it nobody has a column, and every level makes its pointer longer. */
const MAX_DEPTH = 32;

const NINE = 0x39;
const QUOTE = 0x22;

type Span = { readonly start: number; readonly end: number };

/** `nested`: whether any wanted name is a pointer; without it values inside values are not walked. */
export function readJsonLine(line: string, nested: boolean): JsonLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: "bad-json" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { kind: "not-an-object" };
  const spans = new Map<string, Span>();
  const repeated = walk(line, { spans, nested });
  if (repeated !== null) {
    const text = line.slice(repeated.start, repeated.end);
    return { kind: "repeated-field", column: characterAt(line, repeated.start), text };
  }
  const field = (name: string) => {
    const span = spans.get(name);
    return span === undefined ? undefined : new JsonField(line, span);
  };
  return { kind: "fields", field };
}

/** A class, because a row makes an object for each of its columns and most of what they could tell is not asked. */
class JsonField implements NamedField {
  readonly raw: string;
  readonly #line: string;
  readonly #start: number;
  readonly #value: unknown;

  constructor(line: string, span: Span) {
    this.#line = line;
    this.#start = span.start;
    this.raw = line.slice(span.start, span.end);
    // Most fields are plain numbers, whose value is not needed: their text is what is read (clause 3.5).
    const first = this.raw.charCodeAt(0);
    this.#value = first <= NINE && first !== QUOTE ? 0 : JSON.parse(this.raw);
  }

  get key(): string {
    return keyText(this.#value, this.raw);
  }

  column(): number {
    return characterAt(this.#line, this.#start);
  }

  votes(numbers: Mapping["numbers"]): number | VotesFault {
    return readJsonVotes(this.#value, this.raw, numbers);
  }
}

/** A whole number written as 7.0 is the key 7: programs that keep all numbers as fractions write it so. */
function keyText(value: unknown, raw: string): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  return raw.includes(".") ? raw.replace(/^([0-9]+)\.0+$/, "$1") : raw;
}

const characterAt = (line: string, offset: number): number => [...line.slice(0, offset)].length + 1;

type Walk = { readonly spans: Map<string, Span>; readonly nested: boolean };

/** An object or array on the way: its pointer, and for an array the index of the value that comes next. */
type Level = { readonly pointer: string; next: number };

/**
 * Notes the span of every value of a line that is known to be a valid JSON object; returns the span of the first key
 * that stands twice in one object. Without recursion, so that no depth of nesting ends the stack.
 */
function walk(line: string, { spans, nested }: Walk): Span | null {
  const levels: Level[] = [{ pointer: "", next: -1 }];
  const starts: { name: string; start: number }[] = [];
  let at = line.indexOf("{") + 1;
  let name: string | null = null;
  while (levels.length > 0) {
    at = skip(line, at, ",: \t");
    const char = line[at]!;
    const level = levels[levels.length - 1]!;
    if (char === "}" || char === "]") {
      levels.pop();
      at += 1;
      const open = starts.pop();
      if (open !== undefined) spans.set(open.name, { start: open.start, end: at });
      continue;
    }
    if (level.next < 0 && name === null) {
      const end = stringEnd(line, at);
      const key = keyName(line.slice(at, end));
      name = levels.length === 1 ? key : `${level.pointer}/${pointerStep(key)}`;
      if (spans.has(name) || starts.some((open) => open.name === name)) return { start: at, end };
      at = end;
      continue;
    }
    const own: string = name ?? `${level.pointer}/${level.next}`;
    if (level.next >= 0) level.next += 1;
    name = null;
    if (nested && levels.length < MAX_DEPTH && (char === "{" || char === "[")) {
      // A top-level field is named by its key, but stands in pointers with its step.
      const pointer = levels.length === 1 ? `/${pointerStep(own)}` : own;
      levels.push({ pointer, next: char === "[" ? 0 : -1 });
      starts.push({ name: own, start: at });
      at += 1;
      continue;
    }
    const end = valueEnd(line, at);
    spans.set(own, { start: at, end });
    at = end;
  }
  return null;
}

function skip(line: string, from: number, characters: string): number {
  let at = from;
  while (characters.includes(line.charAt(at)) && at < line.length) at += 1;
  return at;
}

const keyName = (raw: string): string => (raw.includes("\\") ? String(JSON.parse(raw)) : raw.slice(1, -1));

/** The position after the string that starts at `start`. */
function stringEnd(line: string, start: number): number {
  let end = line.indexOf('"', start + 1);
  for (; end !== -1; end = line.indexOf('"', end + 1)) {
    let slashes = 0;
    while (line[end - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  throw new Error("a valid line has an open string");
}

function valueEnd(line: string, start: number): number {
  const first = line[start];
  if (first === '"') return stringEnd(line, start);
  if (first !== "{" && first !== "[") {
    let end = start;
    while (end < line.length && !",}] \t".includes(line[end]!)) end += 1;
    return end;
  }
  let depth = 0;
  for (let at = start; ; at += 1) {
    const char = line[at];
    if (char === undefined) throw new Error("a valid line has an open value");
    if (char === '"') at = stringEnd(line, at) - 1;
    else if (char === "{" || char === "[") depth += 1;
    else if ((char === "}" || char === "]") && --depth === 0) return at + 1;
  }
}
