/**
 * Progress of reading a package on a terminal, nothing in a pipe: a country's roster takes half a minute, and its keys
 * on the curve minutes.
 * @module
 */
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import cliProgress, { type SingleBar } from "cli-progress";
import type { Io } from "./io.ts";

export type PackageProgress = {
  /** Bytes of the roster. */
  readonly onProgress: (done: number, total: number) => void;
  readonly onKeys: (done: number, total: number) => void;
  stop(): void;
};

const SILENT: PackageProgress = { onProgress: () => {}, onKeys: () => {}, stop: () => {} };

export function startPackageProgress(io: Io, { t }: Translator = translator(io.language)): PackageProgress {
  if (!io.isTerminal) return SILENT;
  const bars = new cliProgress.MultiBar({
    format: "{bar} {text}",
    barsize: 24,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    clearOnComplete: true,
    emptyOnZero: true,
  });
  const made = new Map<string, SingleBar>();
  const show = (
    id: "package.progress.roster" | "package.progress.keys",
    done: number,
    total: number,
    by: number,
  ) => {
    const bar = made.get(id) ?? bars.create(1, 0, { text: "" });
    made.set(id, bar);
    bar.setTotal(Math.max(total, 1));
    bar.update(done, { text: t(id, { done: Math.ceil(done / by), total: Math.ceil(total / by) }) });
  };
  return {
    onProgress: (done, total) => show("package.progress.roster", done, total, 1_000_000),
    onKeys: (done, total) => show("package.progress.keys", done, total, 1),
    stop: () => bars.stop(),
  };
}
