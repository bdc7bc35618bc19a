/**
 * The result of a comparison, as plain data in a stable order: two runs on the same input give the same bytes.
 *
 * This is the documented JSON form of comparison.json (spec/reconciliation.md, section 9). Numbers are exact integers
 * unless a name says `Percent` or `probability`. Options and candidates are referred to by id, stations by id,
 * counts by the name the user gave them. Everything a person reads is rendered elsewhere from this.
 * @module
 */
import type { OutcomeRule } from "../election/definition.ts";
import type { Provenance, UnknownReason } from "../reading/count.ts";
import type { FindingAction, FindingRule } from "../reading/finding.ts";
import type { LocalizedText } from "../text.ts";
import type { DiscrepancyClass } from "./classes.ts";
import type { ScreeningSignal } from "./screening.ts";

/** A sum that carries unknown through: `known` is the whole sum only when `unknown` is 0 (rule 6). */
export type Sum = { readonly known: number; readonly unknown: number };

/** A cell: a number, or why there is none. */
export type Cell = number | UnknownReason;

export type Comparison = {
  readonly format: "triplicate/comparison/v1";
  readonly election: {
    readonly id: string;
    readonly name: LocalizedText;
    readonly date: string;
    readonly remark?: LocalizedText;
  };
  readonly expected: { readonly stations: number | null; readonly registered: number | null };
  readonly counts: readonly CountSummary[];
  readonly contests: readonly ContestComparison[];
};

export type CountSummary = {
  readonly name: string;
  readonly title: LocalizedText;
  readonly provenance: Provenance;
  /** Rows read and stations they gave, over all contests. */
  readonly rows: number;
  readonly stations: number;
  readonly findings: readonly {
    readonly rule: FindingRule;
    readonly action: FindingAction;
    readonly times: number;
  }[];
};

export type ContestComparison = {
  readonly contest: string;
  readonly name: LocalizedText;
  readonly rule: OutcomeRule;
  readonly candidates: readonly { readonly id: string; readonly name: string }[];
  readonly options: readonly { readonly id: string; readonly name: string; readonly candidate: string }[];
  readonly counts: readonly ContestCount[];
  readonly pairs: readonly Pair[];
  readonly announced: readonly AnnouncedComparison[];
  readonly screening: readonly { readonly count: string; readonly signals: readonly ScreeningSignal[] }[];
};

/** One count of one contest. */
export type ContestCount = {
  readonly count: string;
  readonly stations: number;
  /** Stations with at least one unknown option. */
  readonly stationsUnknown: number;
  readonly options: readonly { readonly option: string; readonly votes: Sum }[];
  readonly candidates: readonly { readonly candidate: string; readonly votes: Sum }[];
  readonly blank: Sum | null;
  readonly null: Sum | null;
  readonly registered: Sum | null;
  /** Under the contest's rule, on the known votes; `missing` says whether the others could change it. */
  readonly result: Result;
  readonly missing: MissingBound | null;
  /** Turnout by winner's share, both in whole percent 0..100: 101 × 101 weights in votes; row = turnout. Sparse, ordered. */
  readonly fingerprint:
    | readonly { readonly turnout: number; readonly share: number; readonly votes: number }[]
    | null;
  /** Coverage by region as given by this count, in id order; empty when the mapping names no region. */
  readonly regions: readonly {
    readonly region: string;
    readonly stations: number;
    readonly registered: number | null;
  }[];
};

/** A contest's result by candidate id. `lead` is between `first` and `second`; shares are of valid votes. */
export type Result = {
  /** not-known: of an announcement only, when votes announced for nobody by name could decide it. */
  readonly status: "won" | "runoff" | "undecided" | "tie" | "not-known";
  readonly winners: readonly string[];
  readonly seats: readonly { readonly candidate: string; readonly seats: number }[] | null;
  readonly valid: number;
  readonly lead: {
    readonly first: string;
    readonly second: string;
    readonly votes: number;
    /** votes / valid in hundredths of a percentage point, rounded half up: 1056 is 10.56 points. */
    readonly points100: number;
  } | null;
  readonly toChange: {
    readonly added: number | null;
    readonly moved: number | null;
    readonly exact: boolean;
  };
};

/** Can the stations that this count does not have (or has as unknown) still change the result? */
export type MissingBound = {
  readonly stations: number | null;
  /** Registered voters outside the known stations, the most votes that can still come; null when unknown. */
  readonly registered: number | null;
  /** Fewest added votes that would change the result. */
  readonly needed: number | null;
  readonly verdict: "cannot-change" | "could-change" | "nothing-missing" | "not-known";
};

