import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNKNOWN } from "./count.ts";
import type { Mapping } from "./mapping.ts";
import { MAX_VOTES, readJsonVotes, readVotes } from "./votes.ts";

type Numbers = Mapping["numbers"];
const shown = (read: ReturnType<typeof readVotes>) => (typeof read === "number" ? read : read.rule);

describe("text cells", () => {
  const point: Numbers = { thousands: "." };
  const decimals: Numbers = { zeroDecimals: true };
  test.each<[string, Numbers, number | string]>([
    ["0", undefined, 0],
    ["258", undefined, 258],
    ["007", undefined, 7],
    ["2147483647", undefined, MAX_VOTES],
    ["2147483648", undefined, "not-a-number"],
    ["0000000000000258", undefined, 258],
    ["9".repeat(400), undefined, "not-a-number"],
    ["", undefined, UNKNOWN.missing],
    ["", { empty: "missing" }, UNKNOWN.missing],
    ["", { empty: "zero" }, 0],
    ["2.746", undefined, "grouped-number"],
    ["2,746", undefined, "grouped-number"],
    ["2 746", undefined, "grouped-number"],
    ["2\u00a0746", undefined, "grouped-number"],
    ["2'746", undefined, "grouped-number"],
    ["1.234.567", undefined, "grouped-number"],
    ["2.746", point, 2746],
    ["1.234.567", point, 1_234_567],
    ["2,746", point, "grouped-number"],
    ["2.147.483.648", point, "not-a-number"],
    ["1.234,567", point, "not-a-number"],
    ["12.34", point, "not-a-number"],
    ["1234.567", point, "not-a-number"],
    ["0.746", undefined, "not-a-number"],
    ["1..234", point, "not-a-number"],
    ["1.234.", point, "not-a-number"],
    ["2746", point, 2746],
    ["258.0", undefined, "not-a-number"],
    ["258.0", decimals, 258],
    ["258.00", decimals, 258],
    ["258.5", decimals, "not-a-number"],
    ["258.000", decimals, "grouped-number"],
    ["258.000", { zeroDecimals: true, thousands: "," }, 258],
    ["1,258.0", { zeroDecimals: true, thousands: "," }, 1258],
    ["258.000", { zeroDecimals: true, thousands: "." }, 258_000],
    ["258.0", { zeroDecimals: true, thousands: "." }, 258],
    [".0", decimals, "not-a-number"],
    ["+5", undefined, "not-a-number"],
    ["-5", undefined, "not-a-number"],
    ["1e3", undefined, "not-a-number"],
    ["0x10", undefined, "not-a-number"],
    ["12 ", undefined, "not-a-number"],
    [" 12", undefined, "not-a-number"],
    ["５", undefined, "not-a-number"],
    ["NaN", undefined, "not-a-number"],
    ["Infinity", undefined, "not-a-number"],
    ["12\n", undefined, "not-a-number"],
    ["2.746\n", undefined, "not-a-number"],
  ])("%j with %j is %s", (text, numbers, expected) => {
    expect(shown(readVotes(text, numbers))).toBe(expected);
  });

  test("every number of votes reads back, padded or grouped as declared", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_VOTES }), fc.nat(8), (votes, zeros) => {
        const grouped = String(votes).replace(/\B(?=(\d{3})+$)/g, ",");
        expect(readVotes("0".repeat(zeros) + String(votes), undefined)).toBe(votes);
        expect(readVotes(grouped, { thousands: "," })).toBe(votes);
        if (votes > 999) expect(readVotes(grouped, undefined)).toEqual({ rule: "grouped-number" });
      }),
    );
  });

  test("any text gives a number in range, missing, or a fault", () => {
    const numbers = fc.constantFrom<Numbers>(undefined, point, decimals, { thousands: ",", empty: "zero" });
    const text = fc.string({ unit: fc.constantFrom(..."0123456789.,' -+e\n") });
    fc.assert(
      fc.property(text, numbers, (cell, declared) => {
        const read = readVotes(cell, declared);
        if (typeof read !== "number") return;
        expect(read === UNKNOWN.missing || (Number.isInteger(read) && read >= 0 && read <= MAX_VOTES)).toBe(
          true,
        );
        if (read > 0) expect(cell.replace(/\.0+$/, "").replace(/[^0-9]/g, "")).toMatch(/[1-9]/);
      }),
    );
  });
});

describe("JSON values", () => {
  test.each<[string, Numbers, number | string]>([
    ["258", undefined, 258],
    ["258.0", undefined, 258],
    ["2.746", undefined, "grouped-number"],
    ["2.74", undefined, "grouped-number"],
    ["2.7", undefined, "grouped-number"],
    ["1.000", undefined, "grouped-number"],
    ["2.746", { thousands: "." }, 2746],
    ["258.0", { thousands: "." }, 258],
    ["0.5", undefined, "not-a-number"],
    ["1234.5", undefined, "not-a-number"],
    ["1.2345", undefined, "not-a-number"],
    ["-0", undefined, "not-a-number"],
    ["-5", undefined, "not-a-number"],
    ["1e3", undefined, "not-a-number"],
    ['"12"', undefined, 12],
    ['"2.746"', undefined, "grouped-number"],
    ['"258.0"', undefined, "not-a-number"],
    ['""', undefined, UNKNOWN.missing],
    ["null", undefined, UNKNOWN.missing],
    ["null", { empty: "zero" }, 0],
    ["true", undefined, "not-a-number"],
    ["[1]", undefined, "not-a-number"],
  ])("%s with %j is %s", (raw, numbers, expected) => {
    expect(shown(readJsonVotes(JSON.parse(raw), raw, numbers))).toBe(expected);
  });
});
