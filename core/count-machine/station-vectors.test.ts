/** Golden records, openings, vouchers and journals, made from the specification by a program that shares nothing with ours. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeHex, encodeHex, utf8 } from "../bytes.ts";
import type { Contest } from "../election/definition.ts";
import { leafHash } from "../merkle-tree.ts";
import { actaFingerprint } from "./fingerprint.ts";
import { readJournal } from "./journal.ts";
import { openRecord, recordRoot, verifyOpening } from "./record-tree.ts";
import { packRecord, type RecordState, recordText, unpackRecord } from "./vote-record.ts";
import { parseVoucher, printVoucher, type VoucherText } from "./voucher.ts";
import { parseCode, printCode, typedCode } from "./voucher-code.ts";

const vectors = <T>(file: string): T =>
  JSON.parse(readFileSync(new URL(`../../vectors/station/${file}`, import.meta.url), "utf8"));
const hex = (text: string): Uint8Array => decodeHex(text)!;

type Records = {
  readonly contests: readonly { id: string; marks: number; options: readonly string[] }[];
  readonly records: readonly {
    readonly code: string;
    readonly salt: string;
    readonly state: RecordState;
    readonly selections: readonly (readonly number[])[];
    readonly packed: string;
    readonly text: string;
    readonly leaf: string;
    readonly opening: string;
  }[];
  readonly ballots: number;
  readonly spoiled: number;
  readonly root: string;
  readonly refused: readonly { name: string; opening: string; code: string }[];
  readonly notPacked: readonly { name: string; packed: string }[];
};

describe("records", () => {
  const golden = vectors<Records>("records.json");
  const contests: readonly Contest[] = golden.contests.map(({ id, marks, options }) => {
    const named = options.map((option) => ({ id: option, name: option, candidate: option }));
    return {
      id,
      name: { es: id, en: id },
      candidates: named,
      options: named,
      outcome: marks === 1 ? { rule: "plurality" } : { rule: "vote-for", seats: marks },
    };
  });
  const records = golden.records.map(({ code, salt, state, selections }) => ({
    code: hex(code),
    salt: hex(salt),
    state,
    selections,
  }));
  const acta = { records: hex(golden.root), ballots: golden.ballots, spoiled: golden.spoiled };

  test("packed, as texts, as leaves, as a tree, and opened", () => {
    for (const [i, record] of records.entries()) {
      const expected = golden.records[i]!;
      expect(encodeHex(packRecord(record, contests))).toBe(expected.packed);
      expect(unpackRecord(hex(expected.packed), contests)).toEqual(record);
      expect(recordText(record, contests)).toBe(expected.text);
      expect(encodeHex(leafHash(utf8(expected.text)))).toBe(expected.leaf);
      expect(openRecord(records, record.code, contests)).toBe(expected.opening);
      const verified = verifyOpening(acta, expected.opening, contests);
      expect(verified.ok && verified.value.code).toEqual(record.code);
    }
    expect(encodeHex(recordRoot(records, contests))).toBe(golden.root);
  });

  test.each(golden.refused)("no opening: $name", ({ opening, code }) => {
    const verified = verifyOpening(acta, opening, contests);
    expect(verified.ok ? "" : verified.error.code).toBe(code);
  });

  test.each(golden.notPacked)("no record: $name", ({ packed }) => {
    expect(unpackRecord(hex(packed), contests)).toBeNull();
  });
});

type Vouchers = {
  readonly codes: readonly { code: string; text: string }[];
  readonly notCodes: readonly string[];
  readonly typed: readonly { typed: string; code: string }[];
  readonly vouchers: readonly (Omit<VoucherText, "definition" | "code"> & {
    readonly definition: string;
    readonly code: string;
    readonly text: string;
  })[];
  readonly refused: readonly { name: string; text: string }[];
};

describe("vouchers", () => {
  const golden = vectors<Vouchers>("vouchers.json");

  test("codes, and how people type them", () => {
    for (const { code, text } of golden.codes) {
      expect(printCode(hex(code))).toBe(text);
      expect(parseCode(text)).toEqual(hex(code));
    }
    for (const text of golden.notCodes) expect(parseCode(text), text).toBeNull();
    for (const { typed, code } of golden.typed) expect(typedCode(typed), typed).toEqual(hex(code));
  });

  test.each(golden.vouchers)("$mode $election $station", ({ text, definition, code, ...rest }) => {
    const voucher = { ...rest, definition: hex(definition).subarray(0, 8), code: hex(code) };
    expect(printVoucher({ ...voucher, definition: hex(definition) })).toBe(text);
    const read = parseVoucher(text);
    expect(read === null ? null : { ...read, definition: encodeHex(read.definition) }).toEqual({
      ...voucher,
      definition: encodeHex(voucher.definition),
    });
  });

  test.each(golden.refused)("no voucher: $name", ({ text }) => {
    expect(parseVoucher(text)).toBeNull();
  });
});

type Journals = {
  readonly lines: readonly string[];
  readonly heads: readonly string[];
  readonly broken: readonly { name: string; lines: readonly string[]; code: string; line: number }[];
  readonly fingerprints: readonly { text: string; fingerprint: string }[];
};

describe("journals and fingerprints", () => {
  const golden = vectors<Journals>("journal.json");

  test("the head after each line", () => {
    const { heads, fault } = readJournal(golden.lines);
    expect([heads.map(encodeHex), fault]).toEqual([golden.heads, null]);
  });

  test.each(golden.broken)("no journal: $name", ({ lines, code, line }) => {
    expect(readJournal(lines).fault).toEqual({ code, line });
  });

  test.each(golden.fingerprints)("$fingerprint", ({ text, fingerprint }) => {
    expect(actaFingerprint(text)).toBe(fingerprint);
  });
});
