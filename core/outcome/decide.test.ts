/** The published vectors: elections whose results are known, ties, and what does and does not change each. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { OutcomeRule } from "../election/definition.ts";
import { breakHolds } from "./breaks.ts";
import { decideOutcome } from "./decide.ts";
import { type Outcome, sameResult } from "./outcome.ts";

type Vector = {
  readonly name: string;
  readonly rule: OutcomeRule;
  readonly votes: readonly number[];
  readonly outcome: Omit<Outcome, "rule" | "breaks">;
  readonly others: readonly { readonly votes: readonly number[]; readonly same: boolean }[];
};

const folder = new URL("../../vectors/outcome/", import.meta.url);

describe.each(readdirSync(folder).sort())("%s", (file) => {
  const vectors = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Vector[];
  test.each(vectors.map((vector) => [vector.name, vector] as const))("%s", (_, vector) => {
    const { rule, breaks, ...outcome } = decideOutcome(vector.rule, vector.votes);
    expect(`${rule}.json`).toBe(file);
    expect(outcome).toEqual(vector.outcome);
    for (const { votes, same } of vector.others) {
      expect(
        breaks.some((one) => breakHolds(one, votes)),
        String(votes),
      ).toBe(!same);
      expect(sameResult({ ...outcome, rule, breaks }, decideOutcome(vector.rule, votes)), String(votes)).toBe(
        same,
      );
    }
  });
});

test("what would change each result is named", () => {
  const half = { numerator: 1, denominator: 2 };
  const bolivia: OutcomeRule = {
    rule: "first-round",
    majority: half,
    floor: { numerator: 2, denominator: 5 },
    lead: { numerator: 1, denominator: 10 },
  };
  const tenth = { numerator: 1, denominator: 10 };
  const rows: [OutcomeRule, number[], string][] = [
    [{ rule: "plurality" }, [3, 2, 1], "1 overtakes 0; 2 overtakes 0"],
    [{ rule: "plurality" }, [3, 3, 1], "0 overtakes 1; 1 overtakes 0; 2 ties 0"],
    [{ rule: "vote-for", seats: 2 }, [9, 5, 5], "1 overtakes 2; 2 overtakes 1; 1 ties 0"],
    [{ rule: "threshold", share: half }, [3, 2], "0 loses-outright"],
    [{ rule: "threshold", share: half }, [2, 2], "0 wins-outright; 1 wins-outright"],
    [bolivia, [60, 40], "0 loses-outright; 0 loses-outright & ; 1 overtakes 0"],
    [
      bolivia,
      [39, 35, 26],
      "2 overtakes 0; 2 overtakes 1; 0 wins-outright; 0 wins-outright & ; 1 wins-outright; 1 wins-outright & ",
    ],
    [
      { rule: "d-hondt", seats: 2 },
      [9, 5, 1],
      "1 takes-seat 0; 2 takes-seat 0; 0 takes-seat 1; 2 takes-seat 1",
    ],
    [{ rule: "d-hondt", seats: 1, threshold: tenth }, [9, 1], "1 takes-seat 0 & ; 0 falls-below-threshold"],
    [
      { rule: "d-hondt", seats: 1, threshold: half },
      [4, 4, 4],
      "0 reaches-threshold; 1 reaches-threshold; 2 reaches-threshold",
    ],
  ];
  const written = ({ breaks }: Outcome) =>
    breaks
      .map(({ change, conditions }) => {
        const over = "over" in change ? ` ${change.over}` : "";
        return `${change.candidate} ${change.kind}${over}${" & ".repeat(conditions.length - 1)}`;
      })
      .join("; ");
  for (const [rule, votes, expected] of rows) expect(written(decideOutcome(rule, votes))).toBe(expected);
});

test("every candidate of a large contest is decided, exactly", () => {
  const votes = Array.from({ length: 200 }, (_, i) => 4_000_000_000 - i * 3);
  const { seats = [], toChange } = decideOutcome({ rule: "d-hondt", seats: 1000 }, votes);
  expect(seats.every((held) => held === 5)).toBe(true);
  // The first list's sixth quotient against the last one's fifth: 5 v_0 >= 6 v_199.
  expect(toChange.added).toBe(Math.ceil((6 * votes[199]! - 5 * votes[0]!) / 5));
});

test("misuse throws", () => {
  const share = (numerator: number, denominator: number) =>
    ({ rule: "threshold", share: { numerator, denominator } }) as const;
  const wrong: [OutcomeRule, number[]][] = [
    [{ rule: "plurality" }, []],
    [{ rule: "plurality" }, [1, -1]],
    [{ rule: "plurality" }, [0.5]],
    [{ rule: "plurality" }, [2 ** 53]],
    [{ rule: "plurality" }, [Number.NaN]],
    [{ rule: "plurality" }, [Number.MAX_SAFE_INTEGER, 1]],
    [{ rule: "vote-for", seats: 3 }, [1, 2]],
    [{ rule: "d-hondt", seats: 0 }, [1, 2]],
    [share(1, 3), [1, 2]],
    [share(1, 0), [1, 2]],
    [share(0.5, 1), [1, 2]],
    [share(60_000, 100_000), [Number.MAX_SAFE_INTEGER - 1, 0]],
    [{ rule: "vote-for", seats: 1 }, new Array<number>(201).fill(1)],
  ];
  for (const [rule, votes] of wrong) expect(() => decideOutcome(rule, votes)).toThrow(RangeError);
});
