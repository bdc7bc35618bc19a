/**
 * `triplicate witness accredit`: the table of witnesses that `election new` takes, out of the requests that their telephones made.
 *
 *     lines, notes, pictures ──▶ requests ──▶ signature, key, election, party, scope ──▶ clashes ──▶ witnesses.csv
 *
 * Nothing is lost: each request is in the table, or repeated, or told with file, line and reason. Of requests that clash none enters, for a
 * program cannot know whose telephone is whose.
 * Spec: spec/station-notes.md, section 5; spec/collecting.md, section 8.
 * @module
 */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readRequests, requestsOfText } from "@triplicate/adapters/accreditation-files.ts";
import { writeDurably } from "@triplicate/adapters/durable-files.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { isId } from "@triplicate/core/election/roster-values.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import { type Accredited, accredit, type RequestFault, type Scopes } from "./accredit-requests.ts";
import { namesTable, witnessTable } from "./accredit-tables.ts";
import { isScopeOf } from "./card-table.ts";
import { shownText } from "./definition-fault.ts";
import { makeFolder, unwritable } from "./dossier-folder.ts";
import { createCellFaults, readTable } from "./election-csv.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { readElection } from "./server-options.ts";

export type AccreditArguments = {
  readonly election: string;
  readonly party?: string;
  readonly places?: string;
  readonly stations?: string;
  readonly out?: string;
  readonly names?: string;
};

export type ReadInput = () => Promise<Uint8Array>;

export async function runAccredit(
  files: readonly string[],
  args: AccreditArguments,
  io: Io,
  input: ReadInput = standardInput,
): Promise<ExitCode> {
  const t = translator(io.language);
  for (const file of [args.out, args.names])
    if (file !== undefined && existsSync(file))
      throw new UsageError(t.t("accredit.usage.outExists", { file }));
  const { election, scopes } = await electionOf(args, t);
  const read = await readRequests(files.filter((file) => file !== "-"));
  const typed = files.includes("-") ? requestsOfText(await input(), "-") : { requests: [], faults: [] };
  const requests = [...read.requests, ...typed.requests];
  const party = args.party ?? null;
  const made = accredit(requests, { election, party, scopes });
  const faults = [...read.faults, ...typed.faults];
  for (const { code, file, line } of faults)
    io.err(`${t.t(`accredit.fault.${code}`, { where: whereOf(file, line, t) })}\n`);
  for (const fault of made.faults) io.err(`${sentenceOf(fault, t)}\n`);
  if (requests.length === 0 && faults.length === 0) throw new UsageError(t.t("accredit.none"));
  await writeTables(made, args, io, t);
  const values = { n: made.witnesses.length, refused: made.faults.length, same: made.same };
  io.err(`${t.t("accredit.done", values)}\n`);
  const isClash = ({ code }: RequestFault) => code === "same-witness" || code === "same-key";
  if (faults.length > 0 || !made.faults.every(isClash)) return EXIT.usage;
  return made.faults.length > 0 ? EXIT.contradiction : EXIT.fine;
}

async function standardInput(): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part as Uint8Array);
  return new Uint8Array(Buffer.concat(parts));
}

const whereOf = (file: string, line: number, { t }: Translator): string =>
  line === 0 ? shownText(file) : t("accredit.where", { file: shownText(file), line });

function sentenceOf({ code, request, text, other }: RequestFault, t: Translator): string {
  return t.t(`accredit.fault.${code}`, {
    where: whereOf(request.file, request.line, t),
    witness: shownText(request.witness),
    text: shownText(text),
    other: other === null ? "" : whereOf(other.file, other.line, t),
  });
}

/** A package's roster knows every place; before there is one, the tables that it will be made of do. */
async function electionOf(
  args: AccreditArguments,
  t: Translator,
): Promise<{ readonly election: string; readonly scopes: Scopes }> {
  const { election, places, stations } = args;
  if (existsSync(election)) {
    const { definition, roster } = await readElection(election, t);
    return { election: definition.id, scopes: (scope) => isScopeOf(roster, scope) };
  }
  if (!isId(election)) throw new UsageError(t.t("accredit.usage.election", { text: shownText(election) }));
  if (places === undefined && stations === undefined) return { election, scopes: () => true };
  const known = await scopesOfTables({ places, stations }, t);
  // What no table was given for cannot be held against one.
  const has = { place: places !== undefined, region: places !== undefined, station: stations !== undefined };
  return {
    election,
    scopes(scope) {
      const [kind = ""] = scope.split("/");
      return !has[kind as keyof typeof has] || known.has(scope);
    },
  };
}

async function scopesOfTables(
  { places, stations }: { readonly places: string | undefined; readonly stations: string | undefined },
  t: Translator,
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  const faults = createCellFaults(t);
  if (places !== undefined) {
    const shape = { required: ["place", "name"], optional: ["region"] };
    for await (const row of readTable(places, shape, faults, t)) {
      known.add(`place/${row.text("place")}`);
      known.add(`region/${row.text("region")}`);
    }
  }
  if (stations !== undefined) {
    // The keys of its machines may not be made yet.
    const shape = { required: ["station", "place", "registered"], optional: ["key"] };
    for await (const row of readTable(stations, shape, faults, t))
      known.add(`station/${row.text("station")}`);
  }
  faults.stop("package.csv.faults");
  return known;
}

async function writeTables(
  made: Accredited,
  { out, names }: AccreditArguments,
  io: Io,
  t: Translator,
): Promise<void> {
  const table = witnessTable(made.witnesses);
  if (out === undefined) io.data(table);
  else await write(out, table, t);
  if (names !== undefined) await write(names, namesTable(made.witnesses), t);
}

async function write(file: string, text: string, t: Translator): Promise<void> {
  try {
    await makeFolder(dirname(resolve(file)));
    await writeDurably(file, utf8(text), 0o600);
  } catch (error) {
    throw unwritable(file, error, t);
  }
}
