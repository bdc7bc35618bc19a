/**
 * Reading: the camera, what is read so far contest by contest, and what is still missing. Spec: spec/witness-app.md, section 4.
 * @module
 */
import { Scanner } from "@triplicate/screen-parts/scanner.tsx";
import { useEffect, useState } from "preact/hooks";
import { contestName } from "./acta-words.ts";
import { clearReading, judgedReading, readTexts } from "./actions-acta.ts";
import { currentKit } from "./app.ts";
import { type PartsRead, scanProgress } from "./gather.ts";
import type { StationActas } from "./judge-acta.ts";
import { Fact, Heading, type ScreenProps } from "./parts.tsx";

export function ScanScreen(props: ScreenProps) {
  const { app, state, t, go } = props;
  const loaded = currentKit(state);
  const [isOver, setOver] = useState(false);
  if (loaded === null) {
    return (
      <>
        <Heading>{t.t("witness.scan.heading")}</Heading>
        <Fact sign="note">{t.t("witness.scan.noStation")}</Fact>
        <a class="button main" href="#/station">
          {t.t("witness.home.step.station")}
        </a>
      </>
    );
  }
  const reading = judgedReading(app)!;
  const isWhole = reading.missing.length === 0;
  const onTexts = (texts: readonly string[]) => {
    void readTexts(app, texts).then((isNew) => {
      if (isNew) navigator.vibrate?.(60);
    });
  };
  return (
    <>
      <Heading>{t.t("witness.scan.heading")}</Heading>
      <p>{t.t("witness.scan.how")}</p>
      {/* Whole: the camera is closed, and opened again only if asked for. */}
      {(!isWhole || isOver) && <Scanner t={t} onTexts={onTexts} />}
      <section aria-labelledby="progress">
        <h2 id="progress">{t.t("witness.scan.progress")}</h2>
        <div role="status" class="progress">
          <Progress {...props} reading={reading} />
        </div>
      </section>
      <div class="buttons">
        {reading.actas.length > 0 && (
          <button type="button" class="main" onClick={() => go("acta")}>
            {t.t("witness.scan.see")}
          </button>
        )}
        {state.gathering.texts.length > 0 && (
          <button type="button" onClick={() => void clearReading(app).then(() => setOver(false))}>
            {t.t("witness.scan.clear")}
          </button>
        )}
      </div>
      <AutoForward isWhole={isWhole} go={go} />
    </>
  );
}

/** The last part was just read: the numbers are what the person wants to see. Coming back here stays here. */
function AutoForward({ isWhole, go }: { readonly isWhole: boolean } & Pick<ScreenProps, "go">) {
  const [wasWhole] = useState(isWhole);
  useEffect(() => {
    if (isWhole && !wasWhole) go("acta");
  }, [isWhole]);
  return null;
}

function Progress({ state, t, reading }: ScreenProps & { readonly reading: StationActas }) {
  const { kit } = currentKit(state)!;
  const progress = scanProgress(state.gathering);
  const isNothing = state.gathering.texts.length === 0 && !progress.hasForeign;
  const foreignStation = reading.actas.find(({ acta }) => acta.station !== kit.station.id)?.acta.station;
  return (
    <>
      {isNothing && <p>{t.t("witness.scan.none")}</p>}
      {!isNothing &&
        kit.definition.contests.map((contest) => {
          const isMissing = reading.missing.includes(contest);
          const name = contestName(contest.id, kit, t);
          return (
            <Fact key={contest.id} sign={isMissing ? "todo" : "good"}>
              {t.t(`witness.scan.contest.${isMissing ? "missing" : "whole"}`, { contest: name })}
            </Fact>
          );
        })}
      {progress.parts.map((parts) => (
        <Parts key={parts.set} t={t} parts={parts} />
      ))}
      {foreignStation !== undefined && (
        <Fact sign="bad">{t.t("witness.scan.otherStation", { station: foreignStation })}</Fact>
      )}
      {progress.broken > 0 && <Fact sign="bad">{t.t("witness.scan.broken")}</Fact>}
      {progress.hasForeign && <Fact sign="note">{t.t("witness.scan.foreign")}</Fact>}
    </>
  );
}

function Parts({ t, parts: { have, of } }: Pick<ScreenProps, "t"> & { readonly parts: PartsRead }) {
  const all = Array.from({ length: of }, (_, i) => i + 1);
  const missing = all.filter((part) => !have.includes(part));
  return (
    <div class="parts">
      <p>
        <b>{t.t("witness.scan.parts", { have: have.length, of })}</b>{" "}
        {t.t("witness.scan.parts.missing", { count: missing.length, list: t.list(missing.map(String)) })}
      </p>
      <div class="dots" aria-hidden="true">
        {all.map((part) => (
          <span key={part} class={have.includes(part) ? "dot dot-have" : "dot"}>
            {part}
          </span>
        ))}
      </div>
    </div>
  );
}
