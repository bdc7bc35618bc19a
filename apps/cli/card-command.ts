/**
 * `triplicate card new`: cards of poll workers, signed by one of the authority; one with a PIN that its owner chooses, or a whole table with
 * PINs that are drawn and printed on letters apart.
 *
 *     options or table ──▶ PIN ──scrypt──▶ card's text ──signed──▶ note, line, code, paper         letters: PINs, nowhere else
 *
 * A PIN stands in no file beside the letters, in no argument and no output. All cards appear or none.
 * Spec: spec/station-notes.md, section 4; spec/collecting.md, section 10.
 * @module
 */
import { randomBytes, randomInt, scrypt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { writeDurably } from "@triplicate/adapters/durable-files.ts";
import { signerOf } from "@triplicate/adapters/ed25519-node.ts";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import { readKeyFile } from "@triplicate/adapters/key-file.ts";
import { renderPrintPages } from "@triplicate/adapters/pdf-print.ts";
import { symbolSvg } from "@triplicate/adapters/symbol-svg.ts";
import { printNote, type Signer, signNote } from "@triplicate/core/note/note.ts";
import { CARD, PIN_CHECK_BYTES, PIN_SALT_BYTES, PIN_SCRYPT } from "@triplicate/core/statement/card.ts";
import { noteToLine } from "@triplicate/core/statement/one-line.ts";
import type { Language } from "@triplicate/core/text.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import { cardDocument } from "@triplicate/ui/print/card-document.ts";
import { pinLetter } from "@triplicate/ui/print/pin-letter.ts";
import { type Ask, askAtTerminal } from "./ask.ts";
import { drawPin, pinFault } from "./card-pin.ts";
import { cardFault, cardsOfTable, fileNameOf, type WantedCard } from "./card-table.ts";
import { shownText } from "./definition-fault.ts";
import { type FolderFile, makeFolder, unwritable, writeFolder } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { keyFileError } from "./keys-command.ts";
import { passphraseFrom } from "./passphrase-option.ts";
import { readElection } from "./server-options.ts";

export type CardArguments = {
  readonly election: string;
  readonly key: string;
  readonly passphraseFile?: string;
  readonly card?: string;
  readonly name?: string;
  readonly scope?: string;
  readonly pinFile?: string;
  readonly table?: string;
  readonly letters?: string;
  readonly language: Language;
  readonly out: string;
};

type PinnedCard = WantedCard & { readonly pin: string };

export async function runCardNew(
  args: CardArguments,
  io: Io,
  ask: Ask | null = io.isTerminal ? askAtTerminal(translator(io.language)) : null,
): Promise<ExitCode> {
  const t = translator(io.language);
  const plan = planOf(args, t);
  if (existsSync(args.out)) throw new UsageError(t.t("card.usage.outExists", { dir: args.out }));
  const election = await readElection(args.election, t);
  const signer = await authoritySigner(args, election, ask, t);
  const cards =
    plan.is === "one"
      ? [await oneCard(plan.card, args, election, ask, t)]
      : (await cardsOfTable(plan.table, election.roster, t)).map((card) => ({
          ...card,
          pin: drawPin(randomInt),
        }));
  const files = await cardFiles(cards, election, signer, args.language);
  // Letters first: cards whose PINs nobody knows would be of no use to anybody.
  if (plan.is === "table") await writeLetters(plan.letters, cards, election, args.language, t);
  await writeFolder(args.out, files, t);
  io.out(`${t.t("card.written", { n: cards.length, dir: args.out })}\n`);
  if (plan.is === "table") io.out(`${t.t("card.written.letters", { file: plan.letters })}\n`);
  return EXIT.fine;
}

type Plan =
  | { readonly is: "one"; readonly card: WantedCard }
  | { readonly is: "table"; readonly table: string; readonly letters: string };

function planOf(args: CardArguments, t: Translator): Plan {
  const { card, name, scope, table, letters, pinFile, out } = args;
  const isOne = card !== undefined && name !== undefined && scope !== undefined;
  const hasOne = [card, name, scope, pinFile].some((option) => option !== undefined);
  if (isOne && table === undefined && letters === undefined)
    return { is: "one", card: { card, name, scope } };
  if (table === undefined || letters === undefined || hasOne) throw new UsageError(t.t("card.usage.one"));
  if (existsSync(letters)) throw new UsageError(t.t("card.usage.lettersExists", { file: letters }));
  // Who is given the folder of cards to print must not be given their PINs with it.
  const isInside = !relative(resolve(out), resolve(letters)).startsWith("..");
  if (isInside) throw new UsageError(t.t("card.usage.lettersInside"));
  return { is: "table", table, letters };
}

async function authoritySigner(
  { key: file, passphraseFile }: CardArguments,
  { book }: ElectionPackage,
  ask: Ask | null,
  t: Translator,
): Promise<Signer> {
  const read = await readKeyFile(file, await passphraseFrom(passphraseFile, ask, t));
  if (!read.ok) throw keyFileError(read.error, t);
  const { key, seed } = read.value;
  if (book.find(key.name, key.id)?.holder.role !== "authority")
    throw new UsageError(t.t("card.usage.notAuthority", { name: shownText(key.name) }));
  return signerOf(key, seed);
}

async function oneCard(
  card: WantedCard,
  { pinFile }: CardArguments,
  { roster }: ElectionPackage,
  ask: Ask | null,
  t: Translator,
): Promise<PinnedCard> {
  const fault = cardFault(card, roster);
  if (fault !== null) throw new UsageError(t.t(fault.id, { text: shownText(card[fault.field]) }));
  const pin = await pinFrom(pinFile, ask, t);
  const weak = pinFault(pin);
  if (weak !== null) throw new UsageError(t.t(`card.pin.${weak}`));
  return { ...card, pin };
}

async function pinFrom(file: string | undefined, ask: Ask | null, t: Translator): Promise<string> {
  if (file !== undefined) {
    try {
      return readFileSync(file, "utf8").split(/\r?\n/)[0]!;
    } catch (error) {
      const detail = (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
      throw new UsageError(t.t("cli.json.unreadable", { file, detail }), t.t("cli.json.unreadable.remedy"));
    }
  }
  if (ask === null) throw new UsageError(t.t("card.pin.missing"));
  const pin = await ask.secret(t.t("card.ask.pin"));
  if ((await ask.secret(t.t("card.ask.again"))) !== pin) throw new UsageError(t.t("card.pin.other"));
  return pin;
}

async function cardFiles(
  cards: readonly PinnedCard[],
  election: ElectionPackage,
  signer: Signer,
  language: Language,
): Promise<FolderFile[]> {
  const notes = await inParallel(cards, (card) => cardNote(card, election, signer));
  const files: FolderFile[] = [];
  const lines = notes.map((note) => noteToLine("card", note));
  for (const [i, { card }] of cards.entries()) {
    const name = fileNameOf(card);
    const line = lines[i]!;
    files.push({ name: `${name}.note`, content: notes[i]! });
    files.push({ name: `${name}.txt`, content: `${line}\n` });
    files.push({ name: `${name}.svg`, content: symbolSvg(line, `${card}`) });
  }
  const paper = { definition: election.definition, language, paper: "a4" } as const;
  const pdf = await renderPrintPages(lines.map((line) => cardDocument(paper, line)));
  return [...files, { name: "cards.pdf", content: pdf }];
}

async function cardNote(
  { card, name, scope, pin }: PinnedCard,
  { definition, definitionDigest }: ElectionPackage,
  signer: Signer,
): Promise<Uint8Array> {
  const salt = new Uint8Array(randomBytes(PIN_SALT_BYTES));
  const check = await checkOf(pin, salt);
  const text = CARD.print({
    ...{ election: [definition.id, definitionDigest], card, name, scope, pin: [salt, check] },
  });
  return printNote(await signNote(text, [signer]));
}

const SCRYPT_MEMORY = 64 * 1024 * 1024;

const checkOf = (pin: string, salt: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    scrypt(pin, salt, PIN_CHECK_BYTES, { ...PIN_SCRYPT, maxmem: SCRYPT_MEMORY }, (error, check) =>
      error === null ? resolve(new Uint8Array(check)) : reject(error),
    );
  });

/** Node has four threads for scrypt. */
const AT_ONCE = 4;

async function inParallel<A, B>(items: readonly A[], act: (item: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await act(items[i]!);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

const SECRET_MODE = 0o600;

async function writeLetters(
  file: string,
  cards: readonly PinnedCard[],
  { definition }: ElectionPackage,
  language: Language,
  t: Translator,
): Promise<void> {
  const pdf = await renderPrintPages(cards.map((card) => pinLetter(definition, language, card)));
  try {
    await makeFolder(dirname(resolve(file)));
    await writeDurably(file, pdf, SECRET_MODE);
  } catch (error) {
    throw unwritable(file, error, t);
  }
}
