/**
 * What a contradiction file proves, by the election package alone.
 *
 * Each part is believed only for who signed it: an acta for its machine, a checkpoint for the log, a bulletin for the
 * centre. What is proved is that signed words cannot all be true; not who is to blame, nor why: a stolen key and a
 * machine restored from a backup leave the same file. Whoever doubts a proof needs no server to check it.
 * Spec: spec/verification.md, section 9.
 * @module
 */
import { findText } from "../byte-index.ts";
import { decodeUtf8, equalBytes } from "../bytes.ts";
import { type EntryContext, isMachineOf, judgeEntry, readEntry } from "../count-central/entry.ts";
import type { RosterKey } from "../election/key-book.ts";
import { type Checkpoint, parseCheckpoint, parseHash } from "../log/checkpoint.ts";
import { parseLogProof } from "../log/log-proof.ts";
import { type Hash, isConsistent, leafHash, rootFromInclusion } from "../merkle-tree.ts";
import { openNote, parseNote, type VerifyEd25519 } from "../note/note.ts";
import { err, ok, type Result } from "../result.ts";
import { ACTA, type Acta } from "../statement/acta.ts";
import { BULLETIN } from "../statement/bulletin.ts";
import type { Contradiction, ContradictionKind } from "./contradiction-file.ts";

export type ContradictionContext = EntryContext & {
  /** Name of the log's key. */
  readonly origin: string;
  readonly verify: VerifyEd25519;
};

export type ContradictionError = {
  readonly code: /** The file is about another election or definition. */
    | "contradiction-election"
    /** A part does not read as what it should be. */
    | "contradiction-part"
    /** A part is not signed by whoever must have said it. */
    | "contradiction-signature"
    /** A proof does not lead to the root that is signed. */
    | "contradiction-proof"
    /** Everything in the file can be true at once. */
    | "contradiction-none";
  /** Part from 1, where one is at fault. */
  readonly part?: number;
};

/** What is proved, in values for a sentence. */
export type Proven = {
  readonly kind: ContradictionKind;
  readonly detail: Readonly<Record<string, string | number>>;
};

type Checked = Result<Proven, ContradictionError>;
type Parts = readonly Uint8Array[];

export function checkContradiction(
  { kind, election, parts }: Contradiction,
  context: ContradictionContext,
): Checked {
  const { definition, definitionDigest } = context;
  if (election[0] !== definition.id || !equalBytes(election[1], definitionDigest))
    return err({ code: "contradiction-election" });
  switch (kind) {
    case "two-actas":
      return twoActas(parts, context);
    case "two-bulletins":
      return twoBulletins(parts, context);
    case "split-view":
      return splitView(parts, context);
    case "entry-replaced":
      return entryReplaced(parts, context);
    case "unsigned-entry":
      return unsignedEntry(parts, context);
    case "bulletin-tree":
      return bulletinTree(parts, context);
  }
}

const fault = (code: ContradictionError["code"], part?: number): Result<never, ContradictionError> =>
  err(part === undefined ? { code } : { code, part });

type Role = RosterKey["holder"]["role"];
const MACHINES: readonly Role[] = ["machine", "spare"];

/** The text of a note that keys of such a role signed, and these keys. */
function signedText(
  bytes: Uint8Array,
  part: number,
  roles: readonly Role[],
  { book, verify }: ContradictionContext,
): Result<{ readonly text: string; readonly signers: readonly RosterKey[] }, ContradictionError> {
  if (!parseNote(bytes).ok) return fault("contradiction-part", part);
  // Lines of other keys prove nothing here, and one that does not hold must not hide one that does.
  const find = (name: string, id: number) => {
    const key = book.find(name, id);
    return key !== undefined && roles.includes(key.holder.role) ? key : undefined;
  };
  const opened = openNote(bytes, find, verify);
  if (!opened.ok) return fault("contradiction-signature", part);
  const signers = opened.value.verified.map(({ key }) => key as RosterKey);
  return ok({ text: opened.value.note.text, signers });
}

