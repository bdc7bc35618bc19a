/**
 * Judges an election definition: every fault at once, each with its place, its code and the clause it breaks.
 *
 *     schema-faults      shapes, characters, sizes
 *     validation-*       what a schema cannot say: references, duplicates, rules, totals
 *
 * The second kind looks only at what has the right shape, so that one wrong comma does not hide the rest.
 * Spec: spec/election.md.
 * @module
 */
import { isRecord } from "../json-schema.ts";
import { err, ok, type Result } from "../result.ts";
import type { ElectionDefinition } from "./definition.ts";
import type { ElectionFault } from "./faults.ts";
import { ELECTION_SCHEMA } from "./schema.ts";
import { shapeFaults } from "./schema-faults.ts";
import { contestsFaults } from "./validation-contests.ts";
import { rosterFaults } from "./validation-stations.ts";

export { ELECTION_FAULTS, type ElectionFault, type ElectionFaultCode } from "./faults.ts";

/** The definition, or everything that is wrong with it: shape first, then meaning, each in file order. */
export function validateElection(input: unknown): Result<ElectionDefinition, ElectionFault[]> {
  const meaning = isRecord(input)
    ? [...dateFaults(input), ...contestsFaults(input), ...rosterFaults(input)]
    : [];
  const faults = [...shapeFaults(ELECTION_SCHEMA, input), ...meaning];
  // The schema and the type are held together by scripts/schemas/schemas.test.ts.
  return faults.length === 0 ? ok(input as ElectionDefinition) : err(faults);
}

/** Clause 4.3: the day exists in the Gregorian calendar. */
function dateFaults({ date }: Readonly<Record<string, unknown>>): ElectionFault[] {
  const parts = typeof date === "string" ? /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(date) : null;
  if (parts === null) return [];
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days ? [] : [{ code: "bad-date", path: "/date", detail: { text: parts[0] } }];
}
