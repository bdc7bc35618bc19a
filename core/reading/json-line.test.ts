import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJsonLine } from "./json-line.ts";

/** `name` -> "raw @column" of the fields asked for, or the kind of the line. */
function shown(line: string, names: readonly string[], nested = names.some((name) => name.startsWith("/"))) {
  const read = readJsonLine(line, nested);
  if (read.kind === "repeated-field") return `repeated-field ${read.text} @${read.column}`;
  if (read.kind !== "fields") return read.kind;
  return names.map((name) => {
    const field = read.field(name);
    return field === undefined ? "none" : `${field.raw} @${field.column()}`;
  });
}

test.each<[string, string[], string | string[]]>([
  ['{"a":1,"b":2.740}', ["a", "b", "c"], ["1 @6", "2.740 @12", "none"]],
  [' { "a" : 1.0 , "b" : "x, y" } ', ["a", "b"], ["1.0 @10", '"x, y" @22']],
  ['{"Ñandú😀":"é","b":3}', ["Ñandú😀", "b"], ['"é" @11', "3 @19"]],
  ['{"a\\"b":1,"c\\\\":2,"\\u0064":3}', ['a"b', "c\\", "d"], ["1 @9", "2 @17", "3 @28"]],
  ['{"a":"\\\\","b":"}"}', ["a", "b"], ['"\\\\" @6', '"}" @15']],
  ['{"a":{"x":1,"x":2},"b":[1,{"y":"]"}],"c":null}', ["b", "c"], ['[1,{"y":"]"}] @24', "null @42"]],
  [
    '{"v":{"CC":1,"a/b":[5,6]},"w":7}',
    ["/v/CC", "/v/a~1b/1", "w", "v"],
    ["1 @12", "6 @23", "7 @31", '{"CC":1,"a/b":[5,6]} @6'],
  ],
  ['{"v":[],"w":{},"x":1}', ["/v/0", "w", "x"], ["none", "{} @13", "1 @20"]],
  ['{"a":1,"b":2,"a":3}', ["a"], 'repeated-field "a" @14'],
  ['{"a":1,"\\u0061":3}', ["a"], 'repeated-field "\\u0061" @8'],
  ['{"v":{"x":1,"x":2}}', ["/v/x"], 'repeated-field "x" @13'],
  ["{}", ["a"], ["none"]],
  ["[1]", ["a"], "not-an-object"],
  ["null", ["a"], "not-an-object"],
  ['{"a":1', ["a"], "bad-json"],
  ["{'a':1}", ["a"], "bad-json"],
  ['{"a":1,}', ["a"], "bad-json"],
])("%s", (line, names, expected) => {
  expect(shown(line, names)).toEqual(expected);
});

test("any object is walked to the values a parser gives", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.boolean(),
      fc.nat(2),
      (object, nested, indent) => {
        const line = JSON.stringify(object, null, indent).replaceAll("\n", " ");
        const read = readJsonLine(line, nested);
        // With nesting, a key that is itself a pointer may name the same thing twice.
        if (nested && read.kind === "repeated-field") return;
        if (read.kind !== "fields") throw new Error(read.kind);
        for (const name of Object.keys(JSON.parse(line))) {
          expect(JSON.parse(read.field(name)!.raw)).toEqual(JSON.parse(line)[name]);
        }
      },
    ),
  );
});

test("no depth of nesting ends the stack", () => {
  const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)},"b":1}`;
  expect(shown(deep, ["b"])).toEqual(["1 @200011"]);
  expect(shown(deep, ["/a/0/0/0", "b"], true)?.[1]).toBe("1 @200011");
});

describe("keys", () => {
  const keyOf = (raw: string) => {
    const read = readJsonLine(`{"k":${raw}}`, false);
    return read.kind === "fields" ? read.field("k")?.key : read.kind;
  };
  test.each([
    ['"07"', "07"],
    ["7", "7"],
    ["7.0", "7"],
    ["7.5", "7.5"],
    ["null", ""],
    ["true", "true"],
  ])("%s is the key %j", (raw, key) => {
    expect(keyOf(raw)).toBe(key);
  });
});
