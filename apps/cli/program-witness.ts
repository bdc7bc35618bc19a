/**
 * `triplicate card`, `witness` and `collect`: cards of poll workers, accreditation of witnesses, a party's collecting server.
 * @module
 */
import type { Command } from "commander";
import type { Io } from "./io.ts";
import type { Finish } from "./program-parts.ts";

export function addWitness(_program: Command, _io: Io, _finish: Finish): void {}
