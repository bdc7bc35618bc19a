/**
 * Everything that was chosen, each with the way to change it; blank is asked once more; then it is printed.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import type { BallotContest } from "./api.ts";
import { Chosen } from "./chosen.tsx";
import { useKiosk } from "./kiosk.ts";
import { type Marks, selectionsOf } from "./session.ts";
import { useTurn } from "./turn.ts";
import { VoterFrame } from "./voter-frame.tsx";

export function Review() {
  const { words, view, act } = useKiosk();
  const { session, go } = useTurn();
  const selections = selectionsOf(session.marks);
  const untouched = session.marks.indexOf(null);
  const confirm = () => {
    if (selections !== null) return void act({ do: "confirm", selections });
    go({ at: "contest", contest: untouched, isChange: true });
  };
  return (
    <VoterFrame
      screen="review"
      title={words.t("review.title")}
      foot={
        <>
          <Button
            icon="back"
            onPress={() => go({ at: "contest", contest: view.contests.length - 1, isChange: false })}
          >
            {words.t("screen.back")}
          </Button>
          <Button kind="main" icon={selections === null ? "back" : "print"} onPress={confirm}>
            {words.t(selections === null ? "review.missing" : "review.print")}
          </Button>
        </>
      }
    >
      <p class="lead" data-say="">
        {words.t("review.text")}
      </p>
      <ul class="review">
        {view.contests.map((contest, i) => (
          <ReviewRow
            key={contest.id}
            contest={contest}
            marks={session.marks[i] ?? null}
            onChange={() => go({ at: "contest", contest: i, isChange: true })}
          />
        ))}
      </ul>
    </VoterFrame>
  );
}

type RowProps = { readonly contest: BallotContest; readonly marks: Marks; readonly onChange: () => void };

function ReviewRow({ contest, marks, onChange }: RowProps) {
  const { words } = useKiosk();
  const name = words.localized(contest.name);
  const used = marks === null || marks === "blank" ? 0 : marks.length;
  return (
    <li data-say="">
      <h2>{name}</h2>
      <Chosen contest={contest} marks={marks === "blank" ? [] : marks} />
      {marks === "blank" && (
        <Note kind="warning" icon="help">
          <p>{words.t("review.blank.sure")}</p>
        </Note>
      )}
      {used > 0 && used < contest.marks && (
        <Note>
          <p>{words.t("review.more", { used, most: contest.marks })}</p>
        </Note>
      )}
      <Button icon="change" label={words.t("review.change.label", { contest: name })} onPress={onChange}>
        {words.t("review.change")}
      </Button>
    </li>
  );
}
