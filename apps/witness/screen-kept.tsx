/**
 * One kept acta: alarms first, where it has got to, what the centre says, photographs, numbers, and its file for others.
 * Spec: spec/witness-app.md, sections 7 and 8.
 * @module
 */

import { parseLogProof } from "@triplicate/core/log/log-proof.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { useMemo, useState } from "preact/hooks";
import { contestName } from "./acta-words.ts";
import { ask, sendNow } from "./actions-acta.ts";
import { Alarms, receiptAlarm } from "./alarms.tsx";
import type { AppState } from "./app.ts";
import { CentreWords } from "./centre-words.tsx";
import { Checks, Verdict } from "./checks.tsx";
import { fileName } from "./evidence.ts";
import { type JudgedActa, judgeActa } from "./judge-acta.ts";
import { Numbers } from "./numbers.tsx";
import { kitId } from "./outbox.ts";
import { Fact, Heading, handOut, momentOf, type ScreenProps } from "./parts.tsx";
import { Photos } from "./photos.tsx";
import { Fingerprint } from "./screen-acta.tsx";
import type { KeptActa } from "./store.ts";

export function KeptScreen(props: ScreenProps & { readonly id: string }) {
  const { state, t, id } = props;
  const kept = state.kept.find((one) => one.id === id);
  const loaded = kept === undefined ? undefined : state.kits.find((kit) => kit.id === kitId(kept));
  const judged = useMemo(
    () =>
      kept === undefined || loaded === undefined
        ? null
        : judgeActa(kept.noteBytes, loaded.kit, verifyPortably),
    [kept?.noteBytes, loaded],
  );
  if (kept === undefined) {
    return (
      <>
        <Heading>{t.t("witness.keptActa.heading")}</Heading>
        <p>{t.t("witness.keptActa.gone")}</p>
      </>
    );
  }
  if (loaded === undefined || judged === null) {
    return (
      <>
        <Heading>{t.t("witness.keptActa.heading")}</Heading>
        <Fact sign="note">{t.t("witness.keptActa.noKit")}</Fact>
        <ShareButtons t={t} kept={kept} />
      </>
    );
  }
  const alarms = [
    ...(kept.falseReceipt === null ? [] : [receiptAlarm(kept.id, kept.falseReceipt)]),
    ...(kept.asked?.answer.is === "answered" ? kept.asked.answer.alarms : []),
  ];
  return (
    <>
      <Heading>{contestName(kept.contest, loaded.kit, t)}</Heading>
      <p class="lead">
        {t.t("witness.acta.station", { station: kept.station, place: loaded.kit.station.placeName })}
      </p>
      <Decided t={t} kept={kept} />
      <Alarms t={t} alarms={alarms} contest={judged.contest} />
      <Journey {...props} kept={kept} hasCentre={loaded.kit.centre !== null} />
      <Asking {...props} kept={kept} judged={judged} loaded={loaded} />
      <Photos {...props} kept={kept} />
      <h2>{t.t("witness.keptActa.numbers")}</h2>
      <Verdict t={t} judged={judged} />
      <Numbers t={t} acta={judged.acta} contest={judged.contest} />
      <Fingerprint t={t} judged={judged} />
      <h2>{t.t("witness.acta.checks")}</h2>
      <Checks t={t} judged={judged} />
      <ShareButtons t={t} kept={kept} />
    </>
  );
}

function Decided({ t, kept }: Pick<ScreenProps, "t"> & { readonly kept: KeptActa }) {
  const { decision } = kept;
  const { day, time } = momentOf(kept.keptAt);
  return (
    <p>
      <b>{t.t(`witness.kept.${decision?.decision ?? "unsigned"}`)}.</b>{" "}
      {t.t("witness.keptActa.when", { day: t.day(day), time })}.{" "}
      {decision?.decision === "refused" && t.t("witness.keptActa.reason", { reason: decision.reason })}
      {kept.answer !== null && (
        <>
          {" "}
          <a href="#/answer">{t.t("witness.answer.again")}</a>
        </>
      )}
    </p>
  );
}

type JourneyProps = ScreenProps & { readonly kept: KeptActa; readonly hasCentre: boolean };

