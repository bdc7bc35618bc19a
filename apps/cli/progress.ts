/**
 * Progress on a terminal, nothing in a pipe: one line a count with rows, rate and time left.
 * @module
 */
import type { ReadProgress } from "@triplicate/adapters/read-count.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import cliProgress from "cli-progress";
import type { Io } from "./io.ts";

export type ProgressLine = {
  update(progress: ReadProgress): void;
};

export type Progress = { line(name: string): ProgressLine; stop(): void };

const SILENT: Progress = { line: () => ({ update: () => {} }), stop: () => {} };

export function startProgress(io: Io, t: Translator): Progress {
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
  const begun = io.now();
  return {
    line: (name) => {
      const bar = bars.create(1, 0, { text: name });
      return {
        update: ({ unit, done, total, rows }) => {
          const seconds = Math.max((io.now() - begun) / 1000, 0.001);
          const left = Math.max(Math.ceil((seconds / Math.max(done, 1)) * (total - done)), 0);
          bar.setTotal(Math.max(total, 1));
          const rate = Math.round(rows / seconds);
          const size = { done: megabytes(done), total: megabytes(total) };
          const text =
            unit === "images"
              ? t.t("cli.progress.images", { name, done, total, left })
              : t.t("cli.progress.rows", { name, ...size, rows, rate, left });
          bar.update(done, { text });
        },
      };
    },
    stop: () => bars.stop(),
  };
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1_000_000);
