/**
 * A sequencer over a disk in memory, time that passes when it is told to, and what tests do with both.
 * @module
 */
import { createDurableFiles } from "@triplicate/adapters/durable-files.ts";
import { createMemoryFileSystem } from "@triplicate/adapters/memory-file-system.test-helper.ts";
import { openDatabase } from "@triplicate/adapters/sqlite.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import type { Clock } from "./clock.ts";
import { hastyClock, LOG_SIGNER } from "./sequencer.test-helper.ts";
import { type SequencerOptions, startSequencer } from "./sequencer.ts";
import { openSequencerStore } from "./sequencer-store.ts";
import type { Sequencer } from "./sequencer-types.ts";

export const entry = (i: number): Uint8Array => utf8(`entry ${i}`);
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const turns = async (): Promise<void> => {
  for (let i = 0; i < 200; i += 1) await new Promise(setImmediate);
};

/** Timers that go off when they are told to. */
export function manualClock() {
  const timers = new Map<number, { at: number; act: () => void }>();
  let [now, next] = [0, 0];
  const clock: Clock = {
    now: () => now,
    after(milliseconds, act) {
      const id = next++;
      timers.set(id, { at: now + milliseconds, act });
      return () => timers.delete(id);
    },
  };
  const pass = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    for (const [id, { at, act }] of [...timers]) {
      if (at > now) continue;
      timers.delete(id);
      act();
    }
    await turns();
  };
  return { clock, pass, timers };
}

export async function inMemory(options: Partial<SequencerOptions> = {}) {
  const disk = createMemoryFileSystem();
  const storage = {
    files: createDurableFiles("log", disk),
    store: openSequencerStore(openDatabase(":memory:")),
    release: () => {},
  };
  const started = await startSequencer({ signer: LOG_SIGNER, clock: hastyClock, ...options }, storage);
  if (!started.ok) throw new Error(started.error.code);
  const read = (path: string) => disk.files().get(`log/${path}`) ?? null;
  return { sequencer: started.value, disk, read };
}

export async function submitAll(sequencer: Sequencer, entries: readonly Uint8Array[]): Promise<number[]> {
  const answers = await Promise.all(entries.map(sequencer.submit));
  return answers.map((answer) => {
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.index;
  });
}

export async function allEntries(sequencer: Sequencer, from: number, to: number): Promise<string[]> {
  const found: string[] = [];
  for await (const { first, entries } of sequencer.readEntries(from, to)) {
    if (first !== from + found.length) throw new Error(`a list begins at ${first}`);
    found.push(...entries.map(textOf));
  }
  return found;
}
