/**
 * What happens without the focus moving, said to those who do not see it: two live regions, and whoever else listens, as built-in speech does.
 *
 *     <Announcer />              once, at the end of the page
 *     announce("Marked: Ana")    from anywhere
 *
 * The same text twice is said twice: a region speaks only when its text changes, so an invisible sign alternates at its end.
 * @module
 */
import { useEffect, useState } from "preact/hooks";

export type Urgency = "polite" | "assertive";
type Said = { readonly text: string; readonly urgency: Urgency };
type Listener = (said: Said) => void;

const listeners = new Set<Listener>();

export function announce(text: string, urgency: Urgency = "polite"): void {
  for (const listener of listeners) listener({ text, urgency });
}

/** Takes back what was said last: a screen reader could still be led to it, by somebody whom it does not concern. */
export const silence = (): void => announce("");

/** Returns what ends it. */
export function onAnnounce(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

const AGAIN = "\u00a0";

export function Announcer() {
  const [said, setSaid] = useState<Said>({ text: "", urgency: "polite" });
  useEffect(
    () =>
      onAnnounce((next) =>
        setSaid((last) => ({
          ...next,
          text: next.text !== "" && last.text === next.text ? next.text + AGAIN : next.text,
        })),
      ),
    [],
  );
  return (
    <div class="unseen">
      <div role="status" aria-live="polite" data-live="polite">
        {said.urgency === "polite" ? said.text : ""}
      </div>
      <div role="alert" aria-live="assertive" data-live="assertive">
        {said.urgency === "assertive" ? said.text : ""}
      </div>
    </div>
  );
}
