/**
 * The parts that papers share: who speaks for which election and station, a rehearsal's warning, rows, and lines to sign on.
 * Spec: spec/printing.md, section 2.
 * @module
 */
import type { Contest, ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { time } from "@triplicate/core/note/fields.ts";
import { keyFingerprint, type NoteKey } from "@triplicate/core/note/key.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import type { RecordError } from "@triplicate/core/note/record.ts";
import type { Result } from "@triplicate/core/result.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import type { Language } from "@triplicate/core/text.ts";
import { type Translator, translator } from "../messages.ts";
import type { PaperKind, PaperSize, PrintBlock, PrintDocument, TextSize } from "./print-document.ts";

/** What every paper of a station needs beside the note that it shows. */
export type StationPaper = {
  readonly definition: ElectionDefinition;
  /** The station's one paper language. */
  readonly language: Language;
  readonly paper: PaperSize;
  readonly station: { readonly id: string; readonly place: string; readonly region?: string };
};

/** Who signs by hand. */
export type Signers = {
  /** Names as on their cards. */
  readonly workers: readonly string[];
  /** In the order of the roster. */
  readonly witnesses: readonly { readonly id: string; readonly party: string }[];
};

type TextStyle = Partial<Omit<Extract<PrintBlock, { kind: "text" }>, "kind" | "text">>;

export const textBlock = (text: string, style: TextStyle = {}): PrintBlock => ({
  ...{ kind: "text", text, size: "normal", align: "left", isBold: false, isInverse: false },
  ...style,
});

export const rowBlock = (
  label: string,
  value: string,
  size: TextSize = "normal",
  isBold = false,
): PrintBlock => ({
  ...{ kind: "row", label, value, size, isBold },
});

export const SPACE: PrintBlock = { kind: "space" };
export const THIN: PrintBlock = { kind: "rule", weight: "thin" };
export const THICK: PrintBlock = { kind: "rule", weight: "thick" };

const CENTRED = { align: "centre" } as const;

/** In a rehearsal at both ends of the paper, in the largest letters there are: half of a torn paper says it too. */
export function document(
  kind: PaperKind,
  { language, mode, title }: { readonly language: Language; readonly mode: Mode; readonly title: string },
  blocks: readonly PrintBlock[],
): PrintDocument {
  const warning = mode === "test" ? testBanner(translator(language)) : [];
  return { kind, language, title, blocks: [...warning, ...blocks, ...warning] };
}

const testBanner = (t: Translator): readonly PrintBlock[] => [
  textBlock(t.t("print.test.title"), { size: "huge", isBold: true, isInverse: true, ...CENTRED }),
  textBlock(t.t("print.test.line"), { isBold: true, ...CENTRED }),
];

/** Title, election, place and station. */
export function heading(paper: StationPaper, title: string): PrintBlock[] {
  return [
    textBlock(title, { size: "large", isBold: true, ...CENTRED }),
    ...electionLines(paper),
    ...stationLines(paper),
  ];
}

export function electionLines({
  definition,
  language,
}: Pick<StationPaper, "definition" | "language">): PrintBlock[] {
  const t = translator(language);
  const { name, date, remark } = definition;
  return [
    textBlock(t.localized(name), { isBold: true, ...CENTRED }),
    textBlock(t.day(date), CENTRED),
    ...(remark === undefined ? [] : [textBlock(t.localized(remark), CENTRED)]),
  ];
}

export function stationLines({ station, language, paper }: StationPaper): PrintBlock[] {
  const t = translator(language);
  const { id, place, region } = station;
  return [
    THIN,
    textBlock(place, { isBold: true }),
    ...(region === undefined ? [] : [textBlock(region)]),
    // On the narrow roll a station's number would be broken.
    textBlock(t.t("print.station", { station: id }), { size: paper === 58 ? "tall" : "large", isBold: true }),
  ];
}

export type OptionWords = { readonly name: string; readonly about: string };

/** An option's own name, and its candidate and party where they say more. */
export function optionWords({ options, candidates }: Contest, index: number): OptionWords {
  const option = options[index]!;
  const candidate = candidates.find(({ id }) => id === option.candidate)?.name ?? "";
  const about = [...new Set([candidate, option.party ?? ""])];
  return {
    name: option.name,
    about: about.filter((text) => text !== "" && text !== option.name).join(" · "),
  };
}

/** A number's line of an option, with what more there is to say of it below. */
export function optionRows(contest: Contest, index: number, value: string): PrintBlock[] {
  const { name, about } = optionWords(contest, index);
  const row = rowBlock(name, value, "large", true);
  return about === "" ? [row] : [row, textBlock(about)];
}

/** A moment of UTC as people and the signed text read it, `2017-10-15 22:05:00 UTC`. */
export const moment = (seconds: number): string => time.print(seconds).replace("T", " ").replace("Z", " UTC");

export function machineLines(t: Translator, key: NoteKey): PrintBlock[] {
  return [
    textBlock(t.t("print.machine.key")),
    textBlock(key.name),
    textBlock(keyFingerprint(key), { isBold: true }),
  ];
}

const WORKERS = 2;

/** A line to sign on for each, and one for a witness whom nobody expected. */
export function signatureLines(t: Translator, { workers, witnesses }: Signers): PrintBlock[] {
  const line = (...lines: readonly string[]): PrintBlock => ({ kind: "signature", lines });
  return [
    THICK,
    textBlock(t.t("print.sign.heading"), { size: "tall", isBold: true }),
    ...workers.map((name) => line(name, t.t("print.sign.worker"))),
    // Two do this; who has not shown a card writes their name.
    ...Array.from({ length: Math.max(0, WORKERS - workers.length) }, () => line(t.t("print.sign.blank"))),
    ...witnesses.map(({ id, party }) => line(t.t("print.sign.witness", { party }), id)),
    line(t.t("print.sign.other")),
  ];
}

/** What a note says that this machine signed itself; another one is our own fault. */
export function statementOf<T>(
  noteBytes: Uint8Array,
  type: { readonly form: string; parse(text: string): Result<T, RecordError> },
): { readonly text: string; readonly value: T } {
  const note = parseNote(noteBytes);
  if (!note.ok) throw new Error(`a paper is made of a note: ${note.error.code}`);
  const read = type.parse(note.value.text);
  if (!read.ok) throw new Error(`no ${type.form}: ${read.error.code}`);
  return { text: note.value.text, value: read.value };
}

/** The contest of that id; throws where the definition has none. */
export function contestOf({ contests }: ElectionDefinition, id: string): Contest {
  const contest = contests.find((one) => one.id === id);
  if (contest === undefined) throw new Error(`the definition has no contest ${id}`);
  return contest;
}
