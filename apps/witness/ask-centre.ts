/**
 * A kept acta held against the centre: does the log have it, is the log the one that was seen before, and are the numbers that
 * the centre publishes of this station those that its machine signed?
 *
 *     checkpoint ──▶ policy ──▶ earlier checkpoints ──▶ proof of the acta ──▶ other actas of the station ──▶ numbers
 *
 * Each answer is one fact; an alarm says what contradicts what, never who is to blame. Not to be reached, not there yet and
 * not cosigned yet are no alarms. Where signed words alone contradict one another, a contradiction file proves it to
 * anybody; otherwise the evidence is what was signed and what the centre said, as it came.
 * Spec: spec/witness-app.md, section 8.
 * @module
 */
import { equalBytes } from "@triplicate/core/bytes.ts";
import { parseLogProof, printLogProof } from "@triplicate/core/log/log-proof.ts";
import { openCheckpoint, type SignedCheckpoint } from "@triplicate/core/log/signed-checkpoint.ts";
import { createTileReader, type TileReader } from "@triplicate/core/log/tile-reader.ts";
import { isIncluded, leafHash } from "@triplicate/core/merkle-tree.ts";
import { parseNote, type VerifyEd25519 } from "@triplicate/core/note/note.ts";
import type { Alarm } from "./alarm.ts";
import type { Centre } from "./centre.ts";
import { createEvidence, type Evidence, hashLines } from "./evidence.ts";
import { isByPaper } from "./hold-paper.ts";
import { type JudgedActa, judgeActa } from "./judge-acta.ts";
import {
  isSameNumbers,
  type NumberRow,
  numberRows,
  type PublishedContest,
  parsePublished,
} from "./published.ts";
import type { VerifiedKit } from "./verify-kit.ts";

/** What this telephone has of the acta and of the log from before. */
export type Known = {
  readonly acta: JudgedActa;
  /** As it was kept, with whoever signed. */
  readonly noteBytes: Uint8Array;
  /** The receipt that the centre gave for these bytes, if it did. */
  readonly receipt: { readonly proof: Uint8Array; readonly entry: Uint8Array } | null;
  /** Checkpoint notes of this log that were seen and held. */
  readonly seen: readonly Uint8Array[];
};

export type InLog =
  | { readonly is: "included"; readonly index: number; readonly size: number; readonly cosigners: number }
  | { readonly is: "absent"; readonly size: number }
  /** The log's checkpoint waits for its cosigners. */
  | { readonly is: "no-quorum" }
  /** Something contradicts: the alarms say what. */
  | { readonly is: "unproved" };

export type CentreAnswer =
  | { readonly is: "unreachable"; readonly detail: string }
  | {
      readonly is: "answered";
      readonly inLog: InLog;
      /** Null where the centre says nothing that can be read. */
      readonly published: PublishedContest | null;
      readonly rows: readonly NumberRow[] | null;
      readonly alarms: readonly Alarm[];
      /** To be kept and held against every later one; null where it did not hold. */
      readonly checkpoint: Uint8Array | null;
    };

const seenCheckpoint = (
  centre: Centre,
  bytes: Uint8Array,
  { checkpoint }: SignedCheckpoint,
): SeenCheckpoint => ({ bytes, checkpoint, tiles: createTileReader(checkpoint, centre.tile) });

type Asking = {
  readonly kit: VerifiedKit;
  readonly known: Known;
  readonly centre: Centre;
  readonly verify: VerifyEd25519;
  readonly evidence: Evidence;
  readonly alarms: Alarm[];
};

export async function askCentre(
  kit: VerifiedKit,
  known: Known,
  centre: Centre,
  verify: VerifyEd25519,
): Promise<CentreAnswer> {
  const alarms: Alarm[] = [];
  const evidence = createEvidence(kit, known.acta, verify);
  const asking: Asking = { kit, known, centre, verify, evidence, alarms };
  const fetched = await centre.checkpoint();
  if (fetched.is === "unreachable") return { is: "unreachable", detail: fetched.detail };
  if (fetched.is === "status") return { is: "unreachable", detail: String(fetched.status) };
  const signed = openCheckpoint(fetched.bytes, kit.policy, verify);
  let inLog: InLog = { is: "unproved" };
  let checkpoint: Uint8Array | null = null;
  if (signed.ok) {
    checkpoint = fetched.bytes;
    const now = seenCheckpoint(centre, fetched.bytes, signed.value);
    await holdHistory(asking, now);
    if (alarms.length === 0) await holdReceipt(asking, now);
    inLog = await findInLog(asking, signed.value, now);
  } else if (signed.error.code === "checkpoint-no-quorum") inLog = { is: "no-quorum" };
  else {
    const files = [evidence.file("checkpoint.note", fetched.bytes)];
    alarms.push({ code: "checkpoint-false", detail: { code: signed.error.code }, files });
  }
  const station = await centre.station(kit.station.id);
  const bytes = station.is === "ok" ? station.bytes : null;
  const { contest, acta } = known.acta;
  const published =
    bytes === null || contest === null ? null : parsePublished(bytes, kit.station.id, contest);
  // What is published counts for the election; a rehearsal's acta says nothing about it, unless it stands in this very log.
  const isSubject = acta.mode === "live" || inLog.is === "included";
  const rows =
    published === null || published.signed === null || !isSubject ? null : numberRows(acta, published.signed);
  if (published !== null && bytes !== null && isSubject) {
    await holdOthers(asking, published);
    holdNumbers(asking, published, rows, bytes, inLog);
    const isTold = alarms.some(({ code }) => code === "numbers-differ");
    if (
      !isTold &&
      published.status === "counted" &&
      !(await isByPaper(known.acta, published, { kit, centre, verify }))
    )
      alarms.push({
        ...{ code: "paper-unproved", detail: {}, files: [evidence.file("published.json", bytes)] },
        rows: numberRows(acta, published.withPaper!),
      });
  }
  return { is: "answered", inLog, published: isSubject ? published : null, rows, alarms, checkpoint };
}

