/**
 * A station's papers of elections of every size, signed with keys from seeds, as real ones are.
 * @module
 */
import { utf8 } from "@triplicate/core/bytes.ts";
import type { Contest, ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { createNoteKey, type NoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { printNote } from "@triplicate/core/note/note.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import { CARD } from "@triplicate/core/statement/card.ts";
import { CLOSING_RECORD } from "@triplicate/core/statement/closing-record.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { noteToLine } from "@triplicate/core/statement/one-line.ts";
import { ZERO_TAPE } from "@triplicate/core/statement/zero-tape.ts";
import type { Language } from "@triplicate/core/text.ts";
import { actaDocument } from "@triplicate/ui/print/acta-document.ts";
import { cardDocument } from "@triplicate/ui/print/card-document.ts";
import { closingDocument } from "@triplicate/ui/print/closing-document.ts";
import type { PaperSize, PrintDocument } from "@triplicate/ui/print/print-document.ts";
import type { StationPaper } from "@triplicate/ui/print/print-parts.ts";
import { receiptDocument } from "@triplicate/ui/print/receipt-document.ts";
import { testPageDocument } from "@triplicate/ui/print/test-page-document.ts";
import { voucherDocument } from "@triplicate/ui/print/voucher-document.ts";
import { zeroTapeDocument } from "@triplicate/ui/print/zero-tape-document.ts";
import { publicKeyOf, signEd25519 } from "./ed25519-node.ts";

const ELECTION = "ve-bolivar-2017";
const STATION = "080101001.01";
export const DIGEST = sha256(utf8("definition"));
const OPENED = 1_508_061_720;
const CLOSED = 1_508_105_100;

const BOLIVAR = [
  ["PSUV", "Justo Noguera Pietri", "Gran Polo Patriótico Simón Bolívar"],
  ["MUD", "Andrés Velásquez", "Mesa de la Unidad Democrática"],
  ["UPP89", "Francisco Sucre", "Unidad Política Popular 89"],
  ["duran", "Pedro Durán", ""],
  ["teran", "Alejandro Terán", "Movimiento Ecológico"],
  ["ramirez", "César Ramírez", "Ñandú «¡Sí!»"],
  ["nunez", "Ángela Núñez Güell", "¿Y ahora qué? Únete"],
] as const;

/** A name of a hundred letters with a word that no paper has room for. */
export const LONG_NAME =
  "Movimiento Independiente Constitucionalista Interdepartamental Democráticorrevolucionariosindicalista";

export function contestOf(options: number): Contest {
  const made = Array.from({ length: options }, (_, i) => {
    const [id, name, party] = BOLIVAR[i] ?? [
      `p${i}`,
      i === 9 ? LONG_NAME.slice(0, 100) : `Candidatura número ${i + 1}`,
      "",
    ];
    return { id, name, party };
  });
  return {
    id: "governor",
    name: { es: "Gobernación del estado Bolívar", en: "Governor of Bolívar state" },
    candidates: made.map(({ id, name }) => ({ id: `c-${id}`, name })),
    options: made.map(({ id, name, party }) => ({
      id,
      name,
      candidate: `c-${id}`,
      ...(party === "" ? {} : { party }),
    })),
    outcome: { rule: "plurality" },
  };
}

/** Four marks, and a candidate of two lists. */
export const BOARD: Contest = {
  id: "board",
  name: { es: "Junta directiva", en: "Board" },
  candidates: [
    { id: "ana", name: "Ana Rojas" },
    { id: "luis", name: "Luis Peña" },
    { id: "zhanna", name: "Жанна Łukasiewicz" },
  ],
  options: [
    { id: "a1", name: "Ana Rojas – Unidad", party: "Unidad", candidate: "ana" },
    { id: "a2", name: "Ana Rojas – Renovar", party: "Renovar", candidate: "ana" },
    { id: "l", name: "Luis Peña", candidate: "luis" },
    { id: "z", name: "Жанна Łukasiewicz", party: "Tata g̃uasu", candidate: "zhanna" },
  ],
  outcome: { rule: "vote-for", seats: 3 },
};

export const definitionOf = (...contests: readonly Contest[]): ElectionDefinition => ({
  ...{ format: "triplicate/election/v1", id: ELECTION, date: "2017-10-15", contests },
  name: {
    es: "Estado Bolívar, elección de gobernador de 2017",
    en: "Bolívar state, election for governor of 2017",
  },
  paper: "prevails",
});

function keyOf(name: string): {
  readonly key: NoteKey;
  readonly sign: (text: string) => { name: string; keyId: number; blob: Uint8Array };
} {
  const seed = sha256(utf8(name));
  const key = createNoteKey(name, SIGNATURE_TYPE.ed25519, publicKeyOf(seed));
  return { key, sign: (text) => ({ name, keyId: key.id, blob: signEd25519(seed, utf8(text)) }) };
}

export const MACHINE = keyOf(`${ELECTION}/machine/${STATION}`);
const signed = (text: string): Uint8Array => printNote({ text, signatures: [MACHINE.sign(text)] });

export const SIGNERS = {
  workers: ["Carmen Elena Rodríguez", "José Gregorio Núñez"],
  witnesses: [
    { id: `MUD/${STATION}`, party: "MUD" },
    { id: `PSUV/${STATION}/luis`, party: "PSUV" },
  ],
} as const;

export function actaNote(contest: Contest, changes: Partial<Acta> = {}, mode: Mode = "live"): Uint8Array {
  const votes = contest.options.map((_, i) => (i === 0 ? 212 : i === 1 ? 1198 : (i * 37) % 91));
  const sum = votes.reduce((total, value) => total + value, 0);
  const ballots = sum + 4;
  const text = ACTA.print({
    ...{ election: [ELECTION, DIGEST], mode, station: STATION, contest: contest.id },
    ...{ opened: OPENED, closed: CLOSED, registered: ballots + 181, "checked-in": ballots + 1, ballots },
    votes: { options: contest.options.map(({ id }) => id), votes },
    ...{ blank: 4, null: 0, spoiled: 3, records: sha256(utf8("records")), journal: sha256(utf8("journal")) },
    ...changes,
  });
  return signed(text);
}

export type Wishes = { readonly language: Language; readonly paper: PaperSize; readonly mode?: Mode };

export const stationPaper = (definition: ElectionDefinition, { language, paper }: Wishes): StationPaper => ({
  ...{ definition, language, paper },
  station: {
    id: STATION,
    place: "Unidad Educativa Nacional «El Casabe»",
    region: "Bolívar, municipio Sucre",
  },
});

export function acta(contest: Contest, wishes: Wishes, changes: Partial<Acta> = {}): PrintDocument {
  const notes = [actaNote(contest, changes, wishes.mode)];
  return actaDocument(stationPaper(definitionOf(contest), wishes), {
    notes,
    copy: 2,
    copies: 5,
    machine: MACHINE.key,
    ...SIGNERS,
  });
}

export const CODE = sha256(utf8("code")).subarray(0, 16);

export const voucher = (
  contests: readonly Contest[],
  selections: readonly (readonly number[])[],
  wishes: Wishes,
): PrintDocument =>
  voucherDocument(stationPaper(definitionOf(...contests), wishes), {
    ...{ mode: wishes.mode ?? "live", digest: DIGEST, code: CODE, selections },
  });

export function zeroTape(contests: readonly Contest[], wishes: Wishes): PrintDocument {
  const text = ZERO_TAPE.print({
    ...{
      election: [ELECTION, DIGEST],
      mode: wishes.mode ?? "live",
      station: STATION,
      printed: OPENED - 1200,
      registered: 612,
    },
    ...{ ballots: 0, blank: 0, null: 0, spoiled: 0, journal: sha256(utf8("journal")) },
    contest: contests.map(({ id, options }) => [
      id,
      { options: options.map((option) => option.id), votes: options.map(() => 0) },
    ]),
  });
  return zeroTapeDocument(stationPaper(definitionOf(...contests), wishes), {
    note: signed(text),
    machine: MACHINE.key,
    ...SIGNERS,
  });
}

export function closing(contest: Contest, wishes: Wishes): PrintDocument {
  const [first, second] = SIGNERS.witnesses;
  const text = CLOSING_RECORD.print({
    ...{
      election: [ELECTION, DIGEST],
      mode: wishes.mode ?? "live",
      station: STATION,
      closed: CLOSED,
      copies: 5,
    },
    acta: [[contest.id, sha256(utf8("acta"))]],
    witness: [
      { witness: first.id, decision: "signed" },
      {
        witness: second.id,
        decision: "refused",
        reason: "dice que faltan dos comprobantes en la urna y que nadie los buscó",
      },
      { witness: "ONG/observadora", decision: "absent" },
    ],
  });
  return closingDocument(stationPaper(definitionOf(contest), wishes), {
    note: signed(text),
    machine: MACHINE.key,
    ...SIGNERS,
  });
}

export const receipt = (contest: Contest, wishes: Wishes): PrintDocument =>
  receiptDocument(stationPaper(definitionOf(contest), wishes), {
    ...{ mode: wishes.mode ?? "live", log: "registro.ejemplo.org/ve-bolivar-2017" },
    receipts: [
      {
        contest: contest.id,
        index: 48_211,
        size: 48_230,
        entry: sha256(utf8("1")),
        cosigners: ["mud.ejemplo.org", "ucv.ejemplo.org"],
      },
      {
        contest: null,
        index: 48_212,
        size: 48_230,
        entry: sha256(utf8("2")),
        cosigners: ["mud.ejemplo.org"],
      },
    ],
    address: "https://resultados.ejemplo.org/station/080101001.01",
  });

export function card(wishes: Wishes): PrintDocument {
  const text = CARD.print({
    ...{
      election: [ELECTION, DIGEST],
      card: "carmen",
      name: "Carmen Elena Rodríguez",
      scope: `station/${STATION}`,
    },
    pin: [sha256(utf8("salt")).subarray(0, 16), sha256(utf8("pin"))],
  });
  return cardDocument(
    { definition: definitionOf(contestOf(7)), ...wishes },
    noteToLine("card", signed(text)),
  );
}

export const testPage = ({ language, paper }: Wishes): PrintDocument => testPageDocument(language, paper);
