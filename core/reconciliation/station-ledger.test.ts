import { describe, expect, it } from "vitest";
import type { Contest } from "../election/definition.ts";
import type { Acta } from "../statement/acta.ts";
import type { Sheet } from "../statement/sheet.ts";
import { type StationLedger, stationLedger } from "./station-ledger.ts";

const CONTEST: Contest = {
  id: "president",
  name: { es: "p", en: "p" },
  candidates: ["a", "b"].map((id) => ({ id, name: id })),
  options: ["A", "B"].map((id) => ({ id, name: id, candidate: id.toLowerCase() })),
  outcome: { rule: "plurality" },
};
const COUNCIL: Contest = { ...CONTEST, outcome: { rule: "vote-for", seats: 2 } };
const HASH = new Uint8Array(32);
const ACTA: Acta = {
  election: ["club", HASH],
  mode: "live",
  station: "1",
  contest: "president",
  opened: 0,
  closed: 1,
  registered: 100,
  "checked-in": 60,
  ballots: 60,
  votes: { options: ["A", "B"], votes: [30, 25] },
  blank: 3,
  null: 2,
  spoiled: 4,
  records: HASH,
  journal: HASH,
};
const SHEET: Sheet = {
  election: ["club", HASH],
  mode: "live",
  station: "1",
  contest: "president",
  counted: 2,
  papers: 60,
  votes: { options: ["A", "B"], votes: [30, 25] },
  blank: 3,
  null: 2,
};
const acta = (change: Partial<Acta> = {}): Acta => ({ ...ACTA, ...change });
const sheet = (change: Partial<Sheet> = {}): Sheet => ({ ...SHEET, ...change });
const row = (...numbers: number[]) => Uint32Array.from(numbers);
const votes = (...numbers: number[]) => ({ options: ["A", "B"], votes: numbers });

const said = ({ reasons, prevails }: StationLedger) =>
  [
    prevails,
    ...reasons.map(({ rule, option, detail }) =>
      [rule, option, ...Object.values(detail)].join(" ").replace("  ", " "),
    ),
  ].join(", ");

describe("a station's ledger", () => {
  const rows: readonly [actas: Acta[], sheets: Sheet[], central: Uint32Array | null, expected: string][] = [
    [[], [], null, "nobody"],
    [[acta()], [], row(30, 25, 3, 2), "machine"],
    [[acta()], [sheet()], row(30, 25, 3, 2), "hand"],
    [[], [sheet()], row(30, 25, 3, 2), "hand"],
    [[acta({ "checked-in": 61 })], [], row(30, 25, 3, 2), "machine, left-without-ballot 61 60"],
    [[acta({ "checked-in": 58 })], [], row(30, 25, 3, 2), "machine, ballot-without-voter 58 60"],
    [[acta({ blank: 4 })], [], row(30, 25, 4, 2), "machine, votes-not-ballots 60 61 61"],
    [
      [acta()],
      [sheet({ papers: 59, votes: votes(29, 25) })],
      row(29, 25, 3, 2),
      "hand, papers-missing 59 60, hand-differs A 30 29",
    ],
    [
      [acta()],
      [sheet({ papers: 62, votes: votes(30, 25), null: 4 })],
      row(30, 25, 3, 4),
      "hand, papers-extra 62 60, hand-differs null 2 4",
    ],
    [
      [acta()],
      [sheet({ votes: votes(20, 35) })],
      row(30, 25, 3, 2),
      "hand, hand-differs A 30 20, hand-differs B 25 35, central-differs A 20 30, central-differs B 35 25",
    ],
    [[acta()], [sheet({ papers: 70 })], row(30, 25, 3, 2), "machine, hand-unsure 1"],
    [[acta()], [sheet(), sheet({ votes: votes(29, 26) })], row(30, 25, 3, 2), "machine, hand-conflict 2"],
    [[acta(), acta({ votes: votes(55, 0) })], [], null, "nobody, machine-conflict 2"],
    [[acta(), acta({ votes: votes(55, 0) })], [sheet()], row(30, 25, 3, 2), "hand, machine-conflict 2"],
    [[acta()], [], row(300, 25, 3, 2), "machine, central-differs A 30 300"],
    [[acta({ votes: { options: ["B", "A"], votes: [30, 25] } })], [], null, "nobody"],
  ];
  it.each(rows.map((r) => [r[3], r] as const))("%s", (expected, [actas, sheets, withPaper]) => {
    expect(said(stationLedger({ contest: CONTEST, actas, sheets, central: { withPaper } }))).toBe(expected);
  });

  it("has the four terms of the balance, and null for what nobody established", () => {
    const ledger = stationLedger({
      contest: CONTEST,
      actas: [acta()],
      sheets: [],
      central: { withPaper: null },
    });
    expect(ledger.balance).toEqual({
      checkedIn: 60,
      vouchers: 64,
      spoiled: 4,
      papers: null,
      votes: { atLeast: 60, atMost: 60 },
    });
    expect(ledger.hand).toBeNull();
  });

  it("takes a ballot with several marks for between all and a part of them", () => {
    const of = (marked: number[]) =>
      said(
        stationLedger({
          contest: COUNCIL,
          actas: [acta({ votes: votes(...marked) })],
          sheets: [],
          central: { withPaper: null },
        }),
      );
    expect(of([55, 55])).toBe("machine");
    expect(of([30, 25])).toBe("machine");
    expect(of([30, 24])).toBe("machine, votes-not-ballots 60 32 59");
    expect(of([56, 55])).toBe("machine, votes-not-ballots 60 61 116");
  });
});
