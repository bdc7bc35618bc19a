/**
 * The voting machine's daemon: one process, one station, loopback only.
 * Spec: spec/station.md, section 9.
 * @module
 */
import { err, type Result } from "@triplicate/core/result.ts";
import type { MachineFault, MachineOptions, RunningMachine } from "./machine-options.ts";

export type { MachineFault, MachineOptions, RunningMachine } from "./machine-options.ts";

/** Opens the folder, takes up where it stands, and listens. */
export async function startMachine(options: MachineOptions): Promise<Result<RunningMachine, MachineFault>> {
  return err({ code: "folder-unreadable", detail: options.folder });
}
