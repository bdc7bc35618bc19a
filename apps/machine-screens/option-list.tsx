/**
 * The options of a contest, in the order of the definition: all on one screen where they fit, else with what is below and above said and one
 * touch away. Nothing is hidden without a word, and blank is always in sight.
 * @module
 */
import { moveByArrows } from "@triplicate/screen-parts/focus.ts";
import type { BallotContest } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import { BlankCard, OptionCard } from "./option-card.tsx";
import type { ListRef } from "./option-paging.tsx";
import type { Marks } from "./session.ts";
import { useTurn } from "./turn.ts";

export type OptionListProps = {
  readonly contest: BallotContest;
  readonly list: ListRef;
  readonly marks: Marks;
  readonly onOption: (option: number) => void;
  readonly onBlank: () => void;
};

/** With switches, options are offered so many at a time. */
const GROUP = 6;

export function OptionList({ contest, list, marks, onOption, onBlank }: OptionListProps) {
  const { words } = useKiosk();
  const { session } = useTurn();
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
