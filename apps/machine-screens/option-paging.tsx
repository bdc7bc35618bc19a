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

/** From roomy to tight. */
const ROOMIER = ["1", "2", "3", "4"] as const;
const TIGHTEST = "5";

/** The roomiest that fits. If not even the tightest does, it is that, since fewer pages hide less; a long list is laid out only once to know. */
function fitting(list: HTMLElement): string {
  const fits = (density: string): boolean => {
    list.dataset.density = density;
    return list.scrollHeight <= list.clientHeight + 1;
  };
  return fits(TIGHTEST) ? (ROOMIER.find(fits) ?? TIGHTEST) : TIGHTEST;
}

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
      const isPaged = String(element.scrollHeight > element.clientHeight + 1);
      if (element.dataset.paged !== isPaged) element.dataset.paged = isPaged;
      setFold((before) => foldOf(element, before));
    };
    const fit = () => {
      element.dataset.density = fitting(element);
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
  // The buttons for the pages have taken some of the room: counted again before anything is painted.
  const isPaged = fold !== null;
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && isPaged) setFold((before) => foldOf(element, before));
  }, [isPaged]);
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
