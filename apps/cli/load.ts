/**
 * Loads and judges the small JSON files a command is given: election, mappings, announced totals.
 * A fault stops the command with every complaint at once, each by file, line, column and path.
 * @module
 */
import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { type JsonFile, type JsonFileFault, readJsonFile } from "@triplicate/adapters/json-file.ts";
import { type ReadRoster, readRoster } from "@triplicate/adapters/read-roster.ts";
import type { Contest, ElectionDefinition } from "@triplicate/core/election/definition.ts";
import type { ElectionFault } from "@triplicate/core/election/faults.ts";
import { inlineRoster, type Roster, type RosterFaults } from "@triplicate/core/election/roster.ts";
import { validateElection } from "@triplicate/core/election/validation.ts";
import { validateAnnounced } from "@triplicate/core/reading/announced-schema.ts";
import type { Announced, Mapping } from "@triplicate/core/reading/mapping.ts";
import { validateMapping } from "@triplicate/core/reading/mapping-schema.ts";
import type { MessageId, Translator } from "@triplicate/ui/messages.ts";
import type { InputFile } from "@triplicate/ui/report/input.ts";
import {
  electionSentence,
  jsonSentence,
  type ReadingFault,
  readingSentence,
  rosterSentence,
  shownText,
} from "./definition-fault.ts";
import { UsageError } from "./io.ts";

export type Loaded<T> = { readonly value: T; readonly bytes: Uint8Array; readonly file: string };

/** A fault in words: its place in the file, its sentence, and the code that its specification explains. */
type WordedFault = { readonly pointer: string; readonly sentence: string; readonly code: string };

type FaultyFile = {
  readonly file: string;
  readonly json: JsonFile;
  readonly title: "cli.fault.election" | "cli.fault.mapping" | "cli.fault.announced";
  readonly spec: string;
};

const MAX_FAULTS = 50;

export async function loadElection(file: string, t: Translator): Promise<Loaded<ElectionDefinition>> {
  const json = await loadJson(file, t);
  const judged = validateElection(json.value);
  if (!judged.ok) {
    const faulty: FaultyFile = { file, json, title: "cli.fault.election", spec: "spec/election.md" };
    throw faultError(faulty, judged.error, inElection, t);
  }
  return { value: judged.value, bytes: json.bytes, file };
}

export async function loadMapping(
  file: string,
  contests: readonly Contest[],
  t: Translator,
): Promise<Loaded<Mapping>> {
  const json = await loadJson(file, t);
  const judged = validateMapping(json.value, contests);
  if (!judged.ok) {
    const faulty: FaultyFile = { file, json, title: "cli.fault.mapping", spec: "spec/reading.md" };
    throw faultError(faulty, judged.error, inReading, t);
  }
  return { value: judged.value, bytes: json.bytes, file };
}

export async function loadAnnounced(
  file: string,
  contests: readonly Contest[],
  t: Translator,
): Promise<Loaded<Announced>> {
  const json = await loadJson(file, t);
  const judged = validateAnnounced(json.value, contests);
  if (!judged.ok) {
    const faulty: FaultyFile = { file, json, title: "cli.fault.announced", spec: "spec/reading.md" };
    throw faultError(faulty, judged.error, inReading, t);
  }
  return { value: judged.value, bytes: json.bytes, file };
}

/** The roster inside the definition or in the file beside it; `input` and `path` are of that file. */
export type LoadedRoster = { readonly roster: Roster; readonly input?: InputFile; readonly path?: string };

export async function loadRoster(
  election: Loaded<ElectionDefinition>,
  t: Translator,
): Promise<LoadedRoster | null> {
  const { roster: named, expected } = election.value;
  if (named === undefined) {
    const roster = inlineRoster(election.value);
    return roster === null ? null : { roster };
  }
  const path = join(dirname(election.file), named.file);
  let read: ReadRoster;
  try {
    read = await readRoster(path, expected);
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
    throw jsonError({ code: "unreadable", file: path, position: null, detail }, t);
  }
  if (!read.result.ok) throw rosterError(path, read.result.error, t);
  const input: InputFile = { role: "roster", name: named.file, bytes: read.bytes, sha256: read.sha256 };
  return { roster: read.result.value, input, path };
}

function rosterError(file: string, { faults, total }: RosterFaults, translator: Translator): UsageError {
  const { t } = translator;
  const lines = faults.slice(0, MAX_FAULTS).map((fault) => {
    // Line 0 is the whole file.
    const where = fault.line === 0 ? file : t("fault.where", { file, line: fault.line });
    const sentence = rosterSentence(fault, translator);
    return `  ${t("definition.rosterLine", { where, sentence, code: fault.code })}`;
  });
  if (total > lines.length) lines.push(`  ${t("cli.fault.more", { n: total - lines.length })}`);
  return new UsageError(
    [t("cli.fault.roster", { n: total }), ...lines].join("\n"),
    t("cli.fault.remedy", { spec: "spec/election.md" }),
  );
}

export function inputFile(role: InputFile["role"], loaded: Loaded<unknown>): InputFile {
  const sha256 = createHash("sha256").update(loaded.bytes).digest("hex");
  return { role, name: basename(loaded.file), bytes: loaded.bytes.length, sha256 };
}

async function loadJson(file: string, t: Translator): Promise<JsonFile> {
  const json = await readJsonFile(file);
  if (json.ok) return json.value;
  throw jsonError(json.error, t);
}

function jsonError({ code, file, position, detail }: JsonFileFault, translator: Translator): UsageError {
  const { t } = translator;
  const where =
    position === null ? file : t("cli.json.where", { file, line: position.line, column: position.column });
  const message =
    code === "bad-json"
      ? t("definition.jsonLine", { where, sentence: jsonSentence(detail, translator) })
      : t(`cli.json.${code}` satisfies MessageId, { file, where, detail: shownText(detail) });
  return new UsageError(message, t(`cli.json.${code}.remedy` satisfies MessageId));
}

const inElection = (fault: ElectionFault, t: Translator): WordedFault => ({
  pointer: fault.path,
  sentence: electionSentence(fault, t),
  code: fault.code,
});

const inReading = (fault: ReadingFault, t: Translator): WordedFault => ({
  pointer: fault.pointer,
  sentence: readingSentence(fault, t),
  code: fault.code,
});

function faultError<F>(
  { file, json, title, spec }: FaultyFile,
  faults: readonly F[],
  word: (fault: F, t: Translator) => WordedFault,
  translator: Translator,
): UsageError {
  const { t } = translator;
  const lines = faults.slice(0, MAX_FAULTS).map((fault) => {
    const { pointer, sentence, code } = word(fault, translator);
    const where = t("cli.json.where", { file, ...json.locate(pointer) });
    const path = pointer === "" ? "/" : shownText(pointer);
    return `  ${t("definition.line", { where, path, sentence, code })}`;
  });
  if (faults.length > MAX_FAULTS) lines.push(`  ${t("cli.fault.more", { n: faults.length - MAX_FAULTS })}`);
  return new UsageError(
    [t(title, { n: faults.length }), ...lines].join("\n"),
    t("cli.fault.remedy", { spec }),
  );
}
