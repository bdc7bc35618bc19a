/**
 * The witness round: the acta's symbols to scan, the numbers to compare, and every witness's answer.
 * Spec: spec/station.md, section 8.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Icon, type IconName } from "@triplicate/screen-parts/icons.tsx";
import { useState } from "preact/hooks";
import { ActaSymbols } from "./acta-symbols.tsx";
import type { WitnessState } from "./api.ts";
import { CodeReader } from "./code-reader.tsx";
import { useKiosk } from "./kiosk.ts";
import { Results } from "./result-table.tsx";
import { CopiesNote } from "./worker-count.tsx";
import { WorkerFrame } from "./worker-frame.tsx";
import { OneWitness } from "./worker-witness.tsx";

type Part = "round" | "scan" | "symbols" | "numbers" | { readonly witness: string };

export function WitnessScreen() {
  const { view } = useKiosk();
  const [part, setPart] = useState<Part>("round");
  const back = () => setPart("round");
  if (part === "scan") return <ScanAnswer onBack={back} />;
  if (part === "symbols") return <ActaSymbols onBack={back} />;
  if (part === "numbers") return <Numbers onBack={back} />;
  const witness = part === "round" ? undefined : view.witnesses.find(({ id }) => id === part.witness);
  if (witness !== undefined) return <OneWitness witness={witness} onBack={back} />;
  return <Round onPart={setPart} />;
}

function Round({ onPart }: { readonly onPart: (part: Part) => void }) {
  const { words, view, act } = useKiosk();
  const { witnesses, copies } = view;
  const next = witnesses.find(({ isExpected, decision }) => isExpected && decision === null);
  return (
    <WorkerFrame
      screen="witnesses"
      title={words.t(next === undefined ? "witness.all" : "witness.title")}
      foot={
        <>
          {next === undefined ? (
            <Button kind="main" icon="next" iconAfter onPress={() => void act({ do: "decided" })}>
              {words.t("witness.decided")}
            </Button>
          ) : (
            <Button kind="main" icon="next" iconAfter onPress={() => onPart({ witness: next.id })}>
              {words.t("witness.ask", { party: next.party })}
            </Button>
          )}
          <Button icon="eye" onPress={() => onPart("symbols")}>
            {words.t("witness.symbols")}
          </Button>
          <Button icon="number" onPress={() => onPart("numbers")}>
            {words.t("witness.numbers")}
          </Button>
        </>
      }
    >
      <p class="lead">{words.t("witness.text")}</p>
      <ul class="witnesses">
        {witnesses.map((witness) => (
          <WitnessRow key={witness.id} witness={witness} onOpen={() => onPart({ witness: witness.id })} />
        ))}
      </ul>
      <Button icon="card" onPress={() => onPart("scan")}>
        {words.t("witness.other")}
      </Button>
      <CopiesNote />
      <Button
        icon="print"
        isDisabled={copies.printing}
        onPress={() => void act({ do: "print-copies", copies: 1 })}
      >
        {words.t("copies.more")}
      </Button>
    </WorkerFrame>
  );
}

const SIGNS: Readonly<Record<NonNullable<WitnessState["decision"]> | "none", IconName>> = {
  signed: "seal",
  paper: "change",
  refused: "cross",
  absent: "person",
  none: "wait",
};

type RowProps = { readonly witness: WitnessState; readonly onOpen: () => void };

function WitnessRow({ witness, onOpen }: RowProps) {
  const { words } = useKiosk();
  const { id, party, decision, reason } = witness;
  const word = decision ?? "none";
  const way = decision === null ? "open" : "change";
  return (
    <li class={`witness is-${word}`}>
      <Icon name={SIGNS[word]} />
      <div class="witness-name">
        <strong>{party}</strong>
        <span class="quiet-text">{id}</span>
      </div>
      <div class="witness-decision">
        <strong>{words.t(`witness.is.${word}`)}</strong>
        {reason !== undefined && <span>{words.t("witness.reason", { reason })}</span>}
      </div>
      {decision !== "signed" && (
        <Button label={words.t(`witness.${way}.label`, { party })} onPress={onOpen}>
          {words.t(`witness.${way}`)}
        </Button>
      )}
    </li>
  );
}

type BackProps = { readonly onBack: () => void };

function BackButton({ onBack }: BackProps) {
  const { words } = useKiosk();
  return (
    <Button icon="back" onPress={onBack}>
      {words.t("witness.back")}
    </Button>
  );
}

/** An answer says itself whose it is. */
function ScanAnswer({ onBack }: BackProps) {
  const { words, act } = useKiosk();
  return (
    <WorkerFrame
      isInner
      screen="scan-answer"
      title={words.t("witness.scan")}
      foot={<BackButton onBack={onBack} />}
    >
      <p class="lead">{words.t("witness.scan.text")}</p>
      <CodeReader
        kind="answer"
        onCode={(answer) => void act({ do: "witness-answer", answer }).then((isDone) => isDone && onBack())}
      />
    </WorkerFrame>
  );
}

function Numbers({ onBack }: BackProps) {
  const { words } = useKiosk();
  return (
    <WorkerFrame
      isInner
      screen="numbers"
      title={words.t("witness.numbers")}
      foot={<BackButton onBack={onBack} />}
    >
      <p class="lead">{words.t("witness.numbers.text")}</p>
      <Results />
    </WorkerFrame>
  );
}
