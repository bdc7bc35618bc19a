/**
 * Judges a mapping: first its shape by schema, then what a schema cannot say, against the election's contests.
 *
 * Every fault is named by its place in the file. A mapping that passes leaves a reader nothing to doubt: every
 * option of every mapped contest has a source, every id exists, no column is counted twice.
 * Spec: spec/reading.md, section 2; published as spec/mapping.schema.json.
 * @module
 */
import { Type } from "typebox";
import type { Contest } from "../election/definition.ts";
import { pointerStep } from "../json-pointer.ts";
import { err, ok, type Result } from "../result.ts";
import { FINDING_RULES, type FindingAction, type FindingRule } from "./finding.ts";
import type { ContestMapping, KeySource, Mapping } from "./mapping.ts";
import { columnsOf, numberSources } from "./mapping-columns.ts";
import { type SchemaFault, schemaFaults } from "./schema-faults.ts";
import { GROUP_SEPARATORS } from "./votes.ts";

export type MappingFault =
  | SchemaFault
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

/**
 * What a mapping may choose for each rule. A cell that is no number cannot be kept; a repeated row has nothing to
 * keep; a bad row has no station to be unknown at.
 */
export const POSSIBLE_ACTIONS = {
  "column-shift": ["row-unknown", "kept"],
  "not-a-number": ["cell-unknown", "row-unknown"],
  "grouped-number": ["cell-unknown", "row-unknown"],
  "place-total": ["row-unknown", "kept"],
  "row-repeated": ["row-ignored"],
  "station-conflict": ["row-unknown", "kept"],
  "same-vector": ["kept", "row-unknown"],
  "shared-place-name": ["kept", "row-unknown"],
  "row-sum": ["row-unknown", "kept"],
  "over-registered": ["row-unknown", "kept"],
  "all-zero": ["row-unknown", "kept"],
  "not-in-roster": ["kept", "row-unknown"],
  "registered-differs": ["kept", "row-unknown"],
  "bad-row": ["row-ignored"],
  "qr-not-decoded": ["row-ignored"],
} as const satisfies Partial<Record<FindingRule, readonly FindingAction[]>>;

const strict = { additionalProperties: false } as const;
const Name = (description: string) => Type.String({ minLength: 1, maxLength: 200, description });

export const LocalizedTextSchema = Type.Object(
  { es: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) },
  { ...strict, description: "One text in Spanish and in English." },
);

const NumberSourceSchema = Type.Union(
  [
    Type.Array(Name("The name of a column."), { minItems: 1, uniqueItems: true }),
    Type.Object({ constant: Type.Integer({ minimum: 0, maximum: 2147483647 }) }, strict),
  ],
  { description: "Columns whose numbers are added, or a constant that you vouch for." },
);

const KeySourceSchema = (description: string) =>
  Type.Object(
    {
      columns: Type.Array(Name("The name of a column."), { minItems: 1 }),
      pad: Type.Optional(
        Type.Array(Type.Integer({ minimum: 0, maximum: 64 }), {
          description:
            "One number for each column: pad with leading zeros to this length; 0 leaves it as it is.",
        }),
      ),
      join: Type.Optional(Type.String({ maxLength: 8, description: 'Stands between columns. Default "/".' })),
    },
    { ...strict, description },
  );

const FileFormatSchema = Type.Union([
  Type.Object(
    {
      type: Type.Literal("csv"),
      // The quote and the line end have their own meaning in CSV.
      delimiter: Type.Optional(
        Type.String({ pattern: "^[\\t !#-~]$", description: 'One ASCII character. Default ",".' }),
      ),
      encoding: Type.Optional(Type.Enum(["utf-8", "latin-1"])),
    },
    strict,
  ),
  Type.Object({ type: Type.Literal("json-lines") }, strict),
  Type.Object({ type: Type.Literal("qr-2024") }, strict),
  Type.Object(
    {
      type: Type.Literal("nist-1500-100"),
      units: Type.Optional(Type.Array(Name("A GpUnit type that is a station."), { minItems: 1 })),
    },
    strict,
  ),
]);

const ContestMappingSchema = Type.Object(
  {
    foreign: Type.Optional(Name("The contest's id in the file, where it holds several.")),
    options: Type.Record(Type.String(), NumberSourceSchema, {
      minProperties: 1,
      description: "Option id of the election -> where its votes stand in the file.",
    }),
    blank: Type.Optional(NumberSourceSchema),
    null: Type.Optional(NumberSourceSchema),
    valid: Type.Optional(NumberSourceSchema),
    ballots: Type.Optional(NumberSourceSchema),
  },
  strict,
);

export const MappingSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    format: Type.Literal("triplicate/mapping/v1"),
    title: LocalizedTextSchema,
    statement: LocalizedTextSchema,
    file: FileFormatSchema,
    station: KeySourceSchema("What identifies a station. Never a name alone."),
    place: Type.Optional(KeySourceSchema("The polling place.")),
    region: Type.Optional(KeySourceSchema("What coverage is shown by, for example the state.")),
    registered: Type.Optional(NumberSourceSchema),
    stationsInRow: Type.Optional(Name("A column that says how many stations a row holds.")),
    contests: Type.Record(Type.String(), ContestMappingSchema, { minProperties: 1 }),
    numbers: Type.Optional(
      Type.Object(
        {
          thousands: Type.Optional(Type.Enum([...GROUP_SEPARATORS])),
          zeroDecimals: Type.Optional(Type.Boolean()),
          empty: Type.Optional(Type.Enum(["missing", "zero"])),
        },
        strict,
      ),
    ),
    onFinding: Type.Optional(
      Type.Object(
        Object.fromEntries(
          Object.entries(POSSIBLE_ACTIONS).map(([rule, actions]) => [
            rule,
            Type.Optional(Type.Enum(actions.map(String))),
          ]),
        ),
        {
          ...strict,
          description: "What is done with the rows a rule names, instead of the rule's own action.",
        },
      ),
    ),
  },
  { ...strict, title: "Triplicate mapping", $schema: "https://json-schema.org/draft/2020-12/schema" },
);

/** The mapping as a value that fits its type and the election, or every fault found. */
export function validateMapping(
  input: unknown,
  contests: readonly Contest[],
): Result<Mapping, readonly MappingFault[]> {
  const shape = schemaFaults(MappingSchema, input).map(nameRuleFault);
  if (shape.length > 0) return err(shape);
  const mapping = input as Mapping;
  const faults = [
    ...keyFaults("/station", mapping.station),
    ...(mapping.place === undefined ? [] : keyFaults("/place", mapping.place)),
    ...(mapping.region === undefined ? [] : keyFaults("/region", mapping.region)),
    ...Object.entries(mapping.contests).flatMap(([id, contest]) => contestFaults(id, contest, contests)),
    ...(mapping.file.type === "qr-2024" ? qrColumnFaults(mapping) : []),
  ];
  return faults.length > 0 ? err(faults) : ok(mapping);
}

/** A wrong name or action under onFinding is worth its own words. */
function nameRuleFault(fault: SchemaFault): MappingFault {
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

function qrColumnFaults(mapping: Mapping): MappingFault[] {
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
      .filter((column) => !QR_2024_COLUMNS.includes(column))
      .map((column) => ({
        code: "unknown-column" as const,
        pointer,
        detail: { column, known: "centre, station, 1 … 38, null, blank" },
      })),
  );
}
