/**
 * Reads election results in the NIST SP 1500-100 (version 2) common data format, JSON.
 *
 * One ElectionReport is one value, so the file is held whole, up to a limit. A station is a GpUnit of a type the
 * mapping names; its row is put together from the counts that point at it. Column names of such a row:
 *
 *     "@id", "Name", "ExternalIdentifier", "ExternalIdentifier:<type>", "Parent", "Parent.Name"   for keys
 *     selection ids; "Overvotes", "Undervotes", "WriteIns"; "BallotsCast", "BallotsRejected"; "VotersRegistered"
 *
 * Spec: spec/reading.md, clauses 3.16 to 3.20.
 * @module
 */
import type { CountTable } from "./count.ts";
import { type ReadingFault, ReadingStopped } from "./finding.ts";
import type { Mapping } from "./mapping.ts";
import { columnsOf, numberSources } from "./mapping-columns.ts";
import { type NamedField, NamedRows } from "./named-rows.ts";
import {
  type NistContest,
  type NistCounts,
  type NistReport,
  type NistUnit,
  readNistReport,
} from "./nist-report.ts";
import type { Reader, ReaderContext } from "./reader.ts";
import { readJsonVotes } from "./votes.ts";

/** A parsed report takes several times its size in memory; larger elections publish CSV. */
export const MAX_NIST_BYTES = 256 * 1024 * 1024;

const STATION_UNITS: readonly string[] = ["precinct", "split-precinct", "combined-precinct", "polling-place"];

export function createNistReader(context: ReaderContext): Reader {
  return new NistReader(context);
}

class NistReader implements Reader {
  readonly #context: ReaderContext;
  readonly #units: readonly string[];
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #text: string[] = [];
  #bytes = 0;
  #rows = 0;

  constructor(context: ReaderContext) {
    const { file } = context.mapping;
    if (file.type !== "nist-1500-100") throw new Error(`a NIST reader was given a ${file.type} mapping`);
    this.#context = context;
    this.#units = file.units ?? STATION_UNITS;
  }

  rows(): number {
    return this.#rows;
  }

  push(chunk: Uint8Array): void {
    if (this.#bytes === 0) this.#checkStart(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_NIST_BYTES)
      this.#stop("unreadable", { reason: "too-large", limit: MAX_NIST_BYTES });
    this.#decode(chunk, true);
  }

  finish(): CountTable[] {
    if (this.#bytes === 0) this.#stop("empty-file");
    this.#decode(new Uint8Array(), false);
    const report = readNistReport(this.#parse());
    this.#text = [];
    if (report === null) this.#stop("not-this-format", { expected: "nist-1500-100" });
    return this.#context.contests.map((contest) => this.#table(report, contest.id));
  }

  #checkStart(chunk: Uint8Array): void {
    const [a, b] = chunk;
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
      this.#stop("wrong-encoding", { found: "utf-16" });
    }
    const nul = chunk.subarray(0, 64 * 1024).indexOf(0);
    if (nul >= 0) this.#stop("binary-file", { offset: nul });
  }

  #decode(chunk: Uint8Array, stream: boolean): void {
    try {
      this.#text.push(this.#decoder.decode(chunk, { stream }));
    } catch {
      this.#stop("wrong-encoding", { found: "not-utf-8" });
    }
  }

