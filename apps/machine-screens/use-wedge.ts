/**
 * Listens for a scanner's lines on every screen; what a line is, wedge.ts says.
 * @module
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { createWedge } from "./wedge.ts";

export function useWedge(onLine: (line: string) => void): void {
  const latest = useRef(onLine);
  latest.current = onLine;
  useLayoutEffect(() => {
    const wedge = createWedge();
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const line = wedge.take(event);
      if (line === null) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current(line);
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, []);
}
