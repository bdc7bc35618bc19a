/**
 * The shapes of what the centre answers, which are also its OpenAPI document.
 * Spec: spec/transmission.md, section 9.
 * @module
 */
import { type Static, Type } from "typebox";

const count = (description: string) => Type.Integer({ minimum: 0, description });

export const Refusal = Type.Object(
  {
    code: Type.String({ description: "A closed code of spec/transmission.md" }),
    clause: Type.Optional(Type.String({ description: "The clause that says so" })),
    message: Type.Object({ es: Type.String(), en: Type.String() }),
    detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  },
  { description: "Why there is no other answer" },
);

const Numbers = Type.Object(
  {
    votes: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
    blank: count("Blank ballots"),
    null: count("Null ballots"),
  },
  { description: "Votes by option, blank and null" },
);
const OrUnknown = Type.Union([Numbers, Type.Null()], { description: "Null is unknown, never zero" });

const Tally = {
  stations: count("Stations there are"),
  counted: count("Stations whose machine's acta counts"),
  missing: count("Stations of which nothing is logged"),
  conflict: count("Stations whose papers contradict each other: none counts"),
  paper: count("Stations with paper alone"),
  corrected: count("Stations whose paper differs from their acta: paper prevails"),
  flagged: count("Stations with something odd, whether it counts or not"),
  signed: Numbers,
  withPaper: Numbers,
};

export const ContestResults = Type.Object({
  contest: Type.String(),
  ...Tally,
  announced: Type.Union([
    Type.Object({
      number: count("Number of the latest bulletin"),
      time: Type.String(),
      tree: count("Entries it was computed from"),
      signed: Numbers,
      withPaper: Numbers,
    }),
    Type.Null(),
  ]),
});
export const Results = Type.Object({
  election: Type.String(),
  mode: Type.Union([Type.Literal("live"), Type.Literal("test")]),
  tree: count("Log entries that these results are of"),
  contests: Type.Array(ContestResults),
});
export type ResultsBody = Static<typeof Results>;

export const RegionResults = Type.Object({
  tree: count("Log entries that these results are of"),
  regions: Type.Array(
    Type.Object({
      region: Type.Union([Type.String(), Type.Null()]),
      contests: Type.Array(Type.Object({ contest: Type.String(), ...Tally })),
    }),
  ),
});

const Status = Type.Union(["missing", "counted", "conflict", "paper"].map((status) => Type.Literal(status)));
export const StationResults = Type.Object({
  station: Type.String(),
  place: Type.String(),
  name: Type.String(),
  region: Type.Union([Type.String(), Type.Null()]),
  registered: count("Voters on its register"),
  tree: count("Log entries that these results are of"),
  closings: Type.Array(Type.Integer({ description: "Log index of a closing record" })),
  contests: Type.Array(
    Type.Object({
      contest: Type.String(),
      status: Status,
      flags: Type.Array(Type.String()),
      signed: OrUnknown,
      withPaper: OrUnknown,
      actas: Type.Array(Type.Integer({ description: "Log index of an acta or of signatures added to it" })),
      sheets: Type.Array(Type.Integer({ description: "Log index of a hand-count sheet" })),
    }),
  ),
});
export const StationList = Type.Object({
  contest: Type.String(),
  status: Status,
  stations: Type.Array(Type.String()),
  next: Type.Union([Type.String(), Type.Null()], {
    description: "The station to ask from for more, which may be none",
  }),
});

const IntegerOrUnknown = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]);
const Column = Type.Union([
  Type.Object({ votes: Type.Array(Type.Integer()), blank: Type.Integer(), null: Type.Integer() }),
  Type.Null(),
]);
export const Ledger = Type.Object({
  station: Type.String(),
  tree: count("Log entries that this ledger is of"),
  contests: Type.Array(
    Type.Object({
      contest: Type.String(),
      options: Type.Array(Type.String()),
      machine: Column,
      hand: Column,
      central: Column,
      balance: Type.Object({
        checkedIn: IntegerOrUnknown,
        vouchers: IntegerOrUnknown,
        spoiled: IntegerOrUnknown,
        papers: IntegerOrUnknown,
        votes: Type.Union([Type.Object({ atLeast: Type.Integer(), atMost: Type.Integer() }), Type.Null()]),
      }),
      reasons: Type.Array(
        Type.Object({
          rule: Type.String(),
          option: Type.Optional(Type.String()),
          detail: Type.Record(Type.String(), Type.Number()),
        }),
      ),
      prevails: Type.Union(["hand", "machine", "nobody"].map((who) => Type.Literal(who))),
    }),
  ),
});

export const Bulletins = Type.Object({
  tree: count("Log entries"),
  bulletins: Type.Array(
    Type.Object({
      contest: Type.String(),
      entries: Type.Array(Type.Integer({ description: "Log index of a bulletin" })),
      latest: Type.Union([Type.String({ description: "Text of the latest" }), Type.Null()]),
    }),
  ),
});

/** An answer that is no JSON: a file, a note, a page. */
export const body = (media: string, description: string) => ({
  description,
  content: { [media]: { schema: Type.String({ description }) } },
});

export const Health = Type.Object({ status: Type.String() });
