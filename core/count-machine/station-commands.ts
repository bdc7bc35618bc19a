/**
 * What a station is asked to do, by people through its screen and by its own printer, clock and network.
 * Spec: spec/station.md, sections 2 to 4.
 * @module
 */
import type { ElectionDefinition } from "../election/definition.ts";
import type { RosterKey } from "../election/key-book.ts";
import type { NoteKey } from "../note/key.ts";
import type { VerifyEd25519 } from "../note/note.ts";
import type { Mode } from "../statement/common.ts";
import type { RecordBytes } from "./station-port.ts";
import type { PaperKind } from "./station-state.ts";
import type { Selections } from "./vote-record.ts";

export type WitnessSeat = {
  readonly id: string;
  readonly party: string;
  /** Accredited at the station or its place: has a line in the closing record whether they came or not. */
  readonly isExpected: boolean;
  /** Place in the roster: the order of the closing record. */
  readonly row: number;
  readonly key: NoteKey;
};

export type UnlockedCard = { readonly id: string; readonly name: string; readonly scope: string };

/** What the station is and knows; the same for its whole life, but for the moment and who is at the screen. */
export type StationContext = {
  readonly definition: ElectionDefinition;
  /** SHA-256 of the definition's bytes. */
  readonly digest: Uint8Array;
  readonly mode: Mode;
  readonly station: string;
  readonly registered: number;
  /** Name of this machine's key. */
  readonly machine: string;
  readonly hours: { readonly opens: number; readonly closes: number };
  /** Those of the station and its place, in the order of the roster. */
  readonly expected: readonly WitnessSeat[];
  /** Anybody accredited here, the expected among them. */
  readonly witness: (id: string) => WitnessSeat | null;
  readonly findKey: (name: string, keyId: number) => RosterKey | undefined;
  /** Whether a card's scope holds this station. */
  readonly coversStation: (scope: string) => boolean;
  readonly verify: VerifyEd25519;
  /** scrypt as spec/station-notes.md, clause 4.1, asks. */
  readonly scrypt: (pin: string, salt: Uint8Array) => Uint8Array;
  /** A note of that text, signed by this machine. */
  readonly sign: (text: string) => Uint8Array;
  /** Seconds since 1970. */
  readonly now: number;
  /** Cards whose holders have unlocked the menu; kept in memory only. */
  readonly cards: readonly UnlockedCard[];
};

export const PAUSE_REASONS = ["rest", "paper", "fault", "order", "other"] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

export type PaperOutcome = "printed" | "nothing" | "part";

export type StationCommand =
  | { readonly do: "present-card"; readonly card: string; readonly pin: string }
  | { readonly do: "lock" }
  /** `records`: how many the store holds. */
  | { readonly do: "print-zero-tape"; readonly records: number }
  | { readonly do: "open"; readonly records: number }
  | { readonly do: "pause"; readonly reason: PauseReason }
  | { readonly do: "resume" }
  | { readonly do: "activate" }
  | { readonly do: "abandon" }
  | {
      readonly do: "confirm";
      readonly selections: Selections;
      /** 16 and 32 random bytes. */
      readonly code: Uint8Array;
      readonly salt: Uint8Array;
      /** What the store has under that code: nothing, unless chance is broken. */
      readonly existing: RecordBytes | null;
    }
  /** The printer is ready again for a voucher that it could not begin. */
  | { readonly do: "print-voucher" }
  /** What the printer made of the voucher; `nothing`: it never began, and waits for `print-voucher`. */
  | { readonly do: "voucher"; readonly outcome: PaperOutcome; readonly record: RecordBytes | null }
  | { readonly do: "match"; readonly matches: boolean; readonly record: RecordBytes | null }
  | { readonly do: "dismiss" }
  | {
      readonly do: "resolve";
      readonly paper: "whole-and-matches" | "whole-and-wrong" | "torn" | "none";
      readonly record: RecordBytes | null;
    }
  | { readonly do: "close"; readonly checkedIn: number; readonly early?: string }
  | { readonly do: "count"; readonly records: Iterable<RecordBytes> }
  | { readonly do: "print-copy" }
  | { readonly do: "paper"; readonly kind: PaperKind; readonly outcome: PaperOutcome }
  | { readonly do: "half-printed"; readonly paper: "whole" | "again" }
  /** `actas`: the notes as they are stored, by contest. */
  | { readonly do: "witness-answer"; readonly answer: string; readonly actas: readonly Uint8Array[] }
  | {
      readonly do: "witness-decision";
      readonly witness: string;
      readonly decision: "paper" | "refused" | "absent";
      readonly reason?: string;
    }
  | { readonly do: "decided" }
  | { readonly do: "transmit" }
  | { readonly do: "export" }
  | { readonly do: "seal"; readonly actas: readonly Uint8Array[] }
  | {
      readonly do: "transmitted";
      readonly receipts: readonly { readonly name: string; readonly index: number }[];
    }
  /** The power was gone, or the program. */
  | { readonly do: "restarted"; readonly record: RecordBytes | null }
  /** Another machine goes on with the records of one that died. */
  | { readonly do: "go-on"; readonly record: RecordBytes | null }
  /** A moment has passed: half hours are counted. */
  | { readonly do: "tick" };

/** What is to be done once the change is on the disk. */
export type StationEffect =
  | { readonly effect: "unlock"; readonly card: UnlockedCard }
  | { readonly effect: "lock" }
  | { readonly effect: "transmit" }
  | { readonly effect: "export" }
  | { readonly effect: "print"; readonly paper: PaperKind | "voucher" };
