/**
 * The end-to-end vectors, as another implementation would run them: files in, the whole comparison out.
 * Layout: spec/reconciliation.md, clause 9.9.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Contest } from "../election/definition.ts";
import { expectedTotals } from "../election/expected.ts";
import { validateElection } from "../election/validation.ts";
import { validateAnnounced } from "../reading/announced-schema.ts";
import { createCsvReader } from "../reading/csv.ts";
import type { Finding } from "../reading/finding.ts";
import { validateMapping } from "../reading/mapping-schema.ts";
import type { Result } from "../result.ts";
import { type CountInput, compareCounts, digestTable } from "./compare.ts";
import type { Comparison } from "./comparison.ts";
import { comparisonText } from "./comparison-text.ts";

type VectorCount = {
  readonly name: string;
  readonly source: string;
  readonly mapping: unknown;
  readonly file: string;
};

type Vector = {
  readonly description: string;
  readonly election: unknown;
  readonly counts: readonly VectorCount[];
  readonly announced?: readonly { readonly source: string; readonly totals: unknown }[];
  readonly comparison: Comparison;
};

const folder = new URL("../../vectors/reconciliation/end-to-end/", import.meta.url);
const names = readdirSync(folder).sort();
const load = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Vector;

function valid<T>(judged: Result<T, unknown>): T {
  if (!judged.ok) throw new Error(JSON.stringify(judged.error));
  return judged.value;
}

/** Clause 9.2: by rule, then action. */
function countFindings(findings: readonly Finding[]): Comparison["counts"][number]["findings"] {
  const keys = [...new Set(findings.map(({ rule, action }) => `${rule} ${action}`))].sort();
  return keys.map((key) => {
    const same = findings.filter(({ rule, action }) => `${rule} ${action}` === key);
    return { rule: same[0]!.rule, action: same[0]!.action, times: same.length };
  });
}

function readCount(all: readonly Contest[], { name, source, mapping: json, file }: VectorCount): CountInput {
  const mapping = valid(validateMapping(json, all));
  const contests = all.filter(({ id }) => Object.hasOwn(mapping.contests, id));
  const findings: Finding[] = [];
  const onFinding = (finding: Finding) => findings.push(finding);
  const reader = createCsvReader({ mapping, contests, source, onFinding });
  reader.push(new TextEncoder().encode(file));
  const tables = reader.finish();
  return {
    summary: {
      name,
      title: mapping.title,
      provenance: { kind: "csv", statement: mapping.statement },
      rows: reader.rows(),
      stations: Math.max(...tables.map((table) => table.rows)),
      findings: countFindings(findings),
    },
    tables: tables.map((table, i) => ({ table, digest: digestTable(contests[i]!, table) })),
  };
}

function run({ election: json, counts, announced = [] }: Vector): Comparison {
  const election = valid(validateElection(json));
  const { contests } = election;
  return compareCounts(
    election,
    counts.map((count) => readCount(contests, count)),
    announced.map(({ source, totals }) => ({
      source,
      announced: valid(validateAnnounced(totals, contests)),
    })),
    expectedTotals(election),
  );
}

test.each(names)("%s", (name) => {
  const vector = load(name);
  const text = comparisonText(run(vector));
  expect(JSON.parse(text)).toEqual(vector.comparison);
  // Members stand in one order, in the file as in the program's output.
  expect(text).toBe(comparisonText(vector.comparison));
});

test("together they hold every status, flip and reason why a cell is unknown", () => {
  const said = names.map((name) => JSON.stringify(load(name).comparison)).join("\n");
  for (const told of [
    ...["missing", "illegible", "placeholder", "conflict", "refused", "absent"].map((why) => `"a":"${why}"`),
    ...["byDiscrepancies", "byCoverage", "contradiction"].map((what) => `"${what}":true`),
    ...["cannot-change", "could-change", "nothing-missing", "not-known"].map((what) => `"verdict":"${what}"`),
    ...['"status":"runoff"', '"status":"won"', '"seats":2', '"onlyA":["', '"onlyB":["', '"oneIn":"19"'],
  ]) {
    expect(said, told).toContain(told);
  }
});
