/**
 * Progress of a verification on a terminal, nothing in a pipe: one line, with what is left of its stage.
 * @module
 */
import type { VerifyStage } from "@triplicate/adapters/verify-log.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import cliProgress from "cli-progress";
import type { Io } from "./io.ts";

export type VerifyProgress = {
  update(stage: VerifyStage, done: number, total: number): void;
  stop(): void;
};

const STEP_MILLISECONDS = 100;

export function startVerifyProgress(io: Io, { t }: Translator): VerifyProgress {
  if (!io.isTerminal) return { update: () => {}, stop: () => {} };
  const bar = new cliProgress.SingleBar({
    format: "{bar} {text}",
    barsize: 24,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    clearOnComplete: true,
    emptyOnZero: true,
  });
  bar.start(1, 0, { text: "" });
  let stage: VerifyStage | null = null;
  let [begun, shown] = [0, Number.NEGATIVE_INFINITY];
  return {
    update(next, done, total) {
      const now = io.now();
      if (next !== stage) [stage, begun, shown] = [next, now, Number.NEGATIVE_INFINITY];
      if (now - shown < STEP_MILLISECONDS && done < total) return;
      shown = now;
      const seconds = Math.max((now - begun) / 1000, 0.001);
      const left = Math.max(Math.ceil((seconds / Math.max(done, 1)) * (total - done)), 0);
      bar.setTotal(Math.max(total, 1));
      bar.update(done, { text: words(next, done, total, left, t) });
    },
    stop: () => bar.stop(),
  };
}

function words(stage: VerifyStage, done: number, total: number, left: number, t: Translator["t"]): string {
  switch (stage) {
    case "package":
      return t("verify.progress.package", { done: megabytes(done), total: megabytes(total) });
    case "fetch":
      return t("verify.progress.fetch", { done, total, left });
    case "entries":
      return t("verify.progress.entries", { done, total, left });
  }
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1_000_000);
