/**
 * The definition of a new election out of two tables: contests with their rules, and the options of each.
 *
 *     contest,name_es,name_en,rule,seats
 *     governor,Gobernación,Governor,plurality,
 *
 *     contest,option,name,party,candidate,candidate_name
 *     governor,PSUV,Justo Noguera – PSUV,PSUV,noguera,Justo Noguera
 *
 * What the tables say is judged by the one validator of definitions; each fault comes back to its cell.
 * @module
 */
import { nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import { readPicture } from "@triplicate/adapters/election-pictures.ts";
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import type {
  Candidate,
  ElectionDefinition,
  Fraction,
  Option,
  OutcomeRule,
  Picture,
} from "@triplicate/core/election/definition.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import type { ElectionFault } from "@triplicate/core/election/faults.ts";
import { validateElection } from "@triplicate/core/election/validation.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { electionSentence } from "./definition-fault.ts";
import { type Cell, type CellFaults, type Row, readTable } from "./election-csv.ts";

export type ElectionHead = {
  readonly id: string;
  readonly name: { readonly es: string; readonly en: string };
  readonly date: string;
};

const CONTESTS = {
  required: ["contest", "name_es", "name_en", "rule"],
  optional: ["seats", "marks", "share", "majority", "floor", "lead", "threshold"],
};
const OPTIONS = {
  required: ["contest", "option", "name"],
  optional: ["party", "candidate", "candidate_name", "symbol", "photo"],
};

const RULES = [
  "plurality",
  "vote-for",
  "threshold",
  "first-round",
  "d-hondt",
] as const satisfies readonly OutcomeRule["rule"][];
const WHOLE_NUMBERS = ["seats", "marks"];

/** Null where a fault was reported. */
export async function definitionFromTables(
  head: ElectionHead,
  files: { readonly contests: string; readonly options: string; readonly pictures?: string },
  faults: CellFaults,
  t: Translator,
): Promise<ElectionDefinition | null> {
  const contests = await rowsOf(readTable(files.contests, CONTESTS, faults, t));
  const options = await rowsOf(readTable(files.options, OPTIONS, faults, t));
  for (const row of options) {
    const text = row.text("contest");
    if (contests.some((contest) => contest.text("contest") === text)) continue;
    faults.report(row.cell("contest"), "package.csv.contest", { text });
  }
  if (faults.total > 0) return null;
  const pictures = await namedPictures(options, files.pictures, faults);
  const drafts = contests.map((row) => draftContest(row, options, pictures, faults));
  if (faults.total > 0) return null;
  const judged = validateElection({
    format: "triplicate/election/v1",
    ...head,
    paper: "prevails",
    contests: drafts.map(({ contest }) => contest),
    roster: { file: PACKAGE_FILES.roster },
  });
  if (judged.ok) return judged.value;
  for (const fault of judged.error) {
    const sentence = electionSentence(fault, t);
    faults.report(cellOf(fault, drafts, files.contests), "package.csv.sentence", {
      sentence,
      code: fault.code,
    });
  }
  return null;
}

async function rowsOf(rows: AsyncGenerator<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

type Draft = {
  readonly contest: unknown;
  readonly row: Row;
  readonly options: readonly Row[];
  /** The row that first names each candidate. */
  readonly candidates: readonly Row[];
};

type Pictures = ReadonlyMap<string, Picture>;

/** The pictures that the table names, with their digests; each that cannot be one is a fault of its cell. */
async function namedPictures(
  rows: readonly Row[],
  folder: string | undefined,
  faults: CellFaults,
): Promise<Pictures> {
  const pictures = new Map<string, Picture>();
  for (const row of rows) {
    for (const column of ["symbol", "photo"]) {
      const text = row.text(column);
      if (text === "" || pictures.has(text)) continue;
      if (folder === undefined) {
        faults.report(row.cell(column), "package.csv.noPictures");
        continue;
      }
      const read = await readPicture(folder, text);
      if (!read.ok) {
        const reason = "reason" in read.error ? read.error.reason : read.error.code;
        faults.report(row.cell(column), "package.csv.picture", { text, reason });
        continue;
      }
      pictures.set(text, { file: `pictures/${text}`, sha256: encodeBase64(nodeSha256(read.value)) });
    }
  }
  return pictures;
}

function draftContest(row: Row, all: readonly Row[], pictures: Pictures, faults: CellFaults): Draft {
  const id = row.text("contest");
  const options = all.filter((option) => option.text("contest") === id);
  if (options.length === 0) faults.report(row.cell("contest"), "package.csv.noOptions");
  const candidates = new Map<string, { candidate: Candidate; row: Row }>();
  const lines = options.map((option): Option => {
    const own = option.text("option");
    const candidate = option.text("candidate") || own;
    const name = option.text("candidate_name") || option.text("name");
    const photo = pictures.get(option.text("photo"));
    const shown = photo === undefined ? {} : { photo };
    if (!candidates.has(candidate))
      candidates.set(candidate, { candidate: { id: candidate, name, ...shown }, row: option });
    const party = option.text("party");
    const symbol = pictures.get(option.text("symbol"));
    return {
      id: own,
      name: option.text("name"),
      ...(party === "" ? {} : { party }),
      candidate,
      ...(symbol === undefined ? {} : { symbol }),
    };
  });
  const contest = {
    id,
    name: { es: row.text("name_es"), en: row.text("name_en") },
    candidates: [...candidates.values()].map(({ candidate }) => candidate),
    options: lines,
    outcome: ruleOf(row, faults),
  };
  return { contest, row, options, candidates: [...candidates.values()].map((one) => one.row) };
}

function ruleOf(row: Row, faults: CellFaults): Readonly<Record<string, unknown>> {
  const rule = row.text("rule");
  if (!RULES.some((known) => known === rule)) {
    faults.report(row.cell("rule"), "package.csv.rule", { text: rule, known: RULES.join(", ") });
    return {};
  }
  const outcome: Record<string, unknown> = { rule };
  // Which parameters a rule has the validator says.
  for (const field of CONTESTS.optional) {
    const text = row.text(field);
    if (text === "") continue;
    outcome[field] = WHOLE_NUMBERS.includes(field)
      ? wholeOf(row, field, faults)
      : fractionOf(row, field, faults);
  }
  return outcome;
}

export function wholeOf(row: Row, field: string, faults: CellFaults, atMost = 1_000_000): number {
  const text = row.text(field);
  const value = /^(0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : Number.NaN;
  if (value <= atMost) return value;
  faults.report(row.cell(field), "package.csv.number", { text, atMost });
  return 0;
}

function fractionOf(row: Row, field: string, faults: CellFaults): Fraction {
  const text = row.text(field);
  const match = /^(0|[1-9][0-9]{0,8})\/(0|[1-9][0-9]{0,8})$/.exec(text);
  if (match !== null) return { numerator: Number(match[1]), denominator: Number(match[2]) };
  faults.report(row.cell(field), "package.csv.fraction", { text });
  return { numerator: 0, denominator: 1 };
}

/** The cell that a pointer of the validator came from; the table, or the option of the command, where there is none. */
function cellOf({ path }: ElectionFault, drafts: readonly Draft[], contests: string): Cell {
  const [, list, contest, part, number, field = ""] = path.split("/");
  if (list !== "contests") return { file: optionOf(path), line: 0, column: 0, field: "" };
  const draft = drafts[Number(contest)];
  if (draft === undefined) return { file: contests, line: 0, column: 0, field: "" };
  if (part === "name") return draft.row.cell(`name_${number}`);
  if (part === "outcome") return draft.row.cell(number ?? "rule");
  if (part === "options" && number !== undefined) {
    return draft.options[Number(number)]!.cell(field === "id" ? "option" : field);
  }
  if (part === "candidates" && number !== undefined) {
    const row = draft.candidates[Number(number)]!;
    if (field === "name") return row.cell(row.text("candidate_name") === "" ? "name" : "candidate_name");
    return row.cell(row.text("candidate") === "" ? "option" : "candidate");
  }
  return draft.row.cell("contest");
}

/** `--name-es` for /name/es. */
const optionOf = (path: string): string => `--${path.slice(1).replaceAll("/", "-")}`;
