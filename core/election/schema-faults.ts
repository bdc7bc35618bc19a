/**
 * What the schema finds wrong with a definition, in the codes of the specification, each at its place.
 * Spec: spec/election.md, section 2.
 * @module
 */
import type { Schema } from "../json-schema.ts";
import { type SchemaFault, schemaFaults } from "../json-schema-faults.ts";
import type { ElectionFault, ElectionFaultCode, FaultDetail } from "./faults.ts";
import {
  DATE_PATTERN,
  DIGEST_PATTERN,
  FILE_PATTERN,
  ID_PATTERN,
  NAME_PATTERN,
  PICTURE_PATTERN,
} from "./limits.ts";

const PATTERN_FAULTS: Readonly<Record<string, ElectionFaultCode>> = {
  [ID_PATTERN]: "bad-id",
  [NAME_PATTERN]: "bad-name",
  [DATE_PATTERN]: "bad-date",
  [FILE_PATTERN]: "bad-file",
  [PICTURE_PATTERN]: "bad-picture",
  [DIGEST_PATTERN]: "bad-picture",
};

/** Every fault, however many: whoever publishes a roster of a country mends it in one go. */
export const shapeFaults = (schema: Schema, value: unknown): ElectionFault[] =>
  schemaFaults(schema, value, Number.POSITIVE_INFINITY).map(toFault);

function toFault(broken: SchemaFault): ElectionFault {
  const fault = (code: ElectionFaultCode, detail: FaultDetail = {}): ElectionFault => ({
    code,
    path: broken.pointer,
    detail,
  });
  switch (broken.keyword) {
    case "type":
      return fault("wrong-type", { expected: broken.expected });
    case "required": {
      const { field } = broken;
      return fault(field === "es" || field === "en" ? "missing-language" : "missing-field", { field });
    }
    case "additionalProperties":
      return fault("unknown-field", { field: broken.field });
    case "enum":
      return fault("not-allowed", { allowed: broken.allowed.join(", ") });
    case "minItems":
      return fault("too-few", { atLeast: broken.atLeast, got: broken.got });
    case "maxItems":
      return fault("too-many", { atMost: broken.atMost, got: broken.got });
    case "maxLength":
      return fault("too-long", { atMost: broken.atMost, got: broken.got });
    case "minimum":
    case "maximum":
      return fault("out-of-range", { atLeast: broken.atLeast, atMost: broken.atMost, got: broken.got });
    case "unicode":
      return fault("bad-text");
    case "pattern": {
      const code = PATTERN_FAULTS[broken.pattern];
      if (code === undefined) throw new Error(`pattern without a fault code: ${broken.pattern}`);
      return fault(code, { text: broken.text.slice(0, 64).toWellFormed() });
    }
    case "minLength":
    case "minProperties":
    case "uniqueItems":
      throw new Error(`no fault code for ${broken.keyword} in an election definition`);
  }
}
