/**
 * One option as a card: face or initials, name, party with its sign, and a box that is empty or crossed. The whole card is the button.
 * @module
 */
import type { BallotOption } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import { initials, optionLines } from "./option-lines.ts";

export type OptionCardProps = {
  readonly option: BallotOption;
  readonly isMarked: boolean;
  /** No mark is left for it. */
  readonly isSpent: boolean;
  readonly onPress: () => void;
};

export function OptionCard({ option, isMarked, isSpent, onPress }: OptionCardProps) {
  const [name, more] = optionLines(option);
  const id = `option-${option.id}`;
  return (
    <label for={id} class={`option ${isMarked ? "is-marked" : ""} ${isSpent && !isMarked ? "is-spent" : ""}`}>
      <Face option={option} />
      <span class="option-words">
        <span class="option-name">{name}</span>
        <PartyLine option={option} more={more} />
      </span>
      <MarkBox id={id} isMarked={isMarked} onPress={onPress} />
      {isMarked && <MarkWord />}
    </label>
  );
}

type PartyLineProps = { readonly option: BallotOption; readonly more: string | undefined };

/** The party's sign, and what the name does not say. */
export function PartyLine({ option, more }: PartyLineProps) {
  if (more === undefined && option.symbol === undefined) return null;
  return (
    <span class="option-party">
      {option.symbol !== undefined && <img class="option-symbol" src={option.symbol} alt="" />}
      {more !== undefined && <span>{more}</span>}
    </span>
  );
}

/** The photograph, or initials drawn in its place. */
export function Face({ option }: { readonly option: BallotOption }) {
  if (option.photo !== undefined) return <img class="option-face" src={option.photo} alt="" />;
  return (
    <span class="option-face option-initials" aria-hidden="true">
      {initials(option.candidate)}
    </span>
  );
}

type MarkBoxProps = { readonly id: string; readonly isMarked: boolean; readonly onPress: () => void };

/** A checkbox by its nature, so that every screen reader knows it; Enter presses it too. */
function MarkBox({ id, isMarked, onPress }: MarkBoxProps) {
  return (
    <input
      id={id}
      class="mark"
      type="checkbox"
      autoComplete="off"
      checked={isMarked}
      onChange={(event) => {
        // What is shown is the session's, whatever the box has made of the press.
        event.currentTarget.checked = isMarked;
        onPress();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        onPress();
      }}
    />
  );
}

function MarkWord() {
  const { words } = useKiosk();
  return (
    <span class="mark-word" aria-hidden="true">
      {words.t("contest.marked")}
    </span>
  );
}

const BLANK_ID = "blank-vote";

export function BlankCard({ isMarked, onPress }: Omit<MarkBoxProps, "id">) {
  const { words } = useKiosk();
  return (
    <label for={BLANK_ID} class={`option option-blank ${isMarked ? "is-marked" : ""}`}>
      <span class="option-face option-empty" aria-hidden="true" />
      <span class="option-words">
        <span class="option-name">{words.t("contest.blank")}</span>
        <span class="option-party">{words.t("contest.blank.text")}</span>
      </span>
      <MarkBox id={BLANK_ID} isMarked={isMarked} onPress={onPress} />
      {isMarked && <MarkWord />}
    </label>
  );
}
