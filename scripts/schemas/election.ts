/**
 * The JSON schema of an election definition: what spec/election.schema.json is written from.
 *
 * It says what a schema can: shapes, characters, sizes. What it cannot (an option's candidate exists, the seats are
 * not more than the candidates) is in core/election/validation-*.ts. Spec: spec/election.md.
 * @module
 */
import { type TSchema, Type } from "typebox";
import {
  DATE_PATTERN,
  DIGEST_PATTERN,
  FILE_PATTERN,
  ID_PATTERN,
  LIMITS,
  NAME_PATTERN,
  PICTURE_PATTERN,
} from "../../core/election/limits.ts";

const record = <T extends Record<string, TSchema>>(description: string, properties: T) =>
  Type.Object(properties, { additionalProperties: false, description });

const Id = (description: string) =>
  Type.String({ pattern: ID_PATTERN, maxLength: LIMITS.idLength, description });
const Name = (description: string, maxLength: number = LIMITS.nameLength) =>
  Type.String({ pattern: NAME_PATTERN, maxLength, description });
const Localized = (description: string, maxLength?: number) =>
  record(description, { es: Name("In Spanish.", maxLength), en: Name("In English.", maxLength) });
const Whole = (minimum: number, maximum: number, description: string) =>
  Type.Integer({ minimum, maximum, description });
const Many = <T extends TSchema>(item: T, minItems: number, maxItems: number, description: string) =>
  Type.Array(item, { minItems, maxItems, description });

const Fraction = (description: string) =>
  record(description, {
    numerator: Whole(0, LIMITS.fractionTerm, "Above the line."),
    denominator: Whole(1, LIMITS.fractionTerm, "Below the line."),
  });

const Picture = (description: string) =>
  record(description, {
    file: Type.String({
      pattern: PICTURE_PATTERN,
      maxLength: LIMITS.fileLength,
      description: "SVG, PNG, JPEG or WebP in the package's folder pictures.",
    }),
    sha256: Type.String({
      pattern: DIGEST_PATTERN,
      maxLength: 44,
      description: "SHA-256 of the file, base64.",
    }),
  });

const OutcomeSchema = Type.Union(
  [
    record("The candidate with most votes wins.", { rule: Type.Literal("plurality") }),
    record("The candidates with most votes win the seats.", {
      rule: Type.Literal("vote-for"),
      seats: Whole(1, LIMITS.seats, "How many are elected."),
      marks: Type.Optional(
        Whole(1, LIMITS.seats, "Most options one voter may mark; as many as seats when omitted."),
      ),
    }),
    record("Wins with strictly more than the share of the valid votes; otherwise nobody does.", {
      rule: Type.Literal("threshold"),
      share: Fraction("At least 1/2 and less than 1; 1/2 is the rule of 50 % + 1."),
    }),
    record("Wins outright by majority, or by floor and lead; otherwise the first two go to a runoff.", {
      rule: Type.Literal("first-round"),
      majority: Fraction("Strictly more than this share of the valid votes wins outright."),
      floor: Fraction("At least this share, together with the lead, wins outright; not above the majority."),
      lead: Fraction(
        "Least lead over the second, as a share of the valid votes; 1/1 means by majority alone.",
      ),
    }),
    record("Seats by highest quotients; the candidates are lists.", {
      rule: Type.Literal("d-hondt"),
      seats: Whole(1, LIMITS.seats, "How many seats there are."),
      threshold: Type.Optional(Fraction("Lists with less than this share of the valid votes get no seats.")),
    }),
  ],
  { description: "The rule that decides who wins." },
);

const Contest = record("One question put to the voters.", {
  id: Id("Names the contest in files and signed notes."),
  name: Localized("What people call it."),
  candidates: Many(
    record("Somebody, or a list, that can be elected.", {
      id: Id("Names the candidate in files."),
      name: Name("As printed on the ballot."),
      photo: Type.Optional(Picture("A picture of the candidate.")),
    }),
    1,
    LIMITS.candidates,
    "All who can be elected, in ballot order.",
  ),
  options: Many(
    record("One line a voter can choose.", {
      id: Id("Names the line in files and signed notes."),
      name: Name("As printed on the ballot."),
      party: Type.Optional(Name("The party whose line it is.")),
      candidate: Id("The candidate this line belongs to."),
      symbol: Type.Optional(Picture("The sign of the party or list.")),
    }),
    1,
    LIMITS.options,
    "All lines of the ballot, in ballot order; several may belong to one candidate.",
  ),
  outcome: OutcomeSchema,
});

const Place = record("A polling place.", {
  id: Id("Names the place in files."),
  name: Name("What people call it; two places may share a name."),
  region: Type.Optional(Name("State, department or other region, as reports group it.")),
});

const Station = record("A polling station: one machine, one box, one register.", {
  id: Id("Names the station; leading zeros count."),
  place: Id("The place it stands in."),
  registered: Whole(0, LIMITS.registered, "Voters on its register."),
});

export const ElectionSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: "This schema, for editors." })),
    format: Type.Literal("triplicate/election/v1"),
    id: Id("Names the election in files and signed notes."),
    name: Localized("What people call it."),
    date: Type.String({ pattern: DATE_PATTERN, description: "Day of the vote, YYYY-MM-DD." }),
    remark: Type.Optional(Localized("Shown wherever the election is named.", LIMITS.remarkLength)),
    paper: Type.Optional(
      Type.Literal("prevails", {
        description: "Where counts of one station differ, the count of its paper decides.",
      }),
    ),
    contests: Many(Contest, 1, LIMITS.contests, "Everything that is decided in this election."),
    expected: Type.Optional(
      record("The size of the whole election; leave out what nobody published.", {
        stations: Type.Optional(Whole(1, LIMITS.rosterStations, "All stations.")),
        registered: Type.Optional(Whole(0, LIMITS.registeredInAll, "All registered voters.")),
      }),
    ),
    places: Type.Optional(Many(Place, 0, LIMITS.inlinePlaces, "All places, when there is no roster file.")),
    stations: Type.Optional(
      Many(Station, 1, LIMITS.inlineStations, "All stations, when there is no roster file."),
    ),
    roster: Type.Optional(
      record("Places and stations in a file of their own.", {
        file: Type.String({
          pattern: FILE_PATTERN,
          maxLength: LIMITS.fileLength,
          description: "JSON lines file, relative to the definition.",
        }),
      }),
    ),
  },
  {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:triplicate:schema:election:v1",
    title: "Triplicate election definition, version 1",
    additionalProperties: false,
    description: "An election: what is voted on, where, by how many, and what rule decides.",
  },
);