function twoActas(parts: Parts, context: ContradictionContext): Checked {
  const machines: { text: string; key: RosterKey; station: string; contest: string }[] = [];
  for (const [i, part] of parts.entries()) {
    const signed = signedText(part, i + 1, MACHINES, context);
    if (!signed.ok) return signed;
    const acta = ACTA.parse(signed.value.text);
    if (!acta.ok || !isOurs(acta.value, context)) return fault("contradiction-part", i + 1);
    // Only the station's own machine, or a spare of it, says what was counted: a key of another says nothing about it.
    const row = findText(context.roster.stations, acta.value.station);
    const key = signed.value.signers.find(({ holder }) => isMachineOf(holder, row, context.book));
    if (key === undefined) return fault("contradiction-signature", i + 1);
    machines.push({ ...acta.value, text: signed.value.text, key });
  }
  const [a, b] = machines as [(typeof machines)[0], (typeof machines)[0]];
  const isSameSubject = a.station === b.station && a.contest === b.contest;
  if (!isSameSubject || a.text === b.text) return fault("contradiction-none");
  const machine = [...new Set([a.key.name, b.key.name])].join(", ");
  return ok({ kind: "two-actas", detail: { machine, station: a.station, contest: a.contest } });
}

function twoBulletins(parts: Parts, context: ContradictionContext): Checked {
  const read: { text: string; key: RosterKey; contest: string; number: number }[] = [];
  for (const [i, part] of parts.entries()) {
    const signed = signedText(part, i + 1, ["centre"], context);
    if (!signed.ok) return signed;
    const bulletin = BULLETIN.parse(signed.value.text);
    if (!bulletin.ok || !isOurs(bulletin.value, context)) return fault("contradiction-part", i + 1);
    read.push({ ...bulletin.value, text: signed.value.text, key: signed.value.signers[0]! });
  }
  const [a, b] = read as [(typeof read)[0], (typeof read)[0]];
  const isSameSubject = a.contest === b.contest && a.number === b.number;
  if (!isSameSubject || a.text === b.text) return fault("contradiction-none");
  return ok({ kind: "two-bulletins", detail: { centre: a.key.name, contest: a.contest, number: a.number } });
}

/** Of this election, and of its rehearsal only where that is what is looked at: people rehearse more than once. */
function isOurs(
  { election: [id, digest], mode }: Pick<Acta, "election" | "mode">,
  context: EntryContext,
): boolean {
  const { definition, definitionDigest } = context;
  return id === definition.id && equalBytes(digest, definitionDigest) && mode === context.mode;
}

function signedCheckpoint(
  bytes: Uint8Array,
  part: number,
  context: ContradictionContext,
): Result<Checkpoint, ContradictionError> {
  const signed = signedText(bytes, part, ["log"], context);
  if (!signed.ok) return signed;
  const checkpoint = parseCheckpoint(signed.value.text);
  if (!checkpoint.ok || checkpoint.value.origin !== context.origin) return fault("contradiction-part", part);
  return checkpoint;
}

/**
 * Whether the tree of a signed checkpoint has another root at an earlier size than somebody signed for it. The proof
 * is an ordinary proof of consistency, but from the root that the larger tree has there: `root`, then its hashes.
 */
function partsAt(
  early: { readonly size: number; readonly root: Hash },
  late: Checkpoint,
  proof: Uint8Array | undefined,
  part: number,
): Result<Hash, ContradictionError> {
  if (early.size === late.size) {
    if (proof !== undefined) return fault("contradiction-part", part);
    return equalBytes(early.root, late.root) ? fault("contradiction-none") : ok(late.root);
  }
  const hashes = proof === undefined ? null : parseHashes(proof);
  const [root, ...rest] = hashes ?? [];
  if (root === undefined || early.size > late.size) return fault("contradiction-part", part);
  const claim = { oldSize: early.size, oldRoot: root, newSize: late.size, newRoot: late.root };
  if (!isConsistent(claim, rest)) return fault("contradiction-proof", part);
  return equalBytes(root, early.root) ? fault("contradiction-none") : ok(root);
}

/** A proof of a tree of 2^63 leaves has at most as many hashes, and the root before them. */
const MAX_HASHES = 128;

