/**
 * What a Brazilian ballot box bulletin says, from the joined content of its QR codes.
 *
 *     ORIG:VOTA … UNFE:AC MUNI:1120 ZONA:8 SECA:2 … APTO:144 COMP:2 …
 *     IDEL:1101 CARG:13 TIPO:1 VERC:… PART:93 93001:1 LEGP:0 TOTP:1 APTA:144 NOMI:1 LEGC:0 BRAN:1 NULO:0 TOTC:2
 *
 * The machine lists a candidate only with votes, so one that an office does not list has none; that holds because the
 * office's sums are here and are checked. An office that is not listed is unknown. The grammar is strict: records in the
 * manual's order, numbers without leading zeros. Spec: spec/reading.md, clauses 3.25 and 3.26.
 * @module
 */
export type BuContent =
  | { readonly ok: true; readonly field: (name: string) => string | undefined }
  | {
      readonly ok: false;
      readonly reason: "qr-structure" | "qr-sums";
      /** Character position in the content, from 0. */
      readonly at: number;
    };

/** Columns of the bulletin's head that a mapping may name. */
export const BU_HEAD_COLUMNS = [
  ...["ORIG", "ORLC", "PROC", "DTPL", "PLEI", "TURN", "FASE", "UNFE", "MUNI", "ZONA", "SECA", "AGRE"],
  ...["IDUE", "IDCA", "VERS", "LOCA", "APTO", "APTS", "APTT", "COMP", "FALT", "HBMA", "HBBM", "HBBG"],
  ...["HBSB", "JUNT", "TURM", "DTAB", "HRAB", "DTFC", "HRFC", "DTEM", "HREM"],
] as const;

/** Columns of an office: `11.91` candidate, `13.93.TOTP` party, `11.NULO` the office's sums. */
export const BU_OFFICE_COLUMN =
  /^([1-9][0-9]?)\.(?:([1-9][0-9]{1,4})|([1-9][0-9])\.(LEGP|TOTP)|(APTA|APTS|APTT|CSEC|NOMI|LEGC|BRAN|NULO|TOTC))$/;

const NUMBER = "(?:0|[1-9][0-9]{0,8})";
const DATE = "[0-9]{8}";
const TIME = "[0-9]{6}";
const LOAD = "[0-9]{24}";

/** Key, its value, and whether it may be left out; "*" may stand several times. In the manual's order. */
type Step = readonly [key: string, value: string, count?: "?" | "*"];

const HEAD: readonly Step[] = [
  ["ORIG", "VOTA|RED|SA"],
  ["ORLC", "LEG|COM"],
  ["PROC", NUMBER],
  ["DTPL", DATE],
  ["PLEI", NUMBER],
  ["TURN", "[12]"],
  ["FASE", "[OST]"],
  ["UNFE", "[A-Z]{2}"],
  ["MUNI", NUMBER],
  ["ZONA", NUMBER],
  ["SECA", NUMBER],
  ["AGRE", `${NUMBER}(?:\\.${NUMBER})*`, "?"],
  ["IDUE", "[0-9]{1,20}"],
  ["IDCA", LOAD],
  ["HIQT", NUMBER, "?"],
  ["HICA", `${NUMBER}:${LOAD}`, "*"],
  ["VERS", "[0-9.]{1,40}"],
];
const VOTED: readonly Step[] = [
  ["LOCA", NUMBER],
  ["APTO", NUMBER],
  ["APTS", NUMBER, "?"],
  ["APTT", NUMBER, "?"],
  ["COMP", NUMBER],
  ["FALT", NUMBER],
  ["HBMA", NUMBER, "?"],
  ["HBBM", NUMBER, "?"],
  ["HBBG", NUMBER, "?"],
  ["HBSB", NUMBER, "?"],
  ["DTAB", DATE],
  ["HRAB", TIME],
  ["DTFC", DATE],
  ["HRFC", TIME],
];
/** Typed into the counting system after the machine failed; it knows no turnout. */
const COUNTED: readonly Step[] = [
  ["JUNT", NUMBER],
  ["TURM", NUMBER],
];
const ISSUED: readonly Step[] = [
  ["DTEM", DATE],
  ["HREM", TIME],
];
const ELECTION: readonly Step[] = [
  ["IDEL", NUMBER],
  ["MAJO", NUMBER, "?"],
  ["PROP", NUMBER, "?"],
];
const OFFICE: readonly Step[] = [
  ["CARG", "[1-9][0-9]?"],
  ["TIPO", "[012]"],
  ["VERC", "[0-9]{1,14}"],
];
const VOTERS: readonly Step[] = [
  ["APTA", NUMBER],
  ["APTS", NUMBER, "?"],
  ["APTT", NUMBER, "?"],
];
const PATTERNS = new Map(
  [HEAD, VOTED, COUNTED, ISSUED, ELECTION, OFFICE, VOTERS]
    .flat()
    .map(([, value]) => [value, new RegExp(`^(?:${value})$`)]),
);
const VOTES = new RegExp(`^${NUMBER}$`);

