/**
 * How a list of options fits its room: tight enough to be seen whole where that can be, else in pages, with what is above and below said.
 * @module
 */
import { announce } from "@triplicate/screen-parts/announcer.tsx";
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { useLayoutEffect, useState } from "preact/hooks";
import type { BallotContest } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import { type Fold, foldOf, nextPageTop } from "./option-pages.ts";
import { useTurn } from "./turn.ts";

export type ListRef = { readonly current: HTMLDivElement | null };

/** From roomy to tight; the first that fits is taken, and if none does, the tightest: fewer pages hide less. */
const DENSITIES = ["1", "2", "3", "4", "5"] as const;
const PAGED_DENSITY = "5";

/** Chooses how tight the list stands, and follows what of it is in sight; null: all of it. */
export function useFold(list: ListRef, contest: BallotContest): Fold | null {
  const [fold, setFold] = useState<Fold | null>(null);
  const { session } = useTurn();
  const { size } = session.display;
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    let frame = 0;
    const look = () => {
      element.dataset.paged = String(element.scrollHeight > element.clientHeight + 1);
      setFold((before) => foldOf(element, before));
    };
    const fit = () => {
      const fits = DENSITIES.some((density) => {
        element.dataset.density = density;
        return element.scrollHeight <= element.clientHeight + 1;
      });
      if (!fits) element.dataset.density = PAGED_DENSITY;
      look();
    };
    const onScroll = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    };
    fit();
    // The fonts, the window, a larger size: whatever changes the room that there is.
    const observer = new ResizeObserver(onScroll);
    observer.observe(element);
    const onResize = () => fit();
    window.addEventListener("resize", onResize);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      window.removeEventListener("resize", onResize);
      element.removeEventListener("scroll", onScroll);
    };
  }, [contest, size, session.assist.switches]);
  return fold;
}

export function Pages({ list, fold }: { readonly list: ListRef; readonly fold: Fold | null }) {
  const { words } = useKiosk();
  if (fold === null) return null;
  const go = (by: 1 | -1) => {
    const element = list.current;
    if (element === null) return;
    element.scrollTo({ top: nextPageTop(element, by), behavior: "instant" });
    const { page, pages, above, below } = foldOf(element, null) ?? fold;
    announce(words.t("contest.page.said", { page, pages, above, below }));
  };
  return (
    <div class="option-pages">
      <Button icon="up" isDisabled={fold.above === 0} onPress={() => go(-1)}>
        {words.t("contest.above", { n: fold.above })}
      </Button>
      <p>{words.t("contest.page", { page: fold.page, pages: fold.pages })}</p>
      <Button icon="down" isDisabled={fold.below === 0} onPress={() => go(1)}>
        {words.t("contest.below", { n: fold.below })}
      </Button>
    </div>
  );
}
