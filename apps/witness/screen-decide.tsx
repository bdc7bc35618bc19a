/**
 * The paper in hand: what a witness has compared, and their answer, to sign or to refuse with a reason.
 *
 * One answer is for all actas of the station. Nobody is kept from refusing, whatever was read. Spec: spec/witness-app.md, section 6.
 * @module
 */
import { isReason } from "@triplicate/core/statement/closing-record.ts";
import type { AnswerDecision } from "@triplicate/core/statement/witness-answer.ts";
import { useMemo, useRef, useState } from "preact/hooks";
import { contestName } from "./acta-words.ts";
import { decide, judgedReading, keepUnsigned } from "./actions-acta.ts";
import { type AppState, currentKit, ownWitness } from "./app.ts";
import type { StationActas } from "./judge-acta.ts";
import { Fact, Heading, type ScreenProps } from "./parts.tsx";

export function DecideScreen(props: ScreenProps) {
  const { app, state, t, go } = props;
  const loaded = currentKit(state);
  const reading = useMemo(() => judgedReading(app), [state.gathering, state.current]);
  const [isBusy, setBusy] = useState(false);
  if (loaded === null || reading === null || reading.actas.length === 0) {
    return (
      <>
        <Heading>{t.t("witness.decide.heading")}</Heading>
        <p>{t.t("witness.acta.none")}</p>
        <a class="button main" href="#/scan">
          {t.t("witness.home.step.read")}
        </a>
      </>
    );
  }
  const answer = (decision: AnswerDecision) => {
    if (isBusy) return;
    setBusy(true);
    void decide(app, reading.actas, decision)
      .then(() => go("answer"))
      .finally(() => setBusy(false));
  };
  const keep = () =>
    void keepUnsigned(app, reading.actas).then(([id]) => go(id === undefined ? "" : `kept/${id}`));
  const forbidden = whyNoAnswer(state);
  return (
    <>
      <Heading>{t.t("witness.decide.heading")}</Heading>
      <p class="lead">
        {t.t("witness.acta.station", { station: loaded.kit.station.id, place: loaded.kit.station.placeName })}
      </p>
      {loaded.kit.definition.contests.length > 1 && <p>{t.t("witness.decide.all")}</p>}
      <Sign {...props} reading={reading} onAnswer={answer} isBusy={isBusy} />
      {forbidden === null ? (
        <Refuse t={t} onAnswer={answer} isBusy={isBusy} />
      ) : (
        <button type="button" class="main" onClick={keep}>
          {t.t("witness.acta.keep")}
        </button>
      )}
    </>
  );
}

/** Without a key on the list there is no answer of any kind. */
function whyNoAnswer(state: AppState): "key" | "list" | null {
  if (state.identity === null) return "key";
  return ownWitness(state, currentKit(state)) === null ? "list" : null;
}

/** What stands in the way of signing these; a refusal is always open. */
function whyNoSignature(state: AppState, { actas, missing, doubled }: StationActas) {
  const why = whyNoAnswer(state);
  if (why !== null) return why;
  if (!actas.every(({ isGenuine }) => isGenuine)) return "genuine";
  if (doubled.length > 0) return "doubled";
  return missing.length > 0 ? "missing" : null;
}

type AnswerProps = {
  readonly onAnswer: (decision: AnswerDecision) => void;
  readonly isBusy: boolean;
};

