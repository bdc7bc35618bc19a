/**
 * How large an election is, as its definition says.
 * @module
 */
import type { ElectionDefinition } from "./definition.ts";

export type ExpectedTotals = { readonly stations: number | null; readonly registered: number | null };

/** How many stations and voters the election has: as declared, else as its inline stations sum to, else unknown. */
export function expectedTotals(definition: ElectionDefinition): ExpectedTotals {
  const { expected, stations } = definition;
  return {
    stations: expected?.stations ?? stations?.length ?? null,
    registered:
      expected?.registered ?? stations?.reduce((sum, { registered }) => sum + registered, 0) ?? null,
  };
}
