/**
 * Judges announced totals: their shape by schema, then their ids and sums against the election's contests.
 * The published schema is the one that judges. Spec: spec/reading.md, section 6.
 * @module
 */
import document from "../../spec/announced.schema.json" with { type: "json" };
import type { Contest } from "../election/definition.ts";
import { pointerStep } from "../json-pointer.ts";
import { readSchema } from "../json-schema.ts";
import { err, ok, type Result } from "../result.ts";
import type { Announced } from "./mapping.ts";
import { type ShapeFault, shapeFaults } from "./schema-faults.ts";

export type AnnouncedFault =
  | ShapeFault
  | {
      readonly code: "unknown-contest" | "unknown-option" | "votes-counted-twice" | "sum-over-valid";
      readonly pointer: string;
      readonly detail: Readonly<Record<string, string | number>>;
    };

/** The key for all votes of candidates that the announcement did not name (clause 6.3). */
export const OTHERS = "others";

export const ANNOUNCED_SCHEMA = readSchema(document);

/** The announced totals as a value that fits its type and the election, or every fault found. */
export function validateAnnounced(
  input: unknown,
  contests: readonly Contest[],
): Result<Announced, readonly AnnouncedFault[]> {
  const shape = shapeFaults(ANNOUNCED_SCHEMA, input);
  if (shape.length > 0) return err(shape);
  const announced = input as Announced;
  const contest = contests.find((candidate) => candidate.id === announced.contest);
  if (contest === undefined) {
    const detail = { id: announced.contest, known: contests.map((c) => c.id).join(", ") };
    return err([{ code: "unknown-contest", pointer: "/contest", detail }]);
  }
  const faults = [
    ...idFaults(announced, contest),
    ...countedTwice(announced, contest),
    ...sumFaults(announced),
  ];
  return faults.length > 0 ? err(faults) : ok(announced);
}

function idFaults(announced: Announced, contest: Contest): AnnouncedFault[] {
  const known = [...new Set([...contest.candidates, ...contest.options].map(({ id }) => id)), OTHERS];
  return Object.keys(announced.votes)
    .filter((id) => !known.includes(id))
    .map((id) => ({
      code: "unknown-option",
      pointer: `/votes/${pointerStep(id)}`,
      detail: { id, known: known.join(", ") },
    }));
}

/** A candidate's votes and one of its own lines, both given, would be added up. */
function countedTwice(announced: Announced, contest: Contest): AnnouncedFault[] {
  return contest.options
    .filter(
      ({ id, candidate }) => id !== candidate && hasVotes(announced, id) && hasVotes(announced, candidate),
    )
    .map(({ id, candidate }) => ({
      code: "votes-counted-twice",
      pointer: `/votes/${pointerStep(id)}`,
      detail: { option: id, candidate },
    }));
}

const hasVotes = (announced: Announced, id: string): boolean => Object.hasOwn(announced.votes, id);

function sumFaults(announced: Announced): AnnouncedFault[] {
  if (announced.valid === undefined) return [];
  // BigInt: a file may hold many numbers near the safe limit.
  const sum = Object.values(announced.votes).reduce((total, votes) => total + BigInt(votes), 0n);
  if (sum <= BigInt(announced.valid)) return [];
  return [
    { code: "sum-over-valid", pointer: "/valid", detail: { valid: announced.valid, sum: String(sum) } },
  ];
}
