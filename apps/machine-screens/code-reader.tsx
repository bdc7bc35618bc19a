/**
 * Where a code comes in: a scanner that types, the camera, a field for pasting, and in a demonstration what a visitor may hold up.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Icon } from "@triplicate/screen-parts/icons.tsx";
import { Scanner } from "@triplicate/screen-parts/scanner.tsx";
import { useId, useState } from "preact/hooks";
import { useKiosk } from "./kiosk.ts";
import { useWedge } from "./use-wedge.ts";

export type CodeReaderProps = {
  readonly kind: "card" | "answer";
  readonly onCode: (code: string) => void;
};

export function CodeReader({ kind, onCode }: CodeReaderProps) {
  const { words } = useKiosk();
  const [way, setWay] = useState<"scanner" | "camera" | "typed">("scanner");
  const prefix = `triplicate-${kind}:`;
  const take = (texts: readonly string[]) => {
    const found = texts.map((text) => text.trim()).find((text) => text.startsWith(prefix));
    if (found !== undefined) onCode(found);
  };
  useWedge((line) => take([line]));
  return (
    <div class="code-reader">
      {way === "camera" ? (
        <Scanner t={words} facing="user" photos={false} onTexts={take} />
      ) : (
        <p class="code-reader-wait">
          <Icon name="card" />
          <span>{words.t(`kiosk.reader.${kind}`)}</span>
        </p>
      )}
      {way === "typed" && <TypedCode prefix={prefix} onCode={onCode} />}
      <div class="actions">
        {way !== "camera" && (
          <Button icon="eye" onPress={() => setWay("camera")}>
            {words.t("kiosk.reader.camera")}
          </Button>
        )}
        {way !== "typed" && (
          <Button icon="letters" onPress={() => setWay("typed")}>
            {words.t("kiosk.reader.typed")}
          </Button>
        )}
      </div>
    </div>
  );
}

type TypedProps = { readonly prefix: string; readonly onCode: (code: string) => void };

function TypedCode({ prefix, onCode }: TypedProps) {
  const { words } = useKiosk();
  const [text, setText] = useState("");
  const id = useId();
  const code = text.trim();
  return (
    <form
      class="typed-code"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.startsWith(prefix)) onCode(code);
      }}
    >
      <label for={id}>{words.t("kiosk.reader.field", { prefix })}</label>
      <textarea
        id={id}
        rows={3}
        spellcheck={false}
        autoComplete="off"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Button kind="main" isDisabled={!code.startsWith(prefix)} onPress={() => onCode(code)}>
        {words.t("kiosk.reader.take")}
      </Button>
    </form>
  );
}
