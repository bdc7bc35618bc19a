/**
 * The message of each check in each state that it can have.
 * @module
 */
import type { WitnessMessageId } from "@triplicate/ui/screen-messages.ts";
import type { ActaCheck } from "./judge-acta.ts";

/** The catalogue has one for each; the test goes through all of them. */
export const checkMessage = ({ check, state }: Pick<ActaCheck, "check" | "state">): WitnessMessageId =>
  `witness.check.${check}.${state}` as WitnessMessageId;
