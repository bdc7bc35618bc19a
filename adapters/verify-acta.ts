/**
 * Kept actas: whose signature they bear, whether their numbers hold, and whether the public log says the same.
 *
 * A log has no index by station that could be believed, so all of its entries are read and hashed, and those of the
 * stations in question judged: only then may it be said that an acta is *not* there. Their signatures are a handful.
 * Spec: spec/verification.md, section 8.
 * @module
 */
import { keyText } from "@triplicate/core/byte-index.ts";
import { equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import { type CentralCount, createCentralCount } from "@triplicate/core/count-central/central-count.ts";
import {
  type EntryContext,
  type EntryRefusal,
  type JudgedEntry,
  judgeEntry,
  readEntry,
  withoutBadLines,
} from "@triplicate/core/count-central/entry.ts";
import type { Checkpoint } from "@triplicate/core/log/checkpoint.ts";
import {
  type BundleId,
  bundlePath,
  bundlesOf,
  decodeBundle,
  MAX_BUNDLE_BYTES,
  TILE_WIDTH,
} from "@triplicate/core/log/tile.ts";
import { leafHash } from "@triplicate/core/merkle-tree.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Acta } from "@triplicate/core/statement/acta.ts";
import { actaBreaches } from "@triplicate/core/statement/acta-rules.ts";
import type { BreachCollector } from "@triplicate/core/verification/rules.ts";
import { createTreeCheck } from "@triplicate/core/verification/tree-check.ts";
import type { FoundActa } from "./acta-files.ts";
import { nodeSha256, verifyEd25519 } from "./ed25519-node.ts";
import { type LogSource, readAhead } from "./log-source.ts";

const AHEAD = 8;

export type KeptActa = {
  readonly found: FoundActa;
  /** Its files, for messages. */
  readonly file: string;
  readonly judged: Result<JudgedEntry & { readonly acta: Acta }, EntryRefusal>;
};

/** Who signed an acta, by the roster; breaches of its own form, signature and sums are added. */
export function judgeKept(found: FoundActa, context: EntryContext, breaches: BreachCollector): KeptActa {
  const file = found.sources.join(" ");
  const strict = judge(found.noteBytes, context);
  if (!strict.ok) {
    const { rule: code, detail } = strict.error;
    breaches.add({ rule: "kept-signature", detail: { file, code, about: Object.values(detail).join(" ") } });
  }
  const judged = strict.ok ? strict : judgeRest(found.noteBytes, strict, context);
  if (!judged.ok) return { found, file, judged };
  const { statement, station, contest } = judged.value;
  if (statement.kind !== "acta") {
    breaches.add({ rule: "kept-form", detail: { file, code: statement.kind } });
    return { found, file, judged: err({ rule: "statement-form", detail: { code: statement.kind } }) };
  }
  const { acta } = statement;
  const registered = context.roster.registered[station]!;
  for (const { rule: flag } of actaBreaches(acta, context.definition.contests[contest]!, registered)) {
    const place = { station: acta.station, contest: acta.contest };
    breaches.add({ rule: "kept-sums", ...place, detail: { file, flag } });
  }
  return { found, file, judged: ok({ ...judged.value, acta }) };
}

/** A spoilt line beside the machine's does not undo what the machine signed: the rest is held against the log as it is. */
function judgeRest(
  bytes: Uint8Array,
  refused: Result<JudgedEntry, EntryRefusal>,
  context: EntryContext,
): Result<JudgedEntry, EntryRefusal> {
  if (refused.ok || refused.error.rule !== "bad-signature") return refused;
  const read = readEntry(bytes, context);
  const bad = read.ok
    ? read.value.checks.filter((check) => !verifyEd25519(check.key.publicKey, check.message, check.signature))
    : [];
  const rest = withoutBadLines(
    bytes,
    bad.map(({ line }) => line),
  );
  const judged = rest === null ? refused : judge(rest, context);
  return judged.ok ? judged : refused;
}

function judge(bytes: Uint8Array, context: EntryContext): Result<JudgedEntry, EntryRefusal> {
  const read = readEntry(bytes, context);
  if (!read.ok) return read;
  const verdicts = read.value.checks.map(({ key, message, signature }) =>
    verifyEd25519(key.publicKey, message, signature),
  );
  return judgeEntry(read.value, verdicts);
}

export type StationsInLog = {
  /** Of the stations in question alone. */
  readonly count: CentralCount;
  readonly size: number;
};

/** A checkpoint of this log that this machine saw on an earlier visit. */
export type SeenCheckpoint = { readonly checkpoint: Checkpoint; readonly file: string };

/** Every entry of these stations, in a count; null where the log's entries are not those that its checkpoint signs. */
export async function findStations(
  source: LogSource,
  checkpoint: Checkpoint,
  stations: ReadonlySet<string>,
  context: EntryContext,
  seen: readonly SeenCheckpoint[],
  breaches: BreachCollector,
  onProgress: (done: number) => void,
): Promise<StationsInLog | null> {
  const tree = createTreeCheck(nodeSha256);
  const sizes = new Set(seen.map(({ checkpoint: before }) => before.size));
  const holdAgainst = () => {
    if (!sizes.has(tree.size)) return;
    for (const { checkpoint: before, file } of seen) {
      const isOther = before.size === tree.size && !equalBytes(before.root, tree.root());
      if (isOther) breaches.add({ rule: "history-rewritten", detail: { size: before.size, source: file } });
    }
  };
  for (const { checkpoint: before, file } of seen) {
    if (before.size <= checkpoint.size) continue;
    const detail = { size: checkpoint.size, seen: before.size, source: file };
    breaches.add({ rule: "history-behind", detail });
  }
  const count = createCentralCount(context);
  // One after another: whoever signs a checkpoint may say any size, and a list of its bundles would fill the memory.
  const bundles: Generator<BundleId, undefined> = bundlesOf(checkpoint.size);
  for await (const read of readAhead(source, pathsOf(checkpoint.size), MAX_BUNDLE_BYTES, AHEAD)) {
    const id = bundles.next().value!;
    const entries = read.ok ? decodeBundle(read.value, id.width) : null;
    if (entries?.ok !== true) {
      const detail = { name: bundlePath(id), code: read.ok ? "bundle-form" : read.error.code };
      breaches.add({ rule: read.ok ? "tree-bundle" : "tree-missing", entry: id.index * TILE_WIDTH, detail });
      return null;
    }
    for (const entry of entries.value) {
      const index = tree.size;
      tree.add(leafHash(entry, nodeSha256));
      holdAgainst();
      if (!stations.has(stationOf(entry))) continue;
      const judged = judge(entry, context);
      if (judged.ok) count.add(index, judged.value);
    }
    onProgress(tree.size);
  }
  if (equalBytes(tree.root(), checkpoint.root)) return { count, size: checkpoint.size };
  const detail = { size: checkpoint.size, signed: "", computed: "" };
  breaches.add({ rule: "tree-root", detail });
  return null;
}

function* pathsOf(size: number): Generator<string> {
  for (const id of bundlesOf(size)) yield bundlePath(id);
}

const STATION = utf8("\nstation ");
/** The line of the station is among the first few of every statement that has one. */
const SEARCHED_BYTES = 512;

/** What an entry calls its station, without reading the rest; empty where it names none. */
function stationOf(entry: Uint8Array): string {
  const end = Math.min(entry.length, SEARCHED_BYTES);
  for (let at = 0; at + STATION.length < end; at += 1) {
    let i = 0;
    while (i < STATION.length && entry[at + i] === STATION[i]) i += 1;
    if (i < STATION.length) continue;
    const start = at + i;
    const newline = entry.indexOf(0x0a, start);
    return newline < 0 ? "" : String.fromCharCode(...entry.subarray(start, Math.min(newline, start + 64)));
  }
  return "";
}

/** `size` is the log's. */
export type KeptInLog = { readonly size: number } & (
  | { readonly state: "counts" | "not-counted"; readonly index: number }
  | { readonly state: "absent" }
  | { readonly state: "differs"; readonly entries: readonly number[] }
);

/** Where a signed acta stands in the log; breaches are added. */
export function compareKept(
  { file, judged }: KeptActa,
  { count, size }: StationsInLog,
  { roster }: EntryContext,
  breaches: BreachCollector,
): KeptInLog | null {
  if (!judged.ok) return null;
  const { station, contest, digest, acta } = judged.value;
  const place = { station: keyText(roster.stations, station), contest: acta.contest };
  const index = count.find(digest);
  const { actas } = count.entries(station, contest);
  if (index < 0) {
    const entries = actas.join(" ");
    if (actas.length === 0) breaches.add({ rule: "kept-not-logged", ...place, detail: { file } });
    else breaches.add({ rule: "kept-differs", ...place, entry: actas[0]!, detail: { file, entries } });
    return actas.length === 0 ? { size, state: "absent" } : { size, state: "differs", entries: actas };
  }
  const { status, signed } = count.cell(station, contest);
  const numbers = [...acta.votes.votes, acta.blank, acta.null];
  if (signed !== null && numbers.every((value, i) => value === signed[i]))
    return { size, state: "counts", index };
  breaches.add({ rule: "kept-not-counted", ...place, entry: index, detail: { file, status } });
  return { size, state: "not-counted", index };
}
