import fc from "fast-check";
import { expect, test } from "vitest";
import type { Comparison } from "./comparison.ts";
import { comparisonText } from "./comparison-text.ts";

const textOf = (value: unknown) => comparisonText(value as Comparison);

test("is JSON of the same value, whatever the value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 9 }), (value) => {
      expect(JSON.parse(textOf(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("writes a discrepancy on one line and leaves out what has no value", () => {
  const discrepancies = [
    { station: "01", cells: [{ id: "ana", a: 1, b: 2 }] },
    { station: "02", cells: [] },
  ];
  const text = textOf({ remark: undefined, contests: [{ pairs: [{ discrepancies, onlyA: [] }] }] });
  const lines = text.split("\n");
  expect(lines).toContain('      {"station":"01","cells":[{"id":"ana","a":1,"b":2}]},');
  expect(text).not.toContain("remark");
  expect(lines).toContain('     "onlyA": []');
});
