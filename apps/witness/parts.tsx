/**
 * Small parts that every screen of the witness's program is made of. A sign always stands beside words.
 * @module
 */
import type { WitnessTranslator } from "@triplicate/ui/screen-messages.ts";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { App, AppState } from "./app.ts";

/** What a screen is given. */
export type ScreenProps = {
  readonly app: App;
  readonly state: AppState;
  readonly t: WitnessTranslator;
  /** To another screen: `scan`, `kept/ID`. */
  readonly go: (route: string) => void;
};

const SIGNS = {
  good: "M5 13l5 5L20 6",
  bad: "M6 6l12 12M18 6L6 18",
  note: "M12 5v9M12 18v1",
  todo: "M12 6a6 6 0 1 0 .01 0",
  next: "M9 5l7 7-7 7",
  back: "M15 5l-7 7 7 7",
} as const;
export type Sign = keyof typeof SIGNS;

export function Icon({ sign }: { readonly sign: Sign }) {
  return (
    <svg class={`icon icon-${sign}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={SIGNS[sign]} />
    </svg>
  );
}

/** What a party's link asks for: `/?station=080101001.01`, or behind a screen's name, `#/key?election=ve-bolivar-2017`. */
export const asked = (name: string): string =>
  new URLSearchParams(location.hash.split("?")[1] ?? "").get(name) ??
  new URLSearchParams(location.search).get(name) ??
  "";

/** One fact with its sign; `word` says the sign to who cannot see it. */
export function Fact({
  sign,
  word,
  children,
}: {
  readonly sign: Sign;
  readonly word?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class={`fact fact-${sign}`}>
      <Icon sign={sign} />
      <div>
        {word !== undefined && <b class="fact-word">{word}. </b>}
        {children}
      </div>
    </div>
  );
}

/** The heading takes the focus when a screen opens, so that a screen reader begins there. */
export function Heading({ children }: { readonly children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

export function TextField(props: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly fault?: string | undefined;
  readonly onInput: (value: string) => void;
  readonly type?: "text" | "name" | "code";
}) {
  const { id, label, hint, value, fault, onInput, type = "text" } = props;
  const isCode = type === "code";
  const described = [hint === undefined ? "" : `${id}-hint`, fault === undefined ? "" : `${id}-fault`];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        id={id}
        type="text"
        value={value}
        autocomplete={type === "name" ? "name" : "off"}
        autocapitalize={isCode ? "off" : "sentences"}
        autocorrect={isCode ? "off" : "on"}
        spellcheck={!isCode}
        aria-invalid={fault !== undefined}
        aria-describedby={described.filter((each) => each !== "").join(" ") || undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

/** Copies a text and says so. */
export function CopyButton({
  t,
  text,
  label,
}: Pick<ScreenProps, "t"> & { readonly text: string; readonly label: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        {label}
      </button>
      <span role="status">{isCopied && t.t("witness.key.copied")}</span>
    </>
  );
}

/** Something that cannot be undone: asked for once more. */
export function SureButton(props: {
  readonly t: WitnessTranslator;
  readonly label: string;
  readonly warning: string;
  readonly yes: string;
  readonly onYes: () => void;
}) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <button type="button" class="quiet" onClick={() => setAsking(true)}>
        {props.label}
      </button>
    );
  }
  return (
    <fieldset class="sure">
      <legend>{props.label}</legend>
      <p role="alert">{props.warning}</p>
      <div class="buttons">
        <button type="button" class="danger" onClick={props.onYes}>
          {props.yes}
        </button>
        <button type="button" onClick={() => setAsking(false)}>
          {props.t.t("witness.cancel")}
        </button>
      </div>
    </fieldset>
  );
}

/** Gives a file to whatever the telephone shares with, or saves it where it cannot share files. */
export async function handOut(name: string, bytes: BlobPart, type: string): Promise<void> {
  const file = new File([bytes], name, { type });
  if (navigator.canShare?.({ files: [file] })) {
    // Closing the telephone's own window is no fault.
    await navigator.share({ files: [file] }).catch(() => {});
    return;
  }
  saveFile(name, file);
}

export function saveFile(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Day and time by this telephone's clock and place. */
export function momentOf(milliseconds: number): { readonly day: string; readonly time: string } {
  const date = new Date(milliseconds);
  const two = (value: number) => String(value).padStart(2, "0");
  return {
    day: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    time: `${two(date.getHours())}:${two(date.getMinutes())}`,
  };
}
