/**
 * `triplicate verify acta FILE…`: kept actas against the election's keys, and against the public log.
 *
 * A receipt (C2SP tlog-proof) among the files is held against the log too: what the log once acknowledged and now has
 * replaced is proved by the two of them. Spec: spec/verification.md, section 8.
 * @module
 */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { readActaFromFiles } from "@triplicate/adapters/acta-files.ts";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import { contradictionContext, hashLines } from "@triplicate/adapters/find-contradictions.ts";
import { openLogEntries } from "@triplicate/adapters/log-entries.ts";
import { type LogSource, openLogSource } from "@triplicate/adapters/log-source.ts";
import {
  cacheFolder,
  openVerificationMemory,
  stateFolder,
} from "@triplicate/adapters/verification-memory.ts";
import {
  compareKept,
  findStations,
  judgeKept,
  type KeptActa,
  type KeptInLog,
  type SeenCheckpoint,
} from "@triplicate/adapters/verify-acta.ts";
import { checkpointContext } from "@triplicate/adapters/verify-log.ts";
import { recallElection } from "@triplicate/adapters/verify-package.ts";
import { decodeUtf8 } from "@triplicate/core/bytes.ts";
import { parseLogProof } from "@triplicate/core/log/log-proof.ts";
import { MAX_NOTE_BYTES } from "@triplicate/core/note/note.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { checkCheckpoint, type SignedCheckpoint } from "@triplicate/core/verification/checkpoint-check.ts";
import { checkContradiction } from "@triplicate/core/verification/contradiction.ts";
import type { Contradiction } from "@triplicate/core/verification/contradiction-file.ts";
import {
  MAX_RESULTS_BYTES,
  stationBreaches,
  stationResultsFile,
} from "@triplicate/core/verification/published-results.ts";
import { type BreachCollector, collectBreaches } from "@triplicate/core/verification/rules.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { actaFileFaultLines } from "./verify-acta-faults.ts";
import { keptJson, keptLines } from "./verify-acta-words.ts";
import { sourceError, writeContradictions } from "./verify-command.ts";
import { electionOf } from "./verify-contradiction.ts";
import { startVerifyProgress } from "./verify-progress.ts";

export type VerifyActaOptions = {
  readonly against?: string;
  readonly election?: string;
  readonly keep?: string;
  readonly mode: Mode;
  readonly state?: string;
  readonly out?: string;
  readonly json: boolean;
};

export type VerifiedKept = { readonly kept: KeptActa; readonly inLog: KeptInLog | null };

export async function runVerifyActa(
  files: readonly string[],
  options: VerifyActaOptions,
  io: Io,
): Promise<ExitCode> {
  const t = translator(io.language);
  const { against, mode } = options;
  const source =
    against === undefined
      ? null
      : openLogSource(against, { keep: options.keep ?? cacheFolder(io.environment) });
  const election = await electionOf(await packageOf(options, source, t), t);
  const breaches = collectBreaches();
  const state = options.state ?? stateFolder(io.environment);
  const remembered = await recallElection(election, { state, mode }, breaches);
  const { receipts, others } = await sortReceipts(files);
  const read = await readActaFromFiles(others);
  for (const { code, sources } of read.faults)
    breaches.add({ rule: "kept-form", detail: { file: sources.join(" "), code } });
  const context = contradictionContext({ election }, mode);
  const kept = read.actas.map((found) => judgeKept(found, context, breaches));
  const progress = startVerifyProgress(io, t);
  let results: readonly VerifiedKept[] = kept.map((one) => ({ kept: one, inLog: null }));
  let contradictions: readonly Contradiction[] = [];
  try {
    if (source !== null) {
      const log = await readCheckpoint(source, election, breaches);
      if (log !== null) {
        const onProgress = (done: number) => progress.update("entries", done, log.checkpoint.size);
        const seen = remembered.checkpoints.flatMap(({ bytes, file }): SeenCheckpoint[] => {
          const { signed } = checkCheckpoint(bytes, checkpointContext({ election }));
          return signed === null ? [] : [{ checkpoint: signed.checkpoint, file }];
        });
        results = await againstLog({ source, log, kept, context, seen, breaches, onProgress });
        contradictions = await proofs({ source, log, results, receipts, context });
      }
    }
  } finally {
    progress.stop();
  }
  const out =
    options.out ?? join(openVerificationMemory(state, election.definition.id, mode).folder, "contradictions");
  const written = await writeContradictions(out, contradictions);
  const { total, byRule } = breaches.breaches();
  if (options.json) io.data(keptJson(results, breaches.breaches(), written));
  else {
    const lines = keptLines(results, breaches.breaches(), election, t);
    lines.push(...actaFileFaultLines(read.faults, t));
    if (written.length > 0) lines.push(t.t("verify.evidence", { n: written.length, dir: out }));
    io.out(`${lines.join("\n")}\n`);
  }
  if (total === 0) return EXIT.fine;
  // What cannot be read contradicts nothing.
  return total === (byRule["kept-form"] ?? 0) ? EXIT.usage : EXIT.contradiction;
}

