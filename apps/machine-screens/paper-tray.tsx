/**
 * In a demonstration, the tray of the screen's printer: what would lie in somebody's hand. A voucher goes from here into the box.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Dialog } from "@triplicate/screen-parts/dialog.tsx";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Paper } from "./api.ts";
import { useKiosk } from "./kiosk.ts";

export function PaperTray() {
  const { view, machine, words } = useKiosk();
  const [papers, setPapers] = useState<readonly Paper[]>([]);
  const [box, setBox] = useState(0);
  useEffect(() => {
    let isOver = false;
    void machine.papers().then((found) => {
      if (!isOver) setPapers(found);
    });
    return () => {
      isOver = true;
    };
  }, [machine, view.revision, box]);
  // What came out just now is what somebody wants to see.
  const tray = useRef<HTMLElement>(null);
  const newest = papers[0]?.id;
  useEffect(() => tray.current?.scrollTo({ top: 0, behavior: "instant" }), [newest]);
  const take = async (paper: Paper) => {
    await machine.takePaper(paper.id);
    setBox((before) => before + 1);
  };
  return (
    <aside ref={tray} class="tray" aria-labelledby="tray-title">
      <h2 id="tray-title">{words.t("tray.title")}</h2>
      <p class="quiet-text">{words.t(papers.length === 0 ? "tray.empty" : "tray.text")}</p>
      <ul>
        {papers.map((paper) => (
          <li key={paper.id}>
            <PaperPicture paper={paper} />
            <Button icon={paper.kind === "voucher" ? "box" : "paper"} onPress={() => void take(paper)}>
              {words.t(paper.kind === "voucher" ? "tray.box" : "tray.take")}
            </Button>
          </li>
        ))}
      </ul>
    </aside>
  );
}

/** Asked with the token and shown from memory, which forgets it when the paper is gone. */
function PaperPicture({ paper }: { readonly paper: Paper }) {
  const { machine, words } = useKiosk();
  const [isOpen, setOpen] = useState(false);
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let isOver = false;
    void machine.picture(paper.picture).then((blob) => {
      if (blob === null || isOver) return;
      made = URL.createObjectURL(blob);
      setAddress(made);
    });
    return () => {
      isOver = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [machine, paper.picture]);
  if (address === null) return <div class="paper-picture" />;
  const picture = <img class="paper-picture" src={address} alt={paper.alternative} />;
  return (
    <>
      <button
        type="button"
        class="paper-open"
        aria-label={words.t("tray.open", { title: paper.title })}
        onClick={() => setOpen(true)}
      >
        {picture}
      </button>
      {isOpen && (
        <Dialog title={paper.title} class="paper-dialog" onEscape={() => setOpen(false)}>
          {picture}
          <Button kind="main" icon="check" onPress={() => setOpen(false)}>
            {words.t("screen.close")}
          </Button>
        </Dialog>
      )}
    </>
  );
}
