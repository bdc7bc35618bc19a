/**
 * `triplicate mapping init FILE`: a first mapping and election for a published file, questions included.
 * @module
 */
import { existsSync } from "node:fs";
import { mkdir, open, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { ReadingStopped } from "@triplicate/core/reading/finding.ts";
import { firstMapping } from "@triplicate/core/reading/mapping-init.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
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
    io.out(mapping);
    return EXIT.fine;
  }
  const stem = basename(file, extname(file)) || "count";
  const files = [
    { path: join(options.out, `${stem}.mapping.json`), text: mapping },
    { path: join(options.out, "election.json"), text: election },
  ];
  await mkdir(options.out, { recursive: true });
  for (const { path } of files) {
    if (existsSync(path)) throw new UsageError(t.t("cli.mapping.exists", { file: path }));
  }
  for (const { path, text } of files) await writeFile(path, text, { flag: "wx" });
  io.out(`${t.t("cli.mapping.written", { mapping: files[0]!.path, election: files[1]!.path })}\n`);
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
