/**
 * The station's data: loaded once with a connection, verified, and compared by a person before they are trusted.
 * Spec: spec/witness-app.md, section 3.
 * @module
 */
import { identifier } from "@triplicate/core/note/fields.ts";
import { keyFingerprint, parseVerifierKey } from "@triplicate/core/note/key.ts";
import { useEffect, useState } from "preact/hooks";
import { fetchKit, type KitAnswer, mayPlay, playWitness, trustKit, useKit } from "./actions.ts";
import { currentKit, type LoadedKit, ownWitness } from "./app.ts";
import { asked, Fact, Heading, type ScreenProps, TextField } from "./parts.tsx";
import { electionFingerprint, pinOf, type VerifiedKit } from "./verify-kit.ts";

export function StationScreen(props: ScreenProps) {
  const { app, state, t } = props;
  const [answer, setAnswer] = useState<KitAnswer | null>(null);
  const loaded = currentKit(state);
  if (answer?.is === "new") {
    return (
      <>
        <Heading>{t.t("witness.station.compare")}</Heading>
        <Compare
          {...props}
          kit={answer.kit}
          onSame={() => void trustKit(app, answer.raw, answer.kit).then(() => setAnswer(null))}
          onOther={() => setAnswer(null)}
        />
      </>
    );
  }
  return (
    <>
      <Heading>{t.t("witness.station.heading")}</Heading>
      {answer?.is === "other-authority" && <OtherAuthority t={t} answer={answer} />}
      {loaded === null ? (
        <p class="lead">{t.t("witness.station.why")}</p>
      ) : (
        <Loaded {...props} loaded={loaded} />
      )}
      {loaded !== null && <h2>{t.t("witness.station.other")}</h2>}
      <OtherKits {...props} />
      <LoadForm {...props} answer={answer} onAnswer={setAnswer} />
    </>
  );
}

function OtherKits({ app, state, t }: ScreenProps) {
  const others = state.kits.filter(({ id }) => id !== state.current);
  return (
    <>
      {others.map(({ id, kit }) => (
        <button key={id} type="button" class="row" onClick={() => void useKit(app, id)}>
          {t.t("witness.station.use")}: {kit.station.id}, {kit.station.placeName}
        </button>
      ))}
    </>
  );
}

type LoadProps = ScreenProps & {
  readonly answer: KitAnswer | null;
  readonly onAnswer: (answer: KitAnswer | null) => void;
};

function LoadForm({ app, t, answer, onAnswer }: LoadProps) {
  const [station, setStation] = useState(() => asked("station"));
  const [isBad, setBad] = useState(false);
  const [isLoading, setLoading] = useState(false);
  const load = async () => {
    const id = station.trim();
    const isId = identifier.parse(id) !== null;
    setBad(!isId);
    if (!isId) return;
    setLoading(true);
    onAnswer(await fetchKit(app, id));
    setLoading(false);
  };
  // Who came by a link to a station wants its data; nothing is trusted before they compare.
  useEffect(() => {
    if (asked("station") !== "" && currentKit(app.state()) === null) void load();
  }, []);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void load();
      }}
    >
      <TextField
        id="station-number"
        type="code"
        label={t.t("witness.station.number")}
        hint={t.t("witness.station.number.hint")}
        value={station}
        fault={isBad ? t.t("witness.station.number.bad") : undefined}
        onInput={setStation}
      />
      <button type="submit" class="main" disabled={isLoading}>
        {t.t(isLoading ? "witness.station.loading" : "witness.station.load")}
      </button>
      <div role="status">
        {answer !== null && !isLoading && <Trouble t={t} answer={answer} station={station} />}
      </div>
    </form>
  );
}

function Trouble({ t, answer, station }: Pick<ScreenProps, "t"> & { answer: KitAnswer; station: string }) {
  switch (answer.is) {
    case "no-station":
      return <Fact sign="bad">{t.t("witness.station.none", { station })}</Fact>;
    case "unreachable":
      return <Fact sign="note">{t.t("witness.station.unreachable", { detail: answer.detail })}</Fact>;
    case "fault":
      return <Fact sign="bad">{t.t("witness.station.fault", { code: answer.fault.code })}</Fact>;
    case "loaded":
    case "new":
    case "other-authority":
      return null;
  }
}

type CompareProps = Pick<ScreenProps, "t"> & {
  readonly kit: VerifiedKit;
  readonly onSame: () => void;
  readonly onOther: () => void;
};