/** Every checkpoint seen before must be a part of this one's history. */
async function holdHistory(asking: Asking, now: SeenCheckpoint): Promise<void> {
  for (const before of asking.known.seen)
    if ((await holdEarlier(asking, before, now)) === "contradicts") return;
}

/** A checkpoint as it came, what it says, and the tree that it is of. */
type SeenCheckpoint = {
  readonly bytes: Uint8Array;
  readonly checkpoint: SignedCheckpoint["checkpoint"];
  readonly tiles: TileReader;
};

/** Whether an earlier checkpoint of this log is a part of the history of `now`; there is an alarm where it is not. */
async function holdEarlier(
  { kit, verify, evidence, alarms }: Asking,
  before: Uint8Array,
  { bytes, checkpoint, tiles }: SeenCheckpoint,
): Promise<"holds" | "contradicts" | "unknown"> {
  const early = openCheckpoint(before, kit.policy, verify);
  if (!early.ok || early.value.checkpoint.origin !== checkpoint.origin) return "unknown";
  const { size, root } = early.value.checkpoint;
  const files = [
    evidence.file("checkpoint-before.note", before),
    evidence.file("checkpoint-now.note", bytes),
  ];
  if (size > checkpoint.size) {
    alarms.push({ code: "history-behind", detail: { size: checkpoint.size, seen: size }, files });
    return "contradicts";
  }
  const now =
    size === checkpoint.size ? { ok: true as const, value: checkpoint.root } : await rootAt(tiles, size);
  if (!now.ok) {
    if (now.error !== "tile-contradicts-root") return "unknown";
    alarms.push({ code: "tiles-false", detail: { size: checkpoint.size }, files });
    return "contradicts";
  }
  if (equalBytes(now.value, root)) return "holds";
  const proof = size === checkpoint.size ? null : await tiles.proveConsistency(size);
  const parts = proof?.ok ? [before, bytes, hashLines([now.value, ...proof.value])] : [before, bytes];
  alarms.push({
    code: "history-rewritten",
    detail: { seen: size, size: checkpoint.size },
    files: [...evidence.contradiction("split-view", parts), ...files],
  });
  return "contradicts";
}

async function rootAt(tiles: TileReader, size: number) {
  try {
    const root = await tiles.rootAt(size);
    return root.ok ? root : { ok: false as const, error: root.error.code };
  } catch {
    // Not to be reached: nothing can be said of the history today.
    return { ok: false as const, error: "unreachable" as const };
  }
}

/** What the centre once acknowledged must still stand where it stood, in a log that goes on from there. */
async function holdReceipt(asking: Asking, now: SeenCheckpoint): Promise<void> {
  const { receipt } = asking.known;
  const proof = receipt === null ? null : parseLogProof(receipt.proof);
  if (receipt === null || !proof?.ok || (await isReceiptBroken(asking, receipt, proof.value.index, now)))
    return;
  await holdEarlier(asking, proof.value.checkpoint, now);
}

async function isReceiptBroken(
  { evidence, alarms }: Asking,
  receipt: NonNullable<Known["receipt"]>,
  index: number,
  { checkpoint, bytes, tiles }: SeenCheckpoint,
): Promise<boolean> {
  if (index >= checkpoint.size) return false;
  try {
    const [leaves, hashes] = [await tiles.leafHashes(index, index + 1), await tiles.proveInclusion(index)];
    if (!leaves.ok || !hashes.ok || equalBytes(leaves.value[0]!, leafHash(receipt.entry))) return false;
    const now = printLogProof({ index, hashes: hashes.value, checkpoint: bytes });
    const parts = [receipt.entry, receipt.proof, hashLines([leaves.value[0]!]), now];
    const files = [
      ...evidence.contradiction("entry-replaced", parts),
      evidence.file("receipt.tlog-proof", receipt.proof),
      evidence.file("proof-now.tlog-proof", now),
    ];
    alarms.push({ code: "receipt-broken", detail: { index }, files });
    return true;
  } catch {
    // The tiles are not to be reached today.
    return false;
  }
}

