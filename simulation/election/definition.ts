/**
 * The definition of a simulated election: contests, options and the rule that paper prevails.
 * @module
 */
import type { Contest, ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { contestId, type ElectionShape, electionId, optionId, partyOf } from "./shape.ts";

const NAMES: Readonly<Record<string, Contest["name"]>> = {
  president: { es: "Presidencia", en: "President" },
  assembly: { es: "Asamblea", en: "Assembly" },
  mayor: { es: "Alcaldía", en: "Mayor" },
};

/** The day of the vote, and its midnight in seconds since 1970. */
export const ELECTION_DAY = "2030-01-01";
export const MIDNIGHT = 1_893_456_000;

export function electionDefinition(shape: ElectionShape, registered: number): ElectionDefinition {
  const options = Array.from({ length: shape.options }, (_, option) => optionId(option));
  const contest = (index: number): Contest => ({
    id: contestId(index),
    name: NAMES[contestId(index)]!,
    candidates: options.map((id) => ({ id, name: id.toUpperCase() })),
    options: options.map((id, k) => ({
      id,
      name: id.toUpperCase(),
      party: k < 8 ? `Lista ${partyOf(k)}` : `Lista ${id}`,
      candidate: id,
    })),
    outcome: { rule: "plurality" },
  });
  return {
    format: "triplicate/election/v1",
    id: electionId(shape),
    name: { es: "País simulado", en: "Simulated country" },
    date: ELECTION_DAY,
    remark: {
      es: "Simulación a partir de una semilla: ninguna cifra es real y ninguna clave es secreta.",
      en: "Simulated from a seed: no figure is real and no key is secret.",
    },
    contests: Array.from({ length: shape.contests }, (_, index) => contest(index)),
    paper: "prevails",
    expected: { stations: shape.stations, registered },
    roster: { file: "roster.jsonl" },
  };
}