  #parse(): unknown {
    const text = this.#text.join("");
    try {
      return JSON.parse(text);
    } catch (error) {
      const message = String(error);
      const place = /line ([0-9]+) column ([0-9]+)/.exec(message);
      const at = place === null ? {} : { line: Number(place[1]), column: Number(place[2]) };
      if (/end of JSON input|Unterminated/.test(message))
        this.#stop("truncated", { reason: "open-value" }, at);
      return this.#stop("bad-json", {}, at);
    }
  }

  #table(report: NistReport, id: string): CountTable {
    const { mapping, contests, source, onFinding } = this.#context;
    const own = mapping.contests[id]!;
    const contest = this.#find(report, own.foreign ?? id);
    this.#checkSelections(contest, own);
    // One contest at a time: "Overvotes" means another number in each.
    const rows = new NamedRows({
      mapping: { ...mapping, contests: { [id]: own } },
      contests: contests.filter((candidate) => candidate.id === id),
      sources: [source],
      onFinding,
    });
    const counts = byUnit(contest);
    let stations = 0;
    for (const unit of report.units) {
      const found = counts.get(unit.id);
      if (found === undefined || !this.#units.includes(unit.type)) continue;
      stations += 1;
      const at = { line: unit.position, source: 0, text: () => unitText(unit) };
      if (found.repeated === null) rows.add({ ...at, field: (name) => fieldOf(unit, found.values, name) });
      else rows.badRow(at, "repeated-field", { column: 0, text: found.repeated });
    }
    const listed = new Set(report.units.map((unit) => unit.id));
    for (const unit of counts.keys()) {
      if (!listed.has(unit)) rows.badRow({ line: 1, source: 0, text: () => unit }, "not-a-unit");
    }
    if (stations === 0) {
      const types = [...new Set(report.units.map((unit) => unit.type))].join(", ");
      this.#stop("no-rows", { units: this.#units.join(", "), available: types.slice(0, 1000) });
    }
    this.#rows = Math.max(this.#rows, stations);
    return rows.finish()[0]!;
  }

  #find(report: NistReport, id: string): NistContest {
    const [contest, second] = report.contests.filter((candidate) => candidate.id === id);
    const available = report.contests.map((candidate) => candidate.id).join(" | ");
    if (contest === undefined) {
      this.#stop("missing-column", { column: id, available: available.slice(0, 1000) }, { text: id });
    }
    if (second !== undefined)
      this.#stop("ambiguous-column", { column: id, first: 1, second: 2 }, { text: id });
    return contest;
  }

  #checkSelections(contest: NistContest, own: Mapping["contests"][string]): void {
    const known = contest.selections.map((selection) => selection.id);
    for (const [field, source] of numberSources(own)) {
      if (!field.startsWith("options/")) continue;
      for (const column of columnsOf(source)) {
        if (known.includes(column)) continue;
        this.#stop(
          "missing-column",
          { column, available: known.join(" | ").slice(0, 1000) },
          { text: column },
        );
      }
    }
  }

  #stop(
    code: ReadingFault["code"],
    detail: ReadingFault["detail"] = {},
    at: Pick<ReadingFault, "line" | "column" | "text"> = {},
  ): never {
    throw new ReadingStopped({ code, source: this.#context.source, ...at, detail });
  }
}

type UnitCounts = { readonly values: Map<string, unknown>; repeated: string | null };

/** Every number that points at a unit, by column name. */
function byUnit(contest: NistContest): Map<string, UnitCounts> {
  const units = new Map<string, UnitCounts>();
  for (const { id, counts } of contest.selections) collect(units, counts, new Map([[id, "Count"]]));
  const own = (...names: string[]) => new Map(names.map((name) => [name, name]));
  collect(units, contest.other, own("Overvotes", "Undervotes", "WriteIns"));
  // Ballots are counted for the election; a unit with no votes in this contest is not a station of it.
  const voting = contest.ballots.filter((counts) => units.has(counts.unit));
  collect(units, voting, own("BallotsCast", "BallotsRejected"));
  return units;
}

/**
 * The total of each unit is its entry of type "total"; without one, the sum of its entries by type of vote, and
 * when there are only parts by device or round, the sum of those (clause 3.19). Two totals are no total.
 */
function collect(
  units: Map<string, UnitCounts>,
  counts: readonly NistCounts[],
  columns: ReadonlyMap<string, string>,
): void {
  const grouped = Map.groupBy(counts, (entry) => entry.unit);
  for (const [unit, all] of grouped) {
    const whole = all.filter((entry) => !entry.partial);
    const entries = whole.length > 0 ? whole : all;
    // OtherCounts have no type of their own in many files; such an entry is a total.
    const totals = entries.filter((entry) => entry.type === "total" || entry.type === "");
    const target = units.get(unit) ?? { values: new Map(), repeated: null };
    units.set(unit, target);
    for (const [column, field] of columns) {
      if (whole.length > 0 && totals.length > 1 && target.repeated === null) target.repeated = column;
      const used = totals.length > 0 ? totals : entries;
      const values = used.map((entry) => entry.values[field]).filter((value) => value !== undefined);
      if (values.length > 0) target.values.set(column, added(values));
    }
  }
}

/** One value as it stands; several added when all are numbers, otherwise the first that is none. */
function added(values: readonly unknown[]): unknown {
  const odd = values.find((value) => !Number.isSafeInteger(value) || (value as number) < 0);
  return odd ?? values.reduce<number>((sum, value) => sum + (value as number), 0);
}

function fieldOf(unit: NistUnit, counts: ReadonlyMap<string, unknown>, name: string): NamedField | undefined {
  const key = keyOf(unit, name);
  const value = key ?? (name === "VotersRegistered" ? unit.registered : counts.get(name));
  if (value === undefined) return undefined;
  const raw = typeof value === "string" ? value : JSON.stringify(value);
  return { key: raw, raw, column: () => 0, votes: (numbers) => readJsonVotes(value, raw, numbers) };
}

function keyOf(unit: NistUnit, name: string): string | undefined {
  switch (name) {
    case "@id":
      return unit.id;
    case "Name":
      return unit.name;
    case "Parent":
      return unit.parent?.id;
    case "Parent.Name":
      return unit.parent?.name;
    case "ExternalIdentifier":
      // Without a type it is clear only when there is one.
      return unit.identifiers.length === 1 ? unit.identifiers[0]!.value : undefined;
    default: {
      const type = /^ExternalIdentifier:(.+)$/.exec(name)?.[1];
      return unit.identifiers.find((identifier) => identifier.type === type)?.value;
    }
  }
}

const unitText = (unit: NistUnit): string => `GpUnit ${unit.id} ${unit.type} ${unit.name}`.trimEnd();
