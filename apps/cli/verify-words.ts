/**
 * A verification in words: what was checked, what came out, every breach with its rule and place.
 * @module
 */
import type { Verification } from "@triplicate/adapters/verify-log.ts";
import { holderKeys } from "@triplicate/core/election/roster-keys.ts";
import { keyFingerprint } from "@triplicate/core/note/key.ts";
import {
  type Breach,
  type Breaches,
  VERIFICATION_RULES,
  type VerificationRule,
} from "@triplicate/core/verification/rules.ts";
import type { MessageId, Translator } from "@triplicate/ui/messages.ts";

/** So many of one rule are read; all are in the JSON, as far as it keeps them. */
const SHOWN_OF_A_RULE = 20;

export function verificationLines(verification: Verification, translator: Translator): string[] {
  const { t } = translator;
  const { checked, signed, entries, breaches } = verification;
  const lines: string[] = [];
  if (checked !== null) lines.push(...electionLines(checked, translator));
  if (checked !== null && signed !== null) {
    const { origin, size } = signed.checkpoint;
    const [needed, all] = checked.election.electionNote.cosigners;
    lines.push(
      t("verify.checkpoint", { origin, size, cosigners: verification.cosigners.length, all, needed }),
    );
  }
  if (entries !== null) {
    const { acta: actas, closing: closings, sheet: sheets, bulletin: bulletins } = entries;
    const { signatures } = verification;
    lines.push(t("verify.entries", { signatures, actas, closings, sheets, bulletins }));
    lines.push(...totalLines(verification, translator));
  }
  return [...lines, "", ...breachLines(breaches, translator), ""];
}

function electionLines(
  { election, authorities, trust }: NonNullable<Verification["checked"]>,
  { t }: Translator,
): string[] {
  const { id } = election.definition;
  const { stations, registered } = election.electionNote;
  const lines = [t("verify.election", { id, stations, registered }), t(`verify.trust.${trust}`)];
  if (trust !== "first-visit") return lines;
  for (const key of authorities)
    lines.push(`  ${t("verify.key", { name: key.name, fingerprint: keyFingerprint(key) })}`);
  return lines;
}

function totalLines({ totals, checked }: Verification, { t, number }: Translator): string[] {
  if (totals === null || checked === null) return [t("verify.noTotals")];
  return checked.election.definition.contests.flatMap(({ id, options }, contest) => {
    const { signed, withPaper, stations, counted, missing, conflict, paper, corrected } = totals[contest]!;
    const votes = (values: readonly number[]) =>
      options.map((option, i) => `${option.id} ${number(values[i]!)}`).join(", ");
    const counts = { stations, counted, missing, conflict, paper, corrected };
    const lines = [
      t("verify.contest", { contest: id, ...counts }),
      t("verify.votes", { signed: votes(signed.votes) }),
    ];
    if (paper + corrected > 0) lines.push(t("verify.votesPaper", { votes: votes(withPaper.votes) }));
    return lines;
  });
}

export function breachLines({ list, total, byRule }: Breaches, translator: Translator): string[] {
  const { t } = translator;
  if (total === 0) return [t("verify.fine")];
  const lines = [t("verify.breaches", { n: total })];
  for (const rule of Object.keys(VERIFICATION_RULES) as VerificationRule[]) {
    const ofRule = list.filter((breach) => breach.rule === rule).slice(0, SHOWN_OF_A_RULE);
    for (const breach of ofRule) lines.push(`  ${breachLine(breach, translator)}`);
    const more = (byRule[rule] ?? 0) - ofRule.length;
    if (more > 0) lines.push(`  ${t("verify.more", { n: more, rule })}`);
  }
  return [...lines, t("verify.notAccusation")];
}

function breachLine({ rule, entry, station, contest, detail }: Breach, { t }: Translator): string {
  const places: string[] = [];
  // An index is a name, not an amount: it has no grouped digits.
  if (entry !== undefined) places.push(t("verify.at.entry", { entry: String(entry) }));
  if (station !== undefined) places.push(t("verify.at.station", { station }));
  if (contest !== undefined) places.push(t("verify.at.contest", { contest }));
  const place = places.length === 0 ? "" : ` (${places.join(", ")})`;
  const sentence = t(`verify.rule.${rule}` satisfies MessageId, detail);
  return t("verify.breach", { clause: VERIFICATION_RULES[rule], rule, place, sentence });
}

/** For programs: everything in words above and more, in a stable order. */
export function verificationJson(verification: Verification, contradictions: readonly string[]): string {
  const { checked, signed, cosigners, entries, signatures, totals, breaches } = verification;
  const election = checked?.election;
  const value = {
    format: "triplicate/verification/v1",
    election: election === undefined ? null : { id: election.definition.id, trust: checked!.trust },
    log:
      signed === null || election === undefined
        ? null
        : {
            origin: signed.checkpoint.origin,
            size: signed.checkpoint.size,
            cosigners: cosigners.map(({ name, party, time }) => ({ name, party, time })),
            known: [...holderKeys(election.roster, election.definition.id, "cosigner")].length,
          },
    entries,
    signatures,
    contests:
      totals === null || election === undefined
        ? null
        : election.definition.contests.map(({ id, options }, i) => ({
            contest: id,
            options: options.map((option) => option.id),
            ...totals[i]!,
          })),
    breaches: { total: breaches.total, byRule: breaches.byRule, list: breaches.list },
    contradictions,
  };
  return `${JSON.stringify(value)}\n`;
}
