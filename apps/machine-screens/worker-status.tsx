/**
 * Where the day is, who has unlocked the menu, and what poll workers must know while voting goes on.
 * @module
 */
import { Icon } from "@triplicate/screen-parts/icons.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import type { Phase } from "./api.ts";
import { useKiosk } from "./kiosk.ts";

/** The steps of a day as people say them; a pause is part of the voting. */
const DAY = ["tape", "open", "vote", "count", "copies", "witnesses", "seal", "send"] as const;

/** How many of them are done. */
const DONE: Readonly<Record<Phase, number>> = {
  provisioned: 0,
  "zero-printed": 1,
  open: 2,
  paused: 2,
  closed: 3,
  counted: 4,
  printed: 5,
  decided: 6,
  sealed: 7,
  transmitted: 8,
};

export function DayProgress() {
  const { view, words } = useKiosk();
  const done = DONE[view.phase];
  const now = Math.min(done, DAY.length - 1);
  const step = words.t("worker.day.step", { n: Math.min(done + 1, DAY.length), of: DAY.length });
  return (
    <div class="day">
      <ol aria-label={words.t("worker.day")}>
        {DAY.map((name, i) => (
          <li key={name} class={i < done ? "is-done" : ""} aria-current={i === now ? "step" : undefined}>
            {i < done && <Icon name="check" />}
            <span>{words.t(`worker.day.${name}`)}</span>
            {i < done && <span class="unseen">{words.t("worker.day.done")}</span>}
          </li>
        ))}
      </ol>
      <p class="over-title">{done === DAY.length ? words.t("worker.day.all") : step}</p>
    </div>
  );
}

export function UnlockedCards() {
  const { view, words } = useKiosk();
  return (
    <section class="who" aria-label={words.t("worker.cards")}>
      <h2 class="who-title">{words.t("worker.cards")}</h2>
      <ul>
        {view.cards.map(({ id, name }) => (
          <li key={id}>
            <Icon name="person" />
            {name}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Warnings() {
  const { view, words } = useKiosk();
  return (
    <>
      {view.isReplacement && (
        <Note kind="warning">
          <p>{words.t("worker.replacement")}</p>
        </Note>
      )}
      {view.warnings.map((warning) => (
        <Note key={warning} kind="warning" isLive>
          <p>{words.t(`worker.warning.${warning}`)}</p>
        </Note>
      ))}
      <PrinterNote />
    </>
  );
}

/** What the printer needs, when it needs something. */
export function PrinterNote() {
  const { view, words } = useKiosk();
  const { printer } = view;
  if (printer === "ready" || printer === "busy") return null;
  return (
    <Note kind={printer === "paper-low" ? "warning" : "alert"} icon="print" isLive>
      <h2>{words.t(`printer.${printer}`)}</h2>
      <p>{words.t(`printer.${printer}.text`)}</p>
    </Note>
  );
}
