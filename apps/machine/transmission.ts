/**
 * Carries a sealed station's notes to the centre, and ends when every one of them has a receipt that holds.
 *
 *     notes ──▶ round: all that lack a receipt, at once ──▶ all have one: done
 *                 ▲                 └──▶ some do not: wait (doubling, with chance; Retry-After), and again
 *                 └────────────────────────┘
 *
 * It never gives up by itself: what stands between a machine and its centre may lie as well as break, so neither a refusal
 * nor a receipt that does not hold ends it. Both are told, and the same bytes are sent again.
 * A receipt is kept before it is told; after a power cut the kept ones are verified again and their notes not sent.
 * No connection is made before this is called, and its clock, chance and waiting are handed in.
 * Spec: spec/transmission.md, section 11.
 * @module
 */
import type { CentreClient, ClientReply } from "@triplicate/adapters/centre-client.ts";
import { type HeldReceipt, judgeReceipt, type ReceiptContext } from "@triplicate/adapters/receipt.ts";
import type { LocalizedText } from "@triplicate/core/text.ts";
import type { TransmissionState } from "@triplicate/machine-screens/api.ts";

/** Why a note has no receipt yet, as `waiting` says it -> clause of spec/transmission.md. */
export const WAITING_CODES = { busy: "11.3", unreachable: "11.3", "no-quorum": "11.5" } as const;
export type WaitingReason = keyof typeof WAITING_CODES;

/** Where receipts lie until the station is done: the machine's store, or files. */
export type KeptFiles = {
  read(name: string): Uint8Array | null;
  /** On the disk when it returns or resolves. */
  write(name: string, bytes: Uint8Array): void | Promise<void>;
};

/** Beside a note of that name: its receipt; the entry where it is not the note; a receipt that does not hold. */
export const KEPT = {
  receipt: (name: string) => `${name}.tlog-proof`,
  entry: (name: string) => `${name}.logged`,
  falseReceipt: (name: string) => `${name}.false-receipt`,
} as const;

export type Transmitting = {
  /** As they were printed; names as the station keeps them. */
  readonly notes: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly client: Pick<CentreClient, "post" | "proof" | "entry">;
  readonly context: ReceiptContext;
  readonly kept: KeptFiles;
  /** Ends early when the signal does. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly onState: (state: TransmissionState) => void;
  /** The machine is being switched off: what was kept is gone on with at the next start. */
  readonly signal: AbortSignal;
};

export type Receipt = HeldReceipt & { readonly name: string };

export const FIRST_WAIT = 1000;
export const LONGEST_WAIT = 120_000;
/** Whoever answers for a centre may ask for patience, and for no more of it than this. */
export const LONGEST_ASKED = 600_000;

/** In order of the notes; null when it was told to stop before. */
export async function transmit(transmitting: Transmitting): Promise<readonly Receipt[] | null> {
  const { notes, onState, signal, now, random, wait } = transmitting;
  const receipts = new Map<string, Receipt>();
  for (const { name, bytes } of notes) {
    const receipt = await keptReceipt(name, bytes, transmitting);
    if (receipt !== null) receipts.set(name, receipt);
  }
  /** Entries that the log has signed and its cosigners have not: their index, to ask for a newer receipt. */
  const signed = new Map<string, number>();
  let fruitless = 0;
  for (let attempt = 1; receipts.size < notes.length; attempt += 1) {
    if (signal.aborted) return null;
    const tell = () => onState({ state: "trying", attempt, sent: receipts.size, of: notes.length });
    tell();
    const before = receipts.size;
    const problems = await Promise.all(
      notes.map(async ({ name, bytes }): Promise<Problem | null> => {
        if (receipts.has(name)) return null;
        const result = await attemptNote(name, bytes, signed, transmitting);
        if ("problem" in result) return result;
        receipts.set(name, result);
        if (receipts.size < notes.length) tell();
        return null;
      }),
    );
    if (signal.aborted) return null;
    const worst = worstOf(problems);
    if (worst === null) break;
    fruitless = receipts.size > before ? 0 : fruitless + 1;
    const delay = delayOf(problems, fruitless, random());
    onState(stateOf(worst, attempt, now() + Math.ceil(delay / 1000)));
    await wait(delay, signal);
  }
  if (signal.aborted && receipts.size < notes.length) return null;
  const all = notes.map(({ name }) => receipts.get(name)!);
  onState({ state: "done", receipts: all.map(({ name, index }) => ({ name, index })) });
  return all;
}

type Problem =
  | { readonly problem: WaitingReason; readonly later: number }
  | { readonly problem: "refused"; readonly code: string; readonly message: LocalizedText }
  | { readonly problem: "false-receipt"; readonly code: string };

