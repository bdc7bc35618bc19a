/**
 * What is said of a thing on the screen: its name, what it is, and how it stands, as a screen reader would.
 * @module
 */
import type { MachineTranslator } from "@triplicate/ui/screen-messages.ts";

export function spokenOf(element: Element, { t }: MachineTranslator): string {
  const name = nameOf(element);
  if (element instanceof HTMLInputElement && element.type === "checkbox")
    return join(name, t(element.checked ? "say.marked" : "say.unmarked"), placeOf(element, t));
  if (element instanceof HTMLButtonElement) {
    const pressed = element.getAttribute("aria-pressed");
    const isOff = element.getAttribute("aria-disabled") === "true";
    const state = pressed === null ? "" : t(pressed === "true" ? "say.chosen" : "say.not-chosen");
    return join(name, isOff ? t("say.unavailable") : t("say.button"), state);
  }
  return name;
}

/** A heading opens a screen: what the screen says below it is said with it. */
export function spokenOfScreen(heading: Element): string {
  const screen = heading.closest("dialog, .frame") ?? heading.parentElement;
  const texts = [...(screen?.querySelectorAll("[data-say]") ?? [])].map(textOf);
  return join(textOf(heading), ...texts);
}

function nameOf(element: Element): string {
  const label = element.getAttribute("aria-label");
  if (label !== null) return label;
  const by = element.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
  if (by.length > 0) return join(...by.map((id) => textOf(document.getElementById(id))));
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)
    return join(...[...(element.labels ?? [])].map(textOf));
  return textOf(element);
}

/** Where in its list an option stands. */
function placeOf(element: Element, t: MachineTranslator["t"]): string {
  const list = element.closest("[data-list]");
  const all = [...(list?.querySelectorAll("input") ?? [])];
  const at = all.indexOf(element as HTMLInputElement);
  return at < 0 ? "" : t("say.place", { n: at + 1, of: all.length });
}

/** Without what is hidden from screen readers. */
function textOf(element: Element | null): string {
  if (element === null) return "";
  const copy = element.cloneNode(true) as Element;
  for (const hidden of copy.querySelectorAll('[aria-hidden="true"]')) hidden.remove();
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** As sentences: a voice pauses between them. */
const join = (...parts: readonly string[]): string =>
  parts
    .filter((part) => part !== "")
    .map((part) => (/[.!?…:]$/.test(part) ? part : `${part}.`))
    .join(" ");
