/**
 * A mapping: how a foreign file becomes a count. The shape only; mapping-schema.ts judges it.
 * Spec: spec/reading.md, section 2.
 * @module
 */
import type { LocalizedText } from "../text.ts";
import type { FindingAction, FindingRule } from "./finding.ts";

/** Where a number comes from: columns that are summed, or a constant that the mapping's author vouches for. */
export type NumberSource = readonly string[] | { readonly constant: number };

/**
 * Columns joined by `join` (default "/") after left-padding each with zeros to `pad` characters (0: as it is).
 * `pad` has one number for each column; without it every column is as it is.
 */
export type KeySource = {
  readonly columns: readonly string[];
  readonly pad?: readonly number[];
  readonly join?: string;
};

export type FileFormat =
  | {
      readonly type: "csv";
      /** One ASCII character; default ",". */
      readonly delimiter?: string;
      /** Default utf-8, with or without a byte order mark. */
      readonly encoding?: "utf-8" | "latin-1";
    }
  | { readonly type: "json-lines" }
  /**
   * The text of the 2024 Venezuelan acta QR, one per line, or images of it; see qr-2024.ts. Its columns have fixed
   * names: "centre", "station", "1" to "38", "null", "blank".
   */
  | { readonly type: "qr-2024" }
  /**
   * The texts of the QR codes of Brazilian ballot box bulletins, one code a line, or images of them; see bu-br-content.ts
   * for the names of its columns. `keys`: VRCH/ORLC/FASE/UNFE of a bulletin -> the key the authority published for these,
   * 64 hexadecimal digits.
   */
  | { readonly type: "bu-br-2024"; readonly keys?: Readonly<Record<string, string>> }
  /** An ElectionReport in JSON. `units`: the GpUnit types that are stations; see nist.ts for its column names. */
  | { readonly type: "nist-1500-100"; readonly units?: readonly string[] };

export type ContestMapping = {
  /** The contest's id in the file, where the file holds several (NIST). Default: our own contest id. */
  readonly foreign?: string;
  /** Option id -> columns. For qr-2024, "1" to "38" are the party lines; for NIST, selection ids. */
  readonly options: Readonly<Record<string, NumberSource>>;
  readonly blank?: NumberSource;
  readonly null?: NumberSource;
  /** Valid votes as printed: checked against the sum of the options. */
  readonly valid?: NumberSource;
  /** All ballots as printed: checked against valid + blank + null. */
  readonly ballots?: NumberSource;
};

export type Mapping = {
  readonly $schema?: string;
  readonly format: "triplicate/mapping/v1";
  readonly title: LocalizedText;
  /** What was published, by whom, when, how it was obtained. */
  readonly statement: LocalizedText;
  readonly file: FileFormat;
  readonly station: KeySource;
  readonly place?: KeySource;
  readonly region?: KeySource;
  readonly registered?: NumberSource;
  /** A column that says how many stations a row holds; above 1 the row is a place's total (clause 4.4). */
  readonly stationsInRow?: string;
  readonly contests: Readonly<Record<string, ContestMapping>>;
  readonly numbers?: {
    /** Accepted between groups of three digits, e.g. "."; without it "2.746" is a finding (clause 4.3). */
    readonly thousands?: string;
    /** Accept "258.0" as 258: only zeros may follow the point. */
    readonly zeroDecimals?: boolean;
    /** What an empty cell means. Default: unknown, missing. */
    readonly empty?: "missing" | "zero";
  };
  /** Overrides of what is done with the rows a rule names. */
  readonly onFinding?: Readonly<Partial<Record<FindingRule, FindingAction>>>;
};

/** Totals the authority announced, without stations. */
export type Announced = {
  readonly $schema?: string;
  readonly format: "triplicate/announced/v1";
  readonly title: LocalizedText;
  readonly statement: LocalizedText;
  readonly contest: string;
  /** Option or candidate id -> votes. A key of `others` not in the contest is a named remainder. */
  readonly votes: Readonly<Record<string, number>>;
  /** Announced sum over candidates, if one was announced. */
  readonly valid?: number;
  /** Stations counted, when announced as a number. */
  readonly stations?: number;
  /** Percentage of stations counted as announced, a decimal string with its published digits: "96.87". */
  readonly stationsPercent?: string;
};
