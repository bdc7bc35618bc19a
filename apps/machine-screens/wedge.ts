/**
 * A scanner that types what it reads: a line that begins as our codes do and ends with Enter, wherever the focus is.
 *
 * Nothing else is taken: no screen has a letter that does anything, so the letters on their way disturb nobody, and the Enter at their end is
 * kept from pressing what has the focus.
 * @module
 */

const LINE = /triplicate-(?:card|answer):[A-Za-z0-9_-]+$/;
/** As long as a line may be (spec/station-notes.md, section 6). */
const MOST = 4000;
/** A scanner does not stop to think: what somebody left half typed is no beginning of what the next one presses. Milliseconds. */
const PAUSE = 2000;

export type Wedge = {
  /** A line that this key ended: the key belongs to nobody else then. */
  take(event: { readonly key: string; readonly timeStamp: number }): string | null;
};

export function createWedge(): Wedge {
  let typed = "";
  let last = 0;
  return {
    take({ key, timeStamp }) {
      if (timeStamp - last > PAUSE) typed = "";
      last = timeStamp;
      if (key === "Enter") {
        const line = LINE.exec(typed)?.[0] ?? null;
        typed = "";
        return line;
      }
      if (key.length === 1) typed = (typed + key).slice(-MOST);
      return null;
    },
  };
}
