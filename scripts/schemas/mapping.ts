/**
 * The JSON schema of a mapping: what spec/mapping.schema.json is written from.
 *
 * What a schema cannot say (an option exists, no column is counted twice) is in core/reading/mapping-schema.ts.
 * Spec: spec/reading.md, section 2.
 * @module
 */
import { Type } from "typebox";
import type { FindingAction, FindingRule } from "../../core/reading/finding.ts";
import { GROUP_SEPARATORS } from "../../core/reading/votes.ts";
import { LocalizedTextSchema } from "./localized-text.ts";

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
  "qr-signature": ["row-unknown", "kept"],
  "qr-unverified": ["kept", "row-unknown"],
  "not-verified": ["row-unknown"],
} as const satisfies Partial<Record<FindingRule, readonly FindingAction[]>>;

const strict = { additionalProperties: false } as const;
const Name = (description: string) => Type.String({ minLength: 1, maxLength: 200, description });

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
      type: Type.Literal("bu-br-2024"),
      keys: Type.Optional(
        Type.Record(
          Type.String({ pattern: "^[0-9]{8}/(LEG|COM)/[OST]/[A-Z]{2}$" }),
          Type.String({ pattern: "^[0-9a-f]{64}$" }),
          {
            ...strict,
            description:
              "VRCH/ORLC/FASE/UNFE of a bulletin -> the Ed25519 key the authority published for them, in hexadecimal.",
          },
        ),
      ),
    },
    strict,
  ),
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
      ...strict,
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
    contests: Type.Record(Type.String(), ContestMappingSchema, { ...strict, minProperties: 1 }),
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
