/**
 * `triplicate election new --out FOLDER`: an election package out of tables and keys, ready for the authority to sign.
 *
 * What an option does not say is asked for, where a person sits at a terminal. The folder appears when all is well and
 * on disk; a fault in any table leaves nothing behind and names every bad cell.
 * @module
 */
import { dirname } from "node:path";
import { isFree, writePackage } from "@triplicate/adapters/election-package-write.ts";
import { readPictures } from "@triplicate/adapters/election-pictures.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import { type Ask, askAtTerminal } from "./ask.ts";
import { unwritable } from "./dossier-folder.ts";
import { type CellFaults, createCellFaults } from "./election-csv.ts";
import { definitionFromTables } from "./election-new-definition.ts";
import { headOf } from "./election-new-head.ts";
import { rosterFromTables } from "./election-new-roster.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { loadElection } from "./load.ts";
import { packageError, pictureSentence } from "./package-fault.ts";
import { startPackageProgress } from "./package-progress.ts";
import { noteFingerprint } from "./package-summary.ts";

/** One text each; those that may be given several times are lists. */
export type NewOptions = {
  readonly out: string;
  readonly definition?: string;
  readonly id?: string;
  readonly nameEs?: string;
  readonly nameEn?: string;
  readonly date?: string;
  readonly contests?: string;
  readonly options?: string;
  readonly pictures?: string;
  readonly places?: string;
  readonly stations?: string;
  readonly spares?: string;
  readonly witnesses?: string;
  readonly counters?: string;
  readonly log?: string;
  readonly centre: readonly string[];
  readonly cosigner: readonly string[];
  readonly authority: readonly string[];
  readonly threshold?: string;
  readonly quorum?: string;
};

export async function runElectionNew(
  given: NewOptions,
  io: Io,
  ask: Ask | null = io.isTerminal ? askAtTerminal(translator(io.language)) : null,
): Promise<ExitCode> {
  const t = translator(io.language);
  const { out } = given;
  if (!(await isFree(out))) {
    throw new UsageError(t.t("cli.usage.outTaken", { dir: out }), t.t("package.new.outTaken.remedy"));
  }
  const options = await completed(given, ask, t);
  const faults = createCellFaults(t);
  const definition = await definitionOf(options, faults, t);
  faults.stop("package.csv.faults");
  if (definition === null) throw new Error("a definition without faults");
  const head = await headOf(definition.id, options, t);
  const tables = {
    places: options.places,
    stations: options.stations,
    ...(options.spares === undefined ? {} : { spares: options.spares }),
    ...(options.witnesses === undefined ? {} : { witnesses: options.witnesses }),
    ...(options.counters === undefined ? {} : { counters: options.counters }),
  };
  const roster = rosterFromTables(definition.id, head.lines, tables, faults, t);
  const plan = {
    definition,
    threshold: head.threshold,
    quorum: head.quorum,
    lines: roster.lines,
    pictures: await picturesFrom(options, definition, t),
  };
  const progress = startPackageProgress(io);
  const written = await writePackage(out, { ...plan, onFault: roster.blame, onKeys: progress.onKeys })
    .catch((error: unknown) => {
      throw unwritable(out, error, t);
    })
    .finally(progress.stop);
  faults.stop("package.csv.faults");
  if (!written.ok) throw packageError(written.error, t);
  const { noteText } = written.value;
  io.out(`${t.t("package.new.written", { dir: out, lines: written.value.lines })}\n\n`);
  io.out(`${noteText}\n${t.t("package.fingerprint", { text: noteFingerprint(noteText) })}\n`);
  io.out(
    `${t.t("package.new.next", { n: head.threshold, command: `npm exec triplicate -- election sign ${out} --key FILE` })}\n`,
  );
  return EXIT.fine;
}

type Completed = NewOptions & {
  readonly places: string;
  readonly stations: string;
  readonly log: string;
};

const HEAD_FIELDS = ["id", "nameEs", "nameEn", "date", "contests", "options"] as const;
const FILE_FIELDS = ["places", "stations"] as const;
const ONE_KEY = ["log"] as const;
const KEYS = ["centre", "authority"] as const;
const TABLES_TO_LEAVE = ["spares", "witnesses", "counters"] as const;
type Asked = (typeof HEAD_FIELDS | typeof FILE_FIELDS | typeof ONE_KEY | typeof KEYS)[number];

/** What is missing is asked for; without anybody to ask, all of it is named at once. */
async function completed(given: NewOptions, ask: Ask | null, t: Translator): Promise<Completed> {
  const needed: Asked[] = [
    ...(given.definition === undefined ? HEAD_FIELDS : []),
    ...FILE_FIELDS,
    ...ONE_KEY,
    ...KEYS,
  ];
  const missing = needed.filter((field) => given[field] === undefined || given[field].length === 0);
  if (missing.length > 0 && ask === null) {
    const names = missing.map(optionName).join(", ");
    throw new UsageError(t.t("package.new.missing", { names }), t.t("package.new.missing.remedy"));
  }
  if (missing.length === 0) return given as Completed;
  const answers: Record<string, string | string[]> = {};
  for (const field of missing) {
    const notEmpty = (answer: string) => (answer.trim() === "" ? t.t("package.ask.empty") : null);
    const first = await ask!.text(t.t(`package.ask.${field}`), notEmpty);
    answers[field] = KEYS.some((one) => one === field) ? await moreKeys([first], ask!, t) : first;
  }
  // Who answers questions is asked for what may be left out too, or would never hear of it.
  for (const field of TABLES_TO_LEAVE) {
    const answer = given[field] ?? (await ask!.text(t.t(`package.ask.${field}`), () => null));
    if (answer !== "") answers[field] = answer;
  }
  if (given.cosigner.length === 0) {
    const first = await ask!.text(t.t("package.ask.cosigner"), () => null);
    if (first !== "") answers.cosigner = await moreKeys([first], ask!, t);
  }
  return { ...given, ...answers } as Completed;
}

/** Until an empty answer. */
async function moreKeys(list: readonly string[], ask: Ask, t: Translator): Promise<string[]> {
  const next = await ask.text(t.t("package.ask.another", { n: list.length + 1 }), () => null);
  return next === "" ? [...list] : moreKeys([...list, next], ask, t);
}

const optionName = (field: string): string =>
  `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** From a definition that is there already, without its own stations, or from tables. */
async function definitionOf(
  options: Completed,
  faults: CellFaults,
  t: Translator,
): Promise<ElectionDefinition | null> {
  const roster = { file: PACKAGE_FILES.roster };
  if (options.definition !== undefined) {
    const { value } = await loadElection(options.definition, t);
    const { $schema: _schema, places: _places, stations: _stations, ...rest } = value;
    return { ...rest, paper: "prevails", roster };
  }
  const {
    id = "",
    nameEs: es = "",
    nameEn: en = "",
    date = "",
    contests = "",
    options: lines = "",
  } = options;
  const { pictures } = options;
  const files = { contests, options: lines, ...(pictures === undefined ? {} : { pictures }) };
  return definitionFromTables({ id, name: { es, en }, date }, files, faults, t);
}

/** The bytes of every picture that the definition names, from where the tables' pictures lie or beside the definition. */
async function picturesFrom(
  { pictures, definition: file }: Completed,
  definition: ElectionDefinition,
  t: Translator,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = file === undefined ? pictures : dirname(file);
  if (folder === undefined) return new Map();
  const read = await readPictures(folder, definition, file === undefined);
  if (read.ok) return read.value;
  throw new UsageError(read.error.map((fault) => pictureSentence(fault, t)).join("\n"));
}
