/** What a published schema may say, and that anything else is refused before a value is judged by it. */
import { expect, test } from "vitest";
import { kindOf, readSchema } from "./json-schema.ts";

const object = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const integer = { type: "integer", minimum: 0, maximum: 9 };
const tagged = (value: string) => object({ type: { type: "string", const: value } }, ["type"]);
const map = { type: "object", patternProperties: { "^.*$": integer }, additionalProperties: false };

test.each<[string, object, string]>([
  ["an object", object({ a: integer }), "object"],
  ["a map", map, "map"],
  ["objects with a constant", { anyOf: [tagged("a"), tagged("b")] }, "tagged"],
  ["kinds", { anyOf: [integer, { type: "boolean" }, tagged("a"), tagged("b")] }, "kinds"],
  ["words for people", { type: "boolean", title: "t", description: "d", $id: "i", $schema: "s" }, "boolean"],
])("%s is understood", (_, document, type) => {
  expect(readSchema(document).type).toBe(type);
});

test.each<[string, object, string]>([
  ["nothing", {}, "schema of type undefined"],
  ["a number with a fraction", { type: "number" }, "schema of type number"],
  ["a keyword of another type", { ...integer, maxLength: 3 }, "keyword maxLength"],
  ["a keyword nobody knows here", { ...integer, multipleOf: 2 }, "keyword multipleOf"],
  ["a reference", { $ref: "#" }, "schema of type undefined"],
  ["a keyword beside anyOf", { anyOf: [integer], type: "integer" }, "keyword type"],
  ["a type beside enum", { enum: ["a"], type: "string" }, "keyword type"],
  ["a length beside const", { type: "string", const: "a", maxLength: 3 }, "keyword maxLength"],
  ["a constant that is no text", { type: "string", const: 1 }, "fixed value 1"],
  ["a fault further down", object({ a: { type: "array", items: { type: "null" } } }), "schema of type null"],
  ["an open object", { type: "object", properties: {} }, "open object"],
  ["an open map", { ...map, additionalProperties: undefined }, "open map"],
  ["a map with two patterns", { ...map, patternProperties: { a: integer, b: integer } }, "one pattern"],
  ["an array of anything", { type: "array" }, "without items"],
  ["unique items that are no text", { type: "array", items: integer, uniqueItems: true }, "unique items"],
  ["an integer without limits", { type: "integer", minimum: 0 }, "without limits"],
  ["objects that nothing tells apart", { anyOf: [object({ a: integer }), tagged("a")] }, "tells them apart"],
  ["two objects with one constant", { anyOf: [tagged("a"), tagged("a")] }, "tells them apart"],
  ["two texts", { anyOf: [{ type: "string" }, { type: "string" }] }, "nothing tells apart"],
])("%s is refused", (_, document, said) => {
  expect(() => readSchema(document)).toThrow(said);
});

test.each([
  [{}, "object"],
  [[], "array"],
  ["", "string"],
  [1e21, "integer"],
  [true, "boolean"],
  [0.5, "other"],
  [null, "other"],
  [undefined, "other"],
])("%j is of kind %s", (value, kind) => {
  expect(kindOf(value)).toBe(kind);
});
