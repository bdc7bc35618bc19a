/**
 * After the close: the count, then the copies of the acta.
 * Spec: spec/station.md, sections 6 and 7.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import { useKiosk } from "./kiosk.ts";
import { Results } from "./result-table.tsx";
import { WorkerFrame } from "./worker-frame.tsx";
import { Counts } from "./worker-voting.tsx";

export function ClosedScreen() {
  const { words, act } = useKiosk();
  return (
    <WorkerFrame
      screen="closed"
      title={words.t("count.closed")}
      foot={
        <Button kind="main" icon="number" onPress={() => void act({ do: "count" })}>
          {words.t("count.now")}
        </Button>
      }
    >
      <p class="lead">{words.t("count.closed.text")}</p>
      <Counts />
    </WorkerFrame>
  );
}

export function CopiesScreen() {
  const { words, view, act } = useKiosk();
  const { printed, needed, printing } = view.copies;
  const missing = Math.max(1, needed - printed);
  return (
    <WorkerFrame
      screen="counted"
      title={words.t("count.done")}
      foot={
        <Button
          kind="main"
          icon="print"
          isDisabled={printing}
          onPress={() => void act({ do: "print-copies", copies: missing })}
        >
          {printing ? words.t("copies.printing") : words.t("copies.print", { copies: missing })}
        </Button>
      }
    >
      {(printing || printed > 0) && <CopiesNote />}
      <Results />
      {!printing && printed === 0 && <CopiesNote />}
    </WorkerFrame>
  );
}

/** How many are out, and what one does with them. */
export function CopiesNote() {
  const { words, view } = useKiosk();
  const { printed, needed, printing } = view.copies;
  return (
    <Note icon="print" isLive={printing}>
      <p>
        <strong>{words.t("copies.count", { printed, needed })}</strong>
      </p>
      <p>{words.t(printing ? "copies.wait" : "copies.text")}</p>
    </Note>
  );
}
