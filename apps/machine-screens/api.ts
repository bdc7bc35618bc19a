/**
 * What the screens of a voting machine and its daemon say to each other, over loopback only.
 *
 *     GET  /api/view     what to show now: MachineView
 *     GET  /api/events   the same, as server-sent events named `view`, whenever it changes; by fetch, which can carry the token
 *     POST /api/act      one Action -> Answer; a refused action changes nothing
 *     GET  /api/scan     (demo only) cards and answers that a visitor may hold before the camera: DemoScan
 *     GET  /api/papers   (screen printer only) what lies in the printer's tray, the newest first: Paper[]
 *     DELETE /api/papers/ID   (screen printer only) taken from the tray: a voucher into the box, anything else in somebody's hand -> 204
 *     GET  /api/speech?text=&language=&rate=   a WAV by the machine's own voice, 404 where it has none
 *
 * The page itself, its policy and the fonts it asks for by name are in page.ts. Pictures of the ballot are asked without the token, by <img>.
 *
 * The choices of a voter stay on the screen until they confirm: the daemon learns of them once, with `confirm`.
 * No answer holds a vote of anybody but the voter who is before the screen, and only until they have cast it.
 * Spec: spec/station.md, section 9.
 * @module
 */
import type { Language, LocalizedText } from "@triplicate/core/text.ts";

/** The life of a station (spec/station.md, section 2). */
export type Phase =
  | "provisioned"
  | "zero-printed"
  | "open"
  | "paused"
  | "closed"
  | "counted"
  | "printed"
  | "decided"
  | "sealed"
  | "transmitted";

export type BallotOption = {
  readonly id: string;
  readonly name: string;
  readonly party?: string;
  /** The candidate's own name, where it is another than the option's. */
  readonly candidate: string;
  /** Paths of pictures below the machine's own address; without one, initials are drawn. */
  readonly photo?: string;
  readonly symbol?: string;
};

export type BallotContest = {
  readonly id: string;
  readonly name: LocalizedText;
  /** Options a voter may mark. */
  readonly marks: number;
  /** In the order of the definition. */
  readonly options: readonly BallotOption[];
};

/** One entry a contest, in their order: numbers of the options marked, ascending; none is blank. */
export type Selections = readonly (readonly number[])[];

export type VoterStep =
  /** The voter chooses; nothing is kept but that somebody was let in. */
  | { readonly step: "choosing" }
  /** The record is on disk, the voucher is being printed. */
  | { readonly step: "printing" }
  /** The printer needs the poll worker; the voucher is printed anew when it is ready. */
  | { readonly step: "printer"; readonly problem: PrinterState }
  /** The voucher is out: does the paper match what the voter wanted? Their choices, to compare. */
  | { readonly step: "compare"; readonly selections: Selections }
  /** After a power cut or a half-printed voucher: poll worker and voter look at the paper together. */
  | { readonly step: "interrupted" }
  /** It is done: into the box. Shown until the voter touches it, or a few seconds. `void`: vote again. */
  | { readonly step: "thanks"; readonly outcome: "cast" };

export type PrinterState = "ready" | "busy" | "paper-low" | "paper-out" | "cover-open" | "offline" | "error";

export type WorkerCard = { readonly id: string; readonly name: string; readonly scope: string };

export type WitnessState = {
  readonly id: string;
  readonly party: string;
  /** Accredited at this station or its place: has a line in any case. Others only if they came. */
  readonly isExpected: boolean;
  readonly decision: null | "signed" | "paper" | "refused" | "absent";
  readonly reason?: string;
};

/** Whole numbers of one contest, as they will stand on the acta. */
export type ContestNumbers = {
  readonly contest: string;
  readonly votes: readonly number[];
  readonly blank: number;
  readonly null: number;
  /** Where the running totals differ from the recount (spec/station.md, section 6): they are on the acta too. */
  readonly running?: { readonly votes: readonly number[]; readonly blank: number; readonly null: number };
  /** The texts of the acta's QR symbols, as printed: what a telephone may scan from the screen in a demonstration. */
  readonly symbols: readonly string[];
  /** To read aloud (spec/station.md, section 7). */
  readonly fingerprint: string;
};

export type TransmissionState =
  | { readonly state: "idle" }
  | { readonly state: "trying"; readonly attempt: number; readonly sent: number; readonly of: number }
  | {
      readonly state: "waiting";
      readonly attempt: number;
      readonly reason: string;
      /** Seconds since 1970 of the next attempt. */
      readonly next: number;
    }
  /** The centre refused by a rule: a person must look. */
  | { readonly state: "refused"; readonly code: string; readonly message: LocalizedText }
  /** A receipt that does not hold: somebody lies, and the machine keeps what it was given. */
  | { readonly state: "false-receipt"; readonly code: string }
  | {
      readonly state: "done";
      readonly receipts: readonly { readonly name: string; readonly index: number }[];
    };

/**
 * What poll workers must know and voting goes on with: the clock was behind what the machine had written, or was set since; the medium of the
 * second copy is not there; the machine's own disk did not take the last step, which was not done.
 */
