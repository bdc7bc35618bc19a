/**
 * The tallying centre as one process: an election package, a data folder, keys, and an address to listen at.
 *
 *     DATA/public/           what any web server may serve: election/, checkpoint, tile/
 *     DATA/centre.sqlite     the sequencer's
 *     DATA/incidents.sqlite  what was refused
 *
 * This file only wires. Spec: spec/transmission.md, section 10.
 * @module
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createCheckQueue } from "@triplicate/adapters/check-queue.ts";
import { nodeSha256, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import { createSignaturePool, type SignaturePool } from "@triplicate/adapters/signature-pool.ts";
import { openDatabase } from "@triplicate/adapters/sqlite.ts";
import { equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import type { EntryContext } from "@triplicate/core/count-central/entry.ts";
import { type Policy, parsePolicy } from "@triplicate/core/log/policy.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import type { Signer } from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import type { FastifyInstance } from "fastify";
import { announce } from "./announcer.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type CosignJournal, createCosignJournal } from "./cosign-journal.ts";
import { createCosigning } from "./cosign-round.ts";
import { type IncidentRecord, openIncidentRecord } from "./incidents.ts";
import { createIntake, type Intake, type IntakeError } from "./intake.ts";
import { createKeyLimit } from "./key-limit.ts";
import { followLog, type LiveCount } from "./live-count.ts";
import { createLiveEvents } from "./live-events.ts";
import { createMetrics, type MetricSources } from "./metrics.ts";
import { publishPackage } from "./publish-package.ts";
import { openSequencer } from "./sequencer.ts";
import type { RecoveryError } from "./sequencer-recovery.ts";
import type { Sequencer } from "./sequencer-types.ts";
import { createApp, type LogLines, SERVER_LIMITS, type ServerLimits } from "./server-app.ts";
import { openSite } from "./site.ts";

export type CentreOptions = {
  readonly election: ElectionPackage;
  /** Folder of the package's files. */
  readonly electionFolder: string;
  readonly data: string;
  readonly logSigner: Signer;
  /** Without, the centre makes no bulletins. */
  readonly centreSigner?: Signer;
  readonly mode: Mode;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** False: no cosigner is asked, and receipts do not satisfy a policy that wants any. */
  readonly askCosigners?: boolean;
  readonly bulletinEveryMilliseconds?: number;
  /** Pages with a script that verifies in the reader's browser; it is bundled at the start. */
  readonly hasSite?: boolean;
  readonly batchMilliseconds?: number;
  readonly isBehindProxy?: boolean;
  readonly limits?: Partial<ServerLimits>;
  readonly keyPerMinute?: number;
  readonly clock?: Clock;
  readonly lines?: LogLines;
  readonly pool?: SignaturePool;
};

export type CentreError = {
  readonly code:
    | RecoveryError["code"]
    | "log-entries-damaged"
    | "log-key-not-in-roster"
    | "centre-key-not-in-roster"
    | "log-of-another-mode"
    | "data-of-another-election"
    | "address-unavailable";
};

export type Centre = {
  /** http://host:port */
  readonly url: string;
  /** The folder that may be mirrored. */
  readonly folder: string;
  readonly live: LiveCount;
  readonly sequencer: Sequencer;
  readonly incidents: IncidentRecord;
  /** Bulletins of all contests that have news: their log indexes. */
  announce(): Promise<Result<number[], IntakeError>>;
  /** Rejects when the log cannot be written any more; resolves after `stop`. */
  readonly ended: Promise<void>;
  /** Takes no more, answers what is under way, closes everything. */
  stop(): Promise<void>;
};

/** An hour of the busiest key: several contests, each with an acta, a closing record and signatures added. */
const KEY_PER_MINUTE = 60;
const FLUSH_MILLISECONDS = 1000;

/** How the name of a rehearsal's log ends (clause 10.5): one key signs one history, and the election's is not for trying. */
export const REHEARSAL_LOG = "/test";