function Compare({ t, kit, onSame, onOther }: CompareProps) {
  return (
    <>
      <p class="lead">{t.t("witness.station.compare.how")}</p>
      <p class="big-label" id="fingerprint-label">
        {t.t("witness.station.fingerprint")}
      </p>
      <p class="big code" aria-describedby="fingerprint-label">
        {electionFingerprint(kit)}
      </p>
      <KitFacts t={t} kit={kit} />
      <div class="buttons">
        <button type="button" class="main" onClick={onSame}>
          {t.t("witness.station.same")}
        </button>
        <button type="button" onClick={onOther}>
          {t.t("witness.station.different")}
        </button>
      </div>
    </>
  );
}

function KitFacts({ t, kit }: Pick<ScreenProps, "t"> & { readonly kit: VerifiedKit }) {
  const { station, definition, authorities, signers } = kit;
  return (
    <dl class="facts">
      <dt>{t.t("witness.station.election")}</dt>
      <dd>{t.localized(definition.name)}</dd>
      <dt>{t.t("witness.station.have", { station: station.id })}</dt>
      <dd>
        {station.placeName}
        {station.region !== undefined && `, ${station.region}`}
      </dd>
      <dt>{t.t("witness.station.registered")}</dt>
      <dd>{t.number(station.registered)}</dd>
      <dt>{t.t("witness.station.signers")}</dt>
      <dd>
        {authorities
          .filter(({ name }) => signers.includes(name))
          .map((key) => (
            <div key={key.name}>
              {lastPart(key.name)} <span class="code">{keyFingerprint(key)}</span>
            </div>
          ))}
      </dd>
    </dl>
  );
}

type OtherProps = Pick<ScreenProps, "t"> & { readonly answer: Extract<KitAnswer, { is: "other-authority" }> };

/** Only what is not on both sides: one key of five may be another. */
function OtherAuthority({ t, answer }: OtherProps) {
  const now = pinOf(answer.kit);
  const before = answer.before.keys.filter((key) => !now.keys.includes(key));
  const other = now.keys.filter((key) => !answer.before.keys.includes(key));
  return (
    <div class="banner banner-bad" role="alert">
      <Fact sign="bad">{t.t("witness.station.alarm")}</Fact>
      <dl class="facts">
        <dt>{t.t("witness.station.alarm.before")}</dt>
        {before.map((key) => (
          <KeyName key={key} verifierKey={key} />
        ))}
        <dt>{t.t("witness.station.alarm.now")}</dt>
        {other.map((key) => (
          <KeyName key={key} verifierKey={key} />
        ))}
      </dl>
    </div>
  );
}

function KeyName({ verifierKey }: { readonly verifierKey: string }) {
  const key = parseVerifierKey(verifierKey);
  if (!key.ok) return null;
  return (
    <dd>
      {lastPart(key.value.name)} <span class="code">{keyFingerprint(key.value)}</span>
    </dd>
  );
}

/** Of `ve-bolivar-2017/authority/alba` what people call her: the rest is the same for all. */
const lastPart = (name: string): string => name.split("/").slice(2).join("/") || name;

function Loaded({ app, state, t, go, loaded }: ScreenProps & { readonly loaded: LoadedKit }) {
  const { kit } = loaded;
  const witness = ownWitness(state, loaded);
  return (
    <>
      <Fact sign="good">
        {t.t("witness.home.step.station.have", { station: kit.station.id, place: kit.station.placeName })}
      </Fact>
      {mayPlay(app) && witness === null && (
        <button type="button" class="main" onClick={() => void playWitness(app).then(() => go(""))}>
          {t.t("witness.station.play", { witness: loaded.demoKey!.witness })}
        </button>
      )}
      <p class="big-label">{t.t("witness.station.fingerprint")}</p>
      <p class="big code">{electionFingerprint(kit)}</p>
      <KitFacts t={t} kit={kit} />
      <dl class="facts">
        <dt>{t.t("witness.station.witnesses")}</dt>
        <dd>
          {kit.witnesses.map(({ id }) => (
            <div key={id} class={id === witness?.id ? "own" : undefined}>
              {id}
            </div>
          ))}
        </dd>
        <dt>{t.t("witness.station.centre")}</dt>
        <dd>{kit.centre ?? t.t("witness.station.centre.none")}</dd>
      </dl>
    </>
  );
}
