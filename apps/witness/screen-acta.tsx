/**
 * The acta that was read: verdict, numbers, fingerprint, and each check; contest by contest. Spec: spec/witness-app.md, section 5.
 * @module
 */

import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { useMemo, useState } from "preact/hooks";
import { contestName } from "./acta-words.ts";
import { judgedReading, keepUnsigned } from "./actions-acta.ts";
import { currentKit } from "./app.ts";
import { Checks, Verdict } from "./checks.tsx";
import { createEvidence } from "./evidence.ts";
import type { JudgedActa, StationActas } from "./judge-acta.ts";
import { Numbers } from "./numbers.tsx";
import { Fact, Heading, momentOf, type ScreenProps, saveFile } from "./parts.tsx";
import type { VerifiedKit } from "./verify-kit.ts";

export function ActaScreen(props: ScreenProps) {
  const { app, state, t } = props;
  const loaded = currentKit(state);
  const reading = useMemo(() => judgedReading(app), [state.gathering, state.current]);
  const [at, setAt] = useState(0);
  const judged = reading?.actas[Math.min(at, (reading?.actas.length ?? 1) - 1)];
  if (loaded === null || reading === null || judged === undefined) {
    return (
      <>
        <Heading>{t.t("witness.scan.heading")}</Heading>
        <p>{t.t("witness.acta.none")}</p>
        <a class="button main" href="#/scan">
          {t.t("witness.home.step.read")}
        </a>
      </>
    );
  }
  return (
    <div key={at}>
      <Heading>{contestName(judged.acta.contest, loaded.kit, t)}</Heading>
      <p class="lead">
        {t.t("witness.acta.station", { station: judged.acta.station, place: loaded.kit.station.placeName })}
        {reading.actas.length > 1 && (
          <> · {t.t("witness.acta.of", { number: at + 1, count: reading.actas.length })}</>
        )}
      </p>
      <Verdict t={t} judged={judged} />
      <Doubled {...props} reading={reading} kit={loaded.kit} />
      <Numbers t={t} acta={judged.acta} contest={judged.contest} />
      <Fingerprint t={t} judged={judged} />
      <h2>{t.t("witness.acta.checks")}</h2>
      <Checks t={t} judged={judged} />
      <Times t={t} judged={judged} />
      <Onward {...props} reading={reading} at={at} onAt={setAt} kit={loaded.kit} />
    </div>
  );
}

export function Fingerprint({ t, judged }: Pick<ScreenProps, "t"> & { readonly judged: JudgedActa }) {
  // What is no acta of this station has nothing to be compared with.
  if (!judged.isGenuine) return null;
  return (
    <div class="fingerprint">
      <h2>{t.t("witness.acta.fingerprint")}</h2>
      <p class="big code">{judged.fingerprint}</p>
      <p>{t.t("witness.acta.fingerprint.how")}</p>
    </div>
  );
}

function Times({ t, judged: { acta } }: Pick<ScreenProps, "t"> & { readonly judged: JudgedActa }) {
  const words = (seconds: number) => {
    const { day, time } = momentOf(seconds * 1000);
    return `${t.day(day)}, ${time}`;
  };
  return (
    <dl class="facts">
      <dt>{t.t("witness.acta.opened")}</dt>
      <dd>{words(acta.opened)}</dd>
      <dt>{t.t("witness.acta.closed")}</dt>
      <dd>{words(acta.closed)}</dd>
    </dl>
  );
}

type ReadingProps = ScreenProps & { readonly reading: StationActas; readonly kit: VerifiedKit };

/** Two actas of one contest by one machine prove themselves, before any centre was asked. */
function Doubled({ t, reading, kit }: ReadingProps) {
  const [pair] = reading.doubled;
  if (pair === undefined) return null;
  const parts = pair.actas.map(({ noteBytes }) => noteBytes);
  const [proof] = createEvidence(kit, pair.actas[0], verifyPortably).contradiction("two-actas", parts);
  return (
    <div class="banner banner-bad" role="alert">
      <Fact sign="bad" word={t.t("witness.alarm.heading")}>
        {t.t("witness.acta.doubled")}
      </Fact>
      {proof !== undefined && (
        <button type="button" onClick={() => saveFile(proof.name, new Blob([proof.bytes.slice()]))}>
          {t.t("witness.acta.doubled.save")}
        </button>
      )}
    </div>
  );
}

type OnwardProps = ReadingProps & { readonly at: number; readonly onAt: (at: number) => void };

function Onward({ app, t, go, reading, at, onAt, kit }: OnwardProps) {
  const { actas, missing } = reading;
  const isLast = at >= actas.length - 1;
  const names = missing.map(({ id }) => contestName(id, kit, t));
  const keep = () => void keepUnsigned(app, actas).then(([id]) => go(id === undefined ? "" : `kept/${id}`));
  return (
    <>
      {missing.length > 0 && (
        <Fact sign="note">
          {t.t("witness.acta.missing", { count: missing.length, list: t.list(names) })}{" "}
          <a href="#/scan">{t.t("witness.home.step.read")}</a>
        </Fact>
      )}
      <div class="buttons">
        {isLast ? (
          <button type="button" class="main" onClick={() => go("decide")}>
            {t.t("witness.acta.compare")}
          </button>
        ) : (
          <button type="button" class="main" onClick={() => onAt(at + 1)}>
            {t.t("witness.acta.next")}
          </button>
        )}
        {at > 0 && (
          <button type="button" onClick={() => onAt(at - 1)}>
            {t.t("witness.acta.previous")}
          </button>
        )}
        <button type="button" onClick={keep}>
          {t.t("witness.acta.keep")}
        </button>
      </div>
    </>
  );
}
