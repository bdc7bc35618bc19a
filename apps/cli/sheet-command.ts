/**
 * `triplicate sheet`: two people's counts of one box into one sheet that both sign.
 *
 * Where the two differ, every line is told and nothing is signed: they count again. What the machine said is neither
 * asked for nor shown, so that nobody counts towards a number.
 * Spec: spec/hand-count.md, section 2.
 * @module
 */
import { readFileSync } from "node:fs";
import { writeDurably } from "@triplicate/adapters/durable-files.ts";
import { nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import { readEntry } from "@triplicate/core/count-central/entry.ts";
import {
  composeSheet,
  type HandTally,
  parseTally,
  tallyDifferences,
} from "@triplicate/core/count-hand/tally.ts";
import type { Contest } from "@triplicate/core/election/definition.ts";
import { time } from "@triplicate/core/note/fields.ts";
import { printNote, type Signer, signNote } from "@triplicate/core/note/note.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { SHEET } from "@triplicate/core/statement/sheet.ts";
import { sheetBreaches } from "@triplicate/core/statement/sheet-rules.ts";
import { type MessageId, type Translator, translator } from "@triplicate/ui/messages.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { readElection, readSigner } from "./server-options.ts";

export type SheetArguments = {
  readonly election: string;
  readonly station: string;
  readonly contest: string;
  readonly first: string;
  readonly second: string;
  readonly counted: string;
  readonly key: readonly string[];
  /** One for each key, or one for all. */
  readonly passphraseFile: readonly string[];
  readonly mode: Mode;
  readonly out: string;
};

export async function runSheet(args: SheetArguments, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const counted = time.parse(args.counted);
  if (counted === null) throw new UsageError(t.t("sheet.usage.counted", { text: args.counted }));
  const { definition, definitionDigest, roster, book } = await readElection(args.election, t);
  const contest = definition.contests.find(({ id }) => id === args.contest);
  if (contest === undefined) throw new UsageError(t.t("centre.rule.unknown-contest"));
  const first = readTally(args.first, contest, t);
  const second = readTally(args.second, contest, t);
  const differences = tallyDifferences(first, second);
  if (differences.length > 0) {
    io.err(`${t.t("sheet.differ", { n: differences.length })}\n`);
    for (const { line, ...numbers } of differences)
      io.err(`  ${t.t("sheet.differ.line", { line, ...numbers })}\n`);
    return EXIT.contradiction;
  }
  const sheet = composeSheet({
    ...{ election: [definition.id, definitionDigest], mode: args.mode, counted, first, second },
    ...{ station: args.station, contest: args.contest },
  });
  const [breach] = sheetBreaches(sheet, contest);
  if (breach !== undefined)
    throw new UsageError(t.t("sheet.unsure", { code: breach.rule }), t.t("sheet.unsure.remedy"));
  const note = printNote(await signNote(SHEET.print(sheet), await readSigners(args, t)));
  const context = { definition, definitionDigest, roster, book, mode: args.mode, sha256: nodeSha256 };
  const read = readEntry(note, context);
  if (!read.ok) throw new UsageError(t.t(`centre.rule.${read.error.rule}` satisfies MessageId));
  await writeDurably(args.out, note);
  io.out(`${t.t("sheet.written", { file: args.out, papers: sheet.papers })}\n`);
  return EXIT.fine;
}

function readTally(file: string, contest: Contest, t: Translator): HandTally {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
    throw new UsageError(t.t("cosigner.usage.unreadable", { file, reason }));
  }
  const tally = parseTally(bytes, contest);
  if (tally.ok) return tally.value;
  const { code, line, expected } = tally.error;
  throw new UsageError(
    t.t("sheet.usage.tally", { file, line, code, expected }),
    t.t("sheet.usage.tally.remedy"),
  );
}

async function readSigners({ key, passphraseFile }: SheetArguments, t: Translator): Promise<Signer[]> {
  if (passphraseFile.length !== 1 && passphraseFile.length !== key.length)
    throw new UsageError(t.t("sheet.usage.passphrases"));
  const signers: Signer[] = [];
  for (const [i, file] of key.entries()) {
    signers.push(await readSigner(file, passphraseFile[i] ?? passphraseFile[0]!, t));
  }
  return signers;
}
