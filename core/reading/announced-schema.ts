/**
 * Judges announced totals: their shape by schema, then their ids and sums against the election's contests.
 * Spec: spec/reading.md, section 6; published as spec/announced.schema.json.
 * @module
 */
import { Type } from "typebox";
import type { Contest } from "../election/definition.ts";
import { pointerStep } from "../json-pointer.ts";
import { err, ok, type Result } from "../result.ts";
import type { Announced } from "./mapping.ts";
import { LocalizedTextSchema } from "./mapping-schema.ts";
import { type SchemaFault, schemaFaults } from "./schema-faults.ts";

export type AnnouncedFault =
  | SchemaFault
  | {
      readonly code: "unknown-contest" | "unknown-option" | "votes-counted-twice" | "sum-over-valid";
      readonly pointer: string;
      readonly detail: Readonly<Record<string, string | number>>;
    };

/** The key for all votes of candidates that the announcement did not name (clause 6.3). */
export const OTHERS = "others";

const Votes = (description: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

export const AnnouncedSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    format: Type.Literal("triplicate/announced/v1"),
    title: LocalizedTextSchema,
    statement: LocalizedTextSchema,
    contest: Type.String({ minLength: 1 }),
    votes: Type.Record(Type.String(), Votes("Votes as announced."), {
      minProperties: 1,
      description: 'Candidate or option id -> votes; "others" for those the announcement did not name.',
    }),
    valid: Type.Optional(Votes("All valid votes, when they were announced.")),
    stations: Type.Optional(Votes("Stations counted, when announced as a number.")),
    stationsPercent: Type.Optional(
      Type.String({
        pattern: "^(100(\\.0{1,6})?|[0-9]{1,2}(\\.[0-9]{1,6})?)$",
        description: 'Percentage of stations counted, with exactly the digits that were announced: "96.87".',
      }),
    ),
  },
  {
    additionalProperties: false,
    title: "Triplicate announced totals",
    $schema: "https://json-schema.org/draft/2020-12/schema",
  },
);

/** The announced totals as a value that fits its type and the election, or every fault found. */
export function validateAnnounced(
  input: unknown,
  contests: readonly Contest[],
): Result<Announced, readonly AnnouncedFault[]> {
  const shape = schemaFaults(AnnouncedSchema, input);
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
