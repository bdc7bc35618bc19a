/**
 * What the command needs of the world besides files: where words go, in which language, and a clock for progress.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";

export type Io = {
  /** Results in words. */
  readonly out: (text: string) => void;
  /** Results for a program to read, byte for byte. */
  readonly data: (text: string) => void;
  /** Progress and errors. */
  readonly err: (text: string) => void;
  /** Whether a person watches `err`. */
  readonly isTerminal: boolean;
  readonly language: Language;
  /** Variables that say where a person's state and caches live; nothing else is read from them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
  /**
   * For commands that run until they are told to stop: resolves when they are. Whoever never asks is ended at once, and
   * so is whoever is told twice.
   */
  readonly untilStopped: () => Promise<void>;
};

/** What the shell learns (docs/observer/compare.md): 0 fine, 1 contradiction, 2 bad usage or input, 3 our own fault. */
export const EXIT = { fine: 0, contradiction: 1, usage: 2, ourFault: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Stops a command with exit code 2: what is wrong, and what to do about it, already in the person's words. */
export class UsageError extends Error {
  readonly remedy: string | null;
  constructor(message: string, remedy: string | null = null) {
    super(message);
    this.name = "UsageError";
    this.remedy = remedy;
  }
}
