/**
 * Where the focus goes: to a new screen's heading, so that screen readers begin there; and by arrow keys among kin.
 * @module
 */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Give the heading this ref and tabIndex -1; whenever `screen` changes, it has the focus and the page is at its top. */
export function useHeadingFocus<E extends HTMLElement>(screen: string): RefObject<E | null> {
  const heading = useRef<E>(null);
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [screen]);
  return heading;
}

/** What Tab would reach inside `root`, in order, without what is hidden. */
export function focusable(root: ParentNode): HTMLElement[] {
  const found = root.querySelectorAll<HTMLElement>(
    'button, a[href], input, select, textarea, [tabindex]:not([tabindex="-1"])',
  );
  return [...found].filter((one) => one.tabIndex >= 0 && one.getClientRects().length > 0 && !isInert(one));
}

const isInert = (element: Element): boolean =>
  element.closest("[inert]") !== null || (element as HTMLButtonElement).disabled === true;

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** For onKeyDown of a group: arrows go to the next one and round, Home and End to the ends. Tab goes on as ever. */
export function moveByArrows(event: KeyboardEvent): void {
  const group = event.currentTarget;
  if (!(group instanceof HTMLElement) || event.ctrlKey || event.altKey || event.metaKey) return;
  const all = focusable(group);
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  const step = STEPS[event.key];
  const next =
    event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : step === undefined ? -1 : at + step;
  if (step === undefined && next < 0) return;
  event.preventDefault();
  all[(next + all.length) % all.length]?.focus();
}
