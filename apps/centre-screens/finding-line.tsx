/**
 * One finding as a line: a mark that is a sign as well as a colour, a sentence, and what belongs to it.
 * @module
 */
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import type { SiteTranslator } from "@triplicate/ui/screen-messages.ts";
import type { Alarm } from "@triplicate/witness/alarm.ts";
import type { CentreAnswer } from "@triplicate/witness/ask-centre.ts";
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
  return (
    <Line mark={isBad(finding) ? "bad" : markOf(finding)} words={words}>
      <Words finding={finding} words={words} />
    </Line>
  );
}

function Words({ finding, words }: { finding: Finding; words: SiteTranslator }) {
  const { t } = words;
  switch (finding.is) {
    case "kit":
      return <>{t("site.kit", { code: finding.code })}</>;
    case "other-page":
      return (
        <>{t("site.otherPage", { id: finding.station, shown: finding.shown || t("site.row.unknown") })}</>
      );
    case "authority":
      return <AuthorityLine finding={finding} words={words} />;
    case "station":
      return (
        <>
          <strong>
            {[finding.id, finding.place, finding.region].filter((part) => part !== null).join(", ")}
          </strong>
          {": "}
          {t("site.station", { n: finding.registered })}
        </>
      );
    case "authority-changed":
      return <>{t("site.authorityChanged", { text: finding.fingerprint, before: finding.before })}</>;
    case "machine-key":
      return <>{t("site.machineKey", { text: finding.fingerprint })}</>;
    case "no-acta":
      return <>{t("site.noActa")}</>;
    case "acta":
      return <ActaLine finding={finding} words={words} />;
    case "log":
      return <>{logSentence(finding.answer, words)}</>;
    case "shown":
      return <>{shownSentence(finding, words)}</>;
    case "alarm":
      return <AlarmLine alarm={finding.alarm} words={words} />;
  }
}

function markOf(finding: Finding): Mark {
  if (finding.is === "no-acta") return "notice";
  if (finding.is === "authority") return finding.isKnown && finding.others.length === 0 ? "good" : "notice";
  if (finding.is === "acta") return finding.acta.isSound && !isRehearsal(finding) ? "good" : "notice";
  if (finding.is === "shown") return finding.hasHand ? "notice" : "good";
  if (finding.is !== "log") return "good";
  return finding.answer.is === "answered" && finding.answer.inLog.is === "included" ? "good" : "notice";
}

type Of<Kind extends Finding["is"]> = {
  readonly finding: Extract<Finding, { is: Kind }>;
  readonly words: SiteTranslator;
};

function AuthorityLine({ finding, words: { t, list } }: Of<"authority">) {
  const { signed, of, fingerprint, isKnown, others } = finding;
  return (
    <>
      {t("site.authority", { n: signed, of, text: fingerprint })}{" "}
      {isKnown ? t("site.authorityKnown") : <strong>{t("site.authorityNew")}</strong>}
      {others.length === 0 ? null : ` ${t("site.authorityOthers", { list: list(others) })}`}
    </>
  );
}

const isRehearsal = ({ acta }: Of<"acta">["finding"]): boolean => acta.acta.mode === "test";

function ActaLine({ finding, words }: Of<"acta">) {
  const { t } = words;
  const { acta, lines } = finding;
  const odd = acta.checks.filter(({ state, check }) => state !== "holds" && check !== "mode");
  const list = words.list(odd.map(({ check }) => t(`site.check.${check}`)));
  return (
    <>
      {acta.isGenuine
        ? t("site.acta", {
            text: acta.fingerprint,
            n: acta.witnesses.length,
            list: words.list(acta.witnesses),
          })
        : t("site.actaFalse")}
      {isRehearsal(finding) ? ` ${t("site.rehearsal")}` : null}
      {odd.length === 0 ? null : ` ${t("site.actaOdd", { list })}`}
      {acta.isGenuine ? <SignedNumbers lines={lines} words={words} /> : null}
    </>
  );
}

/** What the page shows nobody can vouch for; this is what was signed, drawn by the reader's own browser. */
function SignedNumbers({ lines, words }: Pick<Of<"acta">["finding"], "lines"> & { words: SiteTranslator }) {
  const { t } = words;
  const name = (line: string, i: number): string =>
    i === lines.length - 2 ? t("site.row.blank") : i === lines.length - 1 ? t("site.row.null") : line;
  return (
    <details>
      <summary>{t("site.signedNumbers")}</summary>
      <table>
        <tbody>
          {lines.map(([line, votes], i) => (
            <tr key={`${line} ${i}`}>
              <th scope="row">{name(line, i)}</th>
              <td class="number">{words.number(votes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function shownSentence(
  { isOdd, differing, hasActa, hasHand }: Of<"shown">["finding"],
  words: SiteTranslator,
) {
  const { t } = words;
  if (isOdd) return t("site.shownOdd");
  if (differing.length > 0) {
    const list = words.list(differing);
    return hasActa ? t("site.shownDiffer", { list }) : t("site.shownWithout", { list });
  }
  const same = t(hasActa ? "site.shownSame" : "site.shownNone");
  return hasHand ? `${same} ${t("site.shownHand")}` : same;
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
