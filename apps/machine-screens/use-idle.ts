/**
 * Notices that nobody has touched anything for a while. Any key, touch or movement is a sign of life.
 *
 * A screen that is hidden behind another, as a second tab is, says nothing of whoever stands before the other: its time stands still.
 * @module
 */
import { useLayoutEffect, useState } from "preact/hooks";

const SIGNS = ["pointerdown", "keydown", "wheel", "touchmove"] as const;

export type Idle = { readonly isWarning: boolean; stay(): void };

export function useIdle(isActive: boolean, seconds: number): Idle {
  const [isWarning, setWarning] = useState(false);
  useLayoutEffect(() => {
    if (!isActive || isWarning) return;
    const over = () => (document.hidden ? again() : setWarning(true));
    let timer = setTimeout(over, seconds * 1000);
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(over, seconds * 1000);
    };
    for (const sign of SIGNS) window.addEventListener(sign, again, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of SIGNS) window.removeEventListener(sign, again, { capture: true });
    };
  }, [isActive, isWarning, seconds]);
  useLayoutEffect(() => {
    if (!isActive) setWarning(false);
  }, [isActive]);
  return { isWarning: isActive && isWarning, stay: () => setWarning(false) };
}

/** Counts down to zero once a second, then calls once. */
export function useCountdown(seconds: number, onZero: () => void): number {
  const [left, setLeft] = useState(seconds);
  useLayoutEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setLeft((before) => before - 1);
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  useLayoutEffect(() => {
    if (left === 0) onZero();
  }, [left]);
  return Math.max(0, left);
}
