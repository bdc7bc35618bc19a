/**
 * `triplicate centre` and `triplicate cosigner`: their options and help.
 * @module
 */
import type { Command } from "commander";
import type { Io } from "./io.ts";
import { addCosigner } from "./program-cosigner.ts";
import type { Finish } from "./program-parts.ts";

export function addCentre(program: Command, io: Io, finish: Finish): void {
  addCosigner(program, io, finish);
}
