/**
 * From a record of named fields to the rows of the count builders, as the mapping says: keys padded and joined,
 * columns summed, constants put in, every faulty cell a finding. For the formats whose records name their fields
 * (JSON lines, QR text, NIST); CSV has its own path without strings.
 * Spec: spec/reading.md, sections 2 and 3.
 * @module
 */
import type { Contest } from "../election/definition.ts";
import { type CountTable, EXTRA_FIELDS, UNKNOWN } from "./count.ts";
import { actionOf, type CountBuilder, createCountBuilder } from "./count-builder.ts";
import { type Finding, MAX_FINDING_TEXT } from "./finding.ts";
import type { KeySource, Mapping, NumberSource } from "./mapping.ts";
import { columnsOf, numberSources } from "./mapping-columns.ts";
import { MAX_VOTES, readVotes, type VotesFault } from "./votes.ts";

export type NamedField = {
  /** The value as part of a key. */
  readonly key: string;
  /** The value as it stands in the file. */
  readonly raw: string;
  /** Character position in the line, from 1. Called only for a finding. */
  readonly column: () => number;
  readonly votes: (numbers: Mapping["numbers"]) => number | VotesFault;
};

export type NamedRecord = {
  readonly field: (name: string) => NamedField | undefined;
  readonly line: number;
  /** Index into the sources. */
  readonly source: number;
  readonly text: () => string;
  /** What makes the whole record doubtful, whatever stands in it. */
  readonly doubt?: { readonly rule: Finding["rule"]; readonly detail: Finding["detail"] };
};

/** Why a record is no row at all (clause 4.14). */
export type BadRowReason =
  | "no-station"
  | "column-shift"
  | "bad-json"
  | "not-an-object"
  | "repeated-field"
  | "qr-structure"
  | "qr-lines"
  | "qr-hash"
  | "qr-parts"
  | "qr-sums"
  | "not-a-unit";

export type NamedRowsSetup = {
  readonly mapping: Mapping;
  readonly contests: readonly Contest[];
  readonly sources: readonly string[];
  readonly onFinding: (finding: Finding) => void;
};

export class NamedRows {
  readonly #setup: NamedRowsSetup;
  readonly #builders: readonly CountBuilder[];
  /** Per contest: one source per cell, options in definition order, then EXTRA_FIELDS. */
  readonly #cells: readonly (readonly (NumberSource | undefined)[])[];
  readonly #unseen: Set<string>;
  #refuseRow = false;

  constructor(setup: NamedRowsSetup) {
    const { contests, mapping } = setup;
    this.#setup = setup;
    this.#builders = contests.map((contest) => createCountBuilder({ contest, ...setup }));
    this.#cells = contests.map((contest) => cellSources(contest, mapping));
    this.#unseen = new Set(mappedColumns(mapping));
  }

