/**
 * The page on what can be tried and who notices, made from the scenarios that run: docs/security.md and its Spanish twin.
 * @module
 */
import { rulePlace } from "../apps/cli/attack-rules.ts";
import type { Language } from "../core/text.ts";
import { CONTRADICTION_CLASSES } from "../core/verification/contradiction-file.ts";
import { type Attack, LIARS, type Liar } from "../simulation/attacks/attack.ts";
import { ATTACKS } from "../simulation/attacks/attacks.ts";
import { type Translator, translator } from "../ui/messages.ts";

/** Written by write-security.ts, and held to the scenarios by security-page.test.ts. */
export const SECURITY_PAGES: Readonly<Record<string, Language>> = {
  "docs/security.md": "en",
  "docs/seguridad.md": "es",
};

const LIMITS = ["first", "machine", "silence", "closing", "conflict", "all", "register"] as const;

export function securityPage(language: Language): string {
  const t = translator(language);
  const link = (path: string) => `[${path}](../${path})`;
  const places = {
    verification: link("spec/verification.md"),
    transmission: link("spec/transmission.md"),
    operation: link("spec/log-operation.md"),
  };
  const blocks = [
    `# ${t.t("attack.security.title")}`,
    t.t("attack.security.made"),
    t.t("attack.security.see", places),
    ...LIARS.filter((liar) => liar !== "nobody").flatMap((liar) => section(liar, t)),
    `## ${t.t("attack.security.honest")}`,
    t.t("attack.security.honestText"),
    honestTable(t),
    `## ${t.t("attack.security.limits")}`,
    LIMITS.map((limit) => `- ${t.t(`attack.security.limit.${limit}`)}`).join("\n"),
    t.t("attack.security.other", { security: "[SECURITY.md](../SECURITY.md)" }),
  ];
  return `${blocks.join("\n\n")}\n`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function section(liar: Liar, t: Translator): string[] {
  const attacks = ATTACKS.filter((attack) => attack.liar === liar);
  if (attacks.length === 0) return [];
  const rows = attacks.map((attack) => attackRow(attack, t));
  return [
    `## ${capital(t.t(`attack.liar.${liar}`))}`,
    [t.t("attack.security.table"), "|---|---|---|---|", ...rows].join("\n"),
  ];
}

function attackRow({ name, holds, noticed, proves = [] }: Attack, t: Translator): string {
  const keys =
    holds.length === 0
      ? t.t("attack.security.holdsNothing")
      : t.t("attack.security.holds", { keys: t.list(holds.map((key) => t.t(`attack.key.${key}`))) });
  const who = noticed.map(({ by, rule }) => {
    const { document, clause } = rulePlace(rule);
    return `${capital(t.t(`attack.observer.${by}`))}: \`${rule}\` ([${clause}](../${document}))`;
  });
  const files = proves.map((kind) => `\`${kind}\` (${CONTRADICTION_CLASSES[kind].clause})`);
  if (files.length > 0) who.push(t.t("attack.security.proves", { kinds: t.list(files) }));
  return row(
    `**${t.t(`attack.${name}.title`)}** \`${name}\``,
    `${t.t(`attack.${name}.did`)} ${keys}`,
    who.join("<br>"),
    t.t(`attack.${name}.unnoticed`),
  );
}

function honestTable(t: Translator): string {
  const rows = ATTACKS.filter(({ liar }) => liar === "nobody").map(({ name }) =>
    row(
      `**${t.t(`attack.${name}.title`)}** \`${name}\``,
      `${t.t(`attack.${name}.did`)} ${t.t(`attack.${name}.unnoticed`)}`,
    ),
  );
  return [t.t("attack.security.honestTable"), "|---|---|", ...rows].join("\n");
}

const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
