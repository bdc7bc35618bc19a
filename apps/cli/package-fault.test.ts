/** Every fault of a package is said in both languages, with its file, its place and its code. */
import { PACKAGE_FAULTS, type PackageFaultCode } from "@triplicate/core/election/faults.ts";
import { noteFault, type PackageFault } from "@triplicate/core/election/package-faults.ts";
import type { NoteError } from "@triplicate/core/note/note.ts";
import type { RecordError } from "@triplicate/core/note/record.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { describe, expect, test } from "vitest";
import { packageError, packageSentence } from "./package-fault.ts";

/** All that any fault tells of itself. */
const DETAIL = {
  name: "a/b",
  detail: "ENOENT",
  got: 1,
  expected: 2,
  atMost: 3,
  file: "roster.jsonl",
  id: "x+y",
  threshold: 1,
  authorities: 2,
  quorum: 3,
  cosigners: 2,
  needed: 2,
  field: "roster",
};
/** A record, so that a new code does not compile until it stands here. */
const NOTE_CODES: Readonly<Record<NoteError["code"] | RecordError["code"], true>> = {
  "note-too-large": true,
  "note-not-utf8": true,
  "note-control-character": true,
  "note-no-signatures": true,
  "note-bad-signature-line": true,
  "note-too-many-signatures": true,
  "note-unknown-keys": true,
  "note-bad-signature": true,
  "record-other-form": true,
  "record-bad-line": true,
  "record-bad-value": true,
  "record-not-canonical": true,
};
const CODES = [...Object.keys(PACKAGE_FAULTS), ...Object.keys(NOTE_CODES)] as (
  | PackageFaultCode
  | keyof typeof NOTE_CODES
)[];

describe.each(["es", "en"] as const)("in %s", (language) => {
  test.each(CODES)("%s", (code) => {
    const sentence = packageSentence(noteFault(code, DETAIL), translator(language));
    expect(sentence).toMatch(/^\P{Ll}.{15}.*[.:}]$/u);
    expect(sentence.replace(/[«“].*[»”]|"roster": .*/u, "")).not.toMatch(/[{}]|undefined/);
    expect(sentence).not.toContain(code);
  });

  test("a line that should not be there, and one that should", () => {
    const { t } = translator(language);
    expect(packageSentence(noteFault("record-bad-line"), translator(language))).not.toContain("…");
    expect(
      packageSentence(noteFault("record-bad-line", { field: "stations" }), translator(language)),
    ).toContain("stations …");
    expect(t("package.faults", { n: 1 })).not.toBe(t("package.faults", { n: 2 }));
  });
});

test("each by file and place; what is beyond the list is counted, what a stranger wrote is visible", () => {
  const faults: PackageFault[] = [
    { file: "definition", code: "not-allowed", path: "/paper", line: 0, detail: { allowed: "prevails" } },
    { file: "roster", code: "bad-json", path: "", line: 7, detail: { text: "a\u202eb" } },
    { file: "policy", code: "other-policy", path: "", line: 0, detail: {} },
  ];
  const { message, remedy } = packageError({ faults, total: 9 }, translator("en"));
  expect(message.split("\n")).toEqual([
    "The election package has 9 faults:",
    "  definition.json (/paper): This value is not possible here. Possible values: prevails. [not-allowed]",
    "  roster.jsonl, line 7: The line is no valid JSON: “a<U+202E>b” [bad-json]",
    "  log.policy: The log’s policy does not say what the roster and the note say. [other-policy]",
    "  … and 6 more.",
  ]);
  expect(remedy).toContain("spec/election.md");
  const many = Array.from({ length: 60 }, () => faults[2]!);
  expect(packageError({ faults: many, total: 60 }, translator("en")).message).toContain("… and 10 more.");
});