export type MachineWarning = "clock-behind" | "clock-moved" | "second-copy-missing" | "disk-failed";

export type MachineView = {
  /** Grows with every change. */
  readonly revision: number;
  /** Seconds since 1970, by the machine. */
  readonly now: number;
  readonly mode: "live" | "test";
  readonly isDemo: boolean;
  /** A replacement machine goes on with the records of another. */
  readonly isReplacement: boolean;
  readonly phase: Phase;
  readonly election: { readonly id: string; readonly name: LocalizedText; readonly date: string };
  readonly remark?: LocalizedText;
  readonly station: {
    readonly id: string;
    readonly place: string;
    readonly region?: string;
    readonly registered: number;
  };
  /** Voting hours, seconds since 1970. */
  readonly hours: { readonly opens: number; readonly closes: number };
  readonly contests: readonly BallotContest[];
  /** What the voucher and the actas are printed in. */
  readonly paperLanguage: Language;
  readonly hasSpeech: { readonly es: boolean; readonly en: boolean };
  readonly printer: PrinterState;
  readonly warnings: readonly MachineWarning[];
  /** A poll worker's menu is open to these; empty: locked. Two are needed to open and close. */
  readonly cards: readonly WorkerCard[];
  /** Tries of a PIN are bounded; until this moment none is taken. */
  readonly lockedUntil: number | null;
  readonly voter: VoterStep | null;
  /** Only while a poll worker's menu is open, and after the close. */
  readonly counts: { readonly checkedIn: number; readonly ballots: number; readonly spoiled: number } | null;
  /** From the phase `counted` on. */
  readonly tally: {
    readonly contests: readonly ContestNumbers[];
    readonly agrees: boolean;
    readonly ballots: number;
    readonly spoiled: number;
    readonly checkedIn: number;
  } | null;
  readonly copies: {
    readonly printed: number;
    readonly needed: number;
    /** What the printer is at: none when idle. */
    readonly printing: boolean;
  };
  readonly witnesses: readonly WitnessState[];
  readonly transmission: TransmissionState;
  /** A paper that was begun and not finished, in words that a catalogue has: the poll worker decides. */
  readonly halfPrinted: null | "zero-tape" | "acta" | "closing" | "receipt";
};

export type Action =
  | { readonly do: "present-card"; readonly card: string; readonly pin: string }
  | { readonly do: "lock" }
  | { readonly do: "print-zero-tape" }
  | { readonly do: "open" }
  | { readonly do: "pause"; readonly reason: "rest" | "paper" | "fault" | "order" | "other" }
  | { readonly do: "resume" }
  /** Lets one voter in; the menu locks. */
  | { readonly do: "activate" }
  /** A voter who left, or a poll worker takes the turn back, before anything was confirmed. */
  | { readonly do: "abandon" }
  | { readonly do: "confirm"; readonly selections: Selections }
  | { readonly do: "match"; readonly matches: boolean }
  /** A voter is done reading the last screen. */
  | { readonly do: "dismiss" }
  /** Under the eyes of a poll worker: what the paper shows. */
  | { readonly do: "resolve"; readonly paper: "whole-and-matches" | "whole-and-wrong" | "torn" | "none" }
  /** `checkedIn` as the register says; before the hour with a reason. */
  | { readonly do: "close"; readonly checkedIn: number; readonly early?: string }
  | { readonly do: "count" }
  /** Prints what is missing of the copies; more when asked. */
  | { readonly do: "print-copies"; readonly copies: number }
  /** What the printer left half done: again from its start, or it is whole after all. */
  | { readonly do: "half-printed"; readonly paper: "whole" | "again" }
  /** The text of a telephone's QR code: a signed answer of a witness (spec/station.md, section 8). */
  | { readonly do: "witness-answer"; readonly answer: string }
  | {
      readonly do: "witness-decision";
      readonly witness: string;
      readonly decision: "paper" | "refused" | "absent";
      readonly reason?: string;
    }
  | { readonly do: "decided" }
  | { readonly do: "seal" }
  | { readonly do: "transmit" }
  /** Writes the signed notes to the removable medium, for whoever carries them. */
  | { readonly do: "export" };

export type Refused = {
  /** A rule of spec/station.md, section 10, or of the form of what was sent. */
  readonly rule: string;
  readonly clause: string;
  /** Values for the catalogue's message `machine.refused.<rule>`. */
  readonly detail: Readonly<Record<string, string | number>>;
};

export type Answer =
  | { readonly ok: true; readonly view: MachineView }
  | { readonly ok: false; readonly refused: Refused; readonly view: MachineView };

export type DemoScan = {
  readonly cards: readonly { readonly name: string; readonly text: string; readonly pin: string }[];
};

export type Paper = {
  readonly id: number;
  readonly kind: "zero-tape" | "voucher" | "acta" | "closing" | "receipt" | "export";
  readonly title: string;
  /** Path of its picture (SVG), asked with the token as everything under /api is. */
  readonly picture: string;
  readonly alternative: string;
};
