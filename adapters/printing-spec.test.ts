import { readFileSync } from "node:fs";
import { concatBytes } from "@triplicate/core/bytes.ts";
import type { PrintDocument } from "@triplicate/ui/print/print-document.ts";
import { describe, expect, test } from "vitest";
import { INITIALIZE } from "./escpos-commands.ts";
import { encodeBlocks } from "./escpos-document.ts";
import { Emulator } from "./escpos-emulator.test-helper.ts";
import * as sample from "./sample-papers.test-data.ts";

const SPEC = readFileSync(new URL("../spec/printing.md", import.meta.url), "utf8");

type Made = (options: number, paper: 58 | 80) => PrintDocument;
const PAPERS: readonly (readonly [string, Made])[] = [
  [
    "voucher",
    (options, paper) => sample.voucher([sample.contestOf(options)], [[1]], { paper, language: "es" }),
  ],
  ["acta", (options, paper) => sample.acta(sample.contestOf(options), { paper, language: "es" })],
];

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

describe("the table of spec/printing.md, clause 4.8", () => {
  const rows = PAPERS.flatMap(([name, make]) =>
    (name === "voucher" ? [7] : [7, 38, 60]).flatMap((options) =>
      ([58, 80] as const).map((paper) => ({ name, options, paper, make })),
    ),
  );

  test.each(rows)("$name, $options options, $paper mm", ({ name, options, paper, make }) => {
    const bytes = concatBytes(INITIALIZE, ...encodeBlocks(make(options, paper).blocks, paper));
    const printer = new Emulator(paper);
    printer.receive(bytes);
    const dots = printer.papers[0]!.height;
    const picture = dots * (paper === 58 ? 48 : 72);
    const centimetres = Math.round((dots / 203) * 25.4) / 10;
    const row = [
      name,
      options,
      `${paper} mm`,
      grouped(bytes.length),
      grouped(picture),
      `${centimetres.toFixed(1)} cm`,
    ];
    expect(SPEC).toContain(`| ${row.join(" | ")} |`);
  });
});