export async function startCentre(options: CentreOptions): Promise<Result<Centre, CentreError>> {
  const { election, logSigner, centreSigner, clock = systemClock } = options;
  const policy = readPolicy(election);
  if (!policy.logs.some(({ key }) => isKey(key, logSigner.key)))
    return err({ code: "log-key-not-in-roster" });
  if (logSigner.key.name.endsWith(REHEARSAL_LOG) !== (options.mode === "test"))
    return err({ code: "log-of-another-mode" });
  const centreKey = centreSigner && election.book.find(centreSigner.key.name, centreSigner.key.id);
  if (centreSigner !== undefined && centreKey?.holder.role !== "centre")
    return err({ code: "centre-key-not-in-roster" });
  const folder = join(options.data, "public");
  await mkdir(folder, { recursive: true });
  if (!(await publishPackage(options.electionFolder, folder)))
    return err({ code: "data-of-another-election" });
  const database = openDatabase(join(options.data, "centre.sqlite"));
  const journal = createCosignJournal(options.lines ?? { write() {} }, clock);
  // Nobody is asked at a cosigner without a URL; a policy that wants their signatures still wants them.
  const cosigners = policy.cosigners.map(({ url: _, ...cosigner }) => cosigner);
  const cosigning = createCosigning({
    policy: options.askCosigners === false ? { ...policy, cosigners } : policy,
    ...{ verify: verifyEd25519, clock, onAnswer: journal.onAnswer },
  });
  const { batchMilliseconds } = options;
  const opened = await openSequencer({
    ...{ folder, database, signer: logSigner, cosigning, clock },
    ...(batchMilliseconds === undefined ? {} : { batchMilliseconds }),
  });
  if (!opened.ok) {
    database.close();
    return opened;
  }
  const sequencer = opened.value;
  const context = contextOf(options);
  const live = followLog(sequencer, context);
  return listen(options, { context, live, sequencer, journal, folder, close: () => database.close() });
}

const isKey = (a: NoteKey, b: NoteKey): boolean =>
  a.name === b.name && a.id === b.id && equalBytes(a.publicKey, b.publicKey);

function readPolicy({ policyText }: ElectionPackage): Policy {
  const policy = parsePolicy(utf8(policyText));
  if (!policy.ok) throw new Error("a package that was judged has a policy");
  return policy.value;
}

const contextOf = ({ election, mode }: CentreOptions): EntryContext => ({
  definition: election.definition,
  definitionDigest: election.definitionDigest,
  roster: election.roster,
  book: election.book,
  mode,
  sha256: nodeSha256,
});

type Running = {
  readonly context: EntryContext;
  readonly live: LiveCount;
  readonly sequencer: Sequencer;
  readonly journal: CosignJournal;
  readonly folder: string;
  readonly close: () => void;
};

async function listen(options: CentreOptions, running: Running): Promise<Result<Centre, CentreError>> {
  const { clock = systemClock, lines = { write() {} } } = options;
  const { context, live, sequencer, folder } = running;
  const limits = { ...SERVER_LIMITS, ...options.limits };
  const pool = options.pool ?? createSignaturePool();
  const incidents = openIncidentRecord(join(options.data, "incidents.sqlite"));
  const checks = createCheckQueue((all) => pool.verify(all), limits.waitingSignatures);
  const mayLog = createKeyLimit(
    options.keyPerMinute ?? KEY_PER_MINUTE + 4 * context.definition.contests.length,
    clock,
  );
  const intake = createIntake({ context, live, sequencer, checks, mayLog });
  const results = { context, count: live.count };
  const events = createLiveEvents(live, results, { clock, atMost: limits.eventReaders });
  const metrics = createMetrics(sources({ running, intake, checks, incidents, events }));
  // Readers are served while a long log is folded; submissions wait for the end of it.
  const state = { isCaughtUp: false, isEnding: false };
  const end = () => {
    state.isEnding = true;
  };
  sequencer.ended.then(end, end);
  const app = await createApp({
    ...{ intake, sequencer, incidents, metrics, folder, results, events, limits, lines },
    count: live.count,
    now: clock.now,
    atOnce: limits.submissionsAtOnce,
    perMinute: limits.submissionsPerMinute,
    isOpen: () => state.isCaughtUp && !state.isEnding,
    isBehindProxy: options.isBehindProxy ?? false,
    site: options.hasSite === true ? await openSite(options.electionFolder, options.election) : null,
  });
  const bulletins = inTurn(async (): Promise<Result<number[], IntakeError>> => {
    const { centreSigner: signer } = options;
    // Before the log is folded the count is of a part of it: what it says then was never so.
    const isSilent = signer === undefined || !state.isCaughtUp || state.isEnding;
    return isSilent ? ok([]) : announce({ context, live, intake, signer, now: clock.now });
  });
  const onTime = () =>
    bulletins().then(
      (made) => made.ok || app.log.warn({ bulletins: made.error.code }),
      (error: Error) => app.log.error({ bulletins: error.name }),
    );
  const timers = [
    every(clock, FLUSH_MILLISECONDS, () => incidents.flush()),
    ...(options.bulletinEveryMilliseconds === undefined
      ? []
      : [every(clock, options.bulletinEveryMilliseconds, () => void onTime())]),
  ];
  const stop = async () => {
    end();
    for (const endTimer of timers) endTimer();
    events.stop();
    await app.close();
    await sequencer.stop();
    if (options.pool === undefined) await pool.close();
    incidents.close();
    running.close();
  };
  const url = await open(app, options);
  const caughtUp = await live.caughtUp;
  if (url === null || !caughtUp.ok) {
    await stop();
    return caughtUp.ok ? err({ code: "address-unavailable" }) : caughtUp;
  }
  state.isCaughtUp = true;
  return ok({
    ...{ url, folder, live, sequencer, incidents, announce: bulletins, stop: once(stop) },
    ended: sequencer.ended,
  });
}