async function packageOf(
  { election, against }: VerifyActaOptions,
  source: LogSource | null,
  t: ReturnType<typeof translator>,
): Promise<string> {
  if (election !== undefined) return election;
  if (source === null || against === undefined) throw new UsageError(t.t("verify.usage.needsElection"));
  const folder = await source.packageFolder();
  if (!folder.ok) throw sourceError(against, folder.error, t);
  return folder.value;
}

type Receipt = { readonly file: string; readonly bytes: Uint8Array };
const RECEIPT_FORM = "c2sp.org/tlog-proof@";

async function sortReceipts(files: readonly string[]): Promise<{ receipts: Receipt[]; others: string[] }> {
  const receipts: Receipt[] = [];
  const others: string[] = [];
  for (const file of files) {
    const bytes = await readStart(file);
    if (bytes !== null && decodeUtf8(bytes)?.startsWith(RECEIPT_FORM)) receipts.push({ file, bytes });
    else others.push(file);
  }
  return { receipts, others };
}

async function readStart(file: string): Promise<Uint8Array | null> {
  try {
    return (await stat(file)).size > 2 * MAX_NOTE_BYTES ? null : new Uint8Array(await readFile(file));
  } catch {
    return null;
  }
}

async function readCheckpoint(
  source: LogSource,
  election: ElectionPackage,
  breaches: BreachCollector,
): Promise<SignedCheckpoint | null> {
  const read = await source.read("checkpoint", MAX_NOTE_BYTES);
  if (!read.ok) {
    breaches.add({ rule: "checkpoint-form", detail: { code: read.error.code, name: read.error.name } });
    return null;
  }
  const checked = checkCheckpoint(read.value, checkpointContext({ election }));
  for (const breach of checked.breaches) breaches.add(breach);
  return checked.signed;
}

type Against = {
  readonly source: LogSource;
  readonly log: SignedCheckpoint;
  readonly kept: readonly KeptActa[];
  readonly context: ReturnType<typeof contradictionContext>;
  readonly seen: readonly SeenCheckpoint[];
  readonly breaches: BreachCollector;
  readonly onProgress: (done: number) => void;
};

async function againstLog(parts: Against): Promise<readonly VerifiedKept[]> {
  const { source, log, kept, context, seen, breaches, onProgress } = parts;
  const stations = new Set(kept.flatMap(({ judged }) => (judged.ok ? [judged.value.acta.station] : [])));
  const found = await findStations(source, log.checkpoint, stations, context, seen, breaches, onProgress);
  const results: VerifiedKept[] = [];
  for (const one of kept) {
    const inLog = found === null ? null : compareKept(one, found, context, breaches);
    results.push({ kept: one, inLog });
    if (!one.judged.ok) continue;
    const { acta } = one.judged.value;
    const page = await source.read(stationResultsFile(acta.station), MAX_RESULTS_BYTES);
    // A station in conflict has no signed numbers on the page either; that has been told.
    if (page.ok && inLog?.state === "counts")
      for (const breach of stationBreaches(page.value, acta)) breaches.add(breach);
  }
  return results;
}

type Proofs = Pick<Against, "source" | "log" | "context"> & {
  readonly results: readonly VerifiedKept[];
  readonly receipts: readonly Receipt[];
};

/** What the kept papers and the log prove together; each is checked as its reader will check it. */
async function proofs({ source, log, results, receipts, context }: Proofs): Promise<Contradiction[]> {
  const entries = openLogEntries(source, log.checkpoint, log.bytes);
  const { definition, definitionDigest } = context;
  const found: Contradiction[] = [];
  const add = (kind: Contradiction["kind"], parts: readonly Uint8Array[]) => {
    const contradiction = { kind, election: [definition.id, definitionDigest] as const, parts };
    if (checkContradiction(contradiction, context).ok) found.push(contradiction);
  };
  for (const { kept, inLog } of results) {
    const { noteBytes } = kept.found;
    if (inLog?.state === "differs") {
      const logged = await entries.at(inLog.entries[0]!);
      if (logged !== null) add("two-actas", [noteBytes, logged]);
    }
    for (const { bytes } of receipts) {
      const receipt = parseLogProof(bytes);
      if (!receipt.ok || receipt.value.index >= log.checkpoint.size) continue;
      const { index } = receipt.value;
      const [leaf, proof] = [await entries.leafAt(index), await entries.prove(index)];
      if (leaf !== null && proof !== null)
        add("entry-replaced", [noteBytes, bytes, hashLines([leaf]), proof]);
    }
  }
  return found;
}
