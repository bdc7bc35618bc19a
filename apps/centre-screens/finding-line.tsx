/**
 * One finding as a line: a mark that is a sign as well as a colour, a sentence, and what belongs to it.
 * @module
 */
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import type { SiteTranslator } from "@triplicate/ui/screen-messages.ts";
import type { Alarm } from "@triplicate/witness/alarm.ts";
import type { CentreAnswer } from "@triplicate/witness/ask-centre.ts";
import type { JudgedActa } from "@triplicate/witness/judge-acta.ts";
import type { ComponentChildren } from "preact";
import { type Finding, isBad } from "./verify-station.ts";

type Mark = "good" | "notice" | "bad";
const SIGNS = { good: "✓", notice: "i", bad: "✗" } as const;

function Line({ mark, words, children }: { mark: Mark; words: SiteTranslator; children: ComponentChildren }) {
  return (
    <li>
      <span class={`mark ${mark}`} role="img" aria-label={words.t(`site.mark.${mark}`)}>
        {SIGNS[mark]}
      </span>
      <div>{children}</div>
    </li>
  );
}

export function FindingLine({ finding, words }: { finding: Finding; words: SiteTranslator }) {
  const { t } = words;
  const mark: Mark = isBad(finding) ? "bad" : markOf(finding);
  switch (finding.is) {
    case "kit":
      return (
        <Line mark={mark} words={words}>
          {t("site.kit", { code: finding.code })}
        </Line>
      );
    case "authority":
      return (
        <Line mark={mark} words={words}>
          {t("site.authority", { n: finding.signed, of: finding.of, text: finding.fingerprint })}
        </Line>
      );
    case "authority-changed":
      return (
        <Line mark={mark} words={words}>
          {t("site.authorityChanged", { text: finding.fingerprint, before: finding.before })}
        </Line>
      );
    case "machine-key":
      return (
        <Line mark={mark} words={words}>
          {t("site.machineKey", { text: finding.fingerprint })}
        </Line>
      );
    case "no-acta":
      return (
        <Line mark={mark} words={words}>
          {t("site.noActa")}
        </Line>
      );
    case "acta":
      return (
        <Line mark={mark} words={words}>
          <ActaLine acta={finding.acta} words={words} />
        </Line>
      );
    case "log":
      return (
        <Line mark={mark} words={words}>
          {logSentence(finding.answer, words)}
        </Line>
      );
    case "shown":
      return (
        <Line mark={mark} words={words}>
          {finding.differing.length === 0
            ? t("site.shownSame")
            : t("site.shownDiffer", { list: words.list(finding.differing) })}
        </Line>
      );
    case "alarm":
      return (
        <Line mark={mark} words={words}>
          <AlarmLine alarm={finding.alarm} words={words} />
        </Line>
      );
  }
}

function markOf(finding: Finding): Mark {
  if (finding.is === "no-acta") return "notice";
  if (finding.is === "acta") return finding.acta.isSound ? "good" : "notice";
  if (finding.is !== "log") return "good";
  return finding.answer.is === "answered" && finding.answer.inLog.is === "included" ? "good" : "notice";
}

function ActaLine({ acta, words }: { acta: JudgedActa; words: SiteTranslator }) {
  const { t } = words;
  const odd = acta.checks.filter(({ state }) => state !== "holds").map(({ check }) => check);
  return (
    <>
      {acta.isGenuine
        ? t("site.acta", {
            text: acta.fingerprint,
            n: acta.witnesses.length,
            list: words.list(acta.witnesses),
          })
        : t("site.actaFalse")}
      {odd.length === 0 ? null : ` ${t("site.actaOdd", { list: words.list(odd) })}`}
    </>
  );
}

function logSentence(answer: CentreAnswer, { t }: SiteTranslator): string {
  if (answer.is === "unreachable") return t("site.log.unreachable");
  const { inLog } = answer;
  switch (inLog.is) {
    case "included":
      return t("site.log.included", { index: inLog.index, size: inLog.size, n: inLog.cosigners });
    case "absent":
      return t("site.log.absent", { size: inLog.size });
    case "no-quorum":
      return t("site.log.noQuorum");
    case "unproved":
      return t("site.log.unproved");
  }
}

function AlarmLine({ alarm, words }: { alarm: Alarm; words: SiteTranslator }) {
  const { t } = words;
  return (
    <>
      <strong>{t(`site.alarm.${alarm.code}`)}</strong>
      {alarm.rows === undefined ? null : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t("site.row.line")}</th>
              <th scope="col" class="number">
                {t("site.row.acta")}
              </th>
              <th scope="col" class="number">
                {t("site.row.published")}
              </th>
            </tr>
          </thead>
          <tbody>
            {alarm.rows.map(({ line, acta, published }) => (
              <tr key={line} class={acta === published ? "" : "differs"}>
                <th scope="row">{line}</th>
                <td class="number">{words.number(acta)}</td>
                <td class="number">{published === null ? t("site.row.unknown") : words.number(published)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>
        {alarm.files.map(({ name, bytes, isProof }) => (
          <a
            key={name}
            class="big"
            download={name}
            href={`data:application/octet-stream;base64,${encodeBase64(bytes)}`}
          >
            {t(isProof ? "site.file.proof" : "site.file.evidence", { name })}
          </a>
        ))}
      </p>
    </>
  );
}
