/**
 * What was chosen in a contest, big, with faces: in the review and when the paper is compared.
 * @module
 */
import type { BallotContest } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import { Face, PartyLine } from "./option-card.tsx";
import { optionLines } from "./option-lines.ts";

export type ChosenProps = {
  readonly contest: BallotContest;
  /** null: not touched. */
  readonly marks: null | readonly number[];
};

export function Chosen({ contest, marks }: ChosenProps) {
  const { words } = useKiosk();
  if (marks === null) return <p class="chosen-none">{words.t("review.untouched")}</p>;
  if (marks.length === 0)
    return (
      <p class="chosen">
        <span class="option-face option-empty" aria-hidden="true" />
        <strong class="option-name">{words.t("review.blank")}</strong>
      </p>
    );
  return (
    <ul class="chosen-list">
      {marks.map((index) => {
        const option = contest.options[index];
        if (option === undefined) return null;
        const [name, more] = optionLines(option);
        return (
          <li key={option.id} class="chosen">
            <Face option={option} />
            <span class="option-words">
              <strong class="option-name">{name}</strong>
              <PartyLine option={option} more={more} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
