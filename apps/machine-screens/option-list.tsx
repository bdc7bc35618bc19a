/**
 * The options of a contest, in the order of the definition: all on one screen where they fit, else with what is below and above said and one
 * touch away. Nothing is hidden without a word, and blank is always in sight.
 * @module
 */
import { announce } from "@triplicate/screen-parts/announcer.tsx";
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { moveByArrows } from "@triplicate/screen-parts/focus.ts";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { BallotContest } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import { BlankCard, OptionCard } from "./option-card.tsx";
import { type Fold, foldOf, nextPageTop } from "./option-pages.ts";
import type { Marks } from "./session.ts";
import { useTurn } from "./turn.ts";

export type OptionListProps = {
  readonly contest: BallotContest;
  readonly marks: Marks;
  readonly onOption: (option: number) => void;
  readonly onBlank: () => void;
};

/** From roomy to tight; the first that fits is taken, and if none does, the third, which reads best in pages. */
const DENSITIES = ["1", "2", "3", "4"] as const;
const PAGED_DENSITY = "3";

/** With switches, options are offered so many at a time. */
const GROUP = 6;

export function OptionList({ contest, marks, onOption, onBlank }: OptionListProps) {
  const { words } = useKiosk();
  const { session } = useTurn();
  const list = useRef<HTMLDivElement>(null);
  const fold = useFold(list, contest);
  const isFull = marks !== null && marks !== "blank" && marks.length >= contest.marks && contest.marks > 1;
  const cards = contest.options.map((option, i) => (
    <OptionCard
      key={option.id}
      option={option}
      isMarked={marks !== null && marks !== "blank" && marks.includes(i)}
      isSpent={isFull}
      onPress={() => onOption(i)}
    />
  ));
  const isGrouped = session.assist.switches !== "off" && cards.length > GROUP;
  return (
    <fieldset class="bare options" data-list="" onKeyDown={moveByArrows}>
      <legend class="unseen">{words.localized(contest.name)}</legend>
      {/* Focusable things inside scroll it by keyboard. */}
      <div class="option-scroll" ref={list}>
        <div class="option-grid">{isGrouped ? <Groups cards={cards} /> : cards}</div>
      </div>
      {fold !== null && <Pages list={list} fold={fold} />}
      <BlankCard isMarked={marks === "blank"} onPress={onBlank} />
    </fieldset>
  );
}

function Groups({ cards }: { readonly cards: readonly preact.JSX.Element[] }) {
  const { words } = useKiosk();
  const groups = Array.from({ length: Math.ceil(cards.length / GROUP) }, (_, i) =>
    cards.slice(i * GROUP, (i + 1) * GROUP),
  );
  return groups.map((group, i) => {
    const first = i * GROUP + 1;
    const label = words.t("contest.group", { first, last: first + group.length - 1 });
    return (
      <fieldset key={label} class="bare option-group" data-scan-group="" tabIndex={-1} aria-label={label}>
        {group}
      </fieldset>
    );
  });
}

type ListRef = { readonly current: HTMLDivElement | null };

/** Chooses how tight the list stands, and follows what of it is in sight; null: all of it. */
function useFold(list: ListRef, contest: BallotContest): Fold | null {
  const [fold, setFold] = useState<Fold | null>(null);
  const { session } = useTurn();
  const { size } = session.display;
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    let frame = 0;
    const look = () => setFold((before) => foldOf(element, before));
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

function Pages({ list, fold }: { readonly list: ListRef; readonly fold: Fold }) {
  const { words } = useKiosk();
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
