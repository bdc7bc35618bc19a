/**
 * The election definition: what is voted on, where, by how many, and what rule decides.
 *
 *     election ─ contest ─ option ─▶ candidate        an option is one line a voter can choose;
 *        └─ place ─ station ─▶ registered voters      several options may belong to one candidate
 *
 * Names are for people and are never keys. Station ids are strings and keep their leading zeros.
 * A large roster is not inside the definition: it streams from a JSON lines file (roster.ts).
 * Spec: spec/election.md.
 * @module
 */
import type { LocalizedText } from "../text.ts";

/** A file of the package, by its path in it and its SHA-256 in base64: what voters saw is part of what was signed. */
export type Picture = { readonly file: string; readonly sha256: string };

export type Candidate = { readonly id: string; readonly name: string; readonly photo?: Picture };

export type Option = {
  readonly id: string;
  readonly name: string;
  readonly party?: string;
  /** Id of the candidate this line belongs to. */
  readonly candidate: string;
  /** The sign of the party or list. */
  readonly symbol?: Picture;
};

/** A part of a whole as an exact rational, so that 50 % is {numerator: 1, denominator: 2}. */
export type Fraction = { readonly numerator: number; readonly denominator: number };

export type OutcomeRule =
  | { readonly rule: "plurality" }
  /** The `seats` candidates with most votes win; a voter may mark up to `marks` options (default: `seats`). */
  | { readonly rule: "vote-for"; readonly seats: number; readonly marks?: number }
  /** Wins with strictly more than `share` of the valid votes (50 % + 1 is share 1/2); otherwise nobody does. */
  | { readonly rule: "threshold"; readonly share: Fraction }
  /**
   * Wins in the first round with strictly more than `majority` of the valid votes, or with at least `floor` of them
   * and a lead of at least `lead` of them over the second (Bolivia: 1/2, 2/5, 1/10); otherwise a runoff of two.
   */
  | {
      readonly rule: "first-round";
      readonly majority: Fraction;
      readonly floor: Fraction;
      readonly lead: Fraction;
    }
  /** Seats by highest quotients; candidates here are lists. Lists below `threshold` of the valid votes get none. */
  | { readonly rule: "d-hondt"; readonly seats: number; readonly threshold?: Fraction };

export type Contest = {
  readonly id: string;
  readonly name: LocalizedText;
  readonly candidates: readonly Candidate[];
  readonly options: readonly Option[];
  readonly outcome: OutcomeRule;
};

export type Place = { readonly id: string; readonly name: string; readonly region?: string };

export type Station = {
  readonly id: string;
  readonly place: string;
  readonly registered: number;
};

export type ElectionDefinition = {
  readonly $schema?: string;
  readonly format: "triplicate/election/v1";
  readonly id: string;
  readonly name: LocalizedText;
  /** Day of the vote, YYYY-MM-DD. */
  readonly date: string;
  /** A standing remark shown wherever the election is named, for example that it is a reconstruction. */
  readonly remark?: LocalizedText;
  /** Where counts of one station differ, the count of its paper decides; an election package says so. */
  readonly paper?: "prevails";
  readonly contests: readonly Contest[];
  /** How many stations and registered voters the whole election has; omitted when nobody published it. */
  readonly expected?: { readonly stations?: number; readonly registered?: number };
  readonly places?: readonly Place[];
  readonly stations?: readonly Station[];
  /** A JSON lines file of places and stations beside the definition, for rosters too large to hold (roster.ts). */
  readonly roster?: { readonly file: string };
};
