/**
 * What the reader's browser found of a station, said as it finds it: a verdict in a few words, then each check with its mark.
 * @module
 */
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import type { SiteTranslator } from "@triplicate/ui/screen-messages.ts";
import { useEffect, useState } from "preact/hooks";
import { FindingLine } from "./finding-line.tsx";
import { createPinBox } from "./pin-box.ts";
import { readShown } from "./shown-numbers.ts";
import { createCentre, type Finding, isBad, verifyStation } from "./verify-station.ts";

type Progress = "looking" | "done" | "unreachable";

type StationCheckProps = {
  /** The one that was asked for. */
  readonly station: string;
  /** The one that the page says it is of. */
  readonly shownStation: string | null;
  readonly words: SiteTranslator;
};

export function StationCheck({ station, shownStation, words }: StationCheckProps) {
  const [findings, setFindings] = useState<readonly Finding[]>([]);
  const [progress, setProgress] = useState<Progress>("looking");
  useEffect(() => {
    verifyStation({
      ...{ station, shownStation },
      kitText: () => kitText(station),
      centre: createCentre(`${location.origin}/`, (address, init) => fetch(address, init)),
      verify: verifyPortably,
      pins: createPinBox(storage()),
      shown: (contest, contests) => readShown(document, contest, contests),
      onFinding: (finding) => setFindings((before) => [...before, finding]),
    }).then(
      () => setProgress("done"),
      () => setProgress("unreachable"),
    );
  }, [station]);
  const bad = findings.filter(isBad).length;
  const verdict = bad > 0 ? "bad" : progress === "done" ? verdictOf(findings) : progress;
  return (
    <div class={`verdict ${bad > 0 ? "bad" : verdict}`} data-verdict={verdict}>
      <h2>{words.t(`site.verdict.${verdict}`, { n: bad })}</h2>
      <p>{words.t("site.byThisBrowser")}</p>
      <ul class="checks">
        {findings.map((finding, i) => (
          <FindingLine key={`${finding.is} ${i}`} finding={finding} words={words} />
        ))}
      </ul>
    </div>
  );
}

/** Signed is not enough: what no log holds can be taken back, a rehearsal is no election, and paper was not looked at here. */
function verdictOf(findings: readonly Finding[]): "holds" | "nothing" | "unproved" {
  if (!findings.some(({ is }) => is === "acta")) return "nothing";
  const isProved = (finding: Finding): boolean => {
    switch (finding.is) {
      case "log":
        return finding.answer.is === "answered" && finding.answer.inLog.is === "included";
      case "acta":
        return finding.acta.acta.mode === "live" && finding.acta.isSound;
      case "shown":
        return !finding.hasHand;
      case "no-acta":
        return false;
      default:
        return true;
    }
  };
  return findings.every(isProved) ? "holds" : "unproved";
}

async function kitText(station: string): Promise<string> {
  const response = await fetch(`/kit/${station}`, { redirect: "error" });
  if (!response.ok) throw new Error("no kit");
  return response.text();
}

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
