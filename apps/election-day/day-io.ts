/**
 * Commands of `triplicate` played for a visitor: their words are kept instead of printed.
 * @module
 */
import type { Io } from "@triplicate/cli/io.ts";
import { runCli } from "@triplicate/cli/program.ts";
import type { Language } from "@triplicate/core/text.ts";

/** What the command said, results and errors in the order in which they came. */
export async function play(args: readonly string[], language: Language, folder: string): Promise<string> {
  let words = "";
  const keep = (text: string) => {
    words += text;
  };
  const io: Io = {
    out: keep,
    data: keep,
    err: keep,
    isTerminal: false,
    language,
    // What a verifier remembers of this log belongs to this day only.
    environment: { XDG_STATE_HOME: `${folder}/state`, XDG_CACHE_HOME: `${folder}/cache` },
    now: () => performance.now(),
    untilStopped: async () => {},
  };
  await runCli(args, io);
  return words;
}
