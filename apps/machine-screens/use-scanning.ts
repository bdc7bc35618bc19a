/**
 * Joins the switches to the keys that they send: Space goes on, Enter takes. By itself it goes on at the chosen pace, and both take.
 *
 * A layout effect, here and wherever a turn's own listeners end: others are cleaned up a frame later, when the next voter's screen is there already.
 * @module
 */
import { useLayoutEffect } from "preact/hooks";
import { createScanner } from "./scanning.ts";
import type { Assist } from "./session.ts";

const GO_ON = new Set([" ", "Tab", "ArrowRight", "ArrowDown"]);

/** What is asked last stands before the rest. */
const root = (): ParentNode =>
  [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.querySelector(".frame") ?? document;

export function useScanning({ switches, pace }: Assist): void {
  useLayoutEffect(() => {
    if (switches === "off") return;
    document.documentElement.dataset.scanning = switches;
    const scanner = createScanner(root);
    const timer = switches === "auto" ? setInterval(scanner.next, pace * 1000) : undefined;
    const onKey = (event: KeyboardEvent) => {
      const isNext = GO_ON.has(event.key);
      if (!isNext && event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      if (isNext && switches === "two") scanner.next();
      else scanner.take();
    };
    document.addEventListener("keydown", onKey, true);
    // A key that goes up would press a button of the screen that came with its going down.
    const onUp = (event: KeyboardEvent) => {
      if (event.key === " ") event.preventDefault();
    };
    document.addEventListener("keyup", onUp, true);
    return () => {
      clearInterval(timer);
      document.removeEventListener("keydown", onKey, true);
      document.removeEventListener("keyup", onUp, true);
      delete document.documentElement.dataset.scanning;
    };
  }, [switches, pace]);
}
