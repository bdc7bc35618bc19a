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
import { type CentreClient, createCentreClient } from "@triplicate/adapters/centre-client.ts";
import { writeDurably } from "@triplicate/adapters/durable-files.ts";
import { nodeSha256, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { judgeReceipt, type ReceiptContext } from "@triplicate/adapters/receipt.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { parsePolicy } from "@triplicate/core/log/policy.ts";
import { MAX_NOTE_BYTES, parseNote } from "@triplicate/core/note/note.ts";
import { WITNESS_ANSWER } from "@triplicate/core/statement/witness-answer.ts";
import { ZERO_TAPE } from "@triplicate/core/statement/zero-tape.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
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
  const files = places.flatMap((place) => notesIn(place, io, t));
  const attempts = wholeNumber(args.attempts, "--attempts", t)!;
  const election = await readElection(args.election, t);
  const policy = parsePolicy(utf8(election.policyText));
  if (!policy.ok) throw new Error("a package that was judged has a policy");
  const client = createCentreClient(args.to, { attempts, wait: (ms) => wait(ms) });
  if (client === null) throw new UsageError(t.t("submit.usage.url", { text: args.to }));
  const context = {
    policy: policy.value,
    election: { ...election, sha256: nodeSha256 },
    verify: verifyEd25519,
  };
  const codes = await inParallel(files, (file) => submitFile(file, { client, attempts, context }, io, t));
  // A contradiction outweighs a note that did not get through.
  if (codes.includes(EXIT.contradiction)) return EXIT.contradiction;
  return codes.every((code) => code === EXIT.fine) ? EXIT.fine : EXIT.usage;
}

const NOTE_SUFFIX = ".note";

/**
 * A folder stands for the notes in it, in order of their names, but for those that a station keeps and no log takes; what
 * cannot be read is told of by its reader.
 */
function notesIn(place: string, io: Io, t: Translator): string[] {
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return [place];
  const names = readdirSync(place).filter((name) => name.endsWith(NOTE_SUFFIX));
  const files = names.sort().map((name) => join(place, name));
  return files.filter((file) => {
    const isKept = isForNoLog(file, t);
    if (isKept) io.out(`${t.t("submit.notForTheLog", { file })}\n`);
    return !isKept;
  });
}

/** A machine's export holds them too: zero tapes (spec/station-notes.md, section 2) and refusals (section 3). */
const KEPT_FORMS = [ZERO_TAPE.form, WITNESS_ANSWER.form];

function isForNoLog(file: string, t: Translator): boolean {
  const bytes = readNote(file, t);
  const note = typeof bytes === "string" ? null : parseNote(bytes);
  return note?.ok === true && KEPT_FORMS.some((form) => note.value.text.startsWith(`${form}\n`));
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
  readonly attempts: number;
  readonly context: ReceiptContext;
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
      return keepReceipt(file, note, answer.proof, submitting, io, t);
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

async function keepReceipt(
  file: string,
  note: Uint8Array,
  first: Uint8Array,
  { client, attempts, context }: Submitting,
  io: Io,
  t: Translator,
): Promise<ExitCode> {
  let proof = first;
  let verdict = await judgeReceipt(note, proof, client, context);
  // The cosigners may be a moment behind the log.
  for (let i = 1; i < attempts && verdict.kind === "no-quorum"; i += 1) {
    await client.pause(i);
    proof = (await client.proof(verdict.index)) ?? proof;
    verdict = await judgeReceipt(note, proof, client, context);
  }
  if (verdict.kind === "unread") {
    io.err(`${t.t("submit.unreachable", { file, detail: `entries/${verdict.index}` })}\n`);
    return EXIT.usage;
  }
  await keep(`${file}${RECEIPT_SUFFIX}`, proof);
  if (verdict.entry !== note) await keep(`${file}${ENTRY_SUFFIX}`, verdict.entry);
  switch (verdict.kind) {
    case "holds":
      io.out(`${t.t("submit.accepted", { file, index: verdict.index, size: verdict.size })}\n`);
      return EXIT.fine;
    case "no-quorum":
      io.err(`${t.t("submit.noQuorum", { file })}\n`);
      return EXIT.usage;
    case "false":
      io.err(`${t.t("submit.receiptFalse", { file, code: verdict.code })}\n`);
      return EXIT.contradiction;
  }
}

const keep = (path: string, bytes: Uint8Array) => writeDurably(path, bytes);
