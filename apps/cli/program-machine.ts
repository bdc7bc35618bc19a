/**
 * `triplicate machine`: provisioning a station's machine, running it, going on with another's records.
 * @module
 */
import type { Command } from "commander";
import type { Io } from "./io.ts";
import type { Finish } from "./program-parts.ts";

export function addMachine(_program: Command, _io: Io, _finish: Finish): void {}
