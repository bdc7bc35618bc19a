/**
 * What a scenario is: who lies, what keys they hold, what they do, and who must notice by which rule.
 *
 * A scenario is a story in a few lines over a world that others provide (`AttackWorld`): the real centre, real files,
 * the verifier that anybody runs. An attacker does only what its keys allow; whoever holds the log's and the centre's
 * keys re-signs whatever it forges, as an insider would.
 * Spec: spec/verification.md, spec/transmission.md. The table of all: docs/security.md.
 * @module
 */
import type { Bulletin } from "@triplicate/core/statement/bulletin.ts";
import type { ContradictionKind } from "@triplicate/core/verification/contradiction-file.ts";
import type { SimulatedElection } from "../election/election.ts";
import type { ElectionShape } from "../election/shape.ts";
import type { SignedDay } from "../election/signed-day.ts";

export const LIARS = [
  "nobody",
  "centre",
  "machine",
  "thief",
  "witness",
  "counter",
  "authority",
  "cosigners",
  "outsider",
] as const;
export type Liar = (typeof LIARS)[number];

/** Keys an attacker may hold. */
export const HELD_KEYS = ["log", "centre", "machine", "witness", "counter", "authority", "cosigner"] as const;
export type HeldKey = (typeof HELD_KEYS)[number];

/**
 * Who notices: the centre at the door; a cosigner that refuses; anyone who verifies the public files once; somebody
 * who verified them before; two people who compare what each was shown; a witness with a copy of an acta.
 */
export const OBSERVERS = ["centre", "cosigner", "anyone", "returning", "comparing", "witness"] as const;
export type Observer = (typeof OBSERVERS)[number];

/** One rule that broke, and who saw it. */
export type Notice = {
  readonly by: Observer;
  readonly rule: string;
  /** The entry, station and contest it is about, as far as it is about one; "" otherwise. */
  readonly place: string;
  /** What a sentence about the rule needs. */
  readonly detail: Readonly<Record<string, string | number>>;
};

export type Expected = { readonly by: Observer; readonly rule: string };

/** In the order in which a reader meets them. */
export const ATTACK_NAMES = [
  "alter-numbers",
  "withhold-station",
  "drop-station",
  "add-station",
  "add-station-to-roster",
  "rewrite-history",
  "two-histories",
  "other-totals",
  "totals-without-stations",
  "website-differs",
  "typed-in-numbers",
  "centre-and-machine",
  "replay",
  "frozen-log",
  "flipped-bit",
  "machine-signs-twice",
  "stolen-machine-key",
  "lying-machine",
  "more-votes-than-voters",
  "hidden-refusal",
  "witness-forges-acta",
  "witness-of-another-station",
  "one-party-counts",
  "colluding-counters",
  "test-acta-as-live",
  "acta-of-another-election",
  "swapped-candidates",
  "authority-below-quorum",
  "election-changed-after-vote",
  "own-authority",
  "lying-cosigners",
  "honest-day",
  "delivered-by-witnesses",
  "sent-three-times",
] as const;
export type AttackName = (typeof ATTACK_NAMES)[number];

export type Attack = {
  readonly name: AttackName;
  readonly liar: Liar;
  readonly holds: readonly HeldKey[];
  /** Every one of them must be noticed; none at all means that the run is honest and nothing may be. */
  readonly noticed: readonly Expected[];
  /** Contradiction files that somebody can make of it: they prove it to whoever has the election package. */
  readonly proves?: readonly ContradictionKind[];
  /** Where the story needs another election than the usual small one. */
  readonly shape?: Partial<ElectionShape>;
  readonly play: (world: AttackWorld) => Promise<readonly Notice[]>;
};

/** A public folder on disk, as any web server would serve it. */
export type PublicFolder = { readonly name: string; readonly size: number };

export type Publication = {
  /** What the log holds, in order; before the bulletin. */
  readonly entries: readonly Uint8Array[];
  /** What the centre announces, made from what it should; nothing for null. The truth when left out. */
  readonly announce?: ((truth: Bulletin) => Bulletin) | null;
  /** `bribed` cosigners sign whatever they are shown; honest ones remember, and refuse what only pretends to grow. */
  readonly cosigners?: "honest" | "bribed";
};

/** What happened to a note at the door of the centre. */
export type Answer =
  | { readonly taken: true; readonly index: number }
  | { readonly taken: false; readonly rule: string; readonly detail: Notice["detail"] };

export type AttackWorld = {
  readonly election: SimulatedElection;
  /** The honest day of every station, in order. */
  readonly days: readonly SignedDay[];
  /** Everything the honest day sends to the centre, in order: actas and closing records, then sheets. */
  readonly honest: readonly Uint8Array[];
  /** Sends notes to a real centre over HTTP, all at once; it is started when it is first needed. */
  submit(...notes: readonly Uint8Array[]): Promise<readonly Answer[]>;
  /** The real centre announces totals and stops; its public folder. */
  closeCentre(): Promise<PublicFolder>;
  /** What somebody publishes who holds the keys of the log and the centre: signed anew, whatever it says. */
  publish(publication: Publication): Promise<PublicFolder>;
  /** The entries of a published log. */
  entriesOf(folder: PublicFolder): Promise<readonly Uint8Array[]>;
  /** Changes a published file without any key, or writes one that was not there; null deletes it. */
  tamper(folder: PublicFolder, name: string, change: (bytes: Uint8Array) => Uint8Array | null): Promise<void>;
  /** What `verify` notices: by anyone, or by somebody who has verified before with the same memory. */
  verify(folder: PublicFolder, visitor?: "anyone" | "returning"): Promise<readonly Notice[]>;
  /** What two people notice who each hold one of the folders and compare checkpoints. */
  compare(one: PublicFolder, other: PublicFolder): Promise<readonly Notice[]>;
  /** What a witness with this acta at home notices. */
  verifyKept(acta: Uint8Array, folder: PublicFolder): Promise<readonly Notice[]>;
};

/** What the centre's door noticed. */
export const refusals = (answers: readonly Answer[]): Notice[] =>
  answers.flatMap((answer) =>
    answer.taken ? [] : [{ by: "centre" as const, rule: answer.rule, place: "", detail: answer.detail }],
  );
