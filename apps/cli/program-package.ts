/**
 * `triplicate election new|sign|show`: the commands of the election package.
 * @module
 */
import type { Command } from "commander";
import type { Io } from "./io.ts";
import type { Finish } from "./program-parts.ts";

export function addPackage(_election: Command, _io: Io, _finish: Finish): void {}
