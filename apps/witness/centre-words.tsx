/**
 * What the centre said when it was last asked, in words: is the acta in the log, and what is published of the station.
 * @module
 */
import type { Contest } from "@triplicate/core/election/definition.ts";
import { Rows } from "./alarms.tsx";
import type { CentreAnswer, InLog } from "./ask-centre.ts";
import { Fact, momentOf, type ScreenProps, type Sign } from "./parts.tsx";
import { isSameNumbers } from "./published.ts";
import type { KeptActa } from "./store.ts";

type WordsProps = Pick<ScreenProps, "t"> & {
  readonly asked: NonNullable<KeptActa["asked"]>;
  readonly contest: Contest | null;
  readonly mode: KeptActa["mode"];
};

const LOG_SIGN = {
  included: "good",
  absent: "note",
  "no-quorum": "note",
  unproved: "bad",
} as const satisfies Record<InLog["is"], Sign>;

export function CentreWords({ t, asked: { at, answer }, contest, mode }: WordsProps) {
  const { day, time } = momentOf(at);
  if (answer.is === "unreachable") {
    return <Fact sign="note">{t.t("witness.keptActa.unreachable", { detail: answer.detail })}</Fact>;
  }
  const { is, ...detail } = answer.inLog;
  const { rows } = answer;
  return (
    <>
      <p class="hint">{t.t("witness.keptActa.asked.when", { day: t.day(day), time })}</p>
      <Fact sign={LOG_SIGN[is]}>{t.t(`witness.keptActa.inLog.${is}`, detail)}</Fact>
      {/* Of a rehearsal there may be nothing to be published. */}
      {(mode === "live" || answer.published !== null) && <Published t={t} answer={answer} />}
      {rows !== null && isSameNumbers(rows) && (
        <details>
          <summary>{t.t("witness.keptActa.numbers")}</summary>
          <Rows t={t} rows={rows} contest={contest} />
        </details>
      )}
    </>
  );
}

function Published({
  t,
  answer,
}: Pick<ScreenProps, "t"> & { answer: Extract<CentreAnswer, { is: "answered" }> }) {
  const { published, rows } = answer;
  const isUnproved = answer.alarms.some(({ code }) => code === "paper-unproved");
  if (published === null) return <Fact sign="note">{t.t("witness.keptActa.published.unknown")}</Fact>;
  switch (published.status) {
    case "missing":
      return <Fact sign="todo">{t.t("witness.keptActa.published.missing")}</Fact>;
    case "conflict":
      return <Fact sign="note">{t.t("witness.keptActa.published.conflict")}</Fact>;
    case "paper":
      return <Fact sign="note">{t.t("witness.keptActa.published.paper")}</Fact>;
    case "counted": {
      // Numbers that differ are an alarm, which stands above with every line.
      if (rows === null || !isSameNumbers(rows)) return null;
      return (
        <>
          <Fact sign="good">{t.t("witness.keptActa.published.same")}</Fact>
          {isCorrected(published) && !isUnproved && (
            <Fact sign="note">{t.t("witness.keptActa.published.corrected")}</Fact>
          )}
        </>
      );
    }
  }
}

function isCorrected({
  signed,
  withPaper,
}: NonNullable<Extract<CentreAnswer, { is: "answered" }>["published"]>): boolean {
  if (signed === null || withPaper === null) return false;
  const lines = Object.keys(signed.votes);
  return (
    signed.blank !== withPaper.blank ||
    signed.null !== withPaper.null ||
    lines.some((line) => signed.votes[line] !== withPaper.votes[line])
  );
}