/** The proof that the centre gives for the acta's text, verified to the end. */
async function findInLog(
  asking: Asking,
  { checkpoint, cosigned }: SignedCheckpoint,
  now: SeenCheckpoint,
): Promise<InLog> {
  const { kit, known, centre, verify, evidence, alarms } = asking;
  const found = await centre.proofOfText(known.acta.digest);
  if (found.is !== "ok") {
    return found.is === "status" && found.status === 404
      ? { is: "absent", size: checkpoint.size }
      : { is: "unproved" };
  }
  const parsed = parseLogProof(found.bytes);
  const refused = (code: string): InLog => {
    const files = [evidence.file("proof.tlog-proof", found.bytes)];
    alarms.push({ code: "proof-false", detail: { code }, files });
    return { is: "unproved" };
  };
  if (!parsed.ok) return refused(parsed.error.code);
  const { index, hashes } = parsed.value;
  const entry = await centre.entry(index);
  if (entry.is !== "ok") return { is: "unproved" };
  const note = parseNote(entry.bytes);
  if (!note.ok || note.value.text !== known.acta.note.text) {
    const files = [evidence.file("entry.note", entry.bytes), evidence.file("proof.tlog-proof", found.bytes)];
    alarms.push({ code: "entry-differs", detail: { index }, files });
    return { is: "unproved" };
  }
  const signed = openCheckpoint(parsed.value.checkpoint, kit.policy, verify);
  if (!signed.ok) {
    return signed.error.code === "checkpoint-no-quorum" ? { is: "no-quorum" } : refused(signed.error.code);
  }
  const { size, root } = signed.value.checkpoint;
  if (!isIncluded({ entry: entry.bytes, index, size, root }, hashes)) return refused("proof-does-not-hold");
  // A proof in a log of its own proves nothing of the one that everybody sees.
  const own = seenCheckpoint(centre, parsed.value.checkpoint, signed.value);
  const [early, late] = size > checkpoint.size ? [now, own] : [own, now];
  if ((await holdEarlier(asking, early.bytes, late)) !== "holds") return { is: "unproved" };
  return { is: "included", index, size, cosigners: Math.max(cosigned.length, signed.value.cosigned.length) };
}

/** Entries that the centre lists for this station: another text of its machine, or what nobody has signed. */
async function holdOthers(asking: Asking, published: PublishedContest): Promise<void> {
  const { kit, known, centre, verify, evidence, alarms } = asking;
  for (const index of published.actas) {
    const entry = await centre.entry(index);
    if (entry.is !== "ok") continue;
    const other = judgeActa(entry.bytes, kit, verify);
    if (other?.note.text === known.acta.note.text) continue;
    const file = evidence.file(`entry-${index}.note`, entry.bytes);
    if (other?.isGenuine && other.acta.contest === known.acta.acta.contest) {
      const proof = evidence.contradiction("two-actas", [known.noteBytes, entry.bytes]);
      alarms.push({ code: "second-acta", detail: { index }, files: [...proof, file] });
    } else if (other?.isGenuine !== true) {
      const proof = await centre.proofOf(index);
      const made =
        proof.is === "ok" ? evidence.contradiction("unsigned-entry", [entry.bytes, proof.bytes]) : [];
      alarms.push({ code: "unsigned-entry", detail: { index }, files: [...made, file] });
    }
  }
}

/** Earlier visits on which the log had the acta already, after which results of before it are no delay. */
const PATIENCE = 2;

const sizesSeen = ({ known, kit, verify }: Asking): number[] =>
  known.seen.flatMap((bytes) => {
    const opened = openCheckpoint(bytes, kit.policy, verify);
    return opened.ok ? [opened.value.checkpoint.size] : [];
  });

function holdNumbers(
  asking: Asking,
  published: PublishedContest,
  rows: readonly NumberRow[] | null,
  bytes: Uint8Array,
  inLog: InLog,
): void {
  const { alarms, evidence } = asking;
  const files = [evidence.file("published.json", bytes)];
  if (rows !== null && !isSameNumbers(rows)) {
    alarms.push({ code: "numbers-differ", detail: {}, rows, files });
    return;
  }
  if (inLog.is !== "included" || published.status === "counted") return;
  // What is in the log must count; results of an earlier tree say nothing about it yet, but not for ever.
  const { index } = inLog;
  if (published.tree <= index && sizesSeen(asking).filter((size) => size > index).length < PATIENCE) return;
  const detail = { status: published.status, index: inLog.index };
  alarms.push({ code: "not-counted", detail, files });
}
