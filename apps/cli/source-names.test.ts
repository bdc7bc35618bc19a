import { expect, test } from "vitest";
import { sourceNames } from "./source-names.ts";

test.each([
  [
    ["a/x.csv", "b/y.csv"],
    ["x.csv", "y.csv"],
  ],
  [
    ["a/r.csv", "b/r.csv"],
    ["a/r.csv", "b/r.csv"],
  ],
  [
    ["one/a/r.csv", "two/a/r.csv", "r2.csv"],
    ["one/a/r.csv", "two/a/r.csv", "r2.csv"],
  ],
  [
    ["a/r.csv", "./a/r.csv"],
    ["r.csv", "r.csv"],
  ],
  [
    ["/r.csv", "/b/r.csv"],
    ["/r.csv", "b/r.csv"],
  ],
])("%j are called %j", (paths, names) => {
  expect(sourceNames(paths)).toEqual(names);
});
