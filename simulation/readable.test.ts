/**
 * What the simulation writes is what the project reads: definitions, mappings and announced totals are without fault,
 * and reading the files gives every station and not one finding.
 * @module
 */
import { validateElection } from "@triplicate/core/election/validation.ts";
import { validateAnnounced } from "@triplicate/core/reading/announced-schema.ts";
import { createCsvReader } from "@triplicate/core/reading/csv.ts";
import type { Finding } from "@triplicate/core/reading/finding.ts";
import { validateMapping } from "@triplicate/core/reading/mapping-schema.ts";
import { describe, expect, test } from "vitest";
import { bolivarReconstruction } from "./bolivar-2017.ts";
import { countryCsv, countryElection, countryMapping } from "./country.ts";

/** The value of a result, or a failure that shows its faults. */
function succeeded<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Rows of the one table, and all findings, of a CSV under its mapping. */
function readCsv(election: unknown, mapping: unknown, chunks: Iterable<Uint8Array>) {
  const { contests } = succeeded(validateElection(election));
  const findings: Finding[] = [];
  const reader = createCsvReader({
    mapping: succeeded(validateMapping(mapping, contests)),
    contests,
    source: "simulated.csv",
    onFinding: (finding) => findings.push(finding),
  });
  for (const chunk of chunks) reader.push(chunk);
  const [table] = reader.finish();
  return { rows: table!.rows, findings };
}

describe("the Bolívar reconstruction", () => {
  const { files } = bolivarReconstruction();
  const json = (name: string): unknown => JSON.parse(files.get(name)!);

  test.each(["actas", "official"])("%s.csv reads without a finding", (name) => {
    const bytes = new TextEncoder().encode(files.get(`${name}.csv`)!);
    const { rows, findings } = readCsv(json("election.json"), json(`${name}.mapping.json`), [bytes]);
    expect(findings).toEqual([]);
    expect(rows).toBe(1642);
  });

  test("the announced totals are without fault", () => {
    const { contests } = succeeded(validateElection(json("election.json")));
    expect(validateAnnounced(json("announced.json"), contests).ok).toBe(true);
  });
});

describe("a simulated country", () => {
  const shape = { stations: 5_000, options: 10, seed: 3, missing: 7 };

  test.each([
    ["a", 5_000],
    ["b", 4_993],
  ] as const)("count %s reads without a finding", (count, expected) => {
    const chunks = countryCsv({ ...shape, count });
    const { rows, findings } = readCsv(countryElection(shape), countryMapping(shape, count), chunks);
    expect(findings).toEqual([]);
    expect(rows).toBe(expected);
  });
});
