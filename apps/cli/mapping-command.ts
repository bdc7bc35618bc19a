/**
 * `triplicate mapping init FILE`: a first mapping and election for a published file, questions included.
 * @module
 */
import { existsSync } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { ReadingStopped } from "@triplicate/core/reading/finding.ts";
import { firstMapping } from "@triplicate/core/reading/mapping-init.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import { makeFolder, unwritable } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { faultToUsage } from "./reading-fault.ts";

/** Enough to see the header and hundreds of rows. */
const LOOK_BYTES = 256 * 1024;

export async function runMappingInit(
  file: string,
  options: { readonly out?: string },
  io: Io,
): Promise<ExitCode> {
  const t = translator(io.language);
  const bytes = await firstBytes(file, t);
  const { mapping, election } = draft(bytes, basename(file), t);
  if (options.out === undefined) {
    io.data(mapping);
    return EXIT.fine;
  }
  const stem = basename(file, extname(file)) || "count";
  const files = [
    { path: join(options.out, `${stem}.mapping.json`), text: mapping },
    { path: join(options.out, "election.json"), text: election },
  ];
  const [first, second] = files as [(typeof files)[0], (typeof files)[0]];
  if (existsSync(first.path)) throw new UsageError(t.t("cli.mapping.exists", { file: first.path }));
  // A second file of the same election needs a mapping only: the election is there, perhaps already answered.
  const isNew = !existsSync(second.path);
  try {
    await makeFolder(options.out);
    await writeFile(first.path, first.text, { flag: "wx" });
    if (isNew) await writeFile(second.path, second.text, { flag: "wx" });
  } catch (error) {
    throw unwritable(options.out, error, t);
  }
  const id = isNew ? "cli.mapping.written" : "cli.mapping.writtenOne";
  io.out(`${t.t(id, { mapping: first.path, election: second.path })}\n`);
  return EXIT.fine;
}

function draft(bytes: Uint8Array, name: string, t: Translator) {
  try {
    return firstMapping(bytes, name);
  } catch (error) {
    if (error instanceof ReadingStopped) throw faultToUsage(error.fault, t);
    throw error;
  }
}

async function firstBytes(file: string, t: Translator): Promise<Uint8Array> {
  try {
    await using handle = await open(file, "r");
    const buffer = new Uint8Array(LOOK_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, LOOK_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw faultToUsage({ code: "unreadable", source: file, detail: { reason } }, t);
  }
}