/** Thrown to the edge of this file and no further. */
class Deviation {
  readonly reason: "qr-structure" | "qr-sums";
  readonly at: number;
  constructor(reason: Deviation["reason"], at: number) {
    this.reason = reason;
    this.at = at;
  }
}

export function parseBuContent(content: string): BuContent {
  const fields = new Map<string, string>();
  const offices = new Set<string>();
  const records = new Records(content);
  try {
    records.take(HEAD, fields);
    const origin = fields.get("ORIG");
    records.take(origin === "SA" ? COUNTED : VOTED, fields);
    if (origin !== "VOTA") records.take(ISSUED, fields);
    do {
      records.take(ELECTION, new Map());
      do readOffice(records, fields, offices);
      while (records.key === "CARG");
    } while (records.key !== "");
  } catch (deviation) {
    if (deviation instanceof Deviation) return { ok: false, reason: deviation.reason, at: deviation.at };
    throw deviation;
  }
  return { ok: true, field: (name) => fields.get(name) ?? zeroOf(name, offices, fields) };
}

/** A candidate or party of an office that is listed, without votes; not of an office that had no candidates. */
function zeroOf(name: string, offices: ReadonlySet<string>, fields: ReadonlyMap<string, string>) {
  const [, office = "", candidate, party] = BU_OFFICE_COLUMN.exec(name) ?? [];
  const isVote = candidate !== undefined || party !== undefined;
  return isVote && offices.has(office) && fields.has(`${office}.TOTC`) ? "0" : undefined;
}

function readOffice(records: Records, fields: Map<string, string>, offices: Set<string>): void {
  const start = records.at;
  const own = new Map<string, string>();
  records.take(OFFICE, own);
  const office = own.get("CARG")!;
  if (offices.has(office)) throw new Deviation("qr-structure", start);
  offices.add(office);
  const put = (name: string, value: number) => {
    const column = `${office}.${name}`;
    if (fields.has(column)) throw new Deviation("qr-structure", records.before);
    fields.set(column, String(value));
    return value;
  };
  const isProportional = own.get("TIPO") === "1";
  let [nominal, legend] = [0, 0];
  while (isProportional && records.key === "PART") {
    const party = records.value("PART", /^[1-9][0-9]$/);
    const candidates = readCandidates(records, put);
    const votes = put(`${party}.LEGP`, Number(records.value("LEGP", VOTES)));
    const total = put(`${party}.TOTP`, Number(records.value("TOTP", VOTES)));
    if (candidates + votes !== total) throw new Deviation("qr-sums", records.before);
    nominal += candidates;
    legend += votes;
  }
  if (!isProportional) nominal = readCandidates(records, put);
  const voters = new Map<string, string>();
  records.take(VOTERS, voters);
  for (const [key, value] of voters) put(key, Number(value));
  if (records.key === "CSEC") {
    put("CSEC", Number(records.value("CSEC", VOTES)));
    return;
  }
  const sum = (key: string) => put(key, Number(records.value(key, VOTES)));
  let valid = sum("NOMI");
  if (valid !== nominal) throw new Deviation("qr-sums", records.before);
  if (isProportional) {
    if (sum("LEGC") !== legend) throw new Deviation("qr-sums", records.before);
    valid += legend;
  }
  if (valid + sum("BRAN") + sum("NULO") !== sum("TOTC")) throw new Deviation("qr-sums", records.before);
}

function readCandidates(records: Records, put: (name: string, value: number) => number): number {
  let sum = 0;
  while (/^[1-9][0-9]{1,4}$/.test(records.key)) {
    const candidate = records.key;
    sum += put(candidate, Number(records.value(candidate, VOTES)));
  }
  return sum;
}

/** The records of the content, one after another: `KEY:value` between single spaces. */
class Records {
  readonly #words: readonly string[];
  #next = 0;
  /** Where the next record and the one before it begin. */
  at = 0;
  before = 0;

  constructor(content: string) {
    this.#words = content.split(" ");
  }

  /** Of the next record; empty at the end. */
  get key(): string {
    const word = this.#words[this.#next] ?? "";
    return word.slice(0, Math.max(word.indexOf(":"), 0));
  }

  value(key: string, pattern: RegExp): string {
    const word = this.#words[this.#next] ?? "";
    const value = word.slice(key.length + 1);
    if (this.key !== key || !pattern.test(value)) throw new Deviation("qr-structure", this.at);
    this.#next += 1;
    this.before = this.at;
    this.at += word.length + 1;
    return value;
  }

  take(steps: readonly Step[], into: Map<string, string>): void {
    for (const [key, value, count] of steps) {
      if (count === undefined || this.key === key) into.set(key, this.value(key, PATTERNS.get(value)!));
      while (count === "*" && this.key === key) this.value(key, PATTERNS.get(value)!);
    }
  }
}
