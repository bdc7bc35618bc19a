/**
 * Joins a CSV header and a mapping into a plan of column numbers, once per file, so that no row looks up a name.
 * @module
 */
import type { Contest } from "../election/definition.ts";
import { EXTRA_FIELDS, UNKNOWN } from "./count.ts";
import { ReadingStopped } from "./finding.ts";
import type { KeySource, Mapping, NumberSource } from "./mapping.ts";

/** Where one cell comes from: columns to sum, or no column and a fixed value. */
export type CellPlan = { readonly columns: readonly number[]; readonly fixed: number };

export type KeyPlan = {
  readonly columns: readonly number[];
  readonly pad: readonly number[];
  readonly join: Uint8Array;
};

export type CsvPlan = {
  readonly header: readonly string[];
  readonly station: KeyPlan;
  readonly place: KeyPlan | null;
  readonly region: KeyPlan | null;
  /** Column that says how many stations the row holds, or -1. */
  readonly stationsInRow: number;
  /** Per contest, one plan per cell: options in definition order, then EXTRA_FIELDS. */
  readonly contests: readonly (readonly CellPlan[])[];
  /** Columns that must hold numbers, ascending: what a shifted row is realigned by (clause 4.1). */
  readonly numeric: readonly number[];
};

const encoder = new TextEncoder();

/** Throws ReadingStopped when the mapping names a column that the header lacks or has twice. */
export function planCsv(
  header: readonly string[],
  mapping: Mapping,
  contests: readonly Contest[],
  source: string,
): CsvPlan {
  const find = (name: string) => columnOf(header, name, source);
  const key = (from: KeySource): KeyPlan => ({
    columns: from.columns.map(find),
    pad: from.columns.map((_, i) => from.pad?.[i] ?? 0),
    join: encoder.encode(from.join ?? "/"),
  });
  const cell = (from: NumberSource | undefined): CellPlan => {
    if (from === undefined) return { columns: [], fixed: UNKNOWN.absent };
    if ("constant" in from) return { columns: [], fixed: from.constant };
    return { columns: from.map(find), fixed: 0 };
  };
  const plans = contests.map((contest) => {
    const source = mapping.contests[contest.id];
    if (source === undefined) throw new Error(`the mapping has no contest ${contest.id}`);
    const options = contest.options.map((option) => cell(source.options[option.id]));
    const extras = EXTRA_FIELDS.map((field) =>
      cell(field === "registered" ? mapping.registered : source[field]),
    );
    return [...options, ...extras];
  });
  const numeric = new Set(plans.flatMap((plan) => plan.flatMap((from) => from.columns)));
  return {
    header,
    station: key(mapping.station),
    place: mapping.place === undefined ? null : key(mapping.place),
    region: mapping.region === undefined ? null : key(mapping.region),
    stationsInRow: mapping.stationsInRow === undefined ? -1 : find(mapping.stationsInRow),
    contests: plans,
    numeric: [...numeric].sort((a, b) => a - b),
  };
}

function columnOf(header: readonly string[], name: string, source: string): number {
  const column = header.indexOf(name);
  if (column === -1) {
    const detail = { column: name, available: header.join(" | ").slice(0, 1000) };
    throw new ReadingStopped({ code: "missing-column", source, line: 1, column: 1, text: name, detail });
  }
  if (header.indexOf(name, column + 1) !== -1) {
    const detail = { column: name, first: column + 1, second: header.indexOf(name, column + 1) + 1 };
    throw new ReadingStopped({ code: "ambiguous-column", source, line: 1, column: 1, text: name, detail });
  }
  return column;
}
