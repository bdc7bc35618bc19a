/**
 * One contest: who may be chosen, how many marks are left, blank as a choice of its own, and the way on.
 * Spec: spec/station.md, clauses 3.5 and 9.8.
 * @module
 */
import { announce } from "@triplicate/screen-parts/announcer.tsx";
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Dialog } from "@triplicate/screen-parts/dialog.tsx";
import { useRef, useState } from "preact/hooks";
import type { BallotContest } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import { OptionList } from "./option-list.tsx";
import { Pages, useFold } from "./option-paging.tsx";
import {
  type Marked,
  type Place,
  placeAfter,
  placeBefore,
  pressBlank,
  pressOption,
  setMarks,
} from "./session.ts";
import { useTurn } from "./turn.ts";
import { VoterFrame } from "./voter-frame.tsx";

export type ContestProps = {
  readonly contest: BallotContest;
  readonly place: Extract<Place, { at: "contest" }>;
};

export function ContestScreen({ contest, place }: ContestProps) {
  const { words, view } = useKiosk();
  const { session, set, go } = useTurn();
  const [asking, setAsking] = useState<null | "nothing" | "full">(null);
  const marks = session.marks[place.contest] ?? null;
  const saySpoken = useSaid(contest);
  const list = useRef<HTMLDivElement>(null);
  const fold = useFold(list, contest);
  // Two presses within one frame are two presses: each is judged by what the one before it left.
  const latest = useRef(marks);
  latest.current = marks;
  const take = ({ marks: next, said }: Marked) => {
    latest.current = next;
    saySpoken(said, next);
    if (said.is === "full") setAsking("full");
    else set((now) => setMarks(now, place.contest, next));
  };
  const goOn = () => (marks === null ? setAsking("nothing") : go(placeAfter(session)));
  return (
    <VoterFrame
      screen={`contest-${contest.id}`}
      class="contest"
      title={words.localized(contest.name)}
      above={<ContestPlace place={place} of={view.contests.length} />}
      foot={
        <>
          <Pages list={list} fold={fold} />
          <Button icon="back" onPress={() => go(placeBefore(session))}>
            {words.t("screen.back")}
          </Button>
          <Button kind="main" icon="next" iconAfter onPress={goOn}>
            {words.t(place.isChange ? "contest.to-review" : "screen.next")}
          </Button>
        </>
      }
    >
      <MarksLeft contest={contest} marks={marks} />
      <OptionList
        contest={contest}
        list={list}
        marks={marks}
        onOption={(option) => take(pressOption(latest.current, option, contest))}
        onBlank={() => take(pressBlank(latest.current))}
      />
      {asking === "nothing" && (
        <NothingMarked
          onChoose={() => setAsking(null)}
          onBlank={() => {
            setAsking(null);
            set((now) => ({ ...setMarks(now, place.contest, "blank"), place: placeAfter(now) }));
          }}
        />
      )}
      {asking === "full" && <FullDialog most={contest.marks} onClose={() => setAsking(null)} />}
    </VoterFrame>
  );
}

type PlaceProps = { readonly place: ContestProps["place"]; readonly of: number };

function ContestPlace({ place, of }: PlaceProps) {
  const { words } = useKiosk();
  if (of === 1) return null;
  return <p class="over-title">{words.t("contest.place", { n: place.contest + 1, of })}</p>;
}

type MarksProps = { readonly contest: BallotContest; readonly marks: null | "blank" | readonly number[] };

function MarksLeft({ contest, marks }: MarksProps) {
  const { words } = useKiosk();
  const used = marks === null || marks === "blank" ? 0 : marks.length;
  const most = contest.marks;
  return (
    <p class="marks-left">
      <span data-say="">{words.t("contest.mark", { most })}</span>{" "}
      <strong>
        {marks === "blank" ? words.t("contest.blank-chosen") : words.t("contest.used", { used, most })}
      </strong>
    </p>
  );
}

/** What a press did, said: marks move without the focus moving. */
function useSaid(contest: BallotContest): (said: Marked["said"], marks: Marked["marks"]) => void {
  const { words } = useKiosk();
  const name = (option: number): string => contest.options[option]?.name ?? "";
  return (said, marks) => {
    const used = marks === null || marks === "blank" ? 0 : marks.length;
    const left = words.t("contest.used", { used, most: contest.marks });
    switch (said.is) {
      case "marked":
      case "unmarked":
        return announce(words.t(`contest.said.${said.is}`, { name: name(said.option), left }));
      case "moved":
        return announce(words.t("contest.said.moved", { name: name(said.option), from: name(said.from) }));
      case "full":
        return;
      case "blank":
      case "unblank":
        return announce(words.t(`contest.said.${said.is}`));
    }
  };
}

function NothingMarked({
  onChoose,
  onBlank,
}: {
  readonly onChoose: () => void;
  readonly onBlank: () => void;
}) {
  const { words } = useKiosk();
  return (
    <Dialog title={words.t("contest.nothing")} onEscape={onChoose}>
      <p class="lead" data-say="">
        {words.t("contest.nothing.text")}
      </p>
      <div class="actions">
        <Button kind="main" icon="back" onPress={onChoose}>
          {words.t("contest.nothing.choose")}
        </Button>
        <Button icon="paper" onPress={onBlank}>
          {words.t("contest.nothing.blank")}
        </Button>
      </div>
    </Dialog>
  );
}

function FullDialog({ most, onClose }: { readonly most: number; readonly onClose: () => void }) {
  const { words } = useKiosk();
  return (
    <Dialog title={words.t("contest.full", { most })} onEscape={onClose}>
      <p class="lead" data-say="">
        {words.t("contest.full.text")}
      </p>
      <Button kind="main" icon="back" onPress={onClose}>
        {words.t("screen.back")}
      </Button>
    </Dialog>
  );
}
