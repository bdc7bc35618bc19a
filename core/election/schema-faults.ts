/**
 * Checks a value against a schema and names every fault at its place.
 *
 * The schema library's own report stops at eight faults and gives, for a rule of five kinds, the faults of the wrong kind.
 * This one walks the few keywords our schema uses, and a keyword it does not know throws, so the two cannot part
 * unnoticed. A union is told apart by the one constant property that all its members have.
 * Spec: spec/election.md, section 2.
 * @module
 */
import { pointerStep } from "../json-pointer.ts";
import type { ElectionFault, ElectionFaultCode, FaultDetail } from "./faults.ts";
import { DATE_PATTERN, FILE_PATTERN, ID_PATTERN, NAME_PATTERN } from "./limits.ts";

type Schema = {
  readonly type: "object" | "array" | "string" | "integer";
  readonly const?: string;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
};
type Report = (code: ElectionFaultCode, path: string, detail?: FaultDetail) => void;

const KNOWN = new Set(
  "type const anyOf properties required additionalProperties items minItems maxItems maxLength pattern minimum maximum description".split(
    " ",
  ),
);

const PATTERN_FAULTS: Readonly<Record<string, ElectionFaultCode>> = {
  [ID_PATTERN]: "bad-id",
  [NAME_PATTERN]: "bad-name",
  [DATE_PATTERN]: "bad-date",
  [FILE_PATTERN]: "bad-file",
};
const PATTERNS = new Map(Object.keys(PATTERN_FAULTS).map((pattern) => [pattern, new RegExp(pattern, "u")]));

/** Every fault, in the order of the schema's properties and the file's items. */
export function schemaFaults(schema: object, value: unknown): ElectionFault[] {
  const faults: ElectionFault[] = [];
  walk(schema as Schema, value, "", (code, path, detail = {}) => faults.push({ code, path, detail }));
  return faults;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function walk(schema: Schema, value: unknown, path: string, report: Report): void {
  for (const keyword of Object.keys(schema)) {
    if (!KNOWN.has(keyword)) throw new Error(`schema keyword ${keyword}`);
  }
  if (schema.anyOf !== undefined) walkUnion(schema.anyOf, value, path, report);
  else if (schema.type === "object" && isRecord(value)) walkObject(schema, value, path, report);
  else if (schema.type === "array" && Array.isArray(value)) walkArray(schema, value, path, report);
  else if (schema.type === "string" && typeof value === "string") walkString(schema, value, path, report);
  else if (schema.type === "integer" && Number.isInteger(value))
    walkInteger(schema, Number(value), path, report);
  else report("wrong-type", path, { expected: schema.type });
}

function walkUnion(members: readonly Schema[], value: unknown, path: string, report: Report): void {
  if (!isRecord(value)) {
    report("wrong-type", path, { expected: "object" });
    return;
  }
  const [tag] = Object.entries(members[0]?.properties ?? {}).find(([, one]) => one.const !== undefined) ?? [];
  if (tag === undefined) throw new Error(`union without a tag at ${path}`);
  const allowed = members.map((member) => member.properties?.[tag]?.const);
  const at = `${path}/${tag}`;
  const member = members[allowed.indexOf(value[tag] as string)];
  if (member !== undefined) walk(member, value, path, report);
  else if (!Object.hasOwn(value, tag)) report("missing-field", at, { field: tag });
  else report("not-allowed", at, { allowed: allowed.join(", ") });
}

function walkObject(
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  report: Report,
): void {
  const properties = schema.properties ?? {};
  for (const field of schema.required ?? []) {
    if (Object.hasOwn(value, field)) continue;
    const isText = field === "es" || field === "en";
    report(isText ? "missing-language" : "missing-field", `${path}/${field}`, { field });
  }
  for (const [field, one] of Object.entries(properties)) {
    if (Object.hasOwn(value, field)) walk(one, value[field], `${path}/${field}`, report);
  }
  for (const field of Object.keys(value)) {
    if (!Object.hasOwn(properties, field))
      report("unknown-field", `${path}/${pointerStep(field)}`, { field });
  }
}

function walkArray(schema: Schema, value: readonly unknown[], path: string, report: Report): void {
  const { minItems = 0, maxItems = Number.MAX_SAFE_INTEGER } = schema;
  if (value.length < minItems) report("too-few", path, { atLeast: minItems, got: value.length });
  // What is over the limit is not looked at: the limit is there to bound the work.
  if (value.length > maxItems) report("too-many", path, { atMost: maxItems, got: value.length });
  for (let i = 0; i < value.length && i < maxItems; i += 1)
    walk(schema.items!, value[i], `${path}/${i}`, report);
}

function walkString(schema: Schema, value: string, path: string, report: Report): void {
  if (schema.const !== undefined) {
    if (value !== schema.const) report("not-allowed", path, { allowed: schema.const });
    return;
  }
  // A lone surrogate has no UTF-8 form: two such ids would become one in a file.
  if (!value.isWellFormed()) report("bad-text", path);
  const { maxLength = Number.MAX_SAFE_INTEGER, pattern } = schema;
  const length = value.length > maxLength ? [...value].length : value.length;
  if (length > maxLength) report("too-long", path, { atMost: maxLength, got: length });
  if (pattern === undefined) return;
  const expression = PATTERNS.get(pattern);
  if (expression === undefined) throw new Error(`pattern without a fault code: ${pattern}`);
  if (!expression.test(value))
    report(PATTERN_FAULTS[pattern]!, path, { text: value.slice(0, 64).toWellFormed() });
}

function walkInteger(schema: Schema, value: number, path: string, report: Report): void {
  const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = schema;
  if (value < minimum || value > maximum) {
    report("out-of-range", path, { atLeast: minimum, atMost: maximum, got: value });
  }
}
