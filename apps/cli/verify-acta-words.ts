/**
 * Kept actas in words: whose signatures, which numbers, where in the log.
 * @module
 */
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import type { Breaches } from "@triplicate/core/verification/rules.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import type { VerifiedKept } from "./verify-acta.ts";
import { breachLines } from "./verify-words.ts";

export function keptLines(
  results: readonly VerifiedKept[],
  breaches: Breaches,
  { electionNote }: ElectionPackage,
  translator: Translator,
): string[] {
  const { t, number } = translator;
  const { election: id, stations, registered } = electionNote;
  const lines = [t("verify.election", { id, stations, registered }), ""];
  let isMissing = false;
  for (const { kept, inLog } of results) {
    const { file, judged } = kept;
    if (!judged.ok) {
      lines.push(t("verify.acta.unsigned", { file }), "");
      continue;
    }
    const { acta, signers } = judged.value;
    const machine = signers.find(({ holder }) => holder.role === "machine" || holder.role === "spare")!.name;
    lines.push(t("verify.acta.signed", { file, station: acta.station, contest: acta.contest, machine }));
    for (const { holder, name } of signers) {
      if (holder.role === "witness") lines.push(t("verify.acta.witness", { name, party: holder.party }));
    }
    const votes = acta.votes.options
      .map((option, i) => `${option} ${number(acta.votes.votes[i]!)}`)
      .join(", ");
    lines.push(t("verify.acta.votes", { votes, blank: acta.blank, null: acta.null }));
    if (inLog?.state === "counts") {
      lines.push(t("verify.acta.logged", { index: String(inLog.index), size: logSize(results) }));
    }
    isMissing ||= inLog?.state === "absent" || inLog?.state === "differs";
    lines.push("");
  }
  lines.push(...breachLines(breaches, translator));
  if (isMissing) lines.push(t("verify.acta.submit"));
  return lines;
}

const logSize = (results: readonly VerifiedKept[]): number =>
  results.reduce((size, { inLog }) => Math.max(size, inLog?.size ?? 0), 0);

/** For programs: one object an acta, and every breach. */
export function keptJson(
  results: readonly VerifiedKept[],
  { total, byRule, list }: Breaches,
  contradictions: readonly string[],
): string {
  const actas = results.map(({ kept, inLog }) => {
    const { file, judged } = kept;
    if (!judged.ok) return { file, refused: judged.error, log: inLog };
    const { acta, signers } = judged.value;
    const { station, contest, votes, blank, null: spoilt } = acta;
    const numbers = Object.fromEntries(votes.options.map((id, i) => [id, votes.votes[i]!]));
    return {
      ...{ file, station, contest, votes: numbers, blank, null: spoilt },
      signers: signers.map(({ name, holder }) => ({ name, role: holder.role })),
      log: inLog,
    };
  });
  const value = {
    format: "triplicate/verified-actas/v1",
    actas,
    breaches: { total, byRule, list },
    contradictions,
  };
  return `${JSON.stringify(value)}\n`;
}
