import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAX_JSON_BYTES, parseJsonBytes, readJsonFile } from "./json-file.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parseJsonBytes("m.json", bytes(text));

describe("text", () => {
  test.each<[string, unknown]>([
    ['{"a": 1}', { a: 1 }],
    ['\ufeff{"a": 1}', { a: 1 }],
    ['// why\n{"a": [1, 2,], /* here */ }\n', { a: [1, 2] }],
    ['{"a": null, "b": {"a": false}}', { a: null, b: { a: false } }],
    ['"x"', "x"],
  ])("%j is read", (text, value) => {
    const read = parse(text);
    expect(read.ok && read.value.value).toEqual(value);
  });

  test.each<[string, string]>([
    ["", "empty-file"],
    [" \n", "empty-file"],
    ["// only a comment\n", "bad-json 2:1 ValueExpected"],
    ['{"a": 1', "bad-json 1:8 CloseBraceExpected"],
    ['{\n  "a": 1\n  "b": 2\n}', "bad-json 3:3 CommaExpected"],
    ['{"a": 1} x', "bad-json 1:10 InvalidSymbol"],
    ['{"a": 1,\n "b": 2,\n "a": 3}', "repeated-key 3:2 a"],
    ['{"x": {"__proto__": {"ok": true}}}', "repeated-key 1:8 __proto__"],
    ["[".repeat(200_000), "bad-json TooDeep"],
  ])("%.40j is refused at its place", (text, expected) => {
    const read = parse(text);
    if (read.ok) throw new Error("was read");
    const { code, position, detail } = read.error;
    const place = position === null ? [] : [`${position.line}:${position.column}`];
    expect([code, ...place, detail].join(" ").trim()).toBe(expected);
  });

  test("bytes that are no UTF-8 are refused", () => {
    const read = parseJsonBytes("m.json", Uint8Array.of(0x22, 0xf1, 0x22));
    expect(!read.ok && read.error.code).toBe("wrong-encoding");
  });

  test("a pointer is found in the text, or the nearest value above it", () => {
    const read = parse('{\n  "a/b": {\n    "~c": [10,\n      20]\n  }\n}');
    if (!read.ok) throw new Error("not read");
    const { locate } = read.value;
    expect(locate("")).toEqual({ line: 1, column: 1 });
    expect(locate("/a~1b")).toEqual({ line: 2, column: 10 });
    expect(locate("/a~1b/~0c/1")).toEqual({ line: 4, column: 7 });
    expect(locate("/a~1b/missing/deep")).toEqual({ line: 2, column: 10 });
  });
});

describe("files", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "json-file-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const code = async (file: string) => {
    const read = await readJsonFile(file);
    return read.ok ? read.value.value : `${read.error.code} ${read.error.detail}`;
  };

  test("are read, or refused with a reason", async () => {
    const good = join(folder, "good.json");
    const large = join(folder, "large.json");
    await writeFile(good, "[1]");
    await writeFile(large, "");
    await truncate(large, MAX_JSON_BYTES + 1);
    expect(await code(good)).toEqual([1]);
    expect(await code(large)).toBe(`too-large ${MAX_JSON_BYTES + 1}`);
    expect(await code(join(folder, "missing.json"))).toBe("unreadable ENOENT");
    expect(await code(folder)).toBe("unreadable EISDIR");
  });
});
