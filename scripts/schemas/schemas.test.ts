/** The schemas, their published files, the types and the rules of the readers say the same. */
import { readFileSync } from "node:fs";
import type { Static } from "typebox";
import { expect, expectTypeOf, test } from "vitest";
import type { ElectionDefinition } from "../../core/election/definition.ts";
import { FINDING_RULES } from "../../core/reading/finding.ts";
import type { Announced, Mapping } from "../../core/reading/mapping.ts";
import type { AnnouncedSchema } from "./announced.ts";
import { DOCUMENTS } from "./documents.ts";
import type { ElectionSchema } from "./election.ts";
import { type MappingSchema, POSSIBLE_ACTIONS } from "./mapping.ts";

const root = new URL("../../", import.meta.url);

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;

test.each(Object.entries(DOCUMENTS))("%s is written from its schema, in the same order", (file, document) => {
  const published = JSON.stringify(JSON.parse(readFileSync(new URL(file, root), "utf8")));
  expect(published, "run `npm run schemas`").toBe(JSON.stringify(document));
});

test("the schemas and the types are the same", () => {
  expectTypeOf<Immutable<Static<typeof ElectionSchema>>>().toEqualTypeOf<Immutable<ElectionDefinition>>();
  expectTypeOf<Immutable<Static<typeof AnnouncedSchema>>>().toEqualTypeOf<Immutable<Announced>>();
  // The schema of onFinding is made from a table, so its type knows less than the one in code.
  type Rest<T> = Immutable<Omit<T, "onFinding">>;
  expectTypeOf<Rest<Static<typeof MappingSchema>>>().toEqualTypeOf<Rest<Mapping>>();
});

test("every rule has its possible actions, its own action first", () => {
  const first = Object.fromEntries(
    Object.entries(POSSIBLE_ACTIONS).map(([rule, [action]]) => [rule, action]),
  );
  const own = Object.fromEntries(Object.entries(FINDING_RULES).map(([rule, { action }]) => [rule, action]));
  expect(first).toEqual(own);
});
