/**
 * Checkpoints: the log's signed word on how many entries it has and which.
 *
 *     log.example/bolivar-2017        origin, which is also the name of the log's key
 *     20852163                        entries
 *     CsUYapGGPo4dkMgIAUqom/Xajj…     root of the tree over them
 *
 * Ours have these three lines. A checkpoint of others may say more in extension lines; they are kept, since
 * cosignatures cover them, and mean nothing to us.
 * Follows C2SP tlog-checkpoint v1.0.0. Spec: spec/log.md, section 4.
 * @module
 */
import { decodeBase64, encodeBase64, equalBytes } from "../bytes.ts";
import { EMPTY_ROOT, HASH_BYTES, type Hash } from "../merkle-tree.ts";
import { number } from "../note/fields.ts";
import { MAX_KEY_NAME_LENGTH } from "../note/key.ts";
import { err, ok, type Result } from "../result.ts";

export type Checkpoint = {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  /** Lines after the third, where there are any; never in a checkpoint of ours. */
  readonly extensions?: readonly string[];
};

export type CheckpointError = {
  readonly code:
    | "checkpoint-bad-lines"
    | "checkpoint-bad-origin"
    | "checkpoint-bad-size"
    | "checkpoint-bad-root"
    | "checkpoint-bad-extension";
};

const MAX_EXTENSIONS = 16;

/** An origin fits one line of a note and the name of a key. */
const isLine = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  text.length > 0 && text.isWellFormed() && !/[\u0000-\u001f]/.test(text);

/** The note's text. Throws on what no log may sign. */
export function printCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const text = `${[origin, number.print(size), encodeBase64(root), ...extensions].join("\n")}\n`;
  if (!parseCheckpoint(text).ok || !hasPossibleRoot({ size, root }))
    throw new Error("no checkpoint has such values");
  return text;
}

/** What stands there. That an empty tree has one root only is asked by `hasPossibleRoot`. */
export function parseCheckpoint(text: string): Result<Checkpoint, CheckpointError> {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length < 3 || lines.length > 3 + MAX_EXTENSIONS)
    return err({ code: "checkpoint-bad-lines" });
  const [origin = "", sizeText = "", rootText = "", ...extensions] = lines;
  if (!isLine(origin) || origin.length > MAX_KEY_NAME_LENGTH) return err({ code: "checkpoint-bad-origin" });
  const size = number.parse(sizeText);
  if (size === null) return err({ code: "checkpoint-bad-size" });
  const root = parseHash(rootText);
  if (root === null) return err({ code: "checkpoint-bad-root" });
  if (!extensions.every(isLine)) return err({ code: "checkpoint-bad-extension" });
  return ok(extensions.length === 0 ? { origin, size, root } : { origin, size, root, extensions });
}

/** All empty trees have one root. */
export const hasPossibleRoot = ({ size, root }: Pick<Checkpoint, "size" | "root">): boolean =>
  size > 0 || equalBytes(root, EMPTY_ROOT);

/** 32 bytes in canonical base64; null otherwise. */
export function parseHash(text: string): Hash | null {
  const bytes = text.length === 44 ? decodeBase64(text) : null;
  return bytes?.length === HASH_BYTES ? bytes : null;
}
