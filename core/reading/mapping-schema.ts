/**
 * Judges a mapping: first its shape by schema, then what a schema cannot say, against the election's contests.
 *
 * Every fault is named by its place in the file. A mapping that passes leaves a reader nothing to doubt: every
 * option of every mapped contest has a source, every id exists, no column is counted twice.
 * The published schema is the one that judges. Spec: spec/reading.md, section 2.
 * @module
 */
import document from "../../spec/mapping.schema.json" with { type: "json" };
import type { Contest } from "../election/definition.ts";
import { pointerStep } from "../json-pointer.ts";
import { readSchema } from "../json-schema.ts";
import { err, ok, type Result } from "../result.ts";
import { BU_HEAD_COLUMNS, BU_OFFICE_COLUMN } from "./bu-br-content.ts";
import { FINDING_RULES } from "./finding.ts";
import type { ContestMapping, KeySource, Mapping } from "./mapping.ts";
import { columnsOf, numberSources } from "./mapping-columns.ts";
import { type ShapeFault, shapeFaults } from "./schema-faults.ts";

export type MappingFault =
  | ShapeFault
  | {
      readonly code:
        | "unknown-contest"
        | "unknown-option"
        | "option-not-mapped"
        | "pad-length"
        | "column-used-twice"
        | "unknown-column"
        | "unknown-rule"
        | "action-not-possible";
      readonly pointer: string;
      readonly detail: Readonly<Record<string, string | number>>;
    };

export const MAPPING_SCHEMA = readSchema(document);

/** The mapping as a value that fits its type and the election, or every fault found. */
export function validateMapping(
  input: unknown,
  contests: readonly Contest[],
): Result<Mapping, readonly MappingFault[]> {
  const shape = shapeFaults(MAPPING_SCHEMA, input).map(nameRuleFault);
  if (shape.length > 0) return err(shape);
  const mapping = input as Mapping;
  const faults = [
    ...keyFaults("/station", mapping.station),
    ...(mapping.place === undefined ? [] : keyFaults("/place", mapping.place)),
    ...(mapping.region === undefined ? [] : keyFaults("/region", mapping.region)),
    ...Object.entries(mapping.contests).flatMap(([id, contest]) => contestFaults(id, contest, contests)),
    ...fixedColumnFaults(mapping),
  ];
  return faults.length > 0 ? err(faults) : ok(mapping);
}

/** A wrong name or action under onFinding is worth its own words. */
function nameRuleFault(fault: ShapeFault): MappingFault {
  if (!fault.pointer.startsWith("/onFinding/")) return fault;
  const rule = fault.pointer.slice("/onFinding/".length);
  if (fault.code === "unknown-field") {
    return { code: "unknown-rule", pointer: fault.pointer, detail: { rule, allowed: ruleNames() } };
  }
  return { code: "action-not-possible", pointer: fault.pointer, detail: { rule, ...fault.detail } };
}

const ruleNames = (): string => Object.keys(FINDING_RULES).join(", ");

function keyFaults(pointer: string, key: KeySource): MappingFault[] {
  if (key.pad === undefined || key.pad.length === key.columns.length) return [];
  const detail = { columns: key.columns.length, pads: key.pad.length };
  return [{ code: "pad-length", pointer: `${pointer}/pad`, detail }];
}

function contestFaults(id: string, mapping: ContestMapping, contests: readonly Contest[]): MappingFault[] {
  const pointer = `/contests/${pointerStep(id)}`;
  const contest = contests.find((candidate) => candidate.id === id);
  if (contest === undefined) {
    return [
      { code: "unknown-contest", pointer, detail: { id, known: contests.map((c) => c.id).join(", ") } },
    ];
  }
  const known = contest.options.map((option) => option.id);
  const unknown = Object.keys(mapping.options)
    .filter((option) => !known.includes(option))
    .map((option) => ({
      code: "unknown-option" as const,
      pointer: `${pointer}/options/${pointerStep(option)}`,
      detail: { id: option, known: known.join(", ") },
    }));
  const unmapped = known
    .filter((option) => !Object.hasOwn(mapping.options, option))
    .map((option) => ({
      code: "option-not-mapped" as const,
      pointer: `${pointer}/options`,
      detail: { id: option },
    }));
  return [...unknown, ...unmapped, ...columnsUsedTwice(pointer, mapping)];
}

/** A column in two sources of one contest would be counted twice. */
function columnsUsedTwice(pointer: string, mapping: ContestMapping): MappingFault[] {
  const owners = new Map<string, string>();
  const faults: MappingFault[] = [];
  for (const [field, source] of numberSources(mapping)) {
    const place = `${pointer}/${field}`;
    for (const column of columnsOf(source)) {
      const first = owners.get(column);
      if (first === undefined) owners.set(column, place);
      else faults.push({ code: "column-used-twice", pointer: place, detail: { column, first } });
    }
  }
  return faults;
}

/** The fixed column names of the 2024 QR text (clause 3.12). */
export const QR_2024_COLUMNS: readonly string[] = [
  "centre",
  "station",
  ...Array.from({ length: 38 }, (_, i) => String(i + 1)),
  "null",
  "blank",
];

/** Formats whose columns have names of the format's own. */
const FIXED_COLUMNS: Readonly<Record<string, { isColumn: (name: string) => boolean; known: string }>> = {
  "qr-2024": {
    isColumn: (name) => QR_2024_COLUMNS.includes(name),
    known: "centre, station, 1 … 38, null, blank",
  },
  "bu-br-2024": {
    isColumn: (name) => (BU_HEAD_COLUMNS as readonly string[]).includes(name) || BU_OFFICE_COLUMN.test(name),
    known: "UNFE, MUNI, ZONA, SECA, APTO, … 11.91, 13.93.TOTP, 11.BRAN, 11.NULO, 11.TOTC, …",
  },
};

function fixedColumnFaults(mapping: Mapping): MappingFault[] {
  const fixed = FIXED_COLUMNS[mapping.file.type];
  if (fixed === undefined) return [];
  const named: [string, readonly string[]][] = [
    ["/station/columns", mapping.station.columns],
    ["/place/columns", mapping.place?.columns ?? []],
    ["/region/columns", mapping.region?.columns ?? []],
    ["/registered", columnsOf(mapping.registered)],
    ["/stationsInRow", mapping.stationsInRow === undefined ? [] : [mapping.stationsInRow]],
    ...Object.entries(mapping.contests).flatMap(([id, contest]) =>
      numberSources(contest).map(([field, source]): [string, readonly string[]] => [
        `/contests/${pointerStep(id)}/${field}`,
        columnsOf(source),
      ]),
    ),
  ];
  return named.flatMap(([pointer, columns]) =>
    columns
      .filter((column) => !fixed.isColumn(column))
      .map((column) => ({
        code: "unknown-column" as const,
        pointer,
        detail: { column, known: fixed.known },
      })),
  );
}
