/** The schema, its published file and the type say the same. */
import { readFileSync } from "node:fs";
import type { Static } from "typebox";
import { Compile } from "typebox/compile";
import { expect, expectTypeOf, test } from "vitest";
import type { ElectionDefinition } from "./definition.ts";
import { ElectionSchema, electionSchemaDocument } from "./schema.ts";

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;

test("the published file is the schema, in the same order", () => {
  const file = readFileSync(new URL("../../spec/election.schema.json", import.meta.url), "utf8");
  expect(
    JSON.stringify(JSON.parse(file)),
    "write electionSchemaDocument() to spec/election.schema.json",
  ).toBe(JSON.stringify(electionSchemaDocument()));
});

test("the schema and the type are the same", () => {
  expectTypeOf<Immutable<Static<typeof ElectionSchema>>>().toEqualTypeOf<Immutable<ElectionDefinition>>();
});

test("the schema library accepts the example by the same schema", () => {
  const file = readFileSync(new URL("../../examples/small/election.json", import.meta.url), "utf8");
  expect(Compile(ElectionSchema).Check(JSON.parse(file))).toBe(true);
});
