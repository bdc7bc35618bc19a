/**
 * `triplicate attack` and `triplicate simulate election`: their options and help.
 * @module
 */
import type { Command } from "commander";
import type { Io } from "./io.ts";
import type { Finish } from "./program-parts.ts";

export function addAttack(
  _parents: { readonly program: Command; readonly simulate: Command },
  _io: Io,
  _finish: Finish,
): void {}
