/**
 * `triplicate machine export`, `open-record` and `check-record`: a machine's notes for whoever carries them, one of its records for an
 * auditor, and that record held against the acta.
 * Spec: spec/station.md, clauses 9.10 and 9.13; spec/voucher.md, section 5.
 * @module
 */
import { mkdirSync, readFileSync } from "node:fs";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { type OpeningError, verifyOpening } from "@triplicate/core/count-machine/record-tree.ts";
import { printCode, typedCode } from "@triplicate/core/count-machine/voucher-code.ts";
import { openNote } from "@triplicate/core/note/note.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import { exportNotes } from "@triplicate/machine/export-notes.ts";
import { isSealed, openOne, type ReadStation, readStation } from "@triplicate/machine/read-station.ts";
import { type MessageId, type Translator, translator } from "@triplicate/ui/messages.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { machineFault } from "./machine-run-command.ts";
import { readElection } from "./server-options.ts";

async function sealedStation(data: string, t: Translator): Promise<ReadStation> {
  const read = await readStation(data);
  if (!read.ok) throw machineFault(read.error, t);
  if (isSealed(read.value)) return read.value;
  read.value.store.close();
  throw new UsageError(t.t("machine-cli.notSealed"), t.t("machine-cli.notSealed.remedy"));
}

export async function runMachineExport(
  args: { readonly data: string; readonly out: string },
  io: Io,
): Promise<ExitCode> {
  const t = translator(io.language);
  const station = await sealedStation(args.data, t);
  try {
    mkdirSync(args.out, { recursive: true });
    const names = exportNotes(station.store, args.out);
    if (names === null) throw new UsageError(t.t("machine-cli.export.failed", { dir: args.out }));
    for (const name of names) io.out(`${name}\n`);
    io.out(`${t.t("machine-cli.exported", { n: names.length, dir: args.out })}\n`);
    return EXIT.fine;
  } finally {
    station.store.close();
  }
}

export async function runOpenRecord(
  args: { readonly data: string; readonly code: string },
  io: Io,
): Promise<ExitCode> {
  const t = translator(io.language);
  const code = typedCode(args.code);
  if (code === null) throw new UsageError(t.t("machine-cli.record.badCode", { text: args.code }));
  const station = await sealedStation(args.data, t);
  try {
    const opening = openOne(station, code);
    if (opening !== null) {
      io.data(opening);
      return EXIT.fine;
    }
    io.err(`${t.t("machine-cli.record.none", { code: printCode(code) })}\n`);
    return EXIT.contradiction;
  } finally {
    station.store.close();
  }
}

const MAX_FILE_BYTES = 262_144;

export async function runCheckRecord(
  file: string,
  args: { readonly acta: string; readonly election: string },
  io: Io,
): Promise<ExitCode> {
  const t = translator(io.language);
  const { definition, book } = await readElection(args.election, t);
  const opened = openNote(readSmall(args.acta, t), (name, id) => book.find(name, id), verifyEd25519);
  const acta = opened.ok ? ACTA.parse(opened.value.note.text) : opened;
  const isMachines =
    opened.ok && opened.value.verified.some(({ key }) => isMachine(book.find(key.name, key.id)?.holder.role));
  if (!acta.ok || !isMachines || acta.value.election[0] !== definition.id)
    throw new UsageError(t.t("machine-cli.check.noActa", { file: args.acta }));
  const text = readSmall(file, t).toString("utf8");
  const verdict = verifyOpening(acta.value, text, definition.contests);
  if (!verdict.ok) {
    io.out(`${t.t("machine-cli.check.fails", { code: codeOf(verdict.error) })}\n`);
    return EXIT.contradiction;
  }
  const { code, state, contest } = verdict.value;
  io.out(`${t.t("machine-cli.check.holds", { station: acta.value.station })}\n`);
  io.out(`${t.t("machine-cli.check.code", { code: printCode(code) })}\n`);
  io.out(`${t.t(`machine-cli.check.state.${state}` satisfies MessageId)}\n`);
  for (const { contest: id, options } of contest) {
    const choices = options.length === 0 ? t.t("machine-cli.check.blank") : options.join(", ");
    io.out(`${t.t("machine-cli.check.contest", { contest: id, choices })}\n`);
  }
  return EXIT.fine;
}

const isMachine = (role: string | undefined): boolean => role === "machine" || role === "spare";

const codeOf = ({ code }: OpeningError): string => code;

function readSmall(file: string, { t }: Translator): Buffer {
  try {
    const bytes = readFileSync(file);
    if (bytes.length <= MAX_FILE_BYTES) return bytes;
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
    throw new UsageError(t("cli.json.unreadable", { file, detail }), t("cli.json.unreadable.remedy"));
  }
  throw new UsageError(t("machine-cli.check.tooLarge", { file }));
}
