/**
 * A scenario as a story for people: who lied, what was done, who noticed by which rule, with what evidence.
 * @module
 */
import type { Attack, Notice } from "@triplicate/simulation/attacks/attack.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { rulePlace, ruleSentence } from "./attack-rules.ts";
import type { PlayedAttack } from "./attack-run.ts";

/** What may lie in a folder of evidence, by how its name begins. */
const EVIDENCE = ["published", "centre", "kept", "contradictions", "cosigners", "memory", "package"] as const;

export function storyText(played: PlayedAttack, evidence: Evidence | null, t: Translator): string {
  const { attack, notices, missed, proven, unproven } = played;
  const { name } = attack;
  const lines = [
    t.t(`attack.${name}.title`),
    "",
    t.t("attack.story.liar", { liar: t.t(`attack.liar.${attack.liar}`) }),
    holdsText(attack, t),
    t.t("attack.story.did", { text: t.t(`attack.${name}.did`) }),
    "",
    notices.length === 0 ? t.t("attack.story.nothing") : t.t("attack.story.noticed"),
    ...grouped(notices).map((group) => `  ${noticeText(group, t)}`),
    ...missed.map(({ by, rule }) =>
      t.t("attack.story.missed", { observer: t.t(`attack.observer.${by}`), rule }),
    ),
    ...(proven.length === 0 ? [] : [t.t("attack.story.proven", { kinds: t.list(proven) })]),
    ...unproven.map((kind) => t.t("attack.story.unproven", { kind })),
    "",
    t.t("attack.story.unnoticed", { text: t.t(`attack.${name}.unnoticed`) }),
    verdict(played, t),
  ];
  if (evidence !== null) lines.push("", ...evidenceLines(evidence, t));
  return `${lines.join("\n")}\n`;
}

export const holdsText = ({ holds }: Attack, t: Translator): string =>
  holds.length === 0
    ? t.t("attack.story.holdsNothing")
    : t.t("attack.story.holds", { keys: t.list(holds.map((key) => t.t(`attack.key.${key}`))) });

function verdict({ attack, asExpected, notices }: PlayedAttack, t: Translator): string {
  if (attack.noticed.length === 0) return t.t(asExpected ? "attack.story.quiet" : "attack.story.alarm");
  if (asExpected) return t.t("attack.story.caught");
  return t.t(notices.length > 0 ? "attack.story.partly" : "attack.story.uncaught");
}

type Group = { readonly first: Notice; readonly more: number };

/** One line for each observer and rule, with the first of its places. */
function grouped(notices: readonly Notice[]): Group[] {
  const groups = new Map<string, { first: Notice; more: number }>();
  for (const notice of notices) {
    const key = `${notice.by} ${notice.rule}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { first: notice, more: 0 });
    else known.more += 1;
  }
  return [...groups.values()];
}

function noticeText({ first, more }: Group, t: Translator): string {
  const { by, rule, place } = first;
  const values = {
    observer: t.t(`attack.observer.${by}`),
    rule,
    clause: rulePlace(rule).clause,
    place: place === "" ? "" : ` ${place}:`,
    sentence: ruleSentence(first, t),
  };
  const text = t.t("attack.story.notice", values);
  return more === 0 ? text : `${text}\n    ${t.t("attack.story.more", { n: more })}`;
}

export type Evidence = { readonly folder: string; readonly names: readonly string[] };

function evidenceLines({ folder, names }: Evidence, t: Translator): string[] {
  const lines = names.flatMap((name) => {
    const kind = EVIDENCE.find((one) => name.startsWith(one));
    return kind === undefined ? [] : [`  ${name}: ${t.t(`attack.evidence.${kind}`)}`];
  });
  return [t.t("attack.story.evidence", { dir: folder }), ...lines];
}
