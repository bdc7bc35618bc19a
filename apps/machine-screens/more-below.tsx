/**
 * Says when a screen goes on below its edge, and goes there: a touch screen's visitors do not look for a bar at its side.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { useKiosk } from "./kiosk.ts";

/** Less than this below is no text. */
const SLACK = 24;

export function MoreBelow({ main }: { readonly main: RefObject<HTMLElement | null> }) {
  const { words } = useKiosk();
  const [isMore, setMore] = useState(false);
  // After every drawing: what is shown may have grown.
  useLayoutEffect(() => {
    const element = main.current;
    if (element === null) return;
    const look = () => {
      const { scrollTop, clientHeight, scrollHeight } = element;
      const isScrolling = getComputedStyle(element).overflowY === "auto";
      setMore(isScrolling && scrollTop + clientHeight < scrollHeight - SLACK);
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  });
  if (!isMore) return null;
  return (
    <div class="more-below">
      <Button
        icon="down"
        onPress={() => main.current?.scrollBy({ top: main.current.clientHeight * 0.8, behavior: "instant" })}
      >
        {words.t("kiosk.more")}
      </Button>
    </div>
  );
}
