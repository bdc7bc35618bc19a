import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ALLOWED } from "./imports.ts";
import { createRepository, loadRepository } from "./repository.ts";
import { RULES, type RuleName, report } from "./rules.ts";

/** Fixtures are spelled in pieces where the whole word would itself be a breach of this repository. */
const LEFT_OPEN = ["TO", "DO"].join("");

const MANIFESTS = {
  "package.json": `{"name": "triplicate", "scripts": {"start": "node scripts/start.ts"}, "devDependencies": {"vitest": "1.0.0", "typebox": "1.0.0"}}`,
  "core/package.json": `{"name": "@triplicate/core", "dependencies": {"@noble/curves": "1.0.0"}}`,
  "adapters/package.json": `{"name": "@triplicate/adapters", "dependencies": {"@triplicate/core": "0.1.0", "pdfkit": "1.0.0"}, "devDependencies": {"zxing-wasm": "1.0.0"}}`,
  "ui/package.json": `{"name": "@triplicate/ui", "dependencies": {"@triplicate/core": "0.1.0"}}`,
};

/** What a rule says of some files: "file:line message" for each breach. */
function breaches(rule: RuleName, files: Record<string, string>): string[] {
  const repository = createRepository(new Map(Object.entries(files)));
  return RULES[rule](repository).map(({ file, line, message, remedy }) => {
    expect(remedy).not.toBe("");
    return `${file}:${line} ${message}`;
  });
}

const one = (file: string, text: string): Record<string, string> => ({ ...MANIFESTS, [file]: text });
const lines = (count: number): string => "1;\n".repeat(count);