  /** Columns of the mapping that no record has had so far. */
  unseen(): readonly string[] {
    return [...this.#unseen];
  }

  finish(): CountTable[] {
    return this.#builders.map((builder) => builder.finish());
  }

  add(record: NamedRecord): void {
    const { mapping } = this.#setup;
    if (this.#unseen.size > 0) {
      for (const name of this.#unseen) if (record.field(name) !== undefined) this.#unseen.delete(name);
    }
    const station = keyOf(record, mapping.station);
    if (station === "") {
      this.badRow(record, "no-station");
      return;
    }
    this.#refuseRow = false;
    if (record.doubt !== undefined) {
      const at = { column: 0, field: "", text: record.text(), station };
      const action = this.#report(record.doubt.rule, record, at, record.doubt.detail);
      this.#refuseRow = action === "row-unknown";
    }
    const registered = this.#number(record, mapping.registered, station);
    const inRow = mapping.stationsInRow;
    const stationsInRow = inRow === undefined ? 1 : Math.max(this.#number(record, [inRow], station), 1);
    const rows = this.#cells.map((sources) => [
      ...sources.map((source) => this.#number(record, source, station)),
      registered,
    ]);
    const place = mapping.place === undefined ? "" : keyOf(record, mapping.place, false);
    const region = mapping.region === undefined ? "" : keyOf(record, mapping.region, false);
    const { line, source, text } = record;
    for (const [i, cells] of rows.entries()) {
      if (this.#refuseRow) refuse(cells, this.#cells[i]!);
      this.#builders[i]!.add({ station, place, region, line, source, cells, stationsInRow, text });
    }
  }

  /** A record that stands under no station; `column` 0 is about all of it. */
  badRow(
    record: Pick<NamedRecord, "line" | "source" | "text">,
    reason: BadRowReason,
    at: { readonly column: number; readonly text: string } = { column: 0, text: record.text() },
  ): void {
    this.#report("bad-row", record, { ...at, field: "", station: "" }, { reason });
  }

  #number(record: NamedRecord, source: NumberSource | undefined, station: string): number {
    if (source === undefined) return UNKNOWN.absent;
    if ("constant" in source) return source.constant;
    let sum = 0;
    let unknown: number | undefined;
    for (const name of source) {
      const value = this.#votes(record, name, station);
      if (value < 0) unknown = value;
      else sum += value;
    }
    return unknown ?? (sum > MAX_VOTES ? UNKNOWN.illegible : sum);
  }

  #votes(record: NamedRecord, name: string, station: string): number {
    const { numbers } = this.#setup.mapping;
    const field = record.field(name);
    const read = field === undefined ? readVotes("", numbers) : field.votes(numbers);
    if (field === undefined || typeof read === "number")
      return typeof read === "number" ? read : UNKNOWN.missing;
    const at = { column: field.column(), field: name, text: field.raw, station };
    const action = this.#report(read.rule, record, at, {});
    if (action === "row-unknown") this.#refuseRow = true;
    return read.rule === "grouped-number" ? UNKNOWN.refused : UNKNOWN.illegible;
  }

  #report(
    rule: Finding["rule"],
    record: Pick<NamedRecord, "line" | "source">,
    at: Pick<Finding, "column" | "field" | "text" | "station">,
    detail: Finding["detail"],
  ): Finding["action"] {
    const { mapping, sources, onFinding } = this.#setup;
    const action = actionOf(mapping, rule);
    const text = at.text.slice(0, MAX_FINDING_TEXT);
    onFinding({ rule, action, source: sources[record.source]!, line: record.line, ...at, text, detail });
    return action;
  }
}

/** All cells but the last, which is the registered voters and has its own source. */
function cellSources(contest: Contest, mapping: Mapping): (NumberSource | undefined)[] {
  const sources = mapping.contests[contest.id];
  if (sources === undefined) throw new Error(`the mapping has no contest ${contest.id}`);
  const extras = EXTRA_FIELDS.flatMap((field) => (field === "registered" ? [] : [sources[field]]));
  return [...contest.options.map((option) => sources.options[option.id]), ...extras];
}

function mappedColumns(mapping: Mapping): string[] {
  return [
    ...mapping.station.columns,
    ...(mapping.place?.columns ?? []),
    ...(mapping.region?.columns ?? []),
    ...columnsOf(mapping.registered),
    ...(mapping.stationsInRow === undefined ? [] : [mapping.stationsInRow]),
    ...Object.values(mapping.contests).flatMap((contest) =>
      numberSources(contest).flatMap(([, source]) => columnsOf(source)),
    ),
  ];
}

/**
 * Key columns without surrounding spaces, padded, joined (clause 2.4). A station needs every one of its columns:
 * a centre without its station number is another station's key. A place or region needs one.
 */
function keyOf(record: NamedRecord, source: KeySource, needsAll = true): string {
  const parts = source.columns.map((name) => (record.field(name)?.key ?? "").replace(/^ +| +$/g, ""));
  const filled = parts.filter((part) => part !== "").length;
  if (filled === 0 || (needsAll && filled < parts.length)) return "";
  return parts
    .map((part, i) => (part === "" ? "" : part.padStart(source.pad?.[i] ?? 0, "0")))
    .join(source.join ?? "/");
}

/** Votes that come from the file become unknown; what the mapping fixes or lacks stays, as do registered voters. */
function refuse(cells: number[], sources: readonly (NumberSource | undefined)[]): void {
  for (const [i, source] of sources.entries()) {
    if (columnsOf(source).length > 0) cells[i] = UNKNOWN.refused;
  }
}
