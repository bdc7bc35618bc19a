/**
 * Loads and judges the small JSON files a command is given: election, mappings, announced totals.
 * A fault stops the command with every complaint at once, each by file, line, column and path.
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { type JsonFile, type JsonFileFault, readJsonFile } from "@triplicate/adapters/json-file.ts";
import type { Contest, ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { validateElection } from "@triplicate/core/election/validation.ts";
import { validateAnnounced } from "@triplicate/core/reading/announced-schema.ts";
import type { Announced, Mapping } from "@triplicate/core/reading/mapping.ts";
import { validateMapping } from "@triplicate/core/reading/mapping-schema.ts";
import type { MessageId, Translator } from "@triplicate/ui/messages.ts";
import type { InputFile } from "@triplicate/ui/report/input.ts";
import { UsageError } from "./io.ts";

export type Loaded<T> = { readonly value: T; readonly bytes: Uint8Array; readonly file: string };

type AnyFault = {
  readonly code: string;
  readonly detail: Readonly<Record<string, string | number>>;
} & ({ readonly path: string } | { readonly pointer: string });

const MAX_FAULTS = 50;

export async function loadElection(file: string, t: Translator): Promise<Loaded<ElectionDefinition>> {
  const json = await loadJson(file, t);
  const judged = validateElection(json.value);
  if (!judged.ok) throw faultError(file, json, judged.error, "cli.fault.election", "spec/election.md", t);
  return { value: judged.value, bytes: json.bytes, file };
}

export async function loadMapping(
  file: string,
  contests: readonly Contest[],
  t: Translator,
): Promise<Loaded<Mapping>> {
  const json = await loadJson(file, t);
  const judged = validateMapping(json.value, contests);
  if (!judged.ok) throw faultError(file, json, judged.error, "cli.fault.mapping", "spec/reading.md", t);
  return { value: judged.value, bytes: json.bytes, file };
}

export async function loadAnnounced(
  file: string,
  contests: readonly Contest[],
  t: Translator,
): Promise<Loaded<Announced>> {
  const json = await loadJson(file, t);
  const judged = validateAnnounced(json.value, contests);
  if (!judged.ok) throw faultError(file, json, judged.error, "cli.fault.announced", "spec/reading.md", t);
  return { value: judged.value, bytes: json.bytes, file };
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

function jsonError({ code, file, position, detail }: JsonFileFault, { t }: Translator): UsageError {
  const where =
    position === null ? file : t("cli.json.where", { file, line: position.line, column: position.column });
  const message = t(`cli.json.${code}` satisfies MessageId, { file, where, detail });
  return new UsageError(message, t(`cli.json.${code}.remedy` satisfies MessageId));
}

function faultError(
  file: string,
  json: JsonFile,
  faults: readonly AnyFault[],
  title: "cli.fault.election" | "cli.fault.mapping" | "cli.fault.announced",
  spec: string,
  { t }: Translator,
): UsageError {
  const lines = faults.slice(0, MAX_FAULTS).map((fault) => {
    const path = "path" in fault ? fault.path : fault.pointer;
    const where = t("cli.json.where", { file, ...json.locate(path) });
    const details = Object.entries(fault.detail).map(([key, value]) => `${key}: ${value}`);
    const detail = details.length === 0 ? "" : ` — ${details.join("; ")}`;
    return `  ${t("cli.fault.pointer", { where, path: path === "" ? "/" : path, code: fault.code, detail })}`;
  });
  if (faults.length > MAX_FAULTS) lines.push(`  ${t("cli.fault.more", { n: faults.length - MAX_FAULTS })}`);
  return new UsageError(
    [t(title, { n: faults.length }), ...lines].join("\n"),
    t("cli.fault.remedy", { spec }),
  );
}
