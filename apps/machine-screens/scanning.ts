/**
 * For two switches: one goes on to the next thing, one takes it. Lists are offered in groups, so that sixty options are not sixty presses.
 *
 *     … ─▶ group 1 ─▶ group 2 ─▶ next ─▶ back ─▶ settings ─▶ …        taking a group goes inside:
 *                       └─▶ option ─▶ option ─▶ option ─▶ out again
 *
 * What is offered has the focus, so that screen readers, speech and the ring around it need to know nothing of switches.
 * @module
 */
import { focusable } from "@triplicate/screen-parts/focus.ts";

export type Scanner = {
  /** Goes on to the next thing. */
  next(): void;
  /** Takes what is offered. */
  take(): void;
};

const GROUP = "[data-scan-group]";

export function createScanner(root: () => ParentNode): Scanner {
  let inside: HTMLElement | null = null;
  const stops = (): HTMLElement[] => {
    if (inside !== null && !inside.isConnected) inside = null;
    return inside === null ? outerStops(root()) : focusable(inside);
  };
  const next = () => {
    const all = stops();
    const active = document.activeElement;
    const at = all.findIndex((one) => one === active || (isGroup(one) && one.contains(active)));
    if (inside !== null && at === all.length - 1) {
      const left = inside;
      inside = null;
      // Out again, and on to what comes after the group.
      const outer = outerStops(root());
      return offer(outer[(outer.indexOf(left) + 1) % outer.length]);
    }
    offer(all[(at + 1) % all.length]);
  };
  return {
    next,
    take() {
      const active = document.activeElement;
      if (!(active instanceof HTMLElement) || active === document.body || /^H[12]$/.test(active.tagName))
        return next();
      if (!isGroup(active)) return active.click();
      inside = active;
      offer(focusable(active)[0]);
    },
  };
}

const isGroup = (element: Element): boolean => element.matches(GROUP);

/** The screen's own things first, then its foot, then the tools that are always there. */
function outerStops(root: ParentNode): HTMLElement[] {
  const all = focusable(root);
  const stops: HTMLElement[] = [];
  for (const element of all) {
    const group = element.closest<HTMLElement>(GROUP) ?? element;
    if (!stops.includes(group)) stops.push(group);
  }
  const isTool = (element: HTMLElement) => element.closest(".frame-head") !== null;
  return [...stops.filter((one) => !isTool(one)), ...stops.filter(isTool)];
}

function offer(element: HTMLElement | undefined): void {
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
}
