/**
 * What a schema cannot say about contests: ids, options and candidates, and the rule. Spec: spec/election.md,
 * sections 3, 5 and 6.
 * @module
 */
import type { OutcomeRule } from "./definition.ts";
import type { ElectionFault } from "./faults.ts";
import { LIMITS, RESERVED_OPTION_IDS } from "./limits.ts";
import { ruleFaults } from "./rule-faults.ts";
import { OUTCOME_SCHEMA } from "./schema.ts";
import { shapeFaults } from "./schema-faults.ts";
import { duplicateIds, fault, type Part, partsOf, textOf } from "./validation-parts.ts";

export function contestsFaults(election: Readonly<Record<string, unknown>>): ElectionFault[] {
  const contests = partsOf(election, "contests", "", LIMITS.contests);
  return [...duplicateIds(contests), ...contests.flatMap(contestFaults)];
}

function contestFaults({ value, path }: Part): ElectionFault[] {
  const candidates = partsOf(value, "candidates", path, LIMITS.candidates);
  const options = partsOf(value, "options", path, LIMITS.options);
  return [
    ...duplicateIds(candidates),
    ...duplicateIds(options),
    ...options.flatMap(reservedId),
    ...referenceFaults(candidates, options),
    ...ambiguousIds(candidates, options),
    ...outcomeFaults(value.outcome, candidates.length, `${path}/outcome`),
  ];
}

function reservedId({ value, path }: Part): ElectionFault[] {
  const id = textOf(value, "id");
  const isReserved = RESERVED_OPTION_IDS.some((reserved) => reserved === id);
  return id !== undefined && isReserved ? [fault("reserved-id", `${path}/id`, { id })] : [];
}

/** Clauses 5.3 and 5.4. */
function referenceFaults(candidates: readonly Part[], options: readonly Part[]): ElectionFault[] {
  const known = new Set(candidates.map(({ value }) => value.id));
  const used = new Set(options.map(({ value }) => value.candidate));
  const dangling = options.flatMap(({ value, path }): ElectionFault[] => {
    const candidate = textOf(value, "candidate");
    if (candidate === undefined || known.has(candidate)) return [];
    return [fault("unknown-candidate", `${path}/candidate`, { candidate })];
  });
  const unreachable = candidates.flatMap(({ value, path }): ElectionFault[] => {
    const candidate = textOf(value, "id");
    if (candidate === undefined || used.has(candidate)) return [];
    return [fault("candidate-without-option", path, { candidate })];
  });
  return [...dangling, ...unreachable];
}

/** Clause 3.5: announced totals name an option or a candidate; one name must not mean two numbers. */
function ambiguousIds(candidates: readonly Part[], options: readonly Part[]): ElectionFault[] {
  const lines = new Map<unknown, number>();
  for (const { value } of options) lines.set(value.candidate, (lines.get(value.candidate) ?? 0) + 1);
  const names = new Set(candidates.map(({ value }) => value.id));
  return options.flatMap(({ value, path }): ElectionFault[] => {
    const id = textOf(value, "id");
    if (id === undefined || !names.has(id)) return [];
    const isSame = value.candidate === id && lines.get(id) === 1;
    return isSame ? [] : [fault("ambiguous-id", `${path}/id`, { id })];
  });
}

/** Section 6, for a rule whose shape is right. */
function outcomeFaults(rule: unknown, candidates: number, path: string): ElectionFault[] {
  if (candidates === 0 || shapeFaults(OUTCOME_SCHEMA, rule).length > 0) return [];
  return ruleFaults(rule as OutcomeRule, candidates).map((one) => ({ ...one, path: path + one.path }));
}
