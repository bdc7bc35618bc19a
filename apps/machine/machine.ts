/**
 * The voting machine's daemon: one process, one station, loopback only.
 *
 *     folder ─▶ package, key, note, store judged ─▶ printer ─▶ engine ─▶ server
 *
 * Spec: spec/station.md, section 9.
 * @module
 */
import type { Printer } from "@triplicate/adapters/printer.ts";
import { openPrinter } from "@triplicate/adapters/printer-open.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { parsePolicy } from "@triplicate/core/log/policy.ts";
import { err, type Result } from "@triplicate/core/result.ts";
import { symbolCharacters } from "@triplicate/ui/print/acta-document.ts";
import { isLoopback } from "./guard.ts";
import { type OpenedFolder, openMachineFolder } from "./machine-folder.ts";
import { type MachineNote, paperOf } from "./machine-note.ts";
import type { MachineFault, MachineOptions, RunningMachine } from "./machine-options.ts";
import { trayOf } from "./paper-tray.ts";
import { createPapers } from "./papers.ts";
import { type Printing, runMachine } from "./running-machine.ts";

export type { Action, Answer, MachineView, Paper } from "@triplicate/machine-screens/api.ts";
export type { MachineFault, MachineOptions, RunningMachine } from "./machine-options.ts";

/** Opens the folder, takes up where it stands, and listens. */
export async function startMachine(options: MachineOptions): Promise<Result<RunningMachine, MachineFault>> {
  const { host = "127.0.0.1" } = options;
  if (!isLoopback(host)) return err({ code: "not-loopback", detail: host });
  const opened = await openMachineFolder(options);
  if (!opened.ok) return opened;
  const printer = printerOf(opened.value.note, options);
  if (printer === null) {
    opened.value.store.close();
    return err({ code: "printer-unknown", detail: options.printerAddress ?? opened.value.note.printer });
  }
  return runMachine(opened.value, printingOf(printer, opened.value, options), options);
}

function printerOf(note: MachineNote, { printer, printerAddress }: MachineOptions): Printer | null {
  if (printer !== undefined) return printer;
  const made = openPrinter(printerAddress ?? note.printer, { paper: paperOf(note) });
  return made.ok ? made.value : null;
}

function printingOf(printer: Printer, { note, pack }: OpenedFolder, options: MachineOptions): Printing {
  const policy = parsePolicy(utf8(pack.policyText));
  if (!policy.ok) throw new Error("a package that was judged has a policy");
  const centre = options.centre === undefined ? (note.centre ?? null) : options.centre;
  return {
    papers: createPapers(printer, { language: note.language, policy: policy.value, centre }),
    tray: trayOf(printer),
    symbolCharacters: symbolCharacters(printer.paper),
    close: () => printer.close(),
  };
}
