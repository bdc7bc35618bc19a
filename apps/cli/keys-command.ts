/**
 * `triplicate keys new|show|export`: a private key in a file that its passphrase opens, and the public half to give away.
 *
 * The passphrase is typed unseen, twice for a new key, or read from a file or standard input; never an argument nor a
 * variable, which others on the machine can read. Nothing but the public half is ever printed.
 * Spec: spec/note.md, section 8.
 * @module
 */
import { existsSync } from "node:fs";
import { createKeyPair } from "@triplicate/adapters/ed25519-node.ts";
import {
  type KeyFileFault,
  type KeyFileOptions,
  readKeyFile,
  writeKeyFile,
} from "@triplicate/adapters/key-file.ts";
import {
  createNoteKey,
  isKeyName,
  keyFingerprint,
  type NoteKey,
  printVerifierKey,
  SIGNATURE_TYPE,
} from "@triplicate/core/note/key.ts";
import { type MessageId, type Translator, translator } from "@triplicate/ui/messages.ts";
import { type Ask, askAtTerminal } from "./ask.ts";
import { shownText } from "./definition-fault.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { passphraseFrom } from "./passphrase-option.ts";
import type { KEY_TYPES } from "./program-keys.ts";

type Options = { readonly passphraseFile?: string };
export type NewKeyOptions = Options &
  KeyFileOptions & { readonly name: string; readonly type: (typeof KEY_TYPES)[number] };

/** In Unicode characters. A key file may fall into hands that try a million a day. */
export const MIN_PASSPHRASE_LENGTH = 12;

const TYPES = { statement: SIGNATURE_TYPE.ed25519, cosigner: SIGNATURE_TYPE.cosignature } as const;

const terminal = (io: Io): Ask | null => (io.isTerminal ? askAtTerminal(translator(io.language)) : null);

export async function runKeysNew(
  file: string,
  options: NewKeyOptions,
  io: Io,
  ask: Ask | null = terminal(io),
): Promise<ExitCode> {
  const t = translator(io.language);
  const { name } = options;
  if (!isKeyName(name)) throw new UsageError(t.t("keys.badName", { name: shownText(name) }));
  // Asked before the person thinks of a passphrase; the file itself is created only where none stands.
  if (existsSync(file)) throw keyFileError({ code: "key-file-exists", file, detail: "" }, t);
  const passphrase = await newPassphrase(options, ask, t);
  const { seed, publicKey } = createKeyPair();
  const key = createNoteKey(name, TYPES[options.type], publicKey);
  const written = await writeKeyFile(file, key, seed, passphrase, options);
  seed.fill(0);
  if (!written.ok) throw keyFileError(written.error, t);
  io.out(`${t.t("keys.written", { file })}\n${publicHalf(key, t)}\n${t.t("keys.written.remember")}\n`);
  return EXIT.fine;
}

async function newPassphrase(options: Options, ask: Ask | null, t: Translator): Promise<string> {
  const passphrase = await passphraseFrom(options.passphraseFile, ask, t);
  if ([...passphrase].length < MIN_PASSPHRASE_LENGTH) {
    throw new UsageError(t.t("keys.shortPassphrase", { n: MIN_PASSPHRASE_LENGTH }));
  }
  if (options.passphraseFile === undefined && (await ask!.secret(t.t("keys.ask.again"))) !== passphrase) {
    throw new UsageError(t.t("keys.otherPassphrase"));
  }
  return passphrase;
}

export async function runKeysShow(
  file: string,
  options: Options,
  io: Io,
  ask: Ask | null = terminal(io),
): Promise<ExitCode> {
  const t = translator(io.language);
  io.out(`${publicHalf(await readKey(file, options, ask, t), t)}\n`);
  return EXIT.fine;
}

export async function runKeysExport(
  file: string,
  options: Options,
  io: Io,
  ask: Ask | null = terminal(io),
): Promise<ExitCode> {
  const t = translator(io.language);
  io.data(`${printVerifierKey(await readKey(file, options, ask, t))}\n`);
  return EXIT.fine;
}

async function readKey(file: string, options: Options, ask: Ask | null, t: Translator): Promise<NoteKey> {
  if (!existsSync(file)) throw keyFileError({ code: "key-file-unreadable", file, detail: "ENOENT" }, t);
  const read = await readKeyFile(file, await passphraseFrom(options.passphraseFile, ask, t));
  if (!read.ok) throw keyFileError(read.error, t);
  read.value.seed.fill(0);
  return read.value.key;
}

function publicHalf(key: NoteKey, t: Translator): string {
  const type = key.type === SIGNATURE_TYPE.ed25519 ? "keys.type.statement" : "keys.type.cosigner";
  return t.t("keys.show", {
    name: key.name,
    type: t.t(type),
    fingerprint: keyFingerprint(key),
    vkey: printVerifierKey(key),
  });
}

const FAULTS = {
  "key-file-unreadable": "keys.fault.unreadable",
  "key-file-unwritable": "keys.fault.unwritable",
  "key-file-exists": "keys.fault.exists",
  "key-file-too-large": "keys.fault.notAge",
  "key-file-not-age": "keys.fault.notAge",
  "key-file-passphrase": "keys.fault.passphrase",
  "key-file-content": "keys.fault.content",
} as const satisfies Record<KeyFileFault["code"], MessageId>;

/** What is wrong with a key file, in the person's words. */
export const keyFileError = ({ code, file, detail }: KeyFileFault, { t }: Translator): UsageError =>
  new UsageError(t(FAULTS[code], { file: shownText(file), detail }));