/** Told before the others, and told first of several. */
const GRAVITY = ["no-quorum", "busy", "unreachable", "refused", "false-receipt"] as const;

function worstOf(problems: readonly (Problem | null)[]): Problem | null {
  const gravity = (problem: Problem) => GRAVITY.indexOf(problem.problem);
  return problems.reduce((worst, one) => {
    if (one === null) return worst;
    return worst === null || gravity(one) > gravity(worst) ? one : worst;
  }, null);
}

/** At least half of the doubled time and at most all of it, so that stations which closed together do not knock together. */
function delayOf(problems: readonly (Problem | null)[], fruitless: number, chance: number): number {
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** fruitless);
  const asked = problems.map((one) => (one !== null && "later" in one ? one.later : 0));
  return Math.max(Math.round((longest * (1 + chance)) / 2), Math.min(LONGEST_ASKED, Math.max(...asked)));
}

function stateOf(problem: Problem, attempt: number, next: number): TransmissionState {
  switch (problem.problem) {
    case "refused":
      return { state: "refused", code: problem.code, message: problem.message };
    case "false-receipt":
      return { state: "false-receipt", code: problem.code };
    case "busy":
    case "unreachable":
    case "no-quorum":
      return { state: "waiting", attempt, reason: problem.problem, next };
  }
}

/** One kept before the power went: judged like any other, since a hand can change a disk. Asks nobody. */
async function keptReceipt(
  name: string,
  note: Uint8Array,
  { kept, context }: Transmitting,
): Promise<Receipt | null> {
  const proof = kept.read(KEPT.receipt(name));
  if (proof === null) return null;
  const entry = async () => kept.read(KEPT.entry(name));
  const verdict = await judgeReceipt(note, proof, { entry }, context);
  return verdict.kind === "holds" ? { ...verdict, name } : null;
}

async function attemptNote(
  name: string,
  note: Uint8Array,
  signed: Map<string, number>,
  transmitting: Transmitting,
): Promise<Receipt | Problem> {
  const { client } = transmitting;
  const known = signed.get(name);
  // It is in the log: what is wanted is a later checkpoint, and that costs the centre next to nothing.
  const newer = known === undefined ? null : await client.proof(known);
  if (newer !== null) return judge(name, note, newer, signed, transmitting);
  const reply = await client.post(note);
  return reply.kind === "receipt" && !isNoCentre(reply)
    ? judge(name, note, reply.proof, signed, transmitting)
    : problemOf(reply);
}

const PROOF_FORM = "c2sp.org/tlog-proof";

/** A captive portal, a proxy's error page: no lie about an entry, but nobody who knows what was asked. */
const isNoCentre = (reply: ClientReply): boolean =>
  reply.kind === "receipt"
    ? reply.outcome === "" && !startsWith(reply.proof, PROOF_FORM)
    : reply.kind === "refused" && reply.message.es === "" && reply.message.en === "";

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  [...text].every((character, i) => bytes[i] === character.charCodeAt(0));

function problemOf(reply: ClientReply): Problem {
  if (isNoCentre(reply)) return { problem: "unreachable", later: 0 };
  switch (reply.kind) {
    case "busy":
      return { problem: "busy", later: reply.later };
    case "refused":
      return { problem: "refused", code: reply.code.slice(0, 64), message: short(reply.message) };
    case "unreachable":
    case "receipt":
      return { problem: "unreachable", later: 0 };
  }
}

/** A stranger's words go on a screen. */
const MOST_WORDS = 400;
const short = ({ es, en }: LocalizedText): LocalizedText => ({
  es: es.slice(0, MOST_WORDS).toWellFormed(),
  en: en.slice(0, MOST_WORDS).toWellFormed(),
});

async function judge(
  name: string,
  note: Uint8Array,
  proof: Uint8Array,
  signed: Map<string, number>,
  { client, context, kept }: Transmitting,
): Promise<Receipt | Problem> {
  const verdict = await judgeReceipt(note, proof, client, context);
  signed.delete(name);
  switch (verdict.kind) {
    case "holds":
      // The entry first: a receipt without it would be one that does not hold.
      if (verdict.entry !== note) await kept.write(KEPT.entry(name), verdict.entry);
      await kept.write(KEPT.receipt(name), verdict.proof);
      return { ...verdict, name };
    case "no-quorum":
      signed.set(name, verdict.index);
      return { problem: "no-quorum", later: 0 };
    case "unread":
      return { problem: "unreachable", later: 0 };
    case "false":
      await kept.write(KEPT.falseReceipt(name), proof);
      return { problem: "false-receipt", code: verdict.code };
  }
}