function Journey({ app, state, t, kept, hasCentre }: JourneyProps) {
  const isWaiting = state.outbox.some(({ subject }) => subject === kept.id);
  return (
    <section aria-labelledby="journey">
      <h2 id="journey">{t.t("witness.keptActa.journey")}</h2>
      <Fact sign="good">{t.t("witness.keptActa.here")}</Fact>
      <CollectorFact t={t} state={state} kept={kept} />
      <CentreFact {...{ t, state, kept, hasCentre }} />
      {isWaiting && (
        <button type="button" disabled={state.isSending} onClick={() => void sendNow(app, true)}>
          {t.t(state.isSending ? "witness.keptActa.sending" : "witness.keptActa.send")}
        </button>
      )}
    </section>
  );
}

type LetterProps = Pick<ScreenProps, "t"> & { readonly state: AppState; readonly kept: KeptActa };

const letterOf = ({ outbox }: AppState, to: "collector" | "centre", { id }: KeptActa) =>
  outbox.find((letter) => letter.id === `${to} ${id}`);

function CollectorFact({ t, state, kept }: LetterProps) {
  const letter = letterOf(state, "collector", kept);
  if (letter === undefined) return <Fact sign="good">{t.t("witness.keptActa.collector.sent")}</Fact>;
  const why = letter.trouble ?? "";
  return letter.isRefused ? (
    <Fact sign="bad">{t.t("witness.keptActa.collector.refused", { why })}</Fact>
  ) : (
    <Fact sign="todo">{t.t("witness.keptActa.collector.queued")}</Fact>
  );
}

function CentreFact({ t, state, kept, hasCentre }: LetterProps & { readonly hasCentre: boolean }) {
  const letter = letterOf(state, "centre", kept);
  if (kept.receipt !== null) {
    const proof = parseLogProof(kept.receipt.proof);
    const index = proof.ok ? proof.value.index : 0;
    return <Fact sign="good">{t.t("witness.keptActa.centre.receipt", { index })}</Fact>;
  }
  if (kept.falseReceipt !== null) {
    return <Fact sign="bad">{t.t("witness.keptActa.centre.false", { code: kept.falseReceipt.code })}</Fact>;
  }
  if (!hasCentre || letter === undefined) {
    return <Fact sign="note">{t.t("witness.keptActa.centre.none")}</Fact>;
  }
  return letter.isRefused ? (
    <Fact sign="bad">{t.t("witness.keptActa.centre.refused", { why: letter.trouble ?? "" })}</Fact>
  ) : (
    <Fact sign="todo">{t.t("witness.keptActa.centre.queued")}</Fact>
  );
}

type AskingProps = ScreenProps & {
  readonly kept: KeptActa;
  readonly judged: JudgedActa;
  readonly loaded: AppState["kits"][number];
};

function Asking({ app, t, kept, judged, loaded }: AskingProps) {
  const [isAsking, setAsking] = useState(false);
  const [failure, setFailure] = useState("");
  if (loaded.kit.centre === null || !judged.isGenuine) return null;
  const start = () => {
    setAsking(true);
    setFailure("");
    ask(app, kept, loaded.kit)
      .catch((error: unknown) => setFailure(error instanceof Error ? error.message : "?"))
      .finally(() => setAsking(false));
  };
  return (
    <section aria-labelledby="asked">
      <h2 id="asked">{t.t("witness.keptActa.asked")}</h2>
      <div role="status">
        {failure !== "" && (
          <Fact sign="note">{t.t("witness.keptActa.unreachable", { detail: failure })}</Fact>
        )}
        {kept.asked !== null && !isAsking && (
          <CentreWords t={t} asked={kept.asked} contest={judged.contest} mode={kept.mode} />
        )}
      </div>
      <button type="button" class="main" disabled={isAsking} onClick={start}>
        {t.t(isAsking ? "witness.keptActa.asking" : "witness.keptActa.ask")}
      </button>
    </section>
  );
}

function ShareButtons({ t, kept }: Pick<ScreenProps, "t"> & { readonly kept: KeptActa }) {
  const name = `${fileName(`${kept.station}-${kept.contest}`)}.note`;
  return (
    <div class="buttons">
      <button type="button" onClick={() => void handOut(name, kept.noteBytes.slice(), "text/plain")}>
        {t.t("witness.keptActa.share")}
      </button>
    </div>
  );
}
