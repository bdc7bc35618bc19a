/**
 * What a JSON schema finds wrong with a file a person wrote, as one fault for each place, by JSON pointer.
 *
 * A schema library reports a union as the faults of every branch. Here the branch the author meant is chosen first:
 * the one whose fixed values (`type: "csv"`) and whose kind of value (array, object) fit. The rest is noise.
 * @module
 */
import type { TSchema } from "typebox";
import type { TLocalizedValidationError } from "typebox/error";
import { Settings } from "typebox/system";
import { Value } from "typebox/value";
import { pointerStep } from "../json-pointer.ts";

export type SchemaFault = {
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

/** The library stops at 8 errors; a person wants all of theirs at once, and a hostile file must not fill memory. */
const MAX_ERRORS = 1000;

/** Everything the schema finds wrong with `input`, each place and code once; empty when it fits. */
export function schemaFaults(schema: TSchema, input: unknown): SchemaFault[] {
  const faults = meantBranches(allErrors(schema, input)).flatMap(toFaults);
  const seen = new Set<string>();
  return faults.filter((fault) => {
    const key = `${fault.code} ${fault.pointer}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function allErrors(schema: TSchema, input: unknown): TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: MAX_ERRORS });
  try {
    return Value.Errors(schema, input);
  } finally {
    Settings.Set({ maxErrors });
  }
}

type Branches = Map<string, TLocalizedValidationError[]>;

function meantBranches(errors: readonly TLocalizedValidationError[]): TLocalizedValidationError[] {
  const unions = new Map<string, Branches>();
  const plain: TLocalizedValidationError[] = [];
  for (const error of errors) {
    const match = /^(.*?\/anyOf)\/([0-9]+)/.exec(error.schemaPath);
    if (match === null) {
      if (error.keyword !== "anyOf") plain.push(error);
      continue;
    }
    const [, path = "", branch = ""] = match;
    // One union of the schema can stand at many places of the file: a map's values share their schema path.
    const at = `${path} ${sharedPlace(errors, path, error.instancePath)}`;
    const branches: Branches = unions.get(at) ?? new Map();
    unions.set(at, branches);
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  return [...plain, ...[...unions.values()].flatMap(meantBranch)];
}

/** The place of the file a union stands at: the `anyOf` error itself names it, else the nearest error does. */
function sharedPlace(errors: readonly TLocalizedValidationError[], path: string, place: string): string {
  const owner = errors.find(
    (error) =>
      error.keyword === "anyOf" &&
      `${error.schemaPath}/anyOf` === path &&
      (place === error.instancePath || place.startsWith(`${error.instancePath}/`)),
  );
  return owner?.instancePath ?? place;
}

function meantBranch(branches: Branches): TLocalizedValidationError[] {
  const all = [...branches.values()];
  const shortest = Math.min(...all.flat().map((error) => error.instancePath.length));
  const misfit = (error: TLocalizedValidationError) =>
    error.keyword === "const" || (error.keyword === "type" && error.instancePath.length === shortest);
  const meant = all.filter((branch) => !branch.some(misfit));
  if (meant.length > 0) return meant[0]!;
  const misfits = all.flat().filter(misfit);
  const first = misfits[0]!;
  if (first.keyword !== "const") return [first];
  const allowed = misfits.flatMap((e) => (e.keyword === "const" ? [String(e.params.allowedValue)] : []));
  return [{ ...first, keyword: "enum", params: { allowedValues: allowed } }];
}

function toFaults(error: TLocalizedValidationError): SchemaFault[] {
  const pointer = error.instancePath;
  const inside = (name: string) => `${pointer}/${pointerStep(name)}`;
  const fault = (code: SchemaFault["code"], detail: SchemaFault["detail"] = {}) => [
    { code, pointer, detail },
  ];
  switch (error.keyword) {
    case "required":
      return error.params.requiredProperties.map((field) => ({
        code: "missing-field" as const,
        pointer: inside(field),
        detail: { field },
      }));
    case "additionalProperties":
      return error.params.additionalProperties.map((field) => ({
        code: "unknown-field" as const,
        pointer: inside(field),
        detail: { field },
      }));
    // Says again, with less, what additionalProperties says.
    case "boolean":
    case "propertyNames":
      return [];
    case "type":
      return fault("wrong-type", { expected: [error.params.type].flat().join(", ") });
    case "const":
      return fault("not-allowed", { allowed: String(error.params.allowedValue) });
    case "enum":
      return fault("not-allowed", { allowed: error.params.allowedValues.join(", ") });
    case "pattern":
      return fault("bad-text", { pattern: String(error.params.pattern) });
    case "minLength":
      return fault("bad-text", { atLeast: error.params.limit });
    case "maxLength":
      return fault("bad-text", { atMost: error.params.limit });
    case "minimum":
      return fault("out-of-range", { atLeast: error.params.limit as number });
    case "maximum":
      return fault("out-of-range", { atMost: error.params.limit as number });
    case "minItems":
    case "minProperties":
      return fault("too-few", { atLeast: error.params.limit });
    default:
      return fault("wrong-type", { expected: error.message });
  }
}
