/**
 * A copy of a station's actas: for each contest its numbers and the signed note as symbols, then the lines to sign on.
 *
 * The numbers are read back from the notes that were signed, and the symbols are those notes: what people read and what a telephone reads
 * cannot part. Where the machine's two counts differ, both stand here, line by line. Spec: spec/printing.md, section 3.
 * @module
 */

import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { actaToSymbols, SYMBOL_CHARACTERS } from "@triplicate/core/count-machine/acta-symbol.ts";
import { actaFingerprint } from "@triplicate/core/count-machine/fingerprint.ts";
import type { Contest } from "@triplicate/core/election/definition.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import { marksOf } from "@triplicate/core/statement/acta-rules.ts";
import { type Translator, translator } from "../messages.ts";
import type { PaperSize, PrintBlock, PrintDocument } from "./print-document.ts";
import {
  contestOf,
  document,
  heading,
  machineLines,
  moment,
  optionRows,
  rowBlock,
  type Signers,
  SPACE,
  type StationPaper,
  signatureLines,
  statementOf,
  THICK,
  THIN,
  textBlock,
} from "./print-parts.ts";

export type ActaContent = Signers & {
  /** Of all contests, in the order of the ballot, as they shall be printed. */
  readonly notes: readonly Uint8Array[];
  /** From 1; `copies` may be fewer when more were asked for later. */
  readonly copy: number;
  readonly copies: number;
  /** The key that signed. */
  readonly machine: NoteKey;
};

/** What a symbol may hold on this paper; a page of A4 has those of 80 mm (spec/acta.md, clause 6.4). */
export const symbolCharacters = (paper: PaperSize): number => SYMBOL_CHARACTERS[paper === 58 ? 58 : 80];

export function actaDocument(paper: StationPaper, content: ActaContent): PrintDocument {
  const { definition, language } = paper;
  const t = translator(language);
  const actas = content.notes.map((note) => ({ note, ...statementOf(note, ACTA) }));
  const [first] = actas;
  if (first === undefined) throw new Error("a station has an acta");
  const { value } = first;
  const title = t.t("print.kind.acta");
  const copy = t.t("print.copy", { copy: content.copy, copies: Math.max(content.copy, content.copies) });
  return document("acta", { language, mode: value.mode, title: `${title}, ${copy}` }, [
    ...heading(paper, title),
    textBlock(copy, { size: "tall", isBold: true }),
    rowBlock(t.t("print.time.opened"), moment(value.opened)),
    rowBlock(t.t("print.time.closed"), moment(value.closed)),
    ...(actas.some((acta) => acta.value.running !== undefined) ? differenceWarning(t) : []),
    THIN,
    ...turnoutRows(t, value),
    ...actas.flatMap(({ note, text, value: acta }) => {
      const contest = contestOf(definition, acta.contest);
      return [
        ...contestRows(t, contest, acta),
        ...signedPart(t, { paper: paper.paper, contest, note, text }),
      ];
    }),
    ...livesLines(t, value),
    ...signatureLines(t, content),
    THICK,
    ...machineLines(t, content.machine),
    textBlock(`${t.t("print.machine.journal")}: ${encodeBase64(value.journal)}`),
    textBlock(`${t.t("print.machine.records")}: ${encodeBase64(value.records)}`),
    textBlock(t.t("print.end", { title: copy }), { isBold: true, align: "centre" }),
  ]);
}

const differenceWarning = (t: Translator): PrintBlock[] => [
  SPACE,
  textBlock(t.t("print.running.title"), { size: "tall", isBold: true, isInverse: true, align: "centre" }),
  SPACE,
  textBlock(t.t("print.running.explain")),
];

function turnoutRows(t: Translator, acta: Acta): PrintBlock[] {
  const counts = [
    ["registered", acta.registered, undefined],
    ["checked-in", acta["checked-in"], undefined],
    ["ballots", acta.ballots, acta.running?.ballots],
    ["spoiled", acta.spoiled, acta.running?.spoiled],
  ] as const;
  return counts.flatMap(([name, value, running]) => [
    rowBlock(t.t(`print.number.${name}`), t.number(value), "large", true),
    ...runningRow(t, value, running),
  ]);
}