describe("imports", () => {
  test.each([
    // file, what it imports, what is said; "" when it is allowed
    ["core/text.ts", "./result.ts", ""],
    [
      "core/text.ts",
      "./election/definition.ts",
      "core may not import core/election (core/election/definition.ts)",
    ],
    ["core/election/definition.ts", "../text.ts", ""],
    [
      "core/election/a.ts",
      "../outcome/b.ts",
      "core/election may not import core/outcome (core/outcome/b.ts)",
    ],
    ["core/reading/a.ts", "../election/b.ts", ""],
    ["core/reading/a.ts", "../outcome/b.ts", "core/reading may not import core/outcome (core/outcome/b.ts)"],
    ["core/outcome/a.ts", "../reading/b.ts", "core/outcome may not import core/reading (core/reading/b.ts)"],
    ["core/reconciliation/a.ts", "../outcome/b.ts", ""],
    ["core/reconciliation/a.ts", "../reading/b.ts", ""],
    ["core/log/a.ts", "../election/b.ts", "core/log may not import core/election (core/election/b.ts)"],
    ["core/audit/a.ts", "../log/b.ts", "core/audit may not import core/log (core/log/b.ts)"],
    ["core/text.ts", "typebox", "core may not use the package typebox"],
    ["core/text.test.ts", "typebox/schema", ""],
    ["scripts/schemas.ts", "typebox", ""],
    ["core/text.ts", "@noble/curves/ed25519.js", ""],
    ["adapters/files.ts", "pdfkit", ""],
    ["adapters/files.ts", "zxing-wasm", "zxing-wasm is not declared"],
    ["core/election/a.ts", "../../spec/election.schema.json", ""],
    ["core/reading/a.ts", "../../spec/mapping.schema.json", ""],
    [
      "core/reading/a.ts",
      "../../spec/election.schema.json",
      "../../spec/election.schema.json leaves the package",
    ],
    ["core/outcome/a.ts", "../../examples/a.json", "../../examples/a.json leaves the package"],
    ["core/text.ts", "commander", "core may not use the package commander"],
    ["core/text.ts", "@noble/hashes/sha2.js", "@noble/hashes is not declared"],
    ["core/text.ts", "node:fs", "core imports node:fs"],
    ["core/text.test.ts", "node:fs", ""],
    ["core/text.test.ts", "vitest", ""],
    ["core/text.ts", "vitest", "core may not use the package vitest"],
    ["core/text.ts", "./text.test-data.ts", "core/text.test-data.ts is for tests"],
    ["core/text.ts", "@triplicate/core/result.ts", "@triplicate/core/result.ts is in the same package"],
    ["core/text.ts", "../adapters/files.ts", "../adapters/files.ts leaves the package"],
    ["adapters/files.ts", "@triplicate/core/text.ts", ""],
    ["adapters/files.ts", "@triplicate/ui/scene.ts", "@triplicate/ui is not declared"],
    ["adapters/files.ts", "node:fs", ""],
    ["scripts/start.ts", "../apps/cli/program.ts", ""],
    ["ui/chart.ts", "@triplicate/core/text.ts", ""],
    ["ui/chart.ts", "@triplicate/adapters/pdf.ts", "@triplicate/adapters is not declared"],
    ["ui/chart.ts", "node:fs", "ui imports node:fs"],
    ["kitchen/soup.ts", "./spoon.ts", "folder kitchen has no row in the table of imports"],
  ])("%s importing %s: %s", (file, specifier, said) => {
    const found = breaches("imports", one(file, `import { x } from "${specifier}";\n`));
    expect(found).toEqual(said === "" ? [] : [`${file}:1 ${said}`]);
  });

  test("the arrow between rooms is judged even where the package is declared", () => {
    const files = {
      ...MANIFESTS,
      "ui/package.json": `{"name": "@triplicate/ui", "dependencies": {"@triplicate/adapters": "0.1.0"}}`,
      "ui/chart.ts": `\nexport * from "@triplicate/adapters/pdf.ts";`,
    };
    expect(breaches("imports", files)).toEqual([
      "ui/chart.ts:2 ui may not import adapters (adapters/pdf.ts)",
    ]);
  });

  test.each([
    `import type { X } from "../reading/count.ts";`,
    `export { x } from "../reading/count.ts";`,
    `const x = await import("../reading/count.ts");`,
    `type X = import("../reading/count.ts").X;`,
    `new Worker(new URL("../reading/count.ts", import.meta.url));`,
    `import.meta.resolve("../reading/count.ts");`,
  ])("no way round the table: %s", (text) => {
    expect(breaches("imports", one("core/outcome/a.ts", text))).toEqual([
      "core/outcome/a.ts:1 core/outcome may not import core/reading (core/reading/count.ts)",
    ]);
  });

  test("the three counts see neither one another nor what compares them", () => {
    const counts = ["core/count-machine", "core/count-hand", "core/count-central"];
    for (const count of counts) {
      const forbidden = [...counts.filter((other) => other !== count), "core/reconciliation", "core/reading"];
      for (const other of forbidden) {
        const found = breaches("imports", one(`${count}/a.ts`, `import "../${other.slice(5)}/b.ts";`));
        expect(found).toEqual([`${count}/a.ts:1 ${count} may not import ${other} (${other}/b.ts)`]);
      }
    }
  });

  test("no row of the core may leave the core, and none touches the machine", () => {
    for (const [room, row] of Object.entries(ALLOWED)) {
      if (!room.startsWith("core")) continue;
      expect(row.node).toBe(false);
      for (const other of row.rooms) expect(other).toMatch(/^core(\/|$)/);
    }
  });
});

