/**
 * The JSON schema of announced totals: what spec/announced.schema.json is written from.
 *
 * What a schema cannot say (the ids exist, nothing is counted twice) is in core/reading/announced-schema.ts.
 * Spec: spec/reading.md, section 6.
 * @module
 */
import { Type } from "typebox";
import { LocalizedTextSchema } from "./localized-text.ts";

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
      additionalProperties: false,
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
