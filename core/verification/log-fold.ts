/**
 * One walk over a log's entries, in order, that notices every rule they break.
 *
 *     entry ──judged──▶ count (what counts) ─┐
 *       └──leaf hash──▶ tree ────────────────┴─▶ at each size somebody signed something about: is it so?
 *
 * Signatures are verified by the caller, who may do so on many threads; the walk itself is a fold, and its result a
 * function of the entries. Sizes of interest (checkpoints seen before, bulletins) are known beforehand, so that
 * nothing has to be kept for later. Spec: spec/verification.md, sections 5 to 7.
 * @module
 */
import { keyText } from "../byte-index.ts";
import { equalBytes } from "../bytes.ts";
import { bulletinDifferences, composeBulletin } from "../count-central/bulletin.ts";
import { type CentralCount, type CountedEntry, createCentralCount } from "../count-central/central-count.ts";
import type { CountFlag } from "../count-central/count-flags.ts";
import type { EntryContext, EntryRefusal, TransmissionRule } from "../count-central/entry.ts";
import type { Checkpoint } from "../log/checkpoint.ts";
import type { Hash } from "../merkle-tree.ts";
import type { Result } from "../result.ts";
import type { Bulletin } from "../statement/bulletin.ts";
import type { Statement } from "../statement/statement.ts";
import { type PublishedResults, resultsBreaches } from "./published-results.ts";
import type { Breach, BreachCollector, VerificationRule } from "./rules.ts";
import { type ComputedTile, createTreeCheck } from "./tree-check.ts";

/** A checkpoint of the same log that the walk is held against; `rule` says what it means when they part. */
export type KnownCheckpoint = {
  readonly checkpoint: Checkpoint;
  /** The note as it was signed: evidence. */
  readonly bytes: Uint8Array;
  readonly rule: "history-rewritten" | "history-split";
  /** Where it comes from, for messages. */
  readonly source: string;
};

/** A bulletin found beforehand, at its index. Its signature is judged when the walk reaches it. */
export type AnnouncedBulletin = { readonly entry: number; readonly bulletin: Bulletin };

/** A bulletin that somebody was shown, signed by the centre; `digest` is of its text. */
export type ShownBulletin = {
  readonly bulletin: Bulletin;
  readonly digest: Uint8Array;
  /** What the person calls it. */
  readonly name: string;
};

export type FoldParts = {
  readonly context: EntryContext;
  readonly known: readonly KnownCheckpoint[];
  readonly bulletins: readonly AnnouncedBulletin[];
  readonly shown?: readonly ShownBulletin[];
  /** What the centre publishes as results, where it does. */
  readonly results?: PublishedResults | null;
  readonly breaches: BreachCollector;
};

export type EntryKinds = Readonly<Record<Statement["kind"] | "refused", number>>;

export type LogFold = {
  /** The next entry. Gives the tiles that it completes, as they must be served. */
  add(leaf: Hash, judged: Result<CountedEntry, EntryRefusal>): readonly ComputedTile[];
  /** An entry that is not served, known by its leaf hash alone: from here on no bulletin can be recounted. */
  gap(leaf: Hash): readonly ComputedTile[];
  /** After the last entry: what only the whole shows. Gives the tiles at the right edge. */
  finish(): readonly ComputedTile[];
  readonly size: number;
  root(): Hash;
  readonly count: CentralCount;
  kinds(): EntryKinds;
  /** Checkpoints that the walk contradicted, each with the root that the entries have at its size. */
  parted(): readonly { readonly known: KnownCheckpoint; readonly root: Hash }[];
};

