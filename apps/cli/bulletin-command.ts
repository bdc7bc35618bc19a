/**
 * `triplicate bulletin`: the centre's announcement, computed from the public log by whoever holds the centre's key.
 *
 * The key need not live on the machine that faces the world: this command reads the log as any stranger does, verifies
 * every signature, folds the count, signs one bulletin a contest and submits it.
 * Spec: spec/bulletin.md, section 4.
 * @module
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createCentreClient } from "@triplicate/adapters/centre-client.ts";
import { nodeSha256, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import { type LogSource, openLogSource, readAhead } from "@triplicate/adapters/log-source.ts";
import { createSignaturePool, type SignaturePool } from "@triplicate/adapters/signature-pool.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { composeBulletin, printBulletin } from "@triplicate/core/count-central/bulletin.ts";
import { type CentralCount, createCentralCount } from "@triplicate/core/count-central/central-count.ts";
import {
  type EntryContext,
  judgeEntry,
  type ReadEntry,
  readEntry,
} from "@triplicate/core/count-central/entry.ts";
import { createLogStream } from "@triplicate/core/log/log-stream.ts";
import { parsePolicy } from "@triplicate/core/log/policy.ts";
import { openCheckpoint } from "@triplicate/core/log/signed-checkpoint.ts";
import { bundlePath, TILE_WIDTH } from "@triplicate/core/log/tile.ts";
import type { TreeHead } from "@triplicate/core/log/tile-tree.ts";
import { MAX_NOTE_BYTES, printNote, signNote } from "@triplicate/core/note/note.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { readElection, readSigner } from "./server-options.ts";

export type BulletinArguments = {
  readonly election: string;
  readonly centreKey: string;
  readonly passphraseFile: string;
  readonly to: string;
  readonly mode: Mode;
};

const ATTEMPTS = 8;
const MAX_BUNDLE_BYTES = TILE_WIDTH * (MAX_NOTE_BYTES + 2);
const AHEAD = 4;

export async function runBulletin(args: BulletinArguments, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const client = createCentreClient(args.to, { attempts: ATTEMPTS, wait: (ms) => wait(ms) });
  if (client === null) throw new UsageError(t.t("submit.usage.url", { text: args.to }));
  const election = await readElection(args.election, t);
  const signer = await readSigner(args.centreKey, args.passphraseFile, t);
  if (election.book.find(signer.key.name, signer.key.id)?.holder.role !== "centre")
    throw new UsageError(t.t("centre.fault.centre-key-not-in-roster"));
  const context: EntryContext = {
    ...{ definition: election.definition, definitionDigest: election.definitionDigest, mode: args.mode },
    ...{ roster: election.roster, book: election.book, sha256: nodeSha256 },
  };
  const { count, head } = await readCount(args.to, election, context, t);
  const clock = Math.floor(Date.now() / 1000);
  let code: ExitCode = EXIT.fine;
  for (const [contest, { id }] of context.definition.contests.entries()) {
    const { latest } = count.bulletins(contest);
    const number = (latest?.number ?? 0) + 1;
    // A clock that was set back does not take time back.
    const time = Math.max(clock, latest?.time ?? 0);
    const bulletin = composeBulletin({ context, count, contest, number, time, root: head.root });
    const text = printBulletin(bulletin);
    io.out(`${text}\n`);
    const answer = await client.submit(printNote(await signNote(text, [signer])));
    if (answer.kind === "receipt") io.out(`${t.t("bulletin.logged", { contest: id, n: number })}\n`);
    else {
      const why = answer.kind === "refused" ? answer.code : answer.detail;
      io.err(`${t.t("bulletin.failed", { contest: id, code: why })}\n`);
      code = EXIT.usage;
    }
  }
  return code;
}

type Counted = { readonly count: CentralCount; readonly head: TreeHead };

async function readCount(
  place: string,
  election: ElectionPackage,
  context: EntryContext,
  t: Translator,
): Promise<Counted> {
  const keep = await mkdtemp(join(tmpdir(), "triplicate-bulletin-"));
  const pool = createSignaturePool();
  try {
    return await foldLog(openLogSource(place, { keep }), election, { context, pool }, t);
  } finally {
    await pool.close();
    await rm(keep, { recursive: true, force: true });
  }
}

/** Every entry is hashed up to the checkpoint and every signature verified; whatever does not hold stops it all. */
async function foldLog(
  source: LogSource,
  { policyText }: ElectionPackage,
  { context, pool }: { readonly context: EntryContext; readonly pool: SignaturePool },
  t: Translator,
): Promise<Counted> {
  const policy = parsePolicy(utf8(policyText));
  if (!policy.ok) throw new Error("a package that was judged has a policy");
  const stop = (code: string): never => {
    throw new UsageError(t.t("bulletin.logFault", { code }), t.t("bulletin.logFault.remedy"));
  };
  const note = await source.read("checkpoint", MAX_NOTE_BYTES);
  if (!note.ok) return stop(note.error.code);
  const signed = openCheckpoint(note.value, policy.value, verifyEd25519);
  if (!signed.ok) return stop(signed.error.code);
  const { size, root } = signed.value.checkpoint;
  const stream = createLogStream({ sha: nodeSha256 });
  const count = createCentralCount(context);
  const widths = Array.from({ length: Math.ceil(size / TILE_WIDTH) }, (_, index) => ({
    index,
    width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH),
  }));
  let next = 0;
  for await (const bundle of readAhead(source, widths.map(bundlePath), MAX_BUNDLE_BYTES, AHEAD)) {
    if (!bundle.ok) return stop(bundle.error.code);
    const from = stream.size;
    const entries = stream.addBundle(bundle.value, widths[next++]!.width);
    if (!entries.ok) return stop(entries.error.code);
    const read = entries.value.map((bytes) => readEntry(bytes, context));
    const held = read.flatMap((one): ReadEntry[] => (one.ok ? [one.value] : []));
    const checks = held.flatMap((one) => one.checks);
    const verdicts = await pool.verify(
      checks.map(({ key, message, signature }) => ({ publicKey: key.publicKey, message, signature })),
    );
    let at = 0;
    for (const [i, one] of read.entries()) {
      if (!one.ok) return stop(one.error.rule);
      const judged = judgeEntry(one.value, verdicts.subarray(at, at + one.value.checks.length));
      at += one.value.checks.length;
      if (!judged.ok) return stop(judged.error.rule);
      count.add(from + i, judged.value);
    }
  }
  const [fault] = stream.faults({ size, root });
  return fault === undefined ? { count, head: { size, root } } : stop(fault.code);
}
