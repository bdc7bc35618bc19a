/**
 * One station and contest: what the machine signed, what people counted by hand, what the centre counts, side by side.
 *
 *     checked in  =  vouchers printed - spoiled  =  papers in the box  =  votes
 *
 * The first two the machine says, the third the people who opened the box, the fourth both. Where two terms differ, a
 * reason says which and by how much; a term that nobody has established is null, and nothing is compared with it.
 * The ledger calls nobody wrong: it says what contradicts what, and which count prevails by the definition's rule.
 * Spec: spec/hand-count.md, sections 4 and 5.
 * @module
 */
import type { CellState } from "../count-central/contest-cells.ts";
import type { Contest } from "../election/definition.ts";
import type { Acta } from "../statement/acta.ts";
import { marksOf } from "../statement/acta-rules.ts";
import type { Sheet } from "../statement/sheet.ts";
import { sheetBreaches } from "../statement/sheet-rules.ts";

/** Reason -> clause of spec/hand-count.md. */
export const LEDGER_RULES = {
  "machine-conflict": "5.1",
  "hand-conflict": "5.2",
  "hand-unsure": "5.3",
  "left-without-ballot": "5.4",
  "ballot-without-voter": "5.5",
  "votes-not-ballots": "5.6",
  "papers-missing": "5.7",
  "papers-extra": "5.8",
  "hand-differs": "5.9",
  "central-differs": "5.10",
} as const;
export type LedgerRule = keyof typeof LEDGER_RULES;

export type LedgerReason = {
  readonly rule: LedgerRule;
  /** The option, where one is meant; `blank` and `null` are options here. */
  readonly option?: string;
  readonly detail: Readonly<Record<string, number>>;
};

/** Votes by option in order of the ballot, blank and null. */
export type LedgerColumn = {
  readonly votes: readonly number[];
  readonly blank: number;
  readonly null: number;
};

export type LedgerBalance = {
  readonly checkedIn: number | null;
  /** Vouchers printed; without the spoiled ones they are the ballots cast. */
  readonly vouchers: number | null;
  readonly spoiled: number | null;
  readonly papers: number | null;
  /** Ballots that the machine's votes account for: exact with one mark a ballot, else a range. */
  readonly votes: { readonly atLeast: number; readonly atMost: number } | null;
};

export type StationLedger = {
  readonly contest: string;
  readonly machine: LedgerColumn | null;
  readonly hand: LedgerColumn | null;
  /** What the centre counts, by the paper where paper was counted. */
  readonly central: LedgerColumn | null;
  readonly balance: LedgerBalance;
  readonly reasons: readonly LedgerReason[];
  /** Whose numbers stand: paper where it is sure of itself, else the machine's, else nobody's. */
  readonly prevails: "hand" | "machine" | "nobody";
};

export type LedgerSources = {
  readonly contest: Contest;
  /** Different texts that the station's machine signed, in order of the log. */
  readonly actas: readonly Acta[];
  /** Different sheets that rivals signed, in order of the log. */
  readonly sheets: readonly Sheet[];
  /** What the centre makes of them. */
  readonly central: Pick<CellState, "withPaper">;
};

export function stationLedger({ contest, actas, sheets, central }: LedgerSources): StationLedger {
  const reasons: LedgerReason[] = [];
  const add = (rule: LedgerRule, detail: LedgerReason["detail"], option?: string) =>
    reasons.push(option === undefined ? { rule, detail } : { rule, option, detail });
  const sure = sheets.filter((sheet) => sheetBreaches(sheet, contest).length === 0);
  const acta = actas.length === 1 ? actas[0]! : null;
  const sheet = sure.length === 1 ? sure[0]! : null;
  if (actas.length > 1) add("machine-conflict", { actas: actas.length });
  if (sure.length > 1) add("hand-conflict", { sheets: sure.length });
  if (sure.length < sheets.length) add("hand-unsure", { sheets: sheets.length - sure.length });
  const balance = balanceOf(contest, acta, sheet);
  for (const { rule, detail } of balanceReasons(balance)) add(rule, detail);
  const machine = acta === null ? null : columnOf(acta, contest);
  const hand = sheet === null ? null : columnOf(sheet, contest);
  const counted = central.withPaper === null ? null : columnOfRow(central.withPaper);
  compare(contest, machine, hand, (option, from, to) =>
    add("hand-differs", { machine: from, hand: to }, option),
  );
  compare(contest, hand ?? machine, counted, (option, from, to) =>
    add("central-differs", { prevails: from, central: to }, option),
  );
  const prevails = hand !== null ? "hand" : machine !== null ? "machine" : "nobody";
  return { contest: contest.id, machine, hand, central: counted, balance, reasons, prevails };
}

function balanceOf(contest: Contest, acta: Acta | null, sheet: Sheet | null): LedgerBalance {
  const papers = sheet?.papers ?? null;
  if (acta === null) return { checkedIn: null, vouchers: null, spoiled: null, papers, votes: null };
  const marked = acta.votes.votes.reduce((sum, value) => sum + value, 0);
  const rest = acta.blank + acta.null;
  return {
    checkedIn: acta["checked-in"],
    vouchers: acta.ballots + acta.spoiled,
    spoiled: acta.spoiled,
    papers,
    votes: { atLeast: Math.ceil(marked / marksOf(contest)) + rest, atMost: marked + rest },
  };
}

function balanceReasons({ checkedIn, vouchers, spoiled, papers, votes }: LedgerBalance): LedgerReason[] {
  if (checkedIn === null || vouchers === null || spoiled === null || votes === null) return [];
  const ballots = vouchers - spoiled;
  const reasons: LedgerReason[] = [];
  if (checkedIn > ballots) reasons.push({ rule: "left-without-ballot", detail: { checkedIn, ballots } });
  if (checkedIn < ballots) reasons.push({ rule: "ballot-without-voter", detail: { checkedIn, ballots } });
  if (ballots < votes.atLeast || ballots > votes.atMost)
    reasons.push({ rule: "votes-not-ballots", detail: { ballots, ...votes } });
  if (papers !== null && papers < ballots)
    reasons.push({ rule: "papers-missing", detail: { papers, ballots } });
  if (papers !== null && papers > ballots)
    reasons.push({ rule: "papers-extra", detail: { papers, ballots } });
  return reasons;
}

type Counted = Pick<Acta, "votes" | "blank" | "null">;

/** Null when the text lists other options than the ballot: then no number of it has a line to stand on. */
function columnOf({ votes, blank, null: spoilt }: Counted, { options }: Contest): LedgerColumn | null {
  const isBallot =
    votes.options.length === options.length && options.every(({ id }, i) => id === votes.options[i]);
  return isBallot ? { votes: votes.votes, blank, null: spoilt } : null;
}

const columnOfRow = (row: Uint32Array): LedgerColumn => ({
  votes: [...row.subarray(0, -2)],
  blank: row.at(-2)!,
  null: row.at(-1)!,
});

function compare(
  { options }: Contest,
  a: LedgerColumn | null,
  b: LedgerColumn | null,
  differ: (option: string, a: number, b: number) => void,
): void {
  if (a === null || b === null) return;
  for (const [i, { id }] of options.entries()) {
    if (a.votes[i] !== b.votes[i]) differ(id, a.votes[i]!, b.votes[i]!);
  }
  if (a.blank !== b.blank) differ("blank", a.blank, b.blank);
  if (a.null !== b.null) differ("null", a.null, b.null);
}
