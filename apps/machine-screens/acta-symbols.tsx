/**
 * The QR symbols of the actas, one at a time and as large as the screen allows, for telephones whose owners hold no paper yet.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Qr } from "@triplicate/screen-parts/qr.tsx";
import { useState } from "preact/hooks";
import { useKiosk } from "./kiosk.ts";
import { WorkerFrame } from "./worker-frame.tsx";

type Symbol = { readonly contest: string; readonly text: string; readonly n: number; readonly of: number };

export function ActaSymbols({ onBack }: { readonly onBack: () => void }) {
  const { words, view } = useKiosk();
  const [at, setAt] = useState(0);
  const symbols: Symbol[] = (view.tally?.contests ?? []).flatMap(({ contest, symbols: texts }) => {
    const name = view.contests.find(({ id }) => id === contest)?.name;
    return texts.map((text, i) => ({
      contest: name === undefined ? contest : words.localized(name),
      ...{ text, n: i + 1, of: texts.length },
    }));
  });
  const shown = symbols[at];
  return (
    <WorkerFrame
      isInner
      screen="symbols"
      title={words.t("symbols.title")}
      foot={
        <>
          <Button icon="back" onPress={onBack}>
            {words.t("witness.back")}
          </Button>
          {symbols.length > 1 && (
            <Button
              kind="main"
              icon="next"
              iconAfter
              onPress={() => setAt((before) => (before + 1) % symbols.length)}
            >
              {words.t("symbols.next", { n: at + 1, of: symbols.length })}
            </Button>
          )}
        </>
      }
    >
      <p class="lead">{words.t("symbols.text")}</p>
      {shown !== undefined && (
        <figure class="symbol">
          <Qr text={shown.text} label={words.t("symbols.label", { contest: shown.contest })} />
          <figcaption>
            <p role="status">
              {words.t("symbols.part", { contest: shown.contest, n: shown.n, of: shown.of })}
            </p>
          </figcaption>
        </figure>
      )}
    </WorkerFrame>
  );
}
