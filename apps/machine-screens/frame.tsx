/**
 * The same frame around every screen: what machine this is and whether it counts, the tools that are always there, the screen itself, and the
 * ways on at its foot.
 * @module
 */

import { announce, silence } from "@triplicate/screen-parts/announcer.tsx";
import { useHeadingFocus } from "@triplicate/screen-parts/focus.ts";
import { Icon } from "@triplicate/screen-parts/icons.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useKiosk } from "./kiosk.ts";
import { MoreBelow } from "./more-below.tsx";
import { refusedWords } from "./refused-words.ts";

export type FrameProps = {
  /** Another name is another screen: the focus goes to its heading. */
  readonly screen: string;
  readonly title: ComponentChildren;
  readonly children: ComponentChildren;
  readonly tools?: ComponentChildren;
  readonly foot?: ComponentChildren;
  readonly class?: string;
  /** Above the title: where one is. */
  readonly above?: ComponentChildren;
};

export function Frame({ screen, title, children, tools, foot, above, class: className = "" }: FrameProps) {
  const heading = useHeadingFocus<HTMLHeadingElement>(screen);
  const main = useRef<HTMLElement>(null);
  const { view, words } = useKiosk();
  // What was said on one screen is untrue on the next, and on the last one it names what somebody chose.
  useLayoutEffect(() => silence, [screen]);
  return (
    <div class={`frame ${className}`} data-screen={screen}>
      <header class="frame-head">
        {view.mode === "test" && <TestBand />}
        <div class="frame-bar">
          <p class="frame-station">
            <strong>{words.t("kiosk.station", { id: view.station.id })}</strong>
            <span>{view.station.place}</span>
          </p>
          <div class="frame-tools">{tools}</div>
        </div>
      </header>
      <main class="frame-main" ref={main}>
        {above}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <RefusedNote />
        {children}
      </main>
      <MoreBelow main={main} />
      {foot !== undefined && <footer class="frame-foot">{foot}</footer>}
    </div>
  );
}

function TestBand() {
  const { words } = useKiosk();
  return (
    <p class="test-band">
      <Icon name="warning" />
      <strong>{words.t("kiosk.test")}</strong>
      <span>{words.t("kiosk.test.text")}</span>
    </p>
  );
}

/** Why what was just asked was not done. */
function RefusedNote() {
  const { words, refused } = useKiosk();
  const text = refused === null ? null : refusedWords(words, refused);
  useEffect(() => {
    if (text !== null) announce(text, "assertive");
  }, [text]);
  if (text === null) return null;
  return (
    <Note kind="alert" icon="warning">
      <p>{text}</p>
    </Note>
  );
}
