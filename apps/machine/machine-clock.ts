/**
 * The machine's clock: the system's at the start, and from then on the time that has truly passed.
 *
 * Somebody who sets the system's clock while people vote moves nothing: neither the hour of the close nor a time in the journal. That it was
 * moved is seen, and shown to the poll workers. A machine that starts with a clock behind what it has already written goes on from there.
 * Spec: spec/station.md, clause 9.12.
 * @module
 */

/** What is asked of the system. */
export type SystemClock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds from any fixed moment, which nobody can set. */
  monotonic(): number;
  /** Calls once, later; the answer calls it off. */
  after(milliseconds: number, act: () => void): () => void;
};

export const systemClock: SystemClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Seconds by which two clocks may part before anybody is told. */
export const TOLERATED_SECONDS = 90;

export type ClockState = "fine" | "behind" | "moved";

export type MachineClock = {
  /** Seconds since 1970; never less than before. */
  now(): number;
  /** `behind`: the system's was behind the journal at the start. `moved`: it was set while the machine ran. */
  state(): ClockState;
};

/** `floor` is the latest moment that the station's journal knows. */
export function createMachineClock(system: SystemClock, floor: number): MachineClock {
  const wall = system.now() / 1000;
  const isBehind = wall + TOLERATED_SECONDS < floor;
  const start = Math.max(wall, floor);
  const startMonotonic = system.monotonic();
  const elapsed = (): number => (system.monotonic() - startMonotonic) / 1000;
  return {
    now: () => Math.floor(start + elapsed()),
    state() {
      if (isBehind) return "behind";
      const drift = Math.abs(system.now() / 1000 - (wall + elapsed()));
      return drift > TOLERATED_SECONDS ? "moved" : "fine";
    },
  };
}