describe("banned calls", () => {
  test.each([
    ["core/a.ts", "const t = Date.now();", "Date is not allowed in core"],
    ["core/a.ts", "const t = new Date();", "Date is not allowed in core"],
    ["core/a.ts", "const r = Math.random();", "Math.random is not allowed in core"],
    ["core/a.ts", "const t = performance.now();", "performance is not allowed in core"],
    ["core/a.ts", "const e = process.env;", "process is not allowed in core"],
    ["core/a.ts", "console.log(1);", "console is not allowed in core"],
    ["core/a.ts", "const f = new Intl.NumberFormat();", "Intl is not allowed in core"],
    ["core/a.ts", "ids.sort((a, b) => a.localeCompare(b));", "localeCompare is not allowed in core"],
    ["core/a.ts", "const s = votes.toLocaleString();", "toLocaleString is not allowed in core"],
    ["core/a.ts", "setTimeout(f, 1);", "setTimeout is not allowed in core"],
    ["core/a.ts", "queueMicrotask(f);", "queueMicrotask is not allowed in core"],
    ["core/a.ts", "await fetch(url);", "fetch is not allowed in core"],
    ["core/a.ts", "crypto.getRandomValues(bytes);", "crypto is not allowed in core"],
    ["core/a.ts", "globalThis.x = 1;", "globalThis is not allowed in core"],
    ["core/a.ts", 'const fs = require("fs");', "require is not allowed in core"],
    ["core/a.ts", "eval(text);", "eval is not allowed in core"],
    ["core/a.ts", "new Function(text);", "Function is not allowed in core"],
    ["core/a.ts", "const l = navigator.language;", "navigator is not allowed in core"],
    ["core/a.ts", "const n = parseInt(text, 10);", "parseInt is not allowed in core"],
    ["core/a.ts", "const n = Number.parseFloat(text);", "Number.parseFloat is not allowed in core"],
    ["core/a.ts", "const x = { now: Date };", "Date is not allowed in core"],
    ["simulation/a.ts", "const r = Math.random();", "Math.random is not allowed in simulation"],
    ["ui/a.ts", "const t = new Date();", "Date is not allowed in ui"],
    ["ui/a.ts", "const f = new Intl.NumberFormat(language);", ""],
    ["adapters/a.ts", "const t = Date.now();", ""],
    ["core/a.test.ts", "console.log(Date.now());", ""],
    // The same words where they are not the global.
    ["core/a.ts", "type Row = { Date: string; process(): void };", ""],
    ["core/a.ts", "const x = row.Date; row.console.process();", ""],
    ["core/a.ts", "function f(process: (x: number) => void) { process(1); }", ""],
    ["core/a.ts", "// Date.now() is a clock.\nconst s = 'Math.random()';", ""],
    ["core/a.ts", "const s = value.toString(); class A { constructor() {} }", ""],
  ])("%s: %s", (file, text, said) => {
    expect(breaches("banned-calls", { [file]: text })).toEqual(said === "" ? [] : [`${file}:1 ${said}`]);
  });
});

describe("sizes", () => {
  const ratchet = (entries: object) => ({ "scripts/tidy/ratchet.json": JSON.stringify(entries) });
  const long = `function vote() {\n${lines(70)}}\n`;

  test.each([
    ["a file at the limit", { "core/a.ts": lines(400) }, []],
    ["a file over it", { "core/a.ts": lines(401) }, ["core/a.ts:1 file has 401 lines, the limit is 400"]],
    ["a function at the limit", { "core/a.ts": `const f = () => {\n${lines(68)}};` }, []],
    [
      "a function over it",
      { "core/a.ts": long },
      ["core/a.ts:1 function vote has 72 lines, the limit is 70"],
    ],
    ["a listed one as it was", { "core/a.ts": long, ...ratchet({ "core/a.ts#vote": 72 }) }, []],
    [
      "a listed one that grew",
      { "core/a.ts": long, ...ratchet({ "core/a.ts#vote": 71 }) },
      ["core/a.ts:1 function vote grew from 71 to 72 lines"],
    ],
    [
      "a listed one that shrank",
      { "core/a.ts": long, ...ratchet({ "core/a.ts#vote": 90 }) },
      ["core/a.ts:1 function vote shrank from 90 to 72 lines"],
    ],
    [
      "a listed one that is fine now",
      { "core/a.ts": "", ...ratchet({ "core/a.ts": 500 }) },
      ["scripts/tidy/ratchet.json:1 core/a.ts is within the limit"],
    ],
    ["a fixture", { "core/a.test-data.ts": long }, []],
    ["a chapter of tests", { "core/a.test.ts": `describe("x", () => {\n${lines(100)}});` }, []],
  ])("%s", (_, files: Record<string, string>, said) => {
    expect(breaches("sizes", files)).toEqual(said);
  });
});

test("headers: every source file opens with its design", () => {
  const files = {
    "core/good.ts": "/**\n * What it is.\n * @module\n */\n",
    "core/bad.ts": "export const a = 1; /** @module */",
    "core/other.ts": "/** What a constant is. */\nexport const a = 1;\n/** @module */",
    "apps/cli/triplicate.mjs": "#!/usr/bin/env node\n/** Starts. @module */",
    "core/good.test.ts": "",
  };
  expect(breaches("headers", files)).toEqual([
    "core/bad.ts:1 the file does not say what it is",
    "core/other.ts:1 the file does not say what it is",
  ]);
});

