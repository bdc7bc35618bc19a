/**
 * A scanner that types what it reads: a line that begins as our codes do and ends with Enter, wherever the focus is.
 *
 * Nothing else is taken: no screen has a letter that does anything, so the letters on their way disturb nobody, and the Enter at their end is
 * kept from pressing what has the focus.
 * @module
 */
import { useLayoutEffect, useRef } from "preact/hooks";

const LINE = /triplicate-(?:card|answer):[A-Za-z0-9_-]+$/;
/** As long as a line may be (spec/station-notes.md, section 6). */
const MOST = 4000;

export type Wedge = {
  /** True: this key ended a line, and belongs to nobody else. */
  take(key: string): string | null;
};

export function createWedge(): Wedge {
  let typed = "";
  return {
    take(key) {
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

export function useWedge(onLine: (line: string) => void): void {
  const latest = useRef(onLine);
  latest.current = onLine;
  useLayoutEffect(() => {
    const wedge = createWedge();
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const line = wedge.take(event.key);
      if (line === null) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current(line);
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, []);
}