export function createLogFold(parts: FoldParts): LogFold {
  const { context, known, bulletins, shown = [], results = null, breaches } = parts;
  const tree = createTreeCheck(context.sha256);
  const count = createCentralCount(context);
  const kinds = { acta: 0, closing: 0, sheet: 0, bulletin: 0, refused: 0 };
  const parted: { known: KnownCheckpoint; root: Hash }[] = [];
  const knownAt = bySize(known, ({ checkpoint }) => checkpoint.size);
  const bulletinsAt = bySize(bulletins, ({ bulletin }) => bulletin.tree[0]);
  const recounted = new Set(bulletins.map(({ entry }) => entry));
  let hasGap = false;

  const holdAgainst = () => {
    const { size } = tree;
    for (const one of knownAt.get(size) ?? []) {
      const root = tree.root();
      if (equalBytes(root, one.checkpoint.root)) continue;
      parted.push({ known: one, root });
      breaches.add({ rule: one.rule, detail: { size, source: one.source } });
    }
    if (hasGap) return;
    if (results?.tree === size)
      for (const breach of resultsBreaches(results, count, context.definition)) breaches.add(breach);
    for (const { entry, bulletin } of bulletinsAt.get(size) ?? [])
      for (const breach of recount(bulletin, entry, count, tree.root(), context)) breaches.add(breach);
  };
  holdAgainst();
  return {
    add(leaf, judged) {
      const index = tree.size;
      if (judged.ok) {
        const { statement } = judged.value;
        kinds[statement.kind] += 1;
        // The same text again, with the signature of another key of the centre, announces nothing.
        if (statement.kind === "bulletin" && count.find(judged.value.digest) < 0) {
          for (const breach of misnumbered(statement.bulletin, index, count, context)) breaches.add(breach);
          if (!hasGap && !recounted.has(index)) breaches.add(notRecounted(statement.bulletin, index));
        }
        count.add(index, judged.value);
      } else {
        kinds.refused += 1;
        breaches.add(refused(index, judged.error));
        count.skip(index);
      }
      const tiles = tree.add(leaf);
      holdAgainst();
      return tiles;
    },
    gap(leaf) {
      hasGap = true;
      count.skip(tree.size);
      const tiles = tree.add(leaf);
      holdAgainst();
      return tiles;
    },
    finish() {
      flagBreaches(count, context, breaches);
      // What a gap held nobody knows.
      if (!hasGap) for (const breach of notLogged(shown, count)) breaches.add(breach);
      return tree.partialTiles();
    },
    get size() {
      return tree.size;
    },
    root: () => tree.root(),
    count,
    kinds: () => ({ ...kinds }),
    parted: () => parted,
  };
}

/** What was shown as announced and the log does not hold (clause 8.9). */
const notLogged = (shown: readonly ShownBulletin[], count: CentralCount): Breach[] =>
  shown.flatMap(({ bulletin: { contest, number }, digest, name }) =>
    count.find(digest) >= 0 ? [] : [{ rule: "kept-bulletin", contest, detail: { file: name, number } }],
  );

function bySize<T>(items: readonly T[], sizeOf: (item: T) => number): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const item of items) {
    const size = sizeOf(item);
    const there = found.get(size);
    if (there === undefined) found.set(size, [item]);
    else there.push(item);
  }
  return found;
}

/** Which of our rules a refusal by the centre's own rules breaks: there it would never have been logged. */
const REFUSALS = {
  "note-form": "entry-form",
  "statement-form": "entry-form",
  "bad-signature": "entry-signature",
} as const satisfies Partial<Record<TransmissionRule, VerificationRule>>;

function refused(entry: number, { rule, detail }: EntryRefusal): Breach {
  const ours = Object.hasOwn(REFUSALS, rule) ? REFUSALS[rule as keyof typeof REFUSALS] : "entry-refused";
  return { rule: ours, entry, detail: { code: rule, about: Object.values(detail).join(" ") } };
}

