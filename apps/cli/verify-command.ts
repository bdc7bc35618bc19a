/**
 * `triplicate verify PLACE`: everything that is published, by rule, and contradiction files of what can be carried away.
 * Spec: spec/verification.md.
 * @module
 */
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeDurably } from "@triplicate/adapters/durable-files.ts";
import { findContradictions } from "@triplicate/adapters/find-contradictions.ts";
import { openLogSource } from "@triplicate/adapters/log-source.ts";
import { createSignaturePool } from "@triplicate/adapters/signature-pool.ts";
import { cacheFolder, stateFolder } from "@triplicate/adapters/verification-memory.ts";
import { type Verification, type VerifyFault, verifyLog } from "@triplicate/adapters/verify-log.ts";
import type { GivenFile } from "@triplicate/adapters/verify-shown.ts";
import { encodeHex } from "@triplicate/core/bytes.ts";
import { type NoteKey, parseVerifierKey } from "@triplicate/core/note/key.ts";
import { MAX_NOTE_BYTES } from "@triplicate/core/note/note.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { type Contradiction, printContradiction } from "@triplicate/core/verification/contradiction-file.ts";
import { type MessageId, type Translator, translator } from "@triplicate/ui/messages.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { startVerifyProgress } from "./verify-progress.ts";
import { verificationJson, verificationLines } from "./verify-words.ts";

export type VerifyOptions = {
  readonly authority: readonly string[];
  readonly checkpoint: readonly string[];
  readonly bulletin: readonly string[];
  readonly state?: string;
  readonly keep?: string;
  readonly mode: Mode;
  readonly out?: string;
  readonly json: boolean;
};

export async function runVerify(place: string, options: VerifyOptions, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const authorities = options.authority.map((text) => authorityKey(text, t));
  const others = await readNotes(options.checkpoint, t);
  const shown = await readNotes(options.bulletin, t);
  const state = options.state ?? stateFolder(io.environment);
  const source = openLogSource(place, { keep: options.keep ?? cacheFolder(io.environment) });
  const pool = createSignaturePool();
  const progress = startVerifyProgress(io, t);
  try {
    const { mode } = options;
    const onProgress = progress.update;
    const verified = await verifyLog({ source, pool, mode, authorities, others, shown, state, onProgress });
    progress.stop();
    if (!verified.ok) throw sourceError(place, verified.error, t);
    const found = await findContradictions(source, verified.value, mode);
    const home = options.out ?? join(verified.value.checked?.memory?.folder ?? state, "contradictions");
    const files = await writeContradictions(home, found);
    if (options.json) io.data(verificationJson(verified.value, files));
    else io.out(words(verified.value, files, home, t));
    return verified.value.breaches.total === 0 ? EXIT.fine : EXIT.contradiction;
  } finally {
    progress.stop();
    await pool.close();
  }
}

function words(verification: Verification, files: readonly string[], dir: string, t: Translator): string {
  const lines = verificationLines(verification, t);
  if (files.length > 0) lines.push(t.t("verify.evidence", { n: files.length, dir }), "");
  return lines.join("\n");
}

function authorityKey(text: string, { t }: Translator): NoteKey {
  const key = parseVerifierKey(text);
  if (!key.ok) throw new UsageError(t("verify.usage.authority", { text }));
  return key.value;
}

const readNotes = (files: readonly string[], t: Translator): Promise<GivenFile[]> =>
  Promise.all(files.map(async (name) => ({ bytes: await readSmallFile(name, MAX_NOTE_BYTES, t), name })));

/** A file that a person names, of at most so many bytes. */
export async function readSmallFile(file: string, atMost: number, { t }: Translator): Promise<Uint8Array> {
  try {
    const about = await stat(file);
    if (about.isFile() && about.size <= atMost) return new Uint8Array(await readFile(file));
  } catch {
    // Told below, like a file that is no file.
  }
  throw new UsageError(t("cli.usage.noFile", { file }));
}

/** Nothing could be checked: that is no contradiction, but neither is it fine. */
export function sourceError(place: string, fault: VerifyFault, { t }: Translator): UsageError {
  const values = { place, name: fault.name, detail: fault.detail };
  const again = fault.code === "source-unreachable" ? t("verify.usage.again") : null;
  return new UsageError(t(`verify.usage.${fault.code}` satisfies MessageId, values), again);
}

/** Names from what is inside, so that one contradiction found twice is one file. */
export async function writeContradictions(
  folder: string,
  contradictions: readonly Contradiction[],
): Promise<string[]> {
  const files: string[] = [];
  for (const contradiction of contradictions) {
    const bytes = printContradiction(contradiction);
    const file = join(folder, `${contradiction.kind}-${encodeHex(sha256(bytes)).slice(0, 12)}.contradiction`);
    await mkdir(folder, { recursive: true });
    await writeDurably(file, bytes);
    files.push(file);
  }
  return files;
}
