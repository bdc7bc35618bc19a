/**
 * A verifier key given on the command line: the key itself, or a file that holds it on its first line.
 * @module
 */
import { open } from "node:fs/promises";
import { type NoteKey, parseVerifierKey } from "@triplicate/core/note/key.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { shownText } from "./definition-fault.ts";
import { UsageError } from "./io.ts";

const MAX_FILE_BYTES = 4096;

export async function verifierKeyOf(text: string, option: string, t: Translator): Promise<NoteKey> {
  const direct = parseVerifierKey(text);
  if (direct.ok) return direct.value;
  const [line = ""] = (await firstBytes(text)).split("\n");
  const inFile = parseVerifierKey(line.trim());
  if (inFile.ok) return inFile.value;
  throw new UsageError(t.t("package.option.key", { option, text: shownText(text) }));
}

async function firstBytes(file: string): Promise<string> {
  try {
    await using handle = await open(file, "r");
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_FILE_BYTES), 0, MAX_FILE_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return "";
  }
}
