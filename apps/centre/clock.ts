/**
 * Time as an argument: the machine's here, a test's own where it must be still.
 * @module
 */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls once, later; the answer calls it off. */
  after(milliseconds: number, act: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};
