/**
 * What a party's collecting server is started with, and what it is while it runs.
 * Spec: spec/collecting.md, section 1.
 * @module
 */
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import type { SignaturePool } from "@triplicate/adapters/signature-pool.ts";
import type { DemoKey } from "@triplicate/adapters/witness-kit.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";

export type CollectorLimits = {
  /** Open connections. */
  readonly sockets: number;
  /** Of one address in a minute, kept in memory only. Telephones of one provider may share an address. */
  readonly requestsPerMinute: number;
  /** Actas under way at once; whoever comes later is told when to come again, before anything is read. */
  readonly actasAtOnce: number;
  /** Pictures under way at once: each may be twelve megabytes. */
  readonly picturesAtOnce: number;
  /** Threads that read pictures. */
  readonly pictureThreads: number;
  readonly waitingSignatures: number;
  /** Pictures of which nothing could be read, kept for people. */
  readonly unreadPictures: number;
  /** Bytes of all pictures on the disk; those of which nothing could be read have a quarter of it. */
  readonly pictureBytes: number;
  /** Codes of actas of which other codes are missing. */
  readonly pendingParts: number;
};

export const COLLECTOR_LIMITS: CollectorLimits = {
  sockets: 20_000,
  requestsPerMinute: 6000,
  actasAtOnce: 4000,
  picturesAtOnce: 24,
  pictureThreads: 2,
  waitingSignatures: 20_000,
  unreadPictures: 5000,
  pictureBytes: 20 * 1024 ** 3,
  pendingParts: 20_000,
};

/** A line of the log goes here; a test listens. */
export type LogLines = { write(line: string): void };

export type CollectorOptions = {
  readonly election: ElectionPackage;
  /** Folder of the package's files. */
  readonly electionFolder: string;
  /** Made when it is not there. */
  readonly data: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly mode: Mode;
  /** Whose server this is, as the roster calls the party: for the pages. */
  readonly party?: string;
  /** Address of the centre whose published numbers are held against the actas here; telephones are told it too. */
  readonly centre?: string;
  /** Only for a demonstration on one computer: keys of played witnesses, and where its machine takes an answer. */
  readonly demo?: {
    readonly keyFor: (station: string) => DemoKey | null;
    readonly machine: string;
  };
  readonly isBehindProxy?: boolean;
  readonly limits?: Partial<CollectorLimits>;
  readonly lines?: LogLines;
  readonly pool?: SignaturePool;
  /** Between two rounds of asking the centre. */
  readonly centreMilliseconds?: number;
};

export const COLLECTOR_FAULTS = [
  "data-in-use",
  "data-of-another-election",
  "data-of-another-mode",
  "data-of-another-version",
  "address-unavailable",
] as const;
/** Why a collector does not start (spec/collecting.md, clause 1.3). */
export type CollectorFault = { readonly code: (typeof COLLECTOR_FAULTS)[number] };

export type RunningCollector = {
  /** http://host:port, with the witness's program at `/` and the overview at `/overview`. */
  readonly url: string;
  /** Different actas that are kept. */
  readonly actas: () => number;
  /** Takes no more, answers what is under way, closes everything. */
  stop(): Promise<void>;
};
