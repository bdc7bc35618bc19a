/**
 * Actas out of the texts of codes, also when the codes of one acta come one by one: those of which others are missing wait on the disk.
 *
 *     texts ──gatherActas──▶ notes ─▶ intake             some parts missing ──▶ kept, and joined with what comes later
 *
 * Parts carry no signature that could be held against a key, so what waits is bounded and is nothing but texts until it is whole.
 * Spec: spec/collecting.md, clause 3.2; spec/acta.md, section 6.
 * @module
 */
import { gatherActas, type SymbolFault } from "@triplicate/core/count-machine/acta-symbol.ts";
import { isLater, type Refusal, type SymbolCode, symbolRefusal, takeRefusal } from "./answers.ts";
import type { Collected } from "./collected.ts";
import type { Intake, Taken } from "./intake.ts";

export type TakenTexts = {
  readonly taken: readonly Taken[];
  readonly refused: readonly Refusal[];
};

const SET_OF = /^ACTA\/1 PART \S+ (\S{12}) /;
/** A hundred contests of three parts, cut for two widths of paper. */
export const MAX_TEXTS_AT_ONCE = 1000;
/** Of one name; only who makes parts up has more than two widths of paper. */
const MAX_PARTS_OF_SET = 300;

/** Texts that are no acta's are passed over where there are others. */
export async function takeTexts(
  given: readonly string[],
  intake: Intake,
  collected: Collected,
): Promise<TakenTexts> {
  const ours = given.filter((text) => text.startsWith("ACTA/1 "));
  const own = (ours.length > 0 ? ours : given).slice(0, MAX_TEXTS_AT_ONCE);
  const sets = new Set(own.flatMap((text) => SET_OF.exec(text)?.[1] ?? []));
  const before = [...sets].flatMap((set) => collected.parts(set));
  const { actas, faults } = gatherActas([...own, ...before]);
  const missing = new Set(faults.flatMap((fault) => ("set" in fault ? [fault.set] : [])));
  // In one breath with the reading of what waits: of two codes that come together the second finds the first.
  for (const set of missing) {
    if (collected.parts(set).length >= MAX_PARTS_OF_SET) continue;
    const parts = own.filter((text) => SET_OF.exec(text)?.[1] === set);
    collected.keepParts(set, parts);
  }
  const taken: Taken[] = [];
  const refused: Refusal[] = [];
  for (const { noteBytes } of actas) {
    const answer = await intake.take(noteBytes);
    if (answer.ok) taken.push(answer.value);
    else refused.push(takeRefusal(answer.error));
  }
  // What the intake had no room for is still needed.
  if (before.length > 0 && !refused.some(isLater))
    for (const set of sets) if (!missing.has(set)) collected.forgetParts(set);
  if (actas.length === 0 && faults.length === 0) refused.push(symbolRefusal("symbol-none"));
  return { taken, refused: [...refused, ...faults.map(refusalOfFault)] };
}

function refusalOfFault(fault: SymbolFault): Refusal {
  const code: SymbolCode = fault.code === "symbol-several" ? "symbol-set-broken" : fault.code;
  if ("parts" in fault) return symbolRefusal(code, fault.parts);
  return symbolRefusal(code, "part" in fault ? [fault.part] : []);
}