/** What the machine had added up while people voted, where an acta has it. */
function runningRow(t: Translator, value: number, running: number | undefined): PrintBlock[] {
  if (running === undefined) return [];
  const isSame = running === value;
  const label = t.t(isSame ? "print.running.row" : "print.running.differs");
  return [rowBlock(`  ${label}`, t.number(running), "normal", !isSame)];
}

function contestRows(t: Translator, contest: Contest, acta: Acta): PrintBlock[] {
  const { votes, running, blank, ballots } = acta;
  const sum = votes.votes.reduce((total, value) => total + value, 0);
  const runningSum = running?.votes.reduce((total, value) => total + value, 0);
  const row = (label: string, value: number, other: number | undefined): PrintBlock[] => [
    rowBlock(label, t.number(value), "large", true),
    ...runningRow(t, value, other),
  ];
  const marks = marksOf(contest);
  const total = sum + blank + acta.null;
  const runningTotal = running === undefined ? undefined : runningSum! + running.blank + running.null;
  return [
    SPACE,
    textBlock(t.localized(contest.name), { size: "tall", isBold: true, isInverse: true }),
    ...contest.options.flatMap((option, i) => {
      const at = votes.options.indexOf(option.id);
      if (at < 0) throw new Error(`the acta has no option ${option.id}`);
      return [
        ...optionRows(contest, i, t.number(votes.votes[at]!)),
        ...runningRow(t, votes.votes[at]!, running?.votes[at]),
      ];
    }),
    THIN,
    ...row(t.t("print.number.valid"), sum, runningSum),
    ...row(t.t("print.number.blank"), blank, running?.blank),
    ...row(t.t("print.number.null"), acta.null, running?.null),
    ...(marks === 1
      ? [
          ...row(t.t("print.number.total"), total, runningTotal),
          ...(total === ballots ? [textBlock(t.t("print.number.check"))] : []),
        ]
      : [textBlock(t.t("print.number.marks", { marks }))]),
    ...candidateRows(t, contest, acta),
  ];
}

/** Where several options belong to one candidate, what they come to. */
function candidateRows(t: Translator, contest: Contest, { votes }: Acta): PrintBlock[] {
  if (contest.options.length === contest.candidates.length) return [];
  const sums = contest.candidates.map(({ id, name }) => {
    const own = contest.options.filter(({ candidate }) => candidate === id);
    const sum = own.reduce((total, option) => total + votes.votes[votes.options.indexOf(option.id)]!, 0);
    return rowBlock(name, t.number(sum), "large");
  });
  return [THIN, textBlock(t.t("print.number.candidate"), { isBold: true }), ...sums];
}

type Signed = {
  readonly paper: PaperSize;
  readonly contest: Contest;
  readonly note: Uint8Array;
  readonly text: string;
};

function signedPart(t: Translator, { paper, contest, note, text }: Signed): PrintBlock[] {
  const symbols = actaToSymbols(note, symbolCharacters(paper));
  const name = t.localized(contest.name);
  const parts = symbols.length;
  return [
    THIN,
    textBlock(t.t("print.fingerprint")),
    textBlock(actaFingerprint(text), { size: "large", isBold: true, align: "centre" }),
    textBlock(t.t("print.symbol.hint", { count: parts })),
    ...symbols.map((symbol, i): PrintBlock => {
      const id = parts === 1 ? "print.symbol.one" : "print.symbol.part";
      return {
        kind: "symbol",
        isLargest: true,
        text: symbol,
        caption: t.t(id, parts === 1 ? { contest: name } : { contest: name, part: i + 1, parts }),
      };
    }),
  ];
}

function livesLines(t: Translator, { lives = [] }: Acta): PrintBlock[] {
  if (lives.length === 0) return [];
  const lines = lives.map(({ key, ended, journal }) =>
    textBlock(t.t("print.lives.line", { key, time: moment(ended), journal: encodeBase64(journal) })),
  );
  return [THICK, textBlock(t.t("print.lives.title"), { isBold: true }), ...lines];
}
