/**
 * Counts that carry their own proof: a published log, or actas that people kept. No mapping says what their numbers
 * mean, since the signed texts do; no row counts that was not verified against the election package.
 *
 *     log    ──verify everything──▶ each station as its machine signed it ─┐
 *     files  ──read, judge each───▶ each acta that its machine signed ─────┴─▶ table, like that of any other count
 *
 * Spec: spec/reading.md, section 8.
 * @module
 */
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { findText, keyText } from "@triplicate/core/byte-index.ts";
import type { Contest } from "@triplicate/core/election/definition.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { type CountTable, UNKNOWN } from "@triplicate/core/reading/count.ts";
import { CountBuilder } from "@triplicate/core/reading/count-builder.ts";
import { type Finding, MAX_FINDING_TEXT } from "@triplicate/core/reading/finding.ts";
import type { Mapping } from "@triplicate/core/reading/mapping.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Acta } from "@triplicate/core/statement/acta.ts";
import { MAX_COUNTED } from "@triplicate/core/statement/sheet-rules.ts";
import { parseStatement } from "@triplicate/core/statement/statement.ts";
import type { LocalizedText } from "@triplicate/core/text.ts";
import { collectBreaches } from "@triplicate/core/verification/rules.ts";
import { readActaFromFiles } from "./acta-files.ts";
import { nodeSha256 } from "./ed25519-node.ts";
import type { ElectionPackage } from "./election-package.ts";
import { openLogSource } from "./log-source.ts";
import { finishCount, type ReadCount, rosterChecked } from "./read-count.ts";
import { createSignaturePool } from "./signature-pool.ts";
import { judgeKept, type KeptActa } from "./verify-acta.ts";
import { type VerifyFault, verifyLog } from "./verify-log.ts";

/** Words of the count for the report, with the values that reading finds out. */
export type SignedWords = {
  readonly title: (values: { readonly origin: string }) => LocalizedText;
  readonly statement: (values: {
    readonly origin: string;
    readonly size: number;
    readonly n: number;
  }) => LocalizedText;
};

export type SignedRequest = {
  readonly name: string;
  /** A folder, or for a log an address. */
  readonly place: string;
  /** What it is called in findings. */
  readonly source: string;
  readonly election: ElectionPackage;
  readonly words: SignedWords;
  /** Where copies of what a server gave are kept. */
  readonly keep: string;
};

export type SignedFault =
  | VerifyFault
  /** The log contradicts itself or its election: its numbers are nobody's. */
  | { readonly code: "log-broken"; readonly rules: readonly string[] }
  | { readonly code: "no-actas" };

/** Rules that say something about a station and leave the log itself whole: those stations are told in their rows. */
const OF_STATIONS = new Set([
  "acta-sums",
  "station-conflict",
  "closing-differs",
  "sheet-sums",
  "paper-differs",
  "bulletin-recount",
  "bulletin-number",
  "bulletin-tree",
  "results-published",
]);

export async function readLogCount(request: SignedRequest): Promise<Result<ReadCount, SignedFault>> {
  const { place, source: name, election, words } = request;
  const source = openLogSource(place, { keep: request.keep });
  const pool = createSignaturePool();
  const asked = { source, pool, mode: "live", authorities: [], others: [], state: null } as const;
  const verified = await verifyLog(asked).finally(() => pool.close());
  if (!verified.ok) return verified;
  const { breaches, signed, count, checked } = verified.value;
  const isOurs = checked?.election.note.text === election.note.text;
  const rules = Object.keys(breaches.byRule).filter((rule) => !OF_STATIONS.has(rule));
  if (!isOurs) rules.push("election-changed");
  if (signed === null || count === null || rules.length > 0) return err({ code: "log-broken", rules });
  const findings: Finding[] = [];
  const { origin, size } = signed.checkpoint;
  const mapping = mappingOf(words, origin, size, 0);
  const { definition, roster } = election;
  const tables = definition.contests.map((contest, i) => {
    const builder = builderOf(contest, mapping, name, findings);
    for (let row = 0; row < roster.stations.size; row += 1) {
      const { status, signed: numbers } = count.cell(row, i);
      // A station with paper alone has no machine's acta: it is missing from this count.
      if (status === "missing" || status === "paper") continue;
      const [line = 0] = count.entries(row, i).actas;
      addRow(builder, keyText(roster.stations, row), line + 1, numbers ?? null, contest);
      if (status === "conflict") findings.push(conflict(name, line + 1, keyText(roster.stations, row)));
    }
    return builder.finish();
  });
  const file = { name: `${name}/checkpoint`, bytes: signed.bytes.length, sha256: hexOf(signed.bytes) };
  return ok(finished(request, "signed-log", mapping, tables, findings, [file]));
}

const hexOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const conflict = (source: string, line: number, station: string): Finding => ({
  ...{ rule: "station-conflict", action: "row-unknown", source, line, column: 0, field: "", station },
  ...{ text: station, detail: { first: line } },
});