/** Field by field what a bulletin says otherwise than the entries it says it was computed from (clauses 7.1, 7.3). */
function recount(
  announced: Bulletin,
  entry: number,
  count: CentralCount,
  root: Hash,
  context: EntryContext,
): Breach[] {
  const contest = context.definition.contests.findIndex(({ id }) => id === announced.contest);
  // A bulletin of another contest is refused as an entry.
  if (contest < 0) return [];
  const { number, time } = announced;
  const computed = composeBulletin({ context, count, contest, number, time, root });
  return bulletinDifferences(announced, computed).map((field) => {
    const place = { entry, contest: announced.contest };
    if (field === "tree") return { rule: "bulletin-tree", ...place, detail: { size: announced.tree[0] } };
    const [said, is] = [shown(announced[field]), shown(computed[field])];
    return { rule: "bulletin-recount", ...place, detail: { field, said, is } };
  });
}

/** Whoever finds the bulletins beforehand keeps a bounded number of them; what nobody has recounted is told (clause 7.6). */
const notRecounted = ({ contest, number }: Bulletin, entry: number): Breach => ({
  rule: "bulletin-recount",
  entry,
  contest,
  detail: { field: "number", said: String(number), is: "?" },
});

function shown(value: Bulletin[keyof Bulletin]): string {
  if (typeof value === "object" && "options" in value)
    return value.options.map((option, i) => `${option}=${value.votes[i]}`).join(" ");
  return String(value);
}

/** Bulletins of a contest are numbered from 1, speak of entries before them, and never of fewer than the last did. */
function misnumbered(
  { contest, number, tree, time }: Bulletin,
  entry: number,
  count: CentralCount,
  { definition }: EntryContext,
): Breach[] {
  const { latest } = count.bulletins(definition.contests.findIndex(({ id }) => id === contest));
  const faults: string[] = [];
  if (number !== (latest?.number ?? 0) + 1) faults.push("number");
  if (tree[0] > entry || tree[0] < (latest?.tree[0] ?? 0)) faults.push("tree");
  if (time < (latest?.time ?? 0)) faults.push("time");
  const expected = (latest?.number ?? 0) + 1;
  return faults.map((field) => ({
    rule: "bulletin-number",
    entry,
    contest,
    detail: { field, number, expected, tree: tree[0] },
  }));
}

const FLAG_RULES = {
  "acta-options": "acta-sums",
  "acta-sum": "acta-sums",
  "acta-checked-in": "acta-sums",
  "acta-register": "acta-sums",
  "acta-times": "acta-sums",
  "acta-range": "acta-sums",
  "acta-conflict": "station-conflict",
  "closing-differs": "closing-differs",
  "closing-conflict": "closing-differs",
  "closing-contests": "closing-differs",
  "closing-witnesses": "closing-record",
  "closing-copies": "closing-record",
  "closing-mixed": "closing-record",
  "acta-running": "acta-sums",
  "acta-lives": "closing-record",
  "sheet-options": "sheet-sums",
  "sheet-sum": "sheet-sums",
  "sheet-range": "sheet-sums",
  "sheet-register": "sheet-sums",
  "sheet-conflict": "station-conflict",
  "sheet-differs": "paper-differs",
} as const satisfies Record<CountFlag, VerificationRule>;

/** What the count flagged, once for each station, contest and flag, as it stands at the end. */
function flagBreaches(
  count: CentralCount,
  { definition, roster }: EntryContext,
  breaches: BreachCollector,
): void {
  for (const [contest, { id }] of definition.contests.entries()) {
    if (count.totals(contest).flagged === 0) continue;
    for (let row = 0; row < roster.stations.size; row += 1) {
      const closings = count.closings(row);
      for (const flag of count.cell(row, contest).flags) {
        const { actas, sheets } = count.entries(row, contest);
        const ofFlag = flag.startsWith("sheet-") ? sheets : flag.startsWith("closing-") ? closings : actas;
        const entry = ofFlag[0];
        breaches.add({
          rule: FLAG_RULES[flag],
          ...(entry === undefined ? {} : { entry }),
          station: keyText(roster.stations, row),
          contest: id,
          detail: { flag, entries: [...actas, ...sheets, ...closings].join(" ") },
        });
      }
    }
  }
}
