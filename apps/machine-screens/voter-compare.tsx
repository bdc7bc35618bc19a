/**
 * The paper is out: does it say the same? What the machine holds is shown big beside the question, in the voter's own words.
 * Spec: spec/station.md, clause 3.7.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Dialog } from "@triplicate/screen-parts/dialog.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import { useState } from "preact/hooks";
import type { Selections } from "./api.ts";
import { Chosen } from "./chosen.tsx";
import { useKiosk } from "./kiosk.ts";
import { ComparePicture } from "./pictures.tsx";
import { useTurn } from "./turn.ts";
import { VoterFrame } from "./voter-frame.tsx";

export function Compare({ selections }: { readonly selections: Selections }) {
  const { words, view, language, act } = useKiosk();
  const { session } = useTurn();
  const [isAsking, setAsking] = useState(false);
  return (
    <VoterFrame
      screen="compare"
      title={words.t("compare.title")}
      foot={
        <>
          <Button icon="cross" onPress={() => setAsking(true)}>
            {words.t("compare.no")}
          </Button>
          <Button kind="main" icon="check" onPress={() => void act({ do: "match", matches: true })}>
            {words.t("compare.yes")}
          </Button>
        </>
      }
    >
      <ComparePicture />
      <p class="lead" data-say="">
        {words.t("compare.text")}
      </p>
      {language !== view.paperLanguage && (
        <Note icon="paper">
          <p data-say="">{words.t(`compare.paper.${view.paperLanguage}`)}</p>
        </Note>
      )}
      {session.isCovered ? <Covered /> : <What selections={selections} />}
      {isAsking && <NotTheSame onClose={() => setAsking(false)} />}
    </VoterFrame>
  );
}

function What({ selections }: { readonly selections: Selections }) {
  const { words, view } = useKiosk();
  return (
    <ul class="review">
      {view.contests.map((contest, i) => (
        <li key={contest.id} data-say="">
          <h2>{words.localized(contest.name)}</h2>
          <Chosen contest={contest} marks={selections[i] ?? null} />
        </li>
      ))}
    </ul>
  );
}

/** Whoever is still there has it on paper; whoever comes next must not read it here. */
function Covered() {
  const { words } = useKiosk();
  return (
    <Note icon="eye">
      <p data-say="">{words.t("compare.covered")}</p>
    </Note>
  );
}

/** A no cannot be taken back: the voucher is void. */
function NotTheSame({ onClose }: { readonly onClose: () => void }) {
  const { words, act } = useKiosk();
  // Refused, as after many papers in one turn: why stands on the screen behind.
  const makeVoid = async () => {
    if (!(await act({ do: "match", matches: false }))) onClose();
  };
  return (
    <Dialog title={words.t("compare.no.title")} onEscape={onClose}>
      <p class="lead" data-say="">
        {words.t("compare.no.text")}
      </p>
      <div class="actions">
        <Button icon="back" onPress={onClose}>
          {words.t("compare.no.back")}
        </Button>
        <Button kind="danger" icon="cross" onPress={() => void makeVoid()}>
          {words.t("compare.no.void")}
        </Button>
      </div>
    </Dialog>
  );
}