test("reachable: a file that nothing runs is a breach, and so is one that only its test runs", () => {
  const files = {
    ...MANIFESTS,
    "scripts/start.ts": `import "@triplicate/core/live.ts"; new URL("worker.ts", import.meta.url);`,
    "scripts/worker.ts": `spawn("node", ["scripts/child.ts"]);`,
    "scripts/child.ts": `new Worker(new URL("./grandchild.ts", import.meta.url));`,
    "scripts/grandchild.ts": "",
    "core/live.ts": `await import("./late.ts");`,
    "core/late.ts": "",
    "core/dead.ts": `import "./late.ts";`,
    "core/shy.ts": "",
    "core/shy.test.ts": `import "./shy.ts"; import "./shy.test-data.ts";`,
    "core/shy.test-data.ts": "",
    "core/lost.test-data.ts": "",
  };
  expect(breaches("reachable", files)).toEqual([
    "core/dead.ts:1 nothing reaches this file",
    "core/shy.ts:1 only tests reach this file",
    "core/lost.test-data.ts:1 nothing reaches this file",
  ]);
});

describe("documented codes", () => {
  const spec =
    "# Reading\n\n## 4. Findings\n\n**4.1** `late` means late.\n\n| 4.2 | `gone` |\n\n### 4.10 `far`\n\n4.11 **near.** Near.\n";
  const head = "/** Spec: spec/reading.md. @module */\n";

  test.each([
    ["a table of clauses", `export const X_RULES = { late: "4.1", gone: "4.2", far: "4.10" } as const;`, []],
    ["a clause in bold", `export const X_RULES = { near: "4.11" } as const;`, []],
    ["fields with a clause", `export const X_RULES = { late: { clause: "4.1", action: "kept" } };`, []],
    ["a key nobody explains", `export const X_FAULTS = { odd: "4.1" };`, ["code odd is documented nowhere"]],
    ["a list", `export const X_CLASSES = ["late", "odd"] as const;`, ["code odd is documented nowhere"]],
    ["a union", `export type XFault = { code: "late" | "odd" };`, ["code odd is documented nowhere"]],
    ["a bare union of signals", `export type XSignal = "late" | "odd";`, ["code odd is documented nowhere"]],
    ["not exported", `const X_FAULTS = { odd: "4.1" };`, []],
    [
      "a clause that is not there",
      `export const X_RULES = { late: "4.3" };`,
      ["spec/reading.md has no clause 4.3"],
    ],
    [
      "no clause by prefix",
      `export const X_RULES = { late: "4.100" };`,
      ["spec/reading.md has no clause 4.100"],
    ],
    ["a comment that cites one", "// Clause 9 and clause 4.7.", ["spec/reading.md has no clause 4.7"]],
    ["a section by name", "// spec/reading.md, section 4", []],
    ["a section that is not there", "// spec/reading.md, section 5", ["spec/reading.md has no clause 5"]],
    ["a specification that is not there", "// spec/acta.md, section 1", ["spec/acta.md does not exist"]],
  ])("%s", (_, text, said) => {
    const found = breaches("documented-codes", { "spec/reading.md": spec, "core/a.ts": `${head}${text}` });
    expect(found).toEqual(said.map((message) => `core/a.ts:2 ${message}`));
  });
});

describe("catalogues", () => {
  const both = (es: string, en: string) => ({ "ui/messages/es/a.json": es, "ui/messages/en/a.json": en });

  test.each([
    ["the same", both(`{"a": "{n} actas"}`, `{"a": "{n} tally sheets"}`), []],
    ["a missing one", both(`{"a": "x", "b": "y"}`, `{"a": "x"}`), ["ui/messages/en/a.json:1 b: is missing"]],
    ["an empty one", both(`{"a": " "}`, `{"a": "x"}`), ["ui/messages/es/a.json:1 a: is empty"]],
    ["a lost number", both(`{"a": "{n} actas"}`, `{"a": "actas"}`), ["ui/messages/en/a.json:1 a: lacks {n}"]],
    [
      "plural words are no placeholders",
      both(
        `{"a": "{n, plural, one {mesa} other {# mesas}}"}`,
        `{"a": "{n, plural, one {station} other {# stations}}"}`,
      ),
      [],
    ],
    [
      "a placeholder inside a plural",
      both(
        `{"a": "{n, plural, one {mesa} other {mesas de {place}}}"}`,
        `{"a": "{n, plural, one {a} other {b}}"}`,
      ),
      ["ui/messages/en/a.json:1 a: lacks {place}"],
    ],
    [
      "broken syntax",
      both(`{"a": "{n"}`, `{"a": "x"}`),
      ["ui/messages/es/a.json:1 a: is not a message the program can read"],
    ],
    [
      "a missing file",
      { "ui/messages/es/a.json": "{}" },
      ["ui/messages/en/a.json:1 the catalogue is missing"],
    ],
    [
      "nested ids",
      both(`{"a": {\n"b": "x"}}`, `{"a": {\n"b": ""}}`),
      ["ui/messages/en/a.json:2 a.b: is empty"],
    ],
  ])("%s", (_, files: Record<string, string>, said) => {
    expect(breaches("catalogues", files)).toEqual(said);
  });
});

