/**
 * What a comparison is made of, read and judged: election, roster, mappings, counts, announced totals.
 * @module
 */
import { statSync } from "node:fs";
import { basename } from "node:path";
import type { ReadCount } from "@triplicate/adapters/read-count.ts";
import type { ReaderPool } from "@triplicate/adapters/read-counts.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { expectedTotals } from "@triplicate/core/election/expected.ts";
import type { Announced, Mapping } from "@triplicate/core/reading/mapping.ts";
import { compareCounts, comparePairs } from "@triplicate/core/reconciliation/compare.ts";
import type { Comparison } from "@triplicate/core/reconciliation/comparison.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import type { CompareOptions, CountArgument } from "./compare-arguments.ts";
import {
  type Loaded,
  type LoadedRoster,
  loadAnnounced,
  loadElection,
  loadMapping,
  loadRoster,
} from "./load.ts";
import type { Progress } from "./progress.ts";
import { faultToUsage } from "./reading-fault.ts";
import { sourceNames } from "./source-names.ts";

export type Material = {
  readonly election: Loaded<ElectionDefinition>;
  readonly counts: readonly (CountArgument & {
    /** What the data file is called in the dossier. */
    readonly source: string;
    readonly loaded: Loaded<Mapping>;
    readonly read: ReadCount;
  })[];
  readonly announced: readonly Loaded<Announced>[];
  readonly roster: LoadedRoster | null;
};

export async function readMaterial(
  options: Pick<CompareOptions, "election" | "announced">,
  counts: readonly CountArgument[],
  pool: ReaderPool,
  progress: Progress,
  t: Translator,
): Promise<Material> {
  const election = await loadElection(options.election, t);
  const { contests } = election.value;
  const roster = await loadRoster(election, t);
  const mappings = await Promise.all(counts.map(({ mapping }) => loadMapping(mapping, contests, t)));
  const announced = await Promise.all(options.announced.map((file) => loadAnnounced(file, contests, t)));
  const lines = counts.map(({ name }) => progress.line(name));
  const sources = sourceNames(counts.map(({ file }) => file));
  const requests = counts.map(({ name, file }, i) => {
    const mapping = mappings[i]!.value;
    const about = statSync(file);
    return {
      name,
      path: file,
      source: sources[i]!,
      size: about.size,
      isFolder: about.isDirectory(),
      mapping,
      roster: roster?.roster ?? null,
      contests: contests.filter(({ id }) => Object.hasOwn(mapping.contests, id)),
    };
  });
  const read = await pool.read(requests, (i, done) => lines[i]!.update(done));
  if (!read.ok) throw faultToUsage(read.error, t);
  return {
    election,
    counts: counts.map((count, i) => ({
      ...count,
      source: sources[i]!,
      loaded: mappings[i]!,
      read: read.value[i]!,
    })),
    announced,
    roster,
  };
}

/** Pairs first: threads work out the digests meanwhile. */
export async function compareMaterial({
  election,
  counts,
  announced,
  roster,
}: Material): Promise<Comparison> {
  const pairs = comparePairs(
    election.value,
    counts.map(({ name, read }) => ({ name, tables: read.tables })),
  );
  const inputs = counts.map(async ({ read }) => {
    const digests = await read.digests;
    return {
      summary: read.summary,
      tables: read.tables.map(({ table }, i) => ({ table, digest: digests[i]! })),
    };
  });
  return compareCounts(
    election.value,
    await Promise.all(inputs),
    announced.map(({ value, file }) => ({ announced: value, source: basename(file) })),
    roster === null ? expectedTotals(election.value) : rosterTotals(roster),
    pairs,
  );
}

const rosterTotals = ({ roster: { stations, registeredInAll } }: LoadedRoster) => ({
  stations: stations.size,
  registered: registeredInAll,
});
