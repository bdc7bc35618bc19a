import { expect, test } from "vitest";
import type { Contest, OutcomeRule } from "../election/definition.ts";
import { ACTA } from "../statement/acta.ts";
import { actasOf, type Closing, type ContestTally } from "./tally.ts";

function contest(id: string, options: readonly string[], outcome: OutcomeRule): Contest {
  return {
    id,
    name: { es: id, en: id },
    candidates: options.map((option) => ({ id: option, name: option })),
    options: options.map((option) => ({ id: option, name: option, candidate: option })),
    outcome,
  };
}

const CONTESTS = [
  contest("governor", ["PSUV", "MUD", "UPP89"], { rule: "plurality" }),
  contest("council", ["ana", "luis", "rosa", "juan"], { rule: "vote-for", seats: 2 }),
];

const CLOSING: Closing = {
  election: ["ve-bolivar-2017", new Uint8Array(32).fill(1)],
  mode: "live",
  station: "080101001.01",
  opened: 1508061720,
  closed: 1508105100,
  registered: 612,
  "checked-in": 431,
  ballots: 431,
  spoiled: 3,
  records: new Uint8Array(32).fill(2),
  journal: new Uint8Array(32).fill(3),
};

const GOVERNOR: ContestTally = { contest: "governor", votes: [212, 198, 17], blank: 0, null: 4 };
const COUNCIL: ContestTally = { contest: "council", votes: [300, 200, 100, 50], blank: 21, null: 10 };

test("one acta a contest, in the order of the ballot, alike in all but the contest's own numbers", () => {
  const made = actasOf(CLOSING, [GOVERNOR, COUNCIL], CONTESTS);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  const [governor, council] = made.value.map(({ text }) => text.split("\n"));
  const own = /^(contest|votes|blank|null) /;
  expect(governor!.filter((line) => !own.test(line))).toEqual(council!.filter((line) => !own.test(line)));
  expect(governor).toContain("votes PSUV=212 MUD=198 UPP89=17");
  expect(council).toContain("votes ana=300 luis=200 rosa=100 juan=50");
  for (const { acta, text } of made.value) expect(ACTA.parse(text)).toEqual({ ok: true, value: acta });
});

test.each<[string, Partial<Closing>, readonly ContestTally[], readonly string[]]>([
  ["a contest missing", {}, [GOVERNOR], ["tally-contests"]],
  ["a contest twice", {}, [GOVERNOR, GOVERNOR], ["tally-contests"]],
  ["contests exchanged", {}, [COUNCIL, GOVERNOR], ["tally-contests"]],
  ["an option missing", {}, [{ ...GOVERNOR, votes: [212, 215] }, COUNCIL], ["tally-options governor"]],
  [
    "a vote too many, in both",
    {},
    [
      { ...GOVERNOR, null: 5 },
      { ...COUNCIL, votes: [400, 401, 0, 0] },
    ],
    ["tally-breach governor acta-sum", "tally-breach council acta-sum"],
  ],
  [
    "more ballots than came",
    { "checked-in": 430 },
    [GOVERNOR, COUNCIL],
    ["tally-breach governor acta-checked-in", "tally-breach council acta-checked-in"],
  ],
  [
    "a clock set back",
    { closed: 1508061720 },
    [GOVERNOR, COUNCIL],
    ["tally-breach governor acta-times", "tally-breach council acta-times"],
  ],
])("%s prints nothing", (_name, closing, tallies, expected) => {
  const made = actasOf({ ...CLOSING, ...closing }, tallies, CONTESTS);
  const faults = made.ok ? [] : made.error;
  const words = faults.map((fault) =>
    [fault.code, "contest" in fault ? fault.contest : "", "breach" in fault ? fault.breach.rule : ""].filter(
      (word) => word !== "",
    ),
  );
  expect(words.map((word) => word.join(" "))).toEqual(expected);
});
