/**
 * Reads a JSON file that a person wrote: comments and trailing commas are allowed, everything else is exact.
 *
 * A key given twice is refused, because a parser would keep the last in silence; so is `__proto__`, which would
 * become the object's prototype. `locate` turns a validator's JSON pointer into a line and column.
 * @module
 */
import { open } from "node:fs/promises";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";

export const MAX_JSON_BYTES = 64 * 1024 * 1024;

export type Position = { readonly line: number; readonly column: number };

export type JsonFile = {
  readonly value: unknown;
  /** The bytes as read, for hashing. */
  readonly bytes: Uint8Array;
  /** Where a JSON pointer's value stands, or the nearest value above it that exists. */
  locate(pointer: string): Position;
};

export type JsonFileFault = {
  readonly code: "unreadable" | "too-large" | "wrong-encoding" | "empty-file" | "bad-json" | "repeated-key";
  readonly file: string;
  readonly position: Position | null;
  /** The parser's code, the repeated key, or the system's code. */
  readonly detail: string;
};

export async function readJsonFile(file: string): Promise<Result<JsonFile, JsonFileFault>> {
  const bytes = await readCapped(file);
  return bytes.ok ? parseJsonBytes(file, bytes.value) : bytes;
}

/** As readJsonFile, for bytes that are already here. `file` only names them. */
export function parseJsonBytes(file: string, bytes: Uint8Array): Result<JsonFile, JsonFileFault> {
  const fault = (code: JsonFileFault["code"], position: Position | null, detail: string) =>
    err({ code, file, position, detail });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return fault("wrong-encoding", null, "utf-8");
  }
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { allowTrailingComma: true });
  } catch (error) {
    // The parser recurses, so a file of a million brackets ends its stack.
    if (error instanceof RangeError) return fault("bad-json", null, "TooDeep");
    throw error;
  }
  const [first] = errors;
  if (first !== undefined) {
    if (text.trim() === "") return fault("empty-file", null, "");
    return fault("bad-json", positionAt(text, first.offset), printParseErrorCode(first.error));
  }
  if (root === undefined) return fault("empty-file", null, "");
  const repeated: Node[] = [];
  const value = plainValue(root, repeated);
  const [key] = repeated;
  if (key !== undefined) return fault("repeated-key", positionAt(text, key.offset), String(key.value));
  const tree = root;
  const locate = (pointer: string) => positionAt(text, nearest(tree, pointer).offset);
  return ok({ value, bytes, locate });
}

async function readCapped(file: string): Promise<Result<Uint8Array, JsonFileFault>> {
  const refused = (code: "unreadable" | "too-large", detail: string) =>
    err({ code, file, position: null, detail });
  try {
    await using handle = await open(file, "r");
    const { size } = await handle.stat();
    if (size > MAX_JSON_BYTES) return refused("too-large", String(size));
    return ok(await handle.readFile());
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
    return refused("unreadable", code);
  }
}

/** The plain value, with every repeated or unsafe key put aside. */
function plainValue(node: Node, repeated: Node[]): unknown {
  if (node.type === "array") return (node.children ?? []).map((child) => plainValue(child, repeated));
  if (node.type !== "object") return node.value;
  const entries = new Map<string, unknown>();
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    if (entries.has(name) || name === "__proto__") repeated.push(key);
    entries.set(name, plainValue(value, repeated));
  }
  return Object.fromEntries(entries);
}

function nearest(root: Node, pointer: string): Node {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  let node = root;
  for (const step of steps) {
    const path = node.type === "array" ? Number(step) : step;
    const child = findNodeAtLocation(node, [path]);
    if (child === undefined) break;
    node = child;
  }
  return node;
}

/** Line and column from 1; the column counts UTF-16 units, as editors do. */
function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let i = before.indexOf("\n"); i !== -1; i = before.indexOf("\n", i + 1)) line += 1;
  return { line, column: offset - lineStart + 1 };
}
