/**
 * What a machine needs of a printer, however it is connected.
 * @module
 */
import type { PrinterState } from "@triplicate/machine-screens/api.ts";

/** `unknown` counts as `part`: people look at the paper. */
export type StationOutcome = { readonly kind: "printed" | "nothing" | "part" | "unknown" };

export type StationPrinter<Document = never> = {
  status(): Promise<PrinterState>;
  /** Never throws for what befalls a printer. */
  print(document: Document): Promise<StationOutcome>;
  close(): Promise<void>;
};