/** Two counts side by side; `a` is the one given first. */
export type Pair = {
  readonly a: string;
  readonly b: string;
  readonly stations: {
    readonly agree: number;
    readonly differ: number;
    readonly onlyA: number;
    readonly onlyB: number;
    /** In both, but a cell is unknown in one of them and no known cell differs. */
    readonly unknown: number;
  };
  /** b minus a for every option, then blank and null where both have them: same-station + coverage, exactly. */
  readonly changes: readonly Change[];
  /** The same split for the lead of b's first over b's second candidate. */
  readonly lead: LeadChange | null;
  readonly results: {
    readonly a: Result;
    readonly b: Result;
    /** b with a's numbers put in at every station that differs. */
    readonly bCorrected: Result;
  };
  readonly flip: Flip;
  readonly classes: readonly {
    readonly class: DiscrepancyClass;
    readonly stations: number;
    /** Sum of absolute differences over options. */
    readonly votes: number;
    /** Effect on `lead` (b minus a). */
    readonly lead: number;
  }[];
  /** Stations that differ, by descending absolute effect on the lead, then votes, then id. */
  readonly discrepancies: readonly Discrepancy[];
  /** Stations in both with unknown cells and no known difference, by id. */
  readonly unknown: readonly Discrepancy[];
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
};

export type Change = {
  /** Option id, or "blank" / "null" with kind field. */
  readonly kind: "option" | "field";
  readonly id: string;
  readonly a: number;
  readonly b: number;
  readonly sameStation: number;
  readonly onlyA: number;
  readonly onlyB: number;
  /** Cells that are a number in one count and unknown in the other, as b minus a with unknown left out. */
  readonly unknown: number;
};

export type LeadChange = {
  readonly first: string;
  readonly second: string;
  readonly a: number;
  readonly b: number;
  readonly sameStation: number;
  /** onlyB part minus onlyA part: stations that only one count has. */
  readonly coverage: number;
  readonly unknown: number;
};

export type Flip = {
  /** The results of a and b differ (status or winners). */
  readonly between: boolean;
  /** The result of b differs from bCorrected: the discrepancies alone decide it. */
  readonly byDiscrepancies: boolean;
  /** Results differ but not by discrepancies: stations only one count has, or unknown cells, decide it. */
  readonly byCoverage: boolean;
  /**
   * Fewest differing stations whose correction in b (to a's numbers) changes b's result; null when no set was found.
   * exact: `stations` is the minimum. Otherwise the minimum is between `atLeast` and stations.length.
   */
  readonly minimal: {
    readonly stations: readonly string[];
    readonly exact: boolean;
    readonly atLeast: number;
    readonly change: string;
  } | null;
};

export type Discrepancy = {
  readonly station: string;
  readonly place: string | null;
  readonly region: string | null;
  readonly class: DiscrepancyClass;
  /** Other classes whose shape the same numbers have, in rule order: what else it could be. */
  readonly alsoLike: readonly DiscrepancyClass[];
  /** What the class rule saw, e.g. {option: "cc", digit: 2} or {station: "0123"}. */
  readonly evidence: Readonly<Record<string, string | number>>;
  /** One pair per option, then blank and null when both counts have them. */
  readonly cells: readonly { readonly id: string; readonly a: Cell; readonly b: Cell }[];
  readonly registered: { readonly a: Cell; readonly b: Cell };
  /** Effect on the pair's lead: b minus a. */
  readonly lead: number;
  /** Sum of absolute differences over options, blank and null. */
  readonly votes: number;
  readonly where: { readonly a: Where; readonly b: Where };
};

export type Where = { readonly source: string; readonly line: number };

/** A count against totals that were announced without stations. */
export type AnnouncedComparison = {
  readonly title: LocalizedText;
  readonly statement: LocalizedText;
  readonly source: string;
  readonly valid: number | null;
  readonly stations: number | null;
  readonly stationsPercent: string | null;
  readonly votes: readonly { readonly id: string; readonly name: string; readonly votes: number }[];
  readonly result: Result;
  /** Do the announced votes come from rounded percentages? null when there is nothing to test. */
  readonly percentages: PercentageTest | null;
  readonly against: readonly AnnouncedAgainst[];
};

export type AnnouncedAgainst = {
  readonly count: string;
  /** Does the winner differ between the count's known votes and the announcement? */
  readonly flip: boolean;
  readonly options: readonly ExceedTest[];
};

/** Kept votes of one candidate against the announced total, allowing for stations not yet counted. */
export type ExceedTest = {
  readonly candidate: string;
  readonly kept: number;
  readonly announced: number;
  /** Stations that the announcement may not have counted, left out at the candidate's best; null: not announced. */
  readonly leftOut: number | null;
  /** Kept votes after leaving out those stations. */
  readonly remaining: number;
  /** remaining > announced: both cannot be true. */
  readonly contradiction: boolean;
  /** The most best stations that can be left out with a contradiction still standing; null when there is none. */
  readonly holdsUpTo: number | null;
};

export type PercentageTest = {
  readonly valid: number;
  /** Decimals of the percentages that reproduce every announced number, the fewest that do; null: none does. */
  readonly decimals: number | null;
  readonly shares: readonly {
    readonly id: string;
    readonly votes: number;
    readonly percent: string;
    readonly reproduced: number;
    readonly matches: boolean;
  }[];
  /**
   * Probability that honest votes look so: 1 / (number of vote tuples with this sum whose percentages round to the
   * published ones), as exact digits and as a decimal; null when decimals is null.
   */
  readonly probability: { readonly oneIn: string; readonly approximate: number } | null;
};
