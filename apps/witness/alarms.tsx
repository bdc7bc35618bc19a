/**
 * Alarms in plain words: what contradicts what, number beside number, and the files that show it to others.
 * Spec: spec/witness-app.md, section 8.
 * @module
 */
import type { Contest } from "@triplicate/core/election/definition.ts";
import { lineName } from "./acta-words.ts";
import type { Alarm, EvidenceFile } from "./alarm.ts";
import { Icon, type ScreenProps, saveFile } from "./parts.tsx";
import type { NumberRow } from "./published.ts";

type AlarmsProps = Pick<ScreenProps, "t"> & {
  readonly alarms: readonly Alarm[];
  readonly contest: Contest | null;
};

export function Alarms({ t, alarms, contest }: AlarmsProps) {
  if (alarms.length === 0) return null;
  return (
    <section class="alarms" aria-labelledby="alarms">
      <h2 id="alarms">
        <Icon sign="bad" /> {t.t("witness.alarm.heading")}:{" "}
        {t.t("witness.alarm.count", { count: alarms.length })}
      </h2>
      {alarms.map((alarm, i) => (
        // Two alarms may have one code, and those of one asking never move.
        <OneAlarm key={i} t={t} alarm={alarm} contest={contest} />
      ))}
      <p>{t.t("witness.alarm.what")}</p>
    </section>
  );
}

function OneAlarm({ t, alarm, contest }: Pick<AlarmsProps, "t" | "contest"> & { readonly alarm: Alarm }) {
  const detail = Object.fromEntries(
    Object.entries(alarm.detail).map(([name, value]) => [
      name,
      name === "status" ? statusWord(t, value) : value,
    ]),
  );
  const proofs = alarm.files.filter(({ isProof }) => isProof);
  const others = alarm.files.filter(({ isProof }) => !isProof);
  return (
    <article class="banner banner-bad">
      <h3>{t.t(`witness.alarm.${alarm.code}.title`, detail)}</h3>
      <p>{t.t(`witness.alarm.${alarm.code}.text`, detail)}</p>
      {alarm.rows !== undefined && <Rows t={t} rows={alarm.rows} contest={contest} />}
      <Files t={t} title="proof" files={proofs} />
      <Files t={t} title="evidence" files={others} />
    </article>
  );
}

const STATUSES = ["missing", "counted", "conflict", "paper"] as const;

function statusWord(t: ScreenProps["t"], value: string | number): string {
  const status = STATUSES.find((name) => name === value);
  return status === undefined ? String(value) : t.t(`witness.status.${status}`);
}

type FilesProps = Pick<ScreenProps, "t"> & {
  readonly title: "proof" | "evidence";
  readonly files: readonly EvidenceFile[];
};

function Files({ t, title, files }: FilesProps) {
  if (files.length === 0) return null;
  return (
    <>
      <p class="files-title">{t.t(`witness.alarm.files.${title}`)}</p>
      <div class="buttons">
        {files.map(({ name, bytes }) => (
          <button
            key={name}
            type="button"
            class={title === "proof" ? "main" : undefined}
            onClick={() => saveFile(name, new Blob([bytes.slice()], { type: "text/plain" }))}
          >
            {t.t("witness.alarm.save", { name })}
          </button>
        ))}
      </div>
    </>
  );
}

/** Every line, so that nobody must guess what the others are; those that differ say so in words. */
export function Rows({
  t,
  rows,
  contest,
}: Pick<AlarmsProps, "t" | "contest"> & { readonly rows: readonly NumberRow[] }) {
  return (
    <table class="numbers rows">
      <thead>
        <tr>
          <th scope="col">{t.t("witness.alarm.line")}</th>
          <th scope="col">{t.t("witness.alarm.yours")}</th>
          <th scope="col">{t.t("witness.alarm.theirs")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ line, acta, published }) => {
          const differs = acta !== published;
          return (
            <tr key={line} class={differs ? "differs" : undefined}>
              <th scope="row">
                {lineName(line, contest, t)}
                {differs && (
                  <span class="about">
                    <Icon sign="bad" /> {t.t("witness.alarm.differs")}
                  </span>
                )}
              </th>
              <td>{t.number(acta)}</td>
              <td>{published === null ? t.t("witness.alarm.unknown") : t.number(published)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The centre's receipt did not hold: an alarm of its own, beside those of the last asking. */
export function receiptAlarm(
  id: string,
  { proof, code }: { readonly proof: Uint8Array; readonly code: string },
): Alarm {
  const name = `${id.slice(0, 12)}-receipt.tlog-proof`;
  return { code: "receipt-false", detail: { code }, files: [{ name, bytes: proof, isProof: false }] };
}
