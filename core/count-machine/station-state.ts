/**
 * Where a station stands: everything that must outlive a power cut beside records, journal and documents, as one canonical text.
 *
 * It holds no choice of any voter: only whose turn it is, and the code of the voucher before them until they are done.
 * Spec: spec/station.md, section 2.
 * @module
 */
import canonicalize from "canonicalize";
import { decodeBase64, encodeBase64, encodeHex } from "../bytes.ts";
import type { EarlierLife } from "../statement/acta-lines.ts";
import type { Mode } from "../statement/common.ts";
import type { JournalHead } from "./journal.ts";
import { hasStateShape } from "./station-state-shape.ts";

export const PHASES = [
  "provisioned",
  "zero-printed",
  "open",
  "paused",
  "closed",
  "counted",
  "printed",
  "decided",
  "sealed",
  "transmitted",
] as const;
export type Phase = (typeof PHASES)[number];

export type PaperKind = "zero-tape" | "acta" | "closing" | "receipt";

export type VoterState =
  | { readonly step: "choosing" }
  /** The record is on disk, the printer has the voucher. */
  | { readonly step: "printing"; readonly code: string }
  /** The record is on disk, and nothing on paper: the printer cannot take the voucher yet. */
  | { readonly step: "held"; readonly code: string }
  | { readonly step: "compare"; readonly code: string }
  | { readonly step: "interrupted"; readonly code: string }
  | { readonly step: "thanks" };

export type ContestTotals = { readonly votes: readonly number[]; readonly blank: number };

export type DecidedWitness = {
  readonly id: string;
  readonly decision: "signed" | "paper" | "refused" | "absent";
  readonly reason?: string;
  /** By their own signed answer: nobody else may say otherwise. */
  readonly isOwn: boolean;
};

export type StationState = {
  readonly election: string;
  /** SHA-256 of the definition, base64. */
  readonly definition: string;
  readonly mode: Mode;
  readonly station: string;
  /** Name of the key of the machine that goes on with this. */
  readonly machine: string;
  readonly lives: readonly { readonly key: string; readonly ended: number; readonly journal: string }[];
  readonly phase: Phase;
  /** The moment of the journal's last line: time never goes back, and no vote leaves its own. */
  readonly clock: number;
  readonly journal: { readonly count: number; readonly head: string };
  readonly opened: number | null;
  readonly closed: number | null;
  /** Voters let in; from the close on what the register says. */
  readonly checkedIn: number;
  readonly ballots: number;
  readonly spoiled: number;
  /** Vouchers that whoever has the turn called wrong by themselves; zero when nobody has one. */
  readonly voided: number;
  readonly running: readonly ContestTotals[];
  /** Votes cast since the half hour began. */
  readonly halfHour: { readonly start: number; readonly votes: number };
  readonly voter: VoterState | null;
  /** Wrong PINs in a row of each card, and until when none is taken. */
  readonly tries: {
    readonly cards: readonly { readonly card: string; readonly wrong: number }[];
    readonly until: number;
  };
  readonly agrees: boolean | null;
  readonly copies: number;
  /** What the printer left half done. */
  readonly half: PaperKind | null;
  /** What the printer is at: after a power cut nobody knows how far it came. */
  readonly printing: PaperKind | null;
  readonly witnesses: readonly DecidedWitness[];
  readonly receipts: readonly { readonly name: string; readonly index: number }[];
};

export const STATE_FORM = "triplicate/station-state/v1";

export const printStationState = (state: StationState): string => `${STATE_FORM}\n${canonicalize(state)}\n`;

const isState = hasStateShape(PHASES);

/** null for a text that printing would not give. */
export function parseStationState(text: string): StationState | null {
  const [form, json = "", ...rest] = text.split("\n");
  if (form !== STATE_FORM || rest.length !== 1 || rest[0] !== "") return null;
  try {
    const state = JSON.parse(json) as StationState;
    return isState(state) && printStationState(state) === text ? state : null;
  } catch {
    return null;
  }
}

export const journalHead = ({ journal }: StationState): JournalHead => ({
  count: journal.count,
  head: decodeBase64(journal.head)!,
});

export const livesOf = ({ lives }: StationState): EarlierLife[] =>
  lives.map(({ key, ended, journal }) => ({ key, ended, journal: decodeBase64(journal)! }));

export const codeText = (code: Uint8Array): string => encodeHex(code);
export const headText = (head: Uint8Array): string => encodeBase64(head);
