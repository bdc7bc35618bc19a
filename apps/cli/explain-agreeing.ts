/**
 * A station that the comparison does not list, read again from the input files.
 * @module
 */
import { existsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ReaderPool } from "@triplicate/adapters/read-counts.ts";
import { findText, keyText } from "@triplicate/core/byte-index.ts";
import { type CountTable, EXTRA_FIELDS, unknownReason } from "@triplicate/core/reading/count.ts";
import type { Cell, ContestComparison, Pair } from "@triplicate/core/reconciliation/comparison.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { visibleText } from "@triplicate/ui/report/visible-text.ts";
import { type CountArgument, SIGNED_KINDS } from "./compare-arguments.ts";
import { type Material, readMaterial } from "./compare-material.ts";
import type { InputsFile } from "./dossier-inputs.ts";
import { alignRows, cellText, sum } from "./explain-text.ts";
import { UsageError } from "./io.ts";

export type Reread = {
  /** The station in both counts of a pair; empty when neither has it. */
  section(contest: ContestComparison, pair: Pair): string;
  /** The station where there is no pair, in every count that has it. */
  alone(contest: ContestComparison): string;
};

type Found = { readonly count: string; readonly table: CountTable; readonly row: number };

const SILENT = { line: () => ({ update: () => {} }), stop: () => {} };

/** Throws UsageError when the data files are gone or changed: other numbers would explain another comparison. */
export async function explainAgreeing(
  folder: string,
  inputs: InputsFile,
  station: string,
  data: string | undefined,
  t: Translator,
): Promise<Reread> {
  const { run } = inputs;
  const counts = run.counts.map(({ name, mapping, at, data: source }): CountArgument => {
    const file = data !== undefined ? join(data, source) : at === null ? source : resolve(folder, at);
    const kind = SIGNED_KINDS.find((signed) => signed === mapping);
    return kind === undefined
      ? { name, kind: "mapped", mapping: join(folder, mapping), file }
      : { name, kind, file };
  });
  const gone = counts.find(({ file }) => !existsSync(file));
  if (gone !== undefined) throw new UsageError(t.t("cli.explain.noInputs", { station, file: gone.file }));
  const options = { election: join(folder, run.election), announced: [], keep: join(tmpdir(), "triplicate") };
  const pool = new ReaderPool(counts.map(({ file }) => statSync(file).size));
  const material = await readMaterial(options, counts, pool, SILENT, t).finally(() => pool.close());
  const hashes = new Set(inputs.inputs.filter(({ role }) => role === "count").map(({ sha256 }) => sha256));
  material.counts.forEach(({ read, file }) => {
    if (read.files.some(({ sha256 }) => !hashes.has(sha256)))
      throw new UsageError(t.t("cli.explain.noInputs", { station, file }));
  });
  return {
    section: (contest, pair) => {
      const found = [pair.a, pair.b].flatMap((count) => find(material, count, contest.contest, station));
      if (found.length === 0) return "";
      const verdict =
        found.length === 2 ? t.t("cli.explain.agree") : t.t("cli.explain.onlyIn", { count: found[0]!.count });
      const title = t.t("cli.explain.pair", { a: pair.a, b: pair.b, contest: t.localized(contest.name) });
      return render(contest, title, found, verdict, t);
    },
    alone: (contest) => {
      const found = contest.counts.flatMap(({ count }) => find(material, count, contest.contest, station));
      return found.length === 0 ? "" : render(contest, t.localized(contest.name), found, "", t);
    },
  };
}

function find(material: Material, count: string, contest: string, station: string): Found[] {
  const tables = material.counts.find(({ name }) => name === count)?.read.tables ?? [];
  const table = tables.find((one) => one.table.contest === contest)?.table;
  if (table === undefined) return [];
  const row = findText(table.stations, station);
  return row === -1 ? [] : [{ count, table, row }];
}

function render(
  contest: ContestComparison,
  title: string,
  found: readonly Found[],
  verdict: string,
  t: Translator,
): string {
  const [first] = found;
  const place = first!.table.place[first!.row]!;
  const cell = ({ table, row }: Found, field: number): Cell => {
    const value = table.cells[row * table.width + field]!;
    return value >= 0 ? value : unknownReason(value);
  };
  const options = contest.options.length;
  const line = (name: string, field: number) => [name, ...found.map((one) => cellText(cell(one, field), t))];
  const total = found.map((one) => cellText(sum(contest.options.map((_, i) => cell(one, i))), t));
  const rows = [
    ["", ...found.map(({ count }) => count)],
    ...contest.options.map(({ name }, i) => line(visibleText(name), i)),
    [t.t("cli.explain.total"), ...total],
    line(t.t("cli.explain.blank"), options),
    line(t.t("cli.explain.null"), options + 1),
    line(t.t("cli.explain.registered"), options + EXTRA_FIELDS.indexOf("registered")),
  ];
  const where = found.map(({ count, table, row }) =>
    t.t("cli.explain.where", {
      count,
      source: table.sources[table.source?.[row] ?? 0]!,
      line: table.lines[row]!,
    }),
  );
  const placeLine =
    place < 0 ? [] : [t.t("cli.explain.place", { place: visibleText(keyText(first!.table.places, place)) })];
  return ["", title, ...placeLine, ...where, "", ...alignRows(rows), "", verdict, ""].join("\n");
}
