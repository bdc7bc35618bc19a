/**
 * `triplicate election sign FOLDER`: one of the authority adds a signature to the election note, or merges the
 * signatures of another copy.
 *
 * A package with a fault is not signed. What is about to be signed is shown first, with the fingerprint by which those
 * who sign on different machines know that it is the same.
 * @module
 */

import { signerOf, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { addNoteLines, type NoteFileError, readNoteFile } from "@triplicate/adapters/election-note-file.ts";
import { type ElectionPackage, loadPackage } from "@triplicate/adapters/election-package.ts";
import { readKeyFile } from "@triplicate/adapters/key-file.ts";
import { authoritySigners } from "@triplicate/core/election/election-package.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import { type NoteSignature, signText } from "@triplicate/core/note/note.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import { type Ask, askAtTerminal } from "./ask.ts";
import { shownText } from "./definition-fault.ts";
import { unwritable } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { keyFileError } from "./keys-command.ts";
import { packageError } from "./package-fault.ts";
import { startPackageProgress } from "./package-progress.ts";
import { summaryText } from "./package-summary.ts";
import { passphraseFrom } from "./passphrase-option.ts";

export type SignOptions = {
  readonly key?: string;
  readonly passphraseFile?: string;
  readonly merge: readonly string[];
  readonly yes: boolean;
};

export async function runElectionSign(
  folder: string,
  options: SignOptions,
  io: Io,
  ask: Ask | null = io.isTerminal ? askAtTerminal(translator(io.language)) : null,
): Promise<ExitCode> {
  const t = translator(io.language);
  if (options.key === undefined && options.merge.length === 0)
    throw new UsageError(t.t("package.sign.nothing"));
  const progress = startPackageProgress(io);
  const loaded = await loadPackage(folder, { unsigned: true, keys: "full", ...progress }).finally(
    progress.stop,
  );
  if (!loaded.ok) throw packageError(loaded.error, t);
  const pack = loaded.value;
  const lines: NoteSignature[] = [];
  for (const file of options.merge) lines.push(...(await linesFrom(file, pack, t)));
  if (options.key !== undefined) lines.push(await ownLine(pack, { ...options, key: options.key }, io, ask));
  const added = await addNoteLines(folder, pack.note.text, lines).catch((error: unknown) => {
    throw unwritable(folder, error, t);
  });
  if (!added.ok) throw noteFileError(added.error, folder, t);
  const signed = authoritySigners(
    { text: pack.note.text, signatures: [...pack.note.signatures, ...lines] },
    pack.book,
    verifyEd25519,
  );
  const values = { n: added.value, got: signed.signers.length, needed: pack.electionNote.authorities[0] };
  io.out(`${t.t("package.sign.done", values)}\n`);
  return EXIT.fine;
}

/** The signatures of the authority in another copy of the same note; lines of others are not carried over. */
async function linesFrom(
  file: string,
  pack: ElectionPackage,
  t: Translator,
): Promise<readonly NoteSignature[]> {
  const other = await readNoteFile(file).catch((error: NodeJS.ErrnoException) => {
    const detail = error.code ?? "UNKNOWN";
    throw new UsageError(t.t("cli.json.unreadable", { file, detail }), t.t("cli.json.unreadable.remedy"));
  });
  if (!other.ok) throw noteFileError(other.error, file, t);
  if (other.value.text !== pack.note.text) throw noteFileError({ code: "other-text" }, file, t);
  const { signers, faults } = authoritySigners(other.value, pack.book, verifyEd25519);
  const [bad] = faults;
  if (bad !== undefined) {
    throw new UsageError(t.t("package.sign.badLine", { file, name: shownText(String(bad.detail.name)) }));
  }
  return other.value.signatures.filter(
    ({ name, keyId }) => signers.includes(name) && pack.book.find(name, keyId) !== undefined,
  );
}

async function ownLine(
  pack: ElectionPackage,
  options: SignOptions & { readonly key: string },
  io: Io,
  ask: Ask | null,
): Promise<NoteSignature> {
  const t = translator(io.language);
  if (!options.yes && ask === null) throw new UsageError(t.t("package.sign.needsYes"));
  const passphrase = await passphraseFrom(options.passphraseFile, ask, t);
  const read = await readKeyFile(options.key, passphrase);
  if (!read.ok) throw keyFileError(read.error, t);
  const { key, seed } = read.value;
  mustBeOfTheAuthority(key, pack, t);
  io.out(`${summaryText(pack, t)}\n${pack.note.text}\n`);
  if (!options.yes && !(await ask!.confirm(t.t("package.sign.confirm", { name: key.name })))) {
    throw new UsageError(t.t("package.ask.cancelled"));
  }
  return signText(pack.note.text, signerOf(key, seed));
}

function mustBeOfTheAuthority(key: NoteKey, pack: ElectionPackage, t: Translator): void {
  const name = shownText(key.name);
  const holder = pack.book.find(key.name, key.id)?.holder;
  if (holder?.role !== "authority") throw new UsageError(t.t("package.sign.notAuthority", { name }));
  if (pack.signers.includes(key.name)) throw new UsageError(t.t("package.sign.already", { name }));
}

const noteFileError = ({ code }: NoteFileError, file: string, t: Translator): UsageError =>
  new UsageError(t.t(`package.sign.${code}`, { file }));
