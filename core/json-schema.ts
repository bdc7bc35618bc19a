/**
 * A JSON Schema (draft 2020-12) read once into the form a value is judged by; json-schema-faults.ts judges.
 *
 *     spec/*.schema.json ──readSchema──▶ Schema ──schemaFaults──▶ every fault, by JSON pointer
 *
 * The published schema is the one that judges, so it is read here and not written twice. Only the keywords that ours
 * use are understood; any other throws when the schema is read, so that no published rule is passed over in silence.
 * There is no `$ref`: a schema is a finite tree, and judging goes no deeper than it however deep the value is.
 * A union is told apart before it is judged: by the kind of the value, and objects by the one constant they all have.
 * @module
 */

export type Schema =
  | ObjectSchema
  | MapSchema
  | ArraySchema
  | StringSchema
  | IntegerSchema
  | { readonly type: "boolean" }
  | EnumSchema
  | TaggedSchema
  | KindsSchema;

export type ObjectSchema = {
  readonly type: "object";
  readonly fields: ReadonlyMap<string, Schema>;
  readonly required: readonly string[];
};
/** Keys that a person chooses, all with values of one kind. */
export type MapSchema = {
  readonly type: "map";
  readonly keys: RegExp;
  readonly values: Schema;
  readonly minProperties: number;
};
export type ArraySchema = {
  readonly type: "array";
  readonly items: Schema;
  readonly minItems: number;
  readonly maxItems: number;
  readonly isSet: boolean;
};
export type StringSchema = {
  readonly type: "string";
  readonly fixed?: string;
  /** As it is published, and ready for use: an expression gives its own text back with other escapes. */
  readonly pattern?: { readonly text: string; readonly expression: RegExp };
  readonly minLength: number;
  readonly maxLength: number;
};
export type IntegerSchema = { readonly type: "integer"; readonly minimum: number; readonly maximum: number };
export type EnumSchema = { readonly type: "enum"; readonly allowed: readonly string[] };
/** Objects told apart by the field `tag`, whose value is the key of its member. */
export type TaggedSchema = {
  readonly type: "tagged";
  readonly tag: string;
  readonly members: ReadonlyMap<string, ObjectSchema>;
};

/** Values told apart by their kind. */
export type KindsSchema = { readonly type: "kinds"; readonly kinds: ReadonlyMap<JsonKind, Schema> };

/** What a value is as JSON; a number with a fraction is of no kind that a schema of ours allows. */
export type JsonKind = "object" | "array" | "string" | "integer" | "boolean" | "other";

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function kindOf(value: unknown): JsonKind {
  if (typeof value === "string" || typeof value === "boolean") return typeof value as "string" | "boolean";
  if (Array.isArray(value)) return "array";
  if (Number.isInteger(value)) return "integer";
  return isRecord(value) ? "object" : "other";
}