function parseHashes(bytes: Uint8Array): Hash[] | null {
  const text = decodeUtf8(bytes);
  if (text === null || !text.endsWith("\n")) return null;
  const hashes: Hash[] = [];
  for (const line of text.slice(0, -1).split("\n")) {
    const hash = parseHash(line);
    if (hash === null || hashes.length === MAX_HASHES) return null;
    hashes.push(hash);
  }
  return hashes;
}

function splitView([first, second, proof]: Parts, context: ContradictionContext): Checked {
  const early = signedCheckpoint(first!, 1, context);
  if (!early.ok) return early;
  const late = signedCheckpoint(second!, 2, context);
  if (!late.ok) return late;
  const parted = partsAt(early.value, late.value, proof, 3);
  if (!parted.ok) return parted;
  return ok({
    kind: "split-view",
    detail: { log: context.origin, early: early.value.size, late: late.value.size },
  });
}

function bulletinTree([note, second, proof]: Parts, context: ContradictionContext): Checked {
  const signed = signedText(note!, 1, ["centre"], context);
  if (!signed.ok) return signed;
  const bulletin = BULLETIN.parse(signed.value.text);
  if (!bulletin.ok || !isOurs(bulletin.value, context)) return fault("contradiction-part", 1);
  const late = signedCheckpoint(second!, 2, context);
  if (!late.ok) return late;
  const [size, root] = bulletin.value.tree;
  const parted = partsAt({ size, root }, late.value, proof, 3);
  if (!parted.ok) return parted;
  const { contest, number } = bulletin.value;
  return ok({ kind: "bulletin-tree", detail: { contest, number, size, late: late.value.size } });
}

/** The leaf that a checkpoint of the log has at an index, by the proof. */
function provenAt(
  leaf: Hash,
  bytes: Uint8Array,
  part: number,
  context: ContradictionContext,
): Result<{ readonly index: number; readonly size: number }, ContradictionError> {
  const proof = parseLogProof(bytes);
  if (!proof.ok) return fault("contradiction-part", part);
  const checkpoint = signedCheckpoint(proof.value.checkpoint, part, context);
  if (!checkpoint.ok) return checkpoint;
  const { index, hashes } = proof.value;
  const { size, root } = checkpoint.value;
  const shown = rootFromInclusion(leaf, index, size, hashes, context.sha256);
  return shown !== null && equalBytes(shown, root) ? ok({ index, size }) : fault("contradiction-proof", part);
}

function entryReplaced([note, receipt, leaf, other]: Parts, context: ContradictionContext): Checked {
  const own = leafHash(note!, context.sha256);
  const acknowledged = provenAt(own, receipt!, 2, context);
  if (!acknowledged.ok) return acknowledged;
  const [hash, ...more] = parseHashes(leaf!) ?? [];
  if (hash === undefined || more.length > 0) return fault("contradiction-part", 3);
  const now = provenAt(hash, other!, 4, context);
  if (!now.ok) return now;
  if (now.value.index !== acknowledged.value.index || equalBytes(hash, own))
    return fault("contradiction-none");
  const { index, size } = acknowledged.value;
  return ok({ kind: "entry-replaced", detail: { log: context.origin, index, size, late: now.value.size } });
}

function unsignedEntry([entry, proof]: Parts, context: ContradictionContext): Checked {
  const proven = provenAt(leafHash(entry!, context.sha256), proof!, 2, context);
  if (!proven.ok) return proven;
  const rule = refusalOf(entry!, context);
  if (rule === null) return fault("contradiction-none");
  const { index, size } = proven.value;
  return ok({ kind: "unsigned-entry", detail: { log: context.origin, index, size, rule } });
}

/** The rule of spec/transmission.md that the entry breaks, by this package; null where it may stand in the log. */
function refusalOf(entry: Uint8Array, context: ContradictionContext): string | null {
  const read = readEntry(entry, context);
  if (!read.ok) return read.error.rule;
  const verdicts = read.value.checks.map(({ key, message, signature }) =>
    context.verify(key.publicKey, message, signature),
  );
  const judged = judgeEntry(read.value, verdicts);
  return judged.ok ? null : judged.error.rule;
}
