import { expect, test } from "vitest";
import { missingBound } from "./missing-bound.ts";

/** expected stations, registered; known stations, registered; votes needed; then outside and the verdict. */
function check(table: string): void {
  const number = (text: string | undefined) => (text === "-" ? null : Number(text));
  for (const line of table.split("\n").filter((text) => text.trim() !== "" && !text.trim().startsWith("#"))) {
    const cells = line.trim().split(/ +/);
    const [expectedStations, expectedRegistered, known, knownRegistered, needed] = cells.map(number);
    const got = missingBound({
      expectedStations: expectedStations!,
      expectedRegistered: expectedRegistered!,
      knownStations: known!,
      knownRegistered: knownRegistered!,
      needed: needed!,
    });
    expect([got.stations ?? "-", got.registered ?? "-", got.verdict].map(String), line).toEqual(
      cells.slice(5),
    );
    expect(got.needed).toBe(needed);
  }
}

test("registered voters outside the known stations bound what can still come", () =>
  check(`
  # Venezuela 2024, witness-held actas: 3,647,225 voters outside, margin 3,915,001
  30026  21392464  24532  17745239  3915002   5494  3647225  cannot-change
  30026  21392464  24532  17745239  3647225   5494  3647225  could-change
  30026  21392464  24532  17745239  3647226   5494  3647225  cannot-change
  5  2000  5  2000  1    0  0  nothing-missing
  # every station is there: a register that grew since is no station
  5  2010  5  2000  1    0  10  nothing-missing
  5  2000  4  1700  -    1  300  cannot-change
  -  2000  4  1700  301  -  300  cannot-change
  5  -  4  1700  301     1  -  not-known
  5  2000  4  -  301     1  -  not-known
  -  -  4  -  301        -  -  not-known
  # more known than expected: the inputs contradict each other, and nothing is bounded
  5  1600  4  1700  301  1  -  not-known
  3  2000  4  1700  301  -  300  cannot-change
`));