type Document = {
  readonly type?: string;
  readonly anyOf?: readonly Document[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Document>>;
  readonly patternProperties?: Readonly<Record<string, Document>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly minProperties?: number;
  readonly items?: Document;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
};

/** They say something to people and editors, and nothing about a value. */
const ANNOTATIONS = ["$schema", "$id", "title", "description"];

/** The schema of a published document, or of a part of one. Throws on what it does not understand. */
export function readSchema(document: object): Schema {
  const schema = document as Document;
  if (schema.anyOf !== undefined) return readUnion(schema);
  if (schema.enum !== undefined) return readEnum(schema);
  switch (schema.type) {
    case "object":
      return schema.patternProperties === undefined ? readObject(schema) : readMap(schema);
    case "array":
      return readArray(schema);
    case "string":
      return readString(schema);
    case "integer":
      return readInteger(schema);
    case "boolean":
      only(schema, "type");
      return { type: "boolean" };
    default:
      throw new Error(`schema of type ${schema.type}`);
  }
}

/** A keyword beside these would be a rule that nobody keeps. */
function only(schema: Document, ...understood: readonly string[]): void {
  for (const keyword of Object.keys(schema)) {
    if (understood.includes(keyword) || ANNOTATIONS.includes(keyword)) continue;
    throw new Error(`schema keyword ${keyword} beside ${understood.join(", ")}`);
  }
}

function readObject(schema: Document): ObjectSchema {
  only(schema, "type", "properties", "required", "additionalProperties");
  // A field that nobody knows is a misspelt one: it must not pass.
  if (schema.additionalProperties !== false) throw new Error("schema of an open object");
  const { properties = {}, required = [] } = schema;
  const fields = Object.entries(properties).map(([name, one]): [string, Schema] => [name, readSchema(one)]);
  return { type: "object", fields: new Map(fields), required };
}

function readMap(schema: Document): MapSchema {
  only(schema, "type", "patternProperties", "additionalProperties", "minProperties");
  if (schema.additionalProperties !== false) throw new Error("schema of an open map");
  const [first, second] = Object.entries(schema.patternProperties ?? {});
  if (first === undefined || second !== undefined)
    throw new Error("schema of a map with more than one pattern");
  const [keys, values] = first;
  const { minProperties = 0 } = schema;
  return { type: "map", keys: expression(keys), values: readSchema(values), minProperties };
}

function readArray(schema: Document): ArraySchema {
  only(schema, "type", "items", "minItems", "maxItems", "uniqueItems");
  if (schema.items === undefined) throw new Error("schema of an array without items");
  const items = readSchema(schema.items);
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems: isSet = false } = schema;
  if (isSet && items.type !== "string") throw new Error("schema of unique items that are not strings");
  return { type: "array", items, minItems, maxItems, isSet };
}

function readString(schema: Document): StringSchema {
  const { const: fixed, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (fixed !== undefined) {
    only(schema, "type", "const");
    return { type: "string", fixed: text(fixed), minLength, maxLength };
  }
  only(schema, "type", "pattern", "minLength", "maxLength");
  const lengths = { minLength, maxLength };
  return pattern === undefined
    ? { type: "string", ...lengths }
    : { type: "string", ...lengths, pattern: { text: pattern, expression: expression(pattern) } };
}

function readInteger(schema: Document): IntegerSchema {
  only(schema, "type", "minimum", "maximum");
  const { minimum, maximum } = schema;
  // Beyond the safe integers a sum is not exact, so no number of ours is without limits.
  if (!Number.isSafeInteger(minimum) || !Number.isSafeInteger(maximum)) {
    throw new Error("schema of an integer without limits");
  }
  return { type: "integer", minimum: minimum!, maximum: maximum! };
}

function readEnum(schema: Document): Schema {
  only(schema, "enum");
  return { type: "enum", allowed: (schema.enum ?? []).map(text) };
}

function readUnion(schema: Document): Schema {
  only(schema, "anyOf");
  const members = (schema.anyOf ?? []).map(readSchema);
  const objects = members.filter((member) => member.type === "object");
  const object = objects.length > 1 ? readTagged(objects) : objects[0];
  if (object !== undefined && objects.length === members.length) return object;
  const kinds = new Map<JsonKind, Schema>();
  for (const member of members) {
    const { type } = member;
    if (type === "object") kinds.set(type, object!);
    else if (type === "enum" || type === "kinds" || type === "tagged" || type === "map" || kinds.has(type))
      throw new Error(`union with a member of type ${type} that nothing tells apart`);
    else kinds.set(type, member);
  }
  return { type: "kinds", kinds };
}

function readTagged(members: readonly ObjectSchema[]): TaggedSchema {
  const fixedValue = (member: ObjectSchema, field: string): string | undefined => {
    const one = member.fields.get(field);
    return one?.type === "string" && member.required.includes(field) ? one.fixed : undefined;
  };
  for (const tag of members[0]?.fields.keys() ?? []) {
    const byValue = new Map<string, ObjectSchema>();
    for (const member of members) {
      const value = fixedValue(member, tag);
      if (value !== undefined) byValue.set(value, member);
    }
    if (byValue.size === members.length) return { type: "tagged", tag, members: byValue };
  }
  throw new Error("union of objects without a constant that tells them apart");
}

const expression = (pattern: string): RegExp => new RegExp(pattern, "u");

function text(value: unknown): string {
  if (typeof value !== "string") throw new Error(`schema with the fixed value ${String(value)}`);
  return value;
}