async function open(app: FastifyInstance, { host, port }: CentreOptions): Promise<string | null> {
  try {
    return await app.listen({ host, port });
  } catch {
    return null;
  }
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= act();
    return done;
  };
}

/** One after another: two announcements at once would take the same number. */
function inTurn<T>(act: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const turn = last.then(act);
    last = turn.catch(() => {});
    return turn;
  };
}

function every(clock: Clock, milliseconds: number, act: () => void): () => void {
  let end = clock.after(milliseconds, function again() {
    act();
    end = clock.after(milliseconds, again);
  });
  return () => end();
}

type Observed = {
  readonly running: Running;
  readonly intake: Intake;
  readonly checks: { readonly waiting: number };
  readonly incidents: IncidentRecord;
  readonly events: { readonly readers: number };
};

function sources({ running, intake, checks, incidents, events }: Observed): MetricSources {
  const { sequencer, live, context, journal } = running;
  const sum = (field: "counted" | "missing" | "conflict" | "paper" | "corrected" | "flagged") => () =>
    context.definition.contests.reduce((total, _, contest) => total + live.count.totals(contest)[field], 0);
  return {
    log_entries: { help: "Entries of the published checkpoint", read: () => sequencer.size },
    log_waiting: { help: "Entries waiting for their checkpoint", read: () => sequencer.waiting },
    checkpoint_quorum: {
      help: "Whether the published checkpoint has the cosignatures of the policy",
      read: () => (sequencer.quorum ? 1 : 0),
    },
    cosigners_signing: {
      help: "Cosigners whose last answer since the start was a signature",
      read: () => journal.signing,
    },
    cosigner_alarms: {
      help: "Answers of cosigners that contradict the log: look at once",
      read: () => journal.alarms,
    },
    submissions_busy: { help: "Submissions under way", read: () => intake.busy },
    signatures_waiting: { help: "Signatures waiting for verification", read: () => checks.waiting },
    incidents_dropped: { help: "Refusals that were not kept", read: () => incidents.dropped },
    event_readers: { help: "Readers of server-sent events", read: () => events.readers },
    stations_counted: { help: "Stations counted, over contests", read: sum("counted") },
    stations_missing: { help: "Stations missing, over contests", read: sum("missing") },
    stations_conflict: { help: "Stations in conflict, over contests: look at once", read: sum("conflict") },
    stations_paper: { help: "Stations with paper alone, over contests", read: sum("paper") },
    stations_corrected: { help: "Stations that paper corrects, over contests", read: sum("corrected") },
    stations_flagged: { help: "Stations with something odd, over contests", read: sum("flagged") },
  };
}
