/**
 * A reason that stands in a signed record: the usual ones by one touch, any other in one's own words, also without a keyboard.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { useId, useState } from "preact/hooks";
import { useKiosk } from "./kiosk.ts";
import { ScreenKeyboard } from "./screen-keyboard.tsx";

/** As long as a record takes it (spec/transmission.md, section 2). */
const MOST = 280;

export type ReasonChooserProps = {
  readonly presets: readonly string[];
  readonly onReason: (reason: string) => void;
};

export function ReasonChooser({ presets, onReason }: ReasonChooserProps) {
  const { words } = useKiosk();
  const [isOwn, setOwn] = useState(false);
  if (isOwn) return <OwnWords onReason={onReason} />;
  return (
    <div class="reasons">
      {presets.map((reason) => (
        <Button key={reason} onPress={() => onReason(reason)}>
          {reason}
        </Button>
      ))}
      <Button icon="letters" onPress={() => setOwn(true)}>
        {words.t("reason.own")}
      </Button>
    </div>
  );
}

function OwnWords({ onReason }: Pick<ReasonChooserProps, "onReason">) {
  const { words } = useKiosk();
  const [text, setText] = useState("");
  const id = useId();
  const reason = text.trim().replace(/\s+/g, " ");
  return (
    <div class="own-words">
      <label for={id}>{words.t("reason.label")}</label>
      <div class="own-words-line">
        <textarea
          id={id}
          rows={2}
          maxLength={MOST}
          spellcheck={false}
          autoComplete="off"
          value={text}
          onInput={(event) => setText(event.currentTarget.value.replace(/\n/g, " "))}
        />
        <Button kind="main" icon="check" isDisabled={reason === ""} onPress={() => onReason(reason)}>
          {words.t("reason.done")}
        </Button>
      </div>
      <ScreenKeyboard
        onType={(letter) => setText((before) => (before + letter).slice(0, MOST))}
        onErase={() => setText((before) => [...before].slice(0, -1).join(""))}
      />
    </div>
  );
}
