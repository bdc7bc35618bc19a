/**
 * What this machine has seen of an election's log on earlier visits: its authority's keys, its note, its checkpoints.
 *
 *     STATE/<hash of the election's id>/authorities              as on the first visit
 *                                       election.note            likewise
 *                                       checkpoint-<size>-<root> every one not proved to be the beginning of a later one
 *
 * Without memory a log could show each visitor another history, or the same visitor another one each day. It holds
 * nothing secret and nothing of voters. Spec: spec/verification.md, clauses 3.2, 3.3 and 5.5.
 * @module
 */
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import type { Checkpoint } from "@triplicate/core/log/checkpoint.ts";
import { type NoteKey, parseVerifierKey, printVerifierKey } from "@triplicate/core/note/key.ts";
import { MAX_NOTE_BYTES } from "@triplicate/core/note/note.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { writeDurably } from "./durable-files.ts";
import { nodeSha256 } from "./ed25519-node.ts";

export type Remembered = {
  /** Null on the first visit. */
  readonly authorities: readonly NoteKey[] | null;
  readonly electionNote: Uint8Array | null;
  readonly checkpoints: readonly { readonly bytes: Uint8Array; readonly file: string }[];
};

export type VerificationMemory = {
  readonly folder: string;
  recall(): Promise<Remembered>;
  /** The first visit's package; later calls change nothing. */
  keepPackage(authorities: readonly NoteKey[], electionNote: Uint8Array): Promise<void>;
  keepCheckpoint(bytes: Uint8Array, checkpoint: Checkpoint): Promise<void>;
  /** What a later checkpoint was proved to begin with. */
  dropCheckpoint(file: string): Promise<void>;
};

/** More are a mess that nobody made honestly; the oldest sizes say least. */
const MAX_CHECKPOINTS = 1000;

/** XDG base directories: state that should outlive a run but is nobody's document. */
export const stateFolder = (environment: Readonly<Record<string, string | undefined>>): string =>
  join(xdg(environment.XDG_STATE_HOME, ".local/state"), "triplicate", "verify");

/** Where copies of what servers gave are kept; losing them costs time. */
export const cacheFolder = (environment: Readonly<Record<string, string | undefined>>): string =>
  join(xdg(environment.XDG_CACHE_HOME, ".cache"), "triplicate", "verify");

/** An empty or relative value is to be ignored (XDG Base Directory Specification). */
const xdg = (value: string | undefined, fallback: string): string =>
  value?.startsWith("/") ? value : join(homedir(), fallback);

/** A rehearsal has a log of its own, and so a memory of its own. */
export function openVerificationMemory(
  state: string,
  election: string,
  mode: Mode = "live",
): VerificationMemory {
  const subject = mode === "live" ? election : `${election}\n${mode}`;
  const folder = join(state, encodeHex(nodeSha256(utf8(subject))).slice(0, 32));
  const paths = { authorities: join(folder, "authorities"), note: join(folder, "election.note") };
  const write = async (path: string, bytes: Uint8Array) => {
    await mkdir(folder, { recursive: true });
    await writeDurably(path, bytes);
  };
  return {
    folder,
    async recall() {
      const authorities = await readSmall(paths.authorities);
      const checkpoints: { bytes: Uint8Array; file: string }[] = [];
      for (const file of await checkpointFiles(folder)) {
        const bytes = await readSmall(join(folder, file));
        if (bytes !== null) checkpoints.push({ bytes, file });
      }
      return {
        authorities: authorities === null ? null : parseKeys(authorities),
        electionNote: await readSmall(paths.note),
        checkpoints,
      };
    },
    async keepPackage(authorities, electionNote) {
      if ((await readSmall(paths.note)) !== null) return;
      const lines = authorities.map((key) => `${printVerifierKey(key)}\n`).join("");
      await write(paths.authorities, utf8(lines));
      await write(paths.note, electionNote);
    },
    async keepCheckpoint(bytes, { size, root }) {
      const file = `checkpoint-${String(size).padStart(16, "0")}-${encodeHex(root).slice(0, 16)}`;
      await write(join(folder, file), bytes);
    },
    dropCheckpoint: (file) => rm(join(folder, file), { force: true }),
  };
}

async function checkpointFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => /^checkpoint-[0-9]{16}-[0-9a-f]{16}$/.test(name))
      .sort()
      .slice(-MAX_CHECKPOINTS);
  } catch {
    return [];
  }
}

async function readSmall(path: string): Promise<Uint8Array | null> {
  try {
    if ((await stat(path)).size > MAX_NOTE_BYTES) return null;
    return new Uint8Array(await readFile(path));
  } catch {
    return null;
  }
}

function parseKeys(bytes: Uint8Array): NoteKey[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  return lines.flatMap((line) => {
    const key = parseVerifierKey(line);
    return key.ok ? [key.value] : [];
  });
}
