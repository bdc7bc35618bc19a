/**
 * What a comparison is made of, read and judged: election, roster, mappings, counts, announced totals.
 * @module
 */
import { statSync } from "node:fs";
import { basename } from "node:path";
import type { ReadCount } from "@triplicate/adapters/read-count.ts";
import type { ReaderPool } from "@triplicate/adapters/read-counts.ts";
import type { Contest, ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { expectedTotals } from "@triplicate/core/election/expected.ts";
import type { Roster } from "@triplicate/core/election/roster.ts";
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
    /** Null where the count carries its own proof. */
    readonly loaded: Loaded<Mapping> | null;
    readonly read: ReadCount;
  })[];
  readonly announced: readonly Loaded<Announced>[];
  readonly roster: LoadedRoster | null;
};

export type MaterialOptions = Pick<CompareOptions, "election" | "announced"> & {
  /** Where copies of what servers gave are kept. */
  readonly keep: string;
};

export async function readMaterial(
  options: MaterialOptions,
  counts: readonly CountArgument[],
  pool: ReaderPool,
  progress: Progress,
  t: Translator,
): Promise<Material> {
  const election = await loadElection(options.election, t);
  const { contests } = election.value;
  const roster = await loadRoster(election, t);
  const announced = await Promise.all(options.announced.map((file) => loadAnnounced(file, contests, t)));
  const sources = sourceNames(counts.map(({ file }) => file));
  const shared = { contests, roster: roster?.roster ?? null, sources };
  const mapped = await readMapped(counts, shared, pool, progress, t);
  const signed = await readSigned(counts, sources, options, t);
  return {
    election,
    counts: counts.map((count, i) => ({
      ...count,
      source: sources[i]!,
      ...(mapped.get(i) ?? signed.get(i)!),
    })),
    announced,
    roster,
  };
}

type ReadOne = { readonly loaded: Loaded<Mapping> | null; readonly read: ReadCount };
type Shared = {
  readonly contests: readonly Contest[];
  readonly roster: Roster | null;
  readonly sources: readonly string[];
};

/** The counts that a mapping explains, by their place among all. */
async function readMapped(
  counts: readonly CountArgument[],
  { contests, roster, sources }: Shared,
  pool: ReaderPool,
  progress: Progress,
  t: Translator,
): Promise<Map<number, ReadOne>> {
  const mapped = counts.flatMap((count, i) => (count.kind === "mapped" ? [{ ...count, i }] : []));
  const mappings = await Promise.all(mapped.map(({ mapping }) => loadMapping(mapping, contests, t)));
  const lines = mapped.map(({ name }) => progress.line(name));
  const requests = mapped.map(({ name, file, i: place }, i) => {
    const mapping = mappings[i]!.value;
    const about = statSync(file);
    return {
      name,
      path: file,
      source: sources[place]!,
      size: about.size,
      isFolder: about.isDirectory(),
      mapping,
      roster,
      contests: contests.filter(({ id }) => Object.hasOwn(mapping.contests, id)),
    };
  });
  const read = await pool.read(requests, (i, done) => lines[i]!.update(done));
  if (!read.ok) throw faultToUsage(read.error, t);
  return new Map(mapped.map(({ i }, at) => [i, { loaded: mappings[at]!, read: read.value[at]! }]));
}

/** The counts that carry their own proof, one after another: each uses every core for its signatures. */
async function readSigned(
  counts: readonly CountArgument[],
  sources: readonly string[],
  options: MaterialOptions,
  t: Translator,
): Promise<Map<number, ReadOne>> {
  const read = new Map<number, ReadOne>();
  const signed = counts.flatMap((count, i) => (count.kind === "mapped" ? [] : [{ ...count, i }]));
  if (signed.length === 0) return read;
  const { readSignedCount } = await import("./compare-signed.ts");
  for (const { i, ...count } of signed) {
    read.set(i, { loaded: null, read: await readSignedCount(count, sources[i]!, options, t) });
  }
  return read;
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
