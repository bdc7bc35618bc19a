/**
 * `triplicate centre` and `triplicate cosigner`: their options and help.
 * @module
 */
import type { Command } from "commander";
import type { Io } from "./io.ts";
import type { Finish } from "./program-parts.ts";

export function addCentre(_program: Command, _io: Io, _finish: Finish): void {}
