/**
 * Judges a value against a schema: every fault at once, each at its place, named by the keyword that is broken.
 *
 * Of a union only the branch that the author meant is judged, or what told the branches apart is the fault; the faults
 * of the branches that were not meant would be noise. What the faults mean to a person is for the caller to say.
 * @module
 */
import { pointerStep } from "./json-pointer.ts";
import {
  type ArraySchema,
  type EnumSchema,
  type IntegerSchema,
  isRecord,
  type KindsSchema,
  kindOf,
  type MapSchema,
  type ObjectSchema,
  type Schema,
  type StringSchema,
  type TaggedSchema,
} from "./json-schema.ts";

type Value = Readonly<Record<string, unknown>>;

/** Names and numbers a message needs. Texts of the file are whole here: who shows them cuts them. */
export type BrokenKeyword =
  | { readonly keyword: "type"; readonly expected: string }
  | { readonly keyword: "required"; readonly field: string }
  | { readonly keyword: "additionalProperties"; readonly field: string }
  | { readonly keyword: "enum"; readonly allowed: readonly string[] }
  | { readonly keyword: "minItems"; readonly atLeast: number; readonly got: number }
  | { readonly keyword: "maxItems"; readonly atMost: number; readonly got: number }
  | { readonly keyword: "uniqueItems" }
  | { readonly keyword: "minProperties"; readonly atLeast: number }
  | { readonly keyword: "minLength"; readonly atLeast: number }
  | { readonly keyword: "maxLength"; readonly atMost: number; readonly got: number }
  | { readonly keyword: "pattern"; readonly pattern: string; readonly text: string }
  /** No keyword, but what every JSON text is: a lone surrogate has no UTF-8 form, so two texts would become one. */
  | { readonly keyword: "unicode" }
  | {
      readonly keyword: "minimum" | "maximum";
      readonly atLeast: number;
      readonly atMost: number;
      readonly got: number;
    };

export type SchemaFault = BrokenKeyword & {
  /** RFC 6901, from the root of the value; "" is the whole value. */
  readonly pointer: string;
};

/** A person wants all of their faults at once, and a hostile file must not fill memory with them. */
export const MOST_FAULTS = 1000;

type Report = { readonly faults: SchemaFault[]; readonly most: number };

/** At most `most` faults, in the order of the schema's properties and the value's items; none when it fits. */
export function schemaFaults(schema: Schema, value: unknown, most: number = MOST_FAULTS): SchemaFault[] {
  const report: Report = { faults: [], most };
  judge(schema, value, "", report);
  return report.faults;
}

const isFull = ({ faults, most }: Report): boolean => faults.length >= most;

function add({ faults, most }: Report, pointer: string, broken: BrokenKeyword): void {
  if (faults.length < most) faults.push({ pointer, ...broken });
}

function judge(schema: Schema, value: unknown, pointer: string, report: Report): void {
  if (schema.type === "kinds") judgeKinds(schema, value, pointer, report);
  else if (schema.type === "enum") judgeEnum(schema, value, pointer, report);
  else if (schema.type === "object" && isRecord(value)) judgeObject(schema, value, pointer, report);
  else if (schema.type === "map" && isRecord(value)) judgeMap(schema, value, pointer, report);
  else if (schema.type === "tagged" && isRecord(value)) judgeTagged(schema, value, pointer, report);
  else if (schema.type === "array" && Array.isArray(value)) judgeArray(schema, value, pointer, report);
  else if (schema.type === "string" && typeof value === "string") judgeString(schema, value, pointer, report);
  else if (schema.type === "integer" && Number.isInteger(value))
    judgeInteger(schema, Number(value), pointer, report);
  else if (schema.type !== "boolean" || typeof value !== "boolean")
    add(report, pointer, { keyword: "type", expected: typeName(schema) });
}

/** In the words of JSON Schema, which people's editors use too. */
const typeName = ({ type }: Schema): string => (type === "map" || type === "tagged" ? "object" : type);

function judgeKinds({ kinds }: KindsSchema, value: unknown, pointer: string, report: Report): void {
  const meant = kinds.get(kindOf(value));
  const [first = ""] = kinds.keys();
  if (meant === undefined) add(report, pointer, { keyword: "type", expected: first });
  else judge(meant, value, pointer, report);
}

