/**
 * The first screen: three steps with what is done of each, and the actas that were kept. Spec: spec/witness-app.md, section 1.
 * @module
 */

import { contestName } from "./acta-words.ts";
import { currentKit, ownWitness } from "./app.ts";
import { Fact, Heading, Icon, type ScreenProps, type Sign } from "./parts.tsx";
import type { KeptActa } from "./store.ts";

export function HomeScreen({ state, t, go }: ScreenProps) {
  const loaded = currentKit(state);
  const witness = ownWitness(state, loaded);
  const { identity, gathering, kept, trouble } = state;
  const read = gathering.texts.length;
  const keyText =
    identity === null
      ? t.t("witness.home.step.key.none")
      : witness !== null
        ? t.t("witness.home.step.key.listed", { witness: witness.id })
        : t.t(loaded === null ? "witness.home.step.key.made" : "witness.home.step.key.unlisted");
  const keySign: Sign = identity === null ? "todo" : loaded !== null && witness === null ? "note" : "good";
  return (
    <>
      <Heading>{t.t("witness.home.heading")}</Heading>
      <p class="lead">{t.t("witness.home.welcome")}</p>
      {trouble !== null && (
        <div class="banner banner-note">
          <Fact sign="note">{t.t(`witness.trouble.${trouble}`)}</Fact>
        </div>
      )}
      <h2>{t.t("witness.home.steps")}</h2>
      <ol class="steps">
        <Step t={t} go={go} route="key" sign={keySign} title={t.t("witness.home.step.key")} text={keyText} />
        <Step
          {...{ t, go }}
          route="station"
          sign={loaded === null ? "todo" : "good"}
          title={t.t("witness.home.step.station")}
          text={
            loaded === null
              ? t.t("witness.home.step.station.none")
              : t.t("witness.home.step.station.have", {
                  station: loaded.kit.station.id,
                  place: loaded.kit.station.placeName,
                })
          }
        />
        <Step
          {...{ t, go }}
          route="scan"
          isMain={loaded !== null}
          sign="todo"
          title={t.t("witness.home.step.read")}
          text={t.t(read === 0 ? "witness.home.step.read.hint" : "witness.home.step.read.begun", {
            count: read,
          })}
        />
      </ol>
      <h2>{t.t("witness.home.kept")}</h2>
      {kept.length === 0 ? <p>{t.t("witness.home.kept.none")}</p> : <KeptList {...{ state, t, go, kept }} />}
      <p>
        <a class="quiet" href="#/more">
          {t.t("witness.home.more")}
        </a>
      </p>
    </>
  );
}

type StepProps = Pick<ScreenProps, "t" | "go"> & {
  readonly route: string;
  readonly sign: Sign;
  readonly title: string;
  readonly text: string;
  readonly isMain?: boolean;
};

function Step({ t, route, sign, title, text, isMain = false }: StepProps) {
  return (
    <li>
      <a class={isMain ? "step step-main" : "step"} href={`#/${route}`}>
        <Icon sign={sign} />
        <span>
          <b>{title}</b>
          <span class="step-text">{text}</span>
          <span class="unseen">{t.t(sign === "good" ? "witness.home.done" : "witness.home.todo")}</span>
        </span>
        <Icon sign="next" />
      </a>
    </li>
  );
}

function KeptList({
  state,
  t,
  kept,
}: Pick<ScreenProps, "state" | "t"> & { readonly kept: readonly KeptActa[] }) {
  return (
    <ul class="steps">
      {kept.map((acta) => {
        const { sign, text } = keptSummary(acta, t);
        const loaded = state.kits.find(({ kit }) => kit.definition.id === acta.election);
        return (
          <li key={acta.id}>
            <a class={sign === "bad" ? "step step-alarm" : "step"} href={`#/kept/${acta.id}`}>
              <Icon sign={sign} />
              <span>
                <b>
                  {contestName(acta.contest, loaded?.kit ?? null, t)} · {acta.station}
                </b>
                <span class="step-text">{text}</span>
              </span>
              <Icon sign="next" />
            </a>
          </li>
        );
      })}
    </ul>
  );
}

export const alarmCount = ({ asked, falseReceipt }: KeptActa): number =>
  (asked?.answer.is === "answered" ? asked.answer.alarms.length : 0) + (falseReceipt === null ? 0 : 1);

function keptSummary(acta: KeptActa, t: ScreenProps["t"]): { readonly sign: Sign; readonly text: string } {
  const decided = acta.decision?.decision ?? "unsigned";
  const words = [t.t(`witness.kept.${decided}`)];
  if (alarmCount(acta) > 0) return { sign: "bad", text: t.list([t.t("witness.kept.alarm"), ...words]) };
  const { asked } = acta;
  const isIncluded = asked?.answer.is === "answered" && asked.answer.inLog.is === "included";
  words.push(t.t(isIncluded ? "witness.kept.included" : "witness.kept.notAsked"));
  return { sign: isIncluded ? "good" : "todo", text: words.join(" · ") };
}
