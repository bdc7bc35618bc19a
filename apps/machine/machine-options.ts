/**
 * What a machine's daemon is started with, and what whoever started it holds in hand.
 * @module
 */

import type { NodeSigner } from "@triplicate/adapters/ed25519-node.ts";
import type { Printer } from "@triplicate/adapters/printer.ts";
import { STORE_FAULTS } from "@triplicate/adapters/station-store.ts";
import type { Action, Answer, DemoScan, MachineView } from "@triplicate/machine-screens/api.ts";
import type { SystemClock } from "./machine-clock.ts";

export type MachineOptions = {
  /** A machine folder, as `provisionMachine` makes it. */
  readonly folder: string;
  /** The key that the folder names, opened; it stays in memory. */
  readonly signer: NodeSigner;
  /** Loopback only; 127.0.0.1 and any free port when nothing is said. */
  readonly host?: string;
  readonly port?: number;
  /** Instead of the printer that the folder names. */
  readonly printer?: Printer;
  readonly printerAddress?: string;
  /** A demonstration: a visitor may take these cards from the screen. */
  readonly demo?: { readonly cards: DemoScan["cards"] };
  /** Instead of the folder's: a demonstration may close when it likes. Seconds since 1970. */
  readonly hours?: { readonly opens: number; readonly closes: number };
  /** Instead of the folder's; null for none. */
  readonly secondCopy?: string | null;
  readonly centre?: string | null;
  /** Where the poll worker's `export` goes; the second copy's medium when nothing is said. */
  readonly exportTo?: string;
  /** False: the API alone, for a program that plays the screens. */
  readonly screens?: false;
  readonly clock?: SystemClock;
  readonly random?: (bytes: number) => Uint8Array;
  /** Waits for the transmission's next attempt; a test does not. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

export const MACHINE_FAULTS = [
  "folder-unreadable",
  "folder-form",
  "package-unusable",
  "key-other",
  ...STORE_FAULTS,
  "machine-other",
  "clock-insane",
  "not-loopback",
  "port-taken",
  "printer-unknown",
  "pictures-differ",
] as const;

/** Why a machine does not start (spec/station.md, clause 9.2). */
export type MachineFault = {
  readonly code: (typeof MACHINE_FAULTS)[number];
  /** What it is about: a file, an address, codes of a package's faults. */
  readonly detail: string;
};

export type RunningMachine = {
  /** `http://127.0.0.1:8070/`. */
  readonly url: string;
  /** The same with the token that the screens need, in the fragment, which no server is ever sent. */
  readonly launchUrl: string;
  readonly token: string;
  view(): MachineView;
  /** What the screens send, without HTTP. */
  act(action: Action): Promise<Answer>;
  /** Resolves when nothing is being printed or transmitted. */
  idle(): Promise<void>;
  close(): Promise<void>;
};