function Sign({
  state,
  t,
  reading,
  onAnswer,
  isBusy,
}: ScreenProps & AnswerProps & { readonly reading: StationActas }) {
  const { kit } = currentKit(state)!;
  const items = compareItems(reading, (id) => contestName(id, kit, t), t);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [isAsked, setAsked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const why = whyNoSignature(state, reading);
  const left = items.filter(({ id }) => !marked.has(id));
  const mark = (id: string, isMarked: boolean) => {
    const next = new Set(marked);
    if (isMarked) next.add(id);
    else next.delete(id);
    setMarked(next);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setAsked(true);
    if (left.length === 0) onAnswer({ decision: "signed" });
    else form.current?.querySelector<HTMLInputElement>("input:not(:checked)")?.focus();
  };
  if (why !== null)
    return (
      <Fact sign={why === "genuine" || why === "doubled" ? "bad" : "note"}>
        {t.t(`witness.decide.cannot.${why}`)}
      </Fact>
    );
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <fieldset aria-describedby="compare-how">
        <legend>{t.t("witness.decide.compare")}</legend>
        <p id="compare-how" class="hint">
          {t.t("witness.decide.compare.how")}
        </p>
        {items.map(({ id, text }) => (
          <label key={id} class="choice">
            <input
              type="checkbox"
              checked={marked.has(id)}
              onChange={(event) => mark(id, event.currentTarget.checked)}
            />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      <div role="alert">
        {isAsked && left.length > 0 && (
          <Fact sign="bad">{t.t("witness.decide.unmarked", { count: left.length })}</Fact>
        )}
      </div>
      <p>{t.t("witness.decide.sign.means")}</p>
      <button type="submit" class="main wide" disabled={isBusy}>
        {t.t("witness.decide.sign")}
      </button>
    </form>
  );
}

type Item = { readonly id: string; readonly text: string };

function compareItems(
  { actas }: StationActas,
  nameOf: (contest: string) => string,
  t: ScreenProps["t"],
): Item[] {
  const isOne = actas.length === 1;
  const prints = actas.map(({ acta, fingerprint }) => ({
    id: `fingerprint ${acta.contest}`,
    text: `${isOne ? "" : `${nameOf(acta.contest)}: `}${t.t("witness.decide.item.fingerprint", { fingerprint })}`,
  }));
  const flaws = actas.every(({ isSound }) => isSound)
    ? []
    : [{ id: "flaws", text: t.t("witness.decide.item.flaws") }];
  return [
    { id: "numbers", text: t.t("witness.decide.item.numbers") },
    ...prints,
    { id: "copies", text: t.t("witness.decide.item.copies") },
    ...flaws,
  ];
}

const REASONS = ["paper", "box", "access", "other"] as const;
type ReasonKind = (typeof REASONS)[number];

function Refuse({ t, onAnswer, isBusy }: Pick<ScreenProps, "t"> & AnswerProps) {
  const [isOpen, setOpen] = useState(false);
  const [kind, setKind] = useState<ReasonKind>("paper");
  const [text, setText] = useState("");
  const [isBad, setBad] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const reason = kind === "other" ? text.trim() : t.t(`witness.decide.refuse.${kind}`);
    if (isReason(reason)) onAnswer({ decision: "refused", reason });
    else {
      setBad(true);
      document.getElementById("reason")?.focus();
    }
  };
  if (!isOpen) {
    return (
      <button type="button" class="quiet" onClick={() => setOpen(true)}>
        {t.t("witness.decide.refuse.open")}
      </button>
    );
  }
  return (
    <form class="refuse" onSubmit={submit} noValidate>
      <fieldset aria-describedby="refuse-how">
        <legend>{t.t("witness.decide.refuse.reason")}</legend>
        <p id="refuse-how" class="hint">
          {t.t("witness.decide.refuse.how")}
        </p>
        {REASONS.map((reason) => (
          <label key={reason} class="choice">
            <input type="radio" name="reason" checked={kind === reason} onChange={() => setKind(reason)} />
            <span>{t.t(`witness.decide.refuse.${reason}`)}</span>
          </label>
        ))}
      </fieldset>
      {kind === "other" && (
        <div class="field">
          <label for="reason">{t.t("witness.decide.refuse.text")}</label>
          <textarea
            id="reason"
            rows={3}
            maxLength={280}
            value={text}
            aria-invalid={isBad}
            aria-describedby={isBad ? "reason-fault" : undefined}
            onInput={(event) => setText(event.currentTarget.value.replaceAll(/[\r\n]+/g, " "))}
          />
          {isBad && (
            <p class="fault" id="reason-fault">
              {t.t("witness.decide.refuse.bad")}
            </p>
          )}
        </div>
      )}
      <button type="submit" class="danger wide" disabled={isBusy}>
        {t.t("witness.decide.refuse")}
      </button>
    </form>
  );
}