/** Every file of a folder, or one file: notes, texts of QR codes, pictures. */
export async function readActasCount(request: SignedRequest): Promise<Result<ReadCount, SignedFault>> {
  const { place, source, election, words } = request;
  const paths = await filesOf(place);
  if (paths.length === 0) return err({ code: "no-actas" });
  const read = await readActaFromFiles(paths);
  const context = { ...election, mode: "live", sha256: nodeSha256 } as const;
  const kept = read.actas.map((found) => judgeKept(found, context, collectBreaches()));
  const mapping = mappingOf(words, "", 0, kept.filter(({ judged }) => judged.ok).length);
  const named = (path: string) =>
    path === place ? source : `${source}/${path.slice(place.length).replace(/^[/\\]+/, "")}`;
  const findings: Finding[] = read.faults.map(({ code, sources }) => ({
    ...unverified(named(sources[0] ?? place), "", code),
    action: "row-ignored",
  }));
  const tables = election.definition.contests.map((contest) =>
    actasTable(contest, kept, { mapping, source, election, findings, named }),
  );
  const files = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path);
      return { name: named(path), bytes: bytes.length, sha256: hexOf(bytes) };
    }),
  );
  return ok(finished(request, "signed-actas", mapping, tables, findings, files));
}

async function filesOf(place: string): Promise<string[]> {
  if ((await stat(place)).isFile()) return [place];
  const names = await readdir(place, { recursive: true, withFileTypes: true });
  const paths = names.filter((one) => one.isFile() && !one.name.startsWith("."));
  return paths.map((one) => join(one.parentPath, one.name)).sort();
}

type ActasParts = {
  readonly mapping: Mapping;
  readonly source: string;
  readonly election: ElectionPackage;
  readonly findings: Finding[];
  readonly named: (path: string) => string;
};

/** Verified actas first: what nobody verified must not take the place of one. */
function actasTable(contest: Contest, kept: readonly KeptActa[], parts: ActasParts): CountTable {
  const { mapping, source, findings, election, named } = parts;
  const builder = builderOf(contest, mapping, source, findings);
  const stations = new Set<string>();
  for (const { judged } of kept) {
    if (!judged.ok || judged.value.acta.contest !== contest.id) continue;
    const { acta } = judged.value;
    stations.add(acta.station);
    addRow(builder, acta.station, 1, numbersOf(acta, contest), contest);
  }
  for (const { judged, found } of kept) {
    if (judged.ok) continue;
    const station = claimedStation(found.noteBytes, contest.id);
    if (station === null) continue;
    const isKnown = findText(election.roster.stations, station) >= 0;
    const action = isKnown && !stations.has(station) ? "row-unknown" : "row-ignored";
    findings.push({ ...unverified(named(found.sources[0]!), station, judged.error.rule), action });
    if (action === "row-ignored") continue;
    stations.add(station);
    addRow(builder, station, 1, null, contest);
  }
  return builder.finish();
}

/** Null where the centre could not add it up either: other lines than the ballot's, or numbers beyond all stations. */
function numbersOf({ votes, blank, null: spoilt }: Acta, { options }: Contest): number[] | null {
  const isBallot =
    votes.options.length === options.length && options.every(({ id }, i) => id === votes.options[i]);
  const numbers = [...votes.votes, blank, spoilt];
  return isBallot && Math.max(...numbers) <= MAX_COUNTED ? numbers : null;
}

/** What an acta that nobody verified says it is of. */
function claimedStation(bytes: Uint8Array, contest: string): string | null {
  const note = parseNote(bytes);
  const statement = note.ok ? parseStatement(note.value.text) : null;
  if (statement?.ok !== true || statement.value.kind !== "acta") return null;
  return statement.value.acta.contest === contest ? statement.value.acta.station : null;
}

const unverified = (source: string, station: string, code: string): Finding => ({
  ...{ rule: "not-verified", action: "row-unknown", source, line: 1, column: 0, field: "", station },
  ...{ text: station.slice(0, MAX_FINDING_TEXT), detail: { code } },
});

const builderOf = (contest: Contest, mapping: Mapping, source: string, findings: Finding[]): CountBuilder =>
  new CountBuilder({ contest, mapping, sources: [source], onFinding: (finding) => findings.push(finding) });

/** Numbers in order of the ballot, then blank and null; null makes the row unknown. */
function addRow(
  builder: CountBuilder,
  station: string,
  line: number,
  numbers: ArrayLike<number> | null,
  { options }: Contest,
): void {
  const { absent, refused } = UNKNOWN;
  const votes = numbers === null ? Array<number>(options.length + 2).fill(refused) : Array.from(numbers);
  // Valid and ballots are left to the acta's own rules: under several marks a ballot they are no sum of the options.
  const cells = [...votes, absent, absent, absent];
  builder.add({
    station,
    place: "",
    region: "",
    line,
    source: 0,
    cells,
    stationsInRow: 0,
    text: () => station,
  });
}

/** What findings and summaries ask of a mapping, for a count that has none. */
function mappingOf({ title, statement }: SignedWords, origin: string, size: number, n: number): Mapping {
  return {
    format: "triplicate/mapping/v1",
    title: title({ origin }),
    statement: statement({ origin, size, n }),
    file: { type: "json-lines" },
    station: { columns: ["station"] },
    contests: {},
  };
}

function finished(
  { name, election }: SignedRequest,
  kind: "signed-log" | "signed-actas",
  mapping: Mapping,
  tables: CountTable[],
  findings: Finding[],
  files: ReadCount["files"],
): ReadCount {
  const { roster, definition } = election;
  const onFinding = (finding: Finding) => findings.push(finding);
  const checked = rosterChecked(tables, { roster, mapping }, onFinding);
  const rows = Math.max(0, ...checked.map((table) => table.rows));
  const { contests } = definition;
  const { finish, ...read } = finishCount({ name, mapping, contests }, kind, rows, checked, findings, files);
  return { ...read, digests: Promise.resolve(finish()) };
}