test.each([
  ["core/a.ts", `// ${LEFT_OPEN}: later`, `found "${LEFT_OPEN}"`],
  ["core/a.ts", `// @ts-${"ignore"}`, `found "@ts-${"ignore"}"`],
  ["core/a.test.ts", `test.${"only"}("x", f);`, `found "test.${"only"}("`],
  ["core/a.test.ts", `describe.${"skip"}("x", f);`, `found "describe.${"skip"}("`],
  ["core/a.test.ts", `test.skipIf(absent)("x", f);`, ""],
  ["docs/a.md", `See /${"home"}/maria/triplicate.`, `found "/${"home"}/m"`],
  ["docs/a.md", "Todo el país, todos los votos; https://example.org/home/x", ""],
])("words: %s with %s", (file, text, said) => {
  expect(breaches("words", { [file]: text })).toEqual(said === "" ? [] : [`${file}:1 ${said}`]);
});

test("dependencies: exact, and each with its reason", () => {
  const files = {
    "package.json": `{"name": "x",\n"devDependencies": {"loose": "^1.2.3",\n"unsaid": "1.2.3", "tsc7": "npm:typescript@7.0.2"}}`,
    "core/package.json": `{"name": "@x/core", "dependencies": {"x": "1.0.0",\n"@y/used": "1.0.0"}}`,
    "core/a.ts": `import "@y/used/part.js";`,
    "docs/developer/dependencies.md":
      "| `@y/used` | saves |\n| `loose` | saves |\n| `tsc7` | saves |\n| `left` | saved |\n",
  };
  expect(breaches("dependencies", files)).toEqual([
    "package.json:2 loose is not pinned: ^1.2.3",
    "package.json:3 unsaid has no reason written down",
    "core/package.json:1 x is declared and never used",
    "docs/developer/dependencies.md:4 left is no dependency any more",
  ]);
});

test("documents: the map, the scripts and the links are those of the house", () => {
  const files = {
    "package.json": `{"name": "x", "scripts": {"tidy": "x"}}`,
    "README.md":
      "```\ncore/       pure\n  loft/       gone too\nattic/      gone\n```\nnpm run tidy\nnpm run dance\n[a](core/a.ts#x) [b](nowhere.md)\n[c](https://example.org)\n--election examples/a.json examples/b.json",
    "core/a.ts": "",
    "ui/b.ts": "",
    "examples/a.json": "{}",
    ".github/c.yml": "",
  };
  expect(breaches("documents", files)).toEqual([
    "README.md:3 the map names core/loft/, which does not exist",
    "README.md:4 the map names attic/, which does not exist",
    "README.md:1 the map does not name ui/",
    "README.md:1 the map does not name examples/",
    "README.md:7 package.json has no script dance",
    "README.md:8 the link to nowhere.md leads nowhere",
    "README.md:10 there is no examples/b.json",
  ]);
  expect(breaches("documents", { "core/a.ts": "" })).toEqual(["README.md:1 there is no README"]);
});

const root = fileURLToPath(new URL("../..", import.meta.url));

test("this repository keeps its own rules", () => {
  expect(report(loadRepository(root))).toEqual([]);
});

test("every rule is explained to people", () => {
  const style = loadRepository(root).files.get("docs/developer/style.md") ?? "";
  for (const rule of Object.keys(RULES)) expect(style).toContain(`\`${rule}\``);
});
