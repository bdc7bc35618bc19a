/**
 * Pauses that all end when the machine stops.
 * @module
 */
import type { SystemClock } from "./machine-clock.ts";

export type Waits = {
  pause(milliseconds: number): Promise<void>;
  isStopped(): boolean;
  stop(): void;
};

export function createWaits(after: SystemClock["after"]): Waits {
  const ends = new Set<() => void>();
  let isStopped = false;
  return {
    pause: (milliseconds) =>
      new Promise((resolve) => {
        if (isStopped) return resolve();
        const end = (): void => {
          cancel();
          ends.delete(end);
          resolve();
        };
        const cancel = after(milliseconds, end);
        ends.add(end);
      }),
    isStopped: () => isStopped,
    stop() {
      isStopped = true;
      for (const end of [...ends]) end();
    },
  };
}
