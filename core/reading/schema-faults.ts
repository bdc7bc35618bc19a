/**
 * What a schema finds wrong with a mapping or with announced totals, each at its place, by JSON pointer.
 * Spec: spec/reading.md, section 2.
 * @module
 */
import type { Schema } from "../json-schema.ts";
import { type SchemaFault, schemaFaults } from "../json-schema-faults.ts";

export type ShapeFault = {
  readonly code:
    | "missing-field"
    | "unknown-field"
    | "wrong-type"
    | "not-allowed"
    | "bad-text"
    | "out-of-range"
    | "too-few";
  /** RFC 6901, from the root of the file; "" is the whole file. */
  readonly pointer: string;
  readonly detail: Readonly<Record<string, string | number>>;
};

/** What the schema finds wrong with `input`; empty when it fits. */
export const shapeFaults = (schema: Schema, input: unknown): ShapeFault[] =>
  schemaFaults(schema, input).map(toFault);

function toFault(broken: SchemaFault): ShapeFault {
  const fault = (code: ShapeFault["code"], detail: ShapeFault["detail"] = {}): ShapeFault => ({
    code,
    pointer: broken.pointer,
    detail,
  });
  switch (broken.keyword) {
    case "type":
      return fault("wrong-type", { expected: broken.expected });
    case "required":
      return fault("missing-field", { field: broken.field });
    case "additionalProperties":
      return fault("unknown-field", { field: broken.field });
    case "enum":
      return fault("not-allowed", { allowed: broken.allowed.join(", ") });
    case "unicode":
      return fault("bad-text");
    case "pattern":
      return fault("bad-text", { pattern: broken.pattern });
    case "minLength":
      return fault("bad-text", { atLeast: broken.atLeast });
    case "maxLength":
      return fault("bad-text", { atMost: broken.atMost });
    case "minimum":
      return fault("out-of-range", { atLeast: broken.atLeast });
    case "maximum":
      return fault("out-of-range", { atMost: broken.atMost });
    case "minItems":
    case "minProperties":
      return fault("too-few", { atLeast: broken.atLeast });
    case "uniqueItems":
      return fault("wrong-type", { expected: "must not have duplicate items" });
    case "maxItems":
      throw new Error("no fault code for maxItems in a mapping");
  }
}
