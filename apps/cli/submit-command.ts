/**
 * `triplicate submit`: signed notes to a centre, and receipts that are believed only when they hold.
 *
 * Anybody's way of delivering an acta: a machine's file, a party's copy, a stick that came by bus. The same note may be
 * sent any number of times; a centre that is busy is asked again.
 * Spec: spec/transmission.md, section 4.
 * @module
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { writeDurably } from "@triplicate/adapters/durable-files.ts";
import { nodeSha256, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { judgeEntry, readEntry } from "@triplicate/core/count-central/entry.ts";
import { parseLogProof, verifyLogProof } from "@triplicate/core/log/log-proof.ts";
import { type Policy, parsePolicy } from "@triplicate/core/log/policy.ts";
import { MAX_NOTE_BYTES, parseNote } from "@triplicate/core/note/note.ts";
import { MODES } from "@triplicate/core/statement/common.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import { type CentreClient, type ClientAnswer, createCentreClient } from "./centre-client.ts";
import { wholeNumber } from "./centre-command.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { readElection } from "./server-options.ts";

export type SubmitArguments = {
  readonly to: string;
  readonly election: string;
  readonly attempts: string;
};

/** What the receipt's file is called, beside the note's. */
export const RECEIPT_SUFFIX = ".tlog-proof";
/** The entry as it was logged, where that is not the note byte for byte: somebody sent the text before. */
export const ENTRY_SUFFIX = ".logged";

export async function runSubmit(places: readonly string[], args: SubmitArguments, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const files = places.flatMap(notesIn);
  const attempts = wholeNumber(args.attempts, "--attempts", t)!;
  const election = await readElection(args.election, t);
  const policy = parsePolicy(utf8(election.policyText));
  if (!policy.ok) throw new Error("a package that was judged has a policy");
  const client = createCentreClient(args.to, { attempts, wait: (ms) => wait(ms) });
  if (client === null) throw new UsageError(t.t("submit.usage.url", { text: args.to }));
  const submitting = { client, policy: policy.value, attempts, election };
  const codes = await inParallel(files, (file) => submitFile(file, submitting, io, t));
  // A contradiction outweighs a note that did not get through.
  if (codes.includes(EXIT.contradiction)) return EXIT.contradiction;
  return codes.every((code) => code === EXIT.fine) ? EXIT.fine : EXIT.usage;
}

const NOTE_SUFFIX = ".note";

/** A folder stands for the notes in it, in order of their names; what cannot be read is told of by its reader. */
function notesIn(place: string): string[] {
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return [place];
  const notes = readdirSync(place).filter((name) => name.endsWith(NOTE_SUFFIX));
  return notes.sort().map((name) => join(place, name));
}

/** As many as fill a batch of the centre's log without filling its queue. */
const AT_ONCE = 32;

/** Results in order of the items, whatever order they come in. */
async function inParallel<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await act(items[i]!);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}

type Submitting = {
  readonly client: CentreClient;
  readonly policy: Policy;
  readonly attempts: number;
  readonly election: ElectionPackage;
};

async function submitFile(file: string, submitting: Submitting, io: Io, t: Translator): Promise<ExitCode> {
  const note = readNote(file, t);
  if (typeof note === "string") {
    io.err(`${note}\n`);
    return EXIT.usage;
  }
  const answer = await submitting.client.submit(note);
  switch (answer.kind) {
    case "unreachable":
      io.err(`${t.t("submit.unreachable", { file, detail: answer.detail })}\n`);
      return EXIT.usage;
    case "refused":
      io.err(`${t.t("submit.refused", { file, code: answer.code, text: answer.message[t.language] })}\n`);
      return EXIT.usage;
    case "receipt":
      return keepReceipt(file, note, answer, submitting, io, t);
  }
}

/** The note's bytes, or what is wrong with the file: the others are sent all the same. */
function readNote(file: string, t: Translator): Uint8Array | string {
  try {
    const bytes = readFileSync(file);
    return bytes.length > MAX_NOTE_BYTES ? t.t("submit.usage.large", { file }) : bytes;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
    return t.t("cosigner.usage.unreadable", { file, reason });
  }
}

type Receipt = Extract<ClientAnswer, { kind: "receipt" }>;

async function keepReceipt(
  file: string,
  note: Uint8Array,
  first: Receipt,
  { client, policy, attempts, election }: Submitting,
  io: Io,
  t: Translator,
): Promise<ExitCode> {
  const parsed = parseLogProof(first.proof);
  const entry = parsed.ok ? await loggedEntry(note, first, parsed.value.index, client, election) : null;
  if (!parsed.ok || entry === null) {
    io.err(
      `${t.t("submit.receiptFalse", { file, code: parsed.ok ? "entry-differs" : parsed.error.code })}\n`,
    );
    return EXIT.contradiction;
  }
  let { proof } = first;
  let verdict = verifyLogProof(proof, entry, policy, verifyEd25519);
  // The cosigners may be a moment behind the log.
  for (let i = 1; i < attempts && !verdict.ok && verdict.error.code === "checkpoint-no-quorum"; i += 1) {
    await client.pause(i);
    proof = (await client.proof(parsed.value.index)) ?? proof;
    verdict = verifyLogProof(proof, entry, policy, verifyEd25519);
  }
  await keep(`${file}${RECEIPT_SUFFIX}`, proof);
  if (entry !== note) await keep(`${file}${ENTRY_SUFFIX}`, entry);
  if (verdict.ok) {
    const { index, checkpoint } = verdict.value;
    io.out(`${t.t("submit.accepted", { file, index, size: checkpoint.size })}\n`);
    return EXIT.fine;
  }
  if (verdict.error.code === "checkpoint-no-quorum") {
    io.err(`${t.t("submit.noQuorum", { file })}\n`);
    return EXIT.usage;
  }
  io.err(`${t.t("submit.receiptFalse", { file, code: verdict.error.code })}\n`);
  return EXIT.contradiction;
}

const keep = (path: string, bytes: Uint8Array) => writeDurably(path, bytes);

/**
 * The entry that the receipt is of: our note, or the same text as it was logged; null if it says anything else, or if
 * nobody who counts has signed it there: such an entry would stand in the log and count for nothing.
 */
async function loggedEntry(
  note: Uint8Array,
  { outcome }: Receipt,
  index: number,
  client: CentreClient,
  election: ElectionPackage,
): Promise<Uint8Array | null> {
  const logged = await client.entry(index);
  if (logged === null) return outcome === "logged" ? note : null;
  if (logged.length === note.length && logged.every((byte, i) => byte === note[i])) return note;
  const [ours, theirs] = [parseNote(note), parseNote(logged)];
  const isSame = ours.ok && theirs.ok && ours.value.text === theirs.value.text;
  return isSame && isAcceptable(logged, election) ? logged : null;
}

/** Of either mode: whoever delivers need not know which, and a centre refuses the other. */
const isAcceptable = (entry: Uint8Array, election: ElectionPackage): boolean =>
  MODES.some((mode) => {
    const read = readEntry(entry, { ...election, mode, sha256: nodeSha256 });
    if (!read.ok) return false;
    const verdicts = read.value.checks.map(({ key, message, signature }) =>
      verifyEd25519(key.publicKey, message, signature),
    );
    return judgeEntry(read.value, verdicts).ok;
  });
