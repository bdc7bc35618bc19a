/**
 * Making a station's machine: everything is checked, then its folder appears as a whole or not at all.
 * Spec: spec/station.md, clause 9.1.
 * @module
 */
import { err, type Result } from "@triplicate/core/result.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import type { Language } from "@triplicate/core/text.ts";

export type Provisioning = {
  /** The election package, or the folder that holds it. */
  readonly election: string;
  readonly station: string;
  /** The age file of the machine's key, and what opens it. */
  readonly keyFile: string;
  readonly passphrase: string;
  /** Must not be there yet. */
  readonly folder: string;
  /** Voting hours, seconds since 1970. */
  readonly hours: { readonly opens: number; readonly closes: number };
  readonly mode: Mode;
  readonly paper: 58 | 80 | "a4";
  /** `tcp:host:9100`, `usb:/dev/usb/lp0`, `serial:/dev/ttyUSB0`, `pdf:FOLDER`, `screen`. */
  readonly printer: string;
  readonly language: Language;
  readonly secondCopy: string | null;
  /** Where the actas are sent once they are sealed. */
  readonly centre: string | null;
  /** Seconds since 1970. */
  readonly now: number;
};

export const PROVISION_FAULTS = [
  "folder-exists",
  "folder-unwritable",
  "package-unusable",
  "pictures-differ",
  "station-unknown",
  "key-unreadable",
  "key-not-of-station",
  "hours-order",
  "hours-other-day",
  "clock-insane",
  "printer-unknown",
  "second-copy-missing",
  "second-copy-used",
  "centre-address",
] as const;

export type ProvisionFault = {
  readonly code: (typeof PROVISION_FAULTS)[number];
  readonly detail: string;
};

export type Provisioned = { readonly folder: string; readonly key: string; readonly isSpare: boolean };

export async function provisionMachine(wishes: Provisioning): Promise<Result<Provisioned, ProvisionFault>> {
  return err({ code: "folder-unwritable", detail: wishes.folder });
}
