/**
 * A poll worker shows their card and enters their PIN: two steps, one after the other, each with nothing else on it.
 * Spec: spec/station.md, section 11.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import { useEffect, useState } from "preact/hooks";
import type { DemoScan } from "./api.ts";
import { clockTime } from "./clock-time.ts";
import { CodeReader } from "./code-reader.tsx";
import { Frame } from "./frame.tsx";
import { useKiosk } from "./kiosk.ts";
import { NumberPad } from "./number-pad.tsx";
import { useIdle } from "./use-idle.ts";
import { WorkerTools } from "./worker-tools.tsx";

const IDLE_SECONDS = 90;
const PIN = /^[0-9]{6,8}$/;

export function Unlock() {
  const { words, change, act, view, state } = useKiosk();
  const [card, setCard] = useState(state.shownCard);
  // Whoever was called away must not leave a half-open door, nor a voter without their screen.
  const { isWarning } = useIdle(true, IDLE_SECONDS);
  useEffect(() => {
    if (isWarning) change({ is: "unlocking", isUnlocking: false });
  }, [isWarning]);
  const isSecond = view.cards.length === 1;
  const back = (
    <Button
      icon="back"
      onPress={() => (card === null ? change({ is: "unlocking", isUnlocking: false }) : setCard(null))}
    >
      {words.t("screen.back")}
    </Button>
  );
  const until = view.lockedUntil;
  if (card !== null && until === null)
    return (
      <Frame screen="pin" title={words.t("unlock.pin")} tools={<WorkerTools />} foot={back}>
        <NumberPad
          label={words.t("unlock.pin.label")}
          hint={words.t("unlock.pin.hint")}
          done={words.t("unlock.pin.done")}
          most={8}
          isSecret
          isEnough={(digits) => PIN.test(digits)}
          onDone={(pin) => void act({ do: "present-card", card, pin })}
        />
      </Frame>
    );
  const title = words.t(isSecond ? "unlock.second" : "unlock.card");
  return (
    <Frame screen="card" title={title} tools={<WorkerTools />} foot={back}>
      {until !== null && (
        <Note kind="warning" icon="lock" isLive>
          <p>{words.t("unlock.locked", { time: clockTime(until) })}</p>
        </Note>
      )}
      <p class="lead">{words.t(isSecond ? "unlock.second.text" : "unlock.card.text")}</p>
      <CodeReader kind="card" onCode={setCard} />
      {view.isDemo && <DemoCards onCode={setCard} />}
    </Frame>
  );
}

/** In a demonstration nobody has a card in their pocket: these lie on the table, with their PINs. */
export function DemoCards({ onCode }: { readonly onCode: (code: string) => void }) {
  const { machine, words } = useKiosk();
  const [cards, setCards] = useState<DemoScan["cards"]>([]);
  useEffect(() => {
    let isOver = false;
    void machine.cards().then((found) => {
      if (!isOver) setCards(found);
    });
    return () => {
      isOver = true;
    };
  }, [machine]);
  if (cards.length === 0) return null;
  return (
    <section class="demo-cards" aria-labelledby="demo-cards">
      <h2 id="demo-cards">{words.t("unlock.demo")}</h2>
      <p>{words.t("unlock.demo.text")}</p>
      <div class="actions">
        {cards.map(({ name, text, pin }) => (
          <Button key={text} icon="card" onPress={() => onCode(text)}>
            {words.t("unlock.demo.card", { name, pin })}
          </Button>
        ))}
      </div>
    </section>
  );
}