function judgeTagged({ tag, members }: TaggedSchema, value: Value, pointer: string, report: Report): void {
  const at = `${pointer}/${pointerStep(tag)}`;
  const meant = members.get(value[tag] as string);
  if (!Object.hasOwn(value, tag)) add(report, at, { keyword: "required", field: tag });
  else if (meant === undefined) add(report, at, { keyword: "enum", allowed: [...members.keys()] });
  else judgeObject(meant, value, pointer, report);
}

function judgeEnum({ allowed }: EnumSchema, value: unknown, pointer: string, report: Report): void {
  if (!allowed.includes(value as string)) add(report, pointer, { keyword: "enum", allowed });
}

function judgeInteger(schema: IntegerSchema, got: number, pointer: string, report: Report): void {
  const { minimum: atLeast, maximum: atMost } = schema;
  if (got < atLeast) add(report, pointer, { keyword: "minimum", atLeast, atMost, got });
  if (got > atMost) add(report, pointer, { keyword: "maximum", atLeast, atMost, got });
}

function judgeObject(schema: ObjectSchema, value: Value, pointer: string, report: Report): void {
  for (const field of schema.required) {
    if (Object.hasOwn(value, field)) continue;
    add(report, `${pointer}/${pointerStep(field)}`, { keyword: "required", field });
  }
  for (const [field, one] of schema.fields) {
    if (Object.hasOwn(value, field)) judge(one, value[field], `${pointer}/${pointerStep(field)}`, report);
  }
  for (const field of Object.keys(value)) {
    if (isFull(report)) return;
    if (!schema.fields.has(field)) addUnknown(field, pointer, report);
  }
}

const addUnknown = (field: string, pointer: string, report: Report): void =>
  add(report, `${pointer}/${pointerStep(field)}`, { keyword: "additionalProperties", field });

function judgeMap(schema: MapSchema, value: Value, pointer: string, report: Report): void {
  const keys = Object.keys(value);
  const { minProperties: atLeast } = schema;
  if (keys.length < atLeast) add(report, pointer, { keyword: "minProperties", atLeast });
  for (const key of keys) {
    if (isFull(report)) return;
    if (schema.keys.test(key)) judge(schema.values, value[key], `${pointer}/${pointerStep(key)}`, report);
    else addUnknown(key, pointer, report);
  }
}

function judgeArray(schema: ArraySchema, value: readonly unknown[], pointer: string, report: Report): void {
  const { minItems: atLeast, maxItems: atMost } = schema;
  const got = value.length;
  if (got < atLeast) add(report, pointer, { keyword: "minItems", atLeast, got });
  // What is over the limit is not looked at: the limit is there to bound the work.
  if (got > atMost) add(report, pointer, { keyword: "maxItems", atMost, got });
  for (let i = 0; i < got && i < atMost; i += 1) {
    if (isFull(report)) return;
    judge(schema.items, value[i], `${pointer}/${i}`, report);
  }
  // Only strings are asked to be unique; what is no string is at fault already.
  if (schema.isSet && new Set(value).size < got) add(report, pointer, { keyword: "uniqueItems" });
}

function judgeString(schema: StringSchema, value: string, pointer: string, report: Report): void {
  const { fixed, minLength: atLeast, maxLength: atMost, pattern } = schema;
  if (fixed !== undefined) {
    if (value !== fixed) add(report, pointer, { keyword: "enum", allowed: [fixed] });
    return;
  }
  if (!value.isWellFormed()) add(report, pointer, { keyword: "unicode" });
  if (isShorter(value, atLeast)) add(report, pointer, { keyword: "minLength", atLeast });
  if (isLonger(value, atMost)) add(report, pointer, { keyword: "maxLength", atMost, got: codePoints(value) });
  if (pattern !== undefined && !pattern.expression.test(value)) {
    add(report, pointer, { keyword: "pattern", pattern: pattern.text, text: value });
  }
}

// JSON Schema counts code points; UTF-16 has one or two units for each, so most texts need no counting.
const isShorter = (text: string, length: number): boolean =>
  text.length < length || (text.length < 2 * length && codePoints(text) < length);
const isLonger = (text: string, length: number): boolean => text.length > length && codePoints(text) > length;

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
