/**
 * The roster of a new election out of tables, line by line, in the order that the specification asks.
 *
 *     places     place,name,region
 *     stations   station,place,registered,key
 *     spares     spare,scope,key
 *     witnesses  witness,party,scope,key
 *     counters   counter,party,scope,key
 *
 * A key is a verifier key as `triplicate keys show` prints it, or 32 bytes in base64. The reader that judges every
 * roster judges these lines while they are made, and `blame` takes each of its faults back to the cell.
 * Spec: spec/election.md, section 12.
 * @module
 */
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { electionKeyName } from "@triplicate/core/election/key-names.ts";
import { LIMITS } from "@triplicate/core/election/limits.ts";
import { placeLine, type RosterFault, stationLine } from "@triplicate/core/election/roster.ts";
import { keyOfText } from "@triplicate/core/election/roster-values.ts";
import { parseVerifierKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { rosterSentence, shownText } from "./definition-fault.ts";
import { type CellFaults, type Row, readTable } from "./election-csv.ts";
import { wholeOf } from "./election-new-definition.ts";

export type RosterTables = {
  readonly places: string;
  readonly stations: string;
  readonly spares?: string;
  readonly witnesses?: string;
  readonly counters?: string;
};

const PEOPLE = { required: ["party", "scope", "key"] };
const SHAPES = {
  places: { required: ["place", "name"], optional: ["region"] },
  stations: { required: ["station", "place", "registered", "key"] },
  spares: { required: ["spare", "scope", "key"] },
  witnesses: { required: ["witness", ...PEOPLE.required] },
  counters: { required: ["counter", ...PEOPLE.required] },
};

export type RosterMaker = {
  readonly lines: AsyncGenerator<string>;
  blame(fault: RosterFault): void;
};

/** `head`: the lines of the log, centre, cosigners and authority. */
export function rosterFromTables(
  election: string,
  head: readonly string[],
  tables: RosterTables,
  faults: CellFaults,
  t: Translator,
): RosterMaker {
  let row: Row | null = null;
  let isBlamed = false;

  async function* table(name: keyof typeof SHAPES, lineOf: (row: Row) => string): AsyncGenerator<string> {
    const file = tables[name];
    if (file === undefined) return;
    for await (const next of readTable(file, SHAPES[name], faults, t)) {
      const before = faults.total;
      const line = lineOf(next);
      isBlamed = faults.total > before;
      row = next;
      yield line;
    }
    row = null;
  }

  async function* lines(): AsyncGenerator<string> {
    yield* head;
    yield* table("places", (next) => {
      const region = next.text("region");
      return placeLine(next.text("place"), next.text("name"), region === "" ? undefined : region);
    });
    yield* table("stations", (next) => {
      const registered = wholeOf(next, "registered", faults, LIMITS.registered);
      const key = keyCell(next, electionKeyName(election, "machine", next.text("station")), faults);
      return stationLine(next.text("station"), next.text("place"), registered, key);
    });
    yield* table("spares", (next) => holderLine(election, "spare", ["scope"], next, faults));
    yield* table("witnesses", (next) => holderLine(election, "witness", ["party", "scope"], next, faults));
    yield* table("counters", (next) => holderLine(election, "counter", ["party", "scope"], next, faults));
    // Rows that could not be read have left no line for the reader to miss.
    faults.stop("package.csv.faults");
  }

  return {
    lines: lines(),
    blame(fault) {
      // What was put in place of a bad cell is not the person's, and not to be complained about.
      if (row !== null && isBlamed) return;
      const sentence = rosterSentence(fault, t);
      const values = { sentence, code: fault.code };
      if (row === null) {
        const cell = {
          file: OPTION_OF_LINE[kindOf(head[fault.line - 1])] ?? tables.stations,
          line: 0,
          column: 0,
          field: "",
        };
        faults.report(cell, "package.csv.sentence", values);
      } else faults.report(row.cell(fieldOf(fault, row)), "package.csv.sentence", values);
    },
  };
}

/** Not the printers of lines: these cells are as yet anything, and it is the reader that says so. */
function holderLine(
  election: string,
  role: "spare" | "witness" | "counter",
  fields: readonly string[],
  row: Row,
  faults: CellFaults,
): string {
  const id = row.text(role);
  const key = keyCell(row, electionKeyName(election, role, id), faults);
  const between = Object.fromEntries(fields.map((field) => [field, row.text(field)]));
  return JSON.stringify({ [role]: id, ...between, key: encodeBase64(key) });
}

const NO_KEY = new Uint8Array(32);

function keyCell(row: Row, expected: string, faults: CellFaults): Uint8Array {
  const text = row.text("key");
  const bytes = keyOfText(text);
  if (bytes !== null) return bytes;
  const key = parseVerifierKey(text);
  if (!key.ok || key.value.type !== SIGNATURE_TYPE.ed25519) {
    faults.report(row.cell("key"), "package.csv.key", { text: shownText(text) });
    return NO_KEY;
  }
  if (key.value.name !== expected) {
    const values = { got: shownText(key.value.name), expected: shownText(expected) };
    faults.report(row.cell("key"), "package.csv.keyName", values);
  }
  return key.value.publicKey;
}

const OPTION_OF_LINE: Readonly<Record<string, string>> = {
  log: "--log",
  centre: "--centre",
  cosigner: "--cosigner",
  authority: "--authority",
};

const kindOf = (line: string | undefined): string => /^\{"([a-z]+)"/.exec(line ?? "")?.[1] ?? "";

/** The column that a fault of the reader is about. */
function fieldOf({ code, detail }: RosterFault, row: Row): string {
  const has = (field: unknown): field is string => typeof field === "string" && row.cell(field).column > 0;
  const first = ["station", "spare", "witness", "counter", "place"].find(has) ?? "";
  switch (code) {
    case "unknown-place":
    case "duplicate-place":
    case "too-many-places":
      return "place";
    case "out-of-range":
      return "registered";
    case "bad-key":
    case "missing-key":
    case "key-not-canonical":
    case "key-not-a-point":
    case "key-small-order":
    case "key-torsion":
    case "duplicate-key":
    case "crowded-keys":
      return "key";
    case "bad-scope":
    case "unknown-scope":
      return "scope";
    case "too-many-parties":
      return "party";
    default:
      return has(detail.field) ? detail.field : first;
  }
}
