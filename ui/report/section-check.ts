/**
 * "How to check it yourself": the command, every input's hash, and how to look at one station.
 * @module
 */
import type { Block } from "./block.ts";
import type { Section } from "./section.ts";

export function checkSection({ input, t }: Section): Block[] {
  return [
    { kind: "heading", level: 2, id: "check", text: t.t("report.check.title") },
    { kind: "paragraph", text: t.t("report.check.rerun", { file: "rerun.sh" }) },
    { kind: "code", label: "rerun.sh", text: input.command },
    { kind: "paragraph", text: t.t("report.check.explain") },
    {
      kind: "code",
      label: "triplicate explain",
      text: `triplicate explain ${t.t("report.check.explainPlaceholder")} --out DIR`,
    },
    { kind: "paragraph", text: `${t.t("report.check.files")} ${t.t("report.check.hashesHow")}` },
    {
      kind: "table",
      caption: t.t("report.check.hashes"),
      columns: [
        { text: t.t("report.check.file"), kind: "text" },
        { text: t.t("report.check.role"), kind: "text" },
        { text: t.t("report.check.bytes"), kind: "number" },
        { text: t.t("report.check.sha256"), kind: "code" },
      ],
      rows: input.inputs.map((file) => [
        file.name,
        t.t(`report.check.role.${file.role}`),
        t.number(file.bytes),
        file.sha256,
      ]),
    },
  ];
}
