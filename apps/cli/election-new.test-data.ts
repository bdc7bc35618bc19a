/**
 * Tables with a slip of the hand, and what `election new` then says of the cell.
 * @module
 */
import { TABLES, type Tables, vkey } from "./election-tables.test-helper.ts";

const changed = (table: keyof Tables, from: string | RegExp, to: string): Partial<Tables> => {
  const text = TABLES[table].replace(from, to);
  if (text === TABLES[table]) throw new Error(`nothing changed in ${table}: ${from}`);
  return { [table]: text };
};

export const FAULTY_TABLES: readonly (readonly [string, Partial<Tables>, readonly string[]])[] = [
  [
    "a column nobody knows",
    changed("places", "region", "state"),
    ["places.csv, line 1, column 3 (state): There is no column “state”"],
  ],
  [
    "a column twice",
    changed("places", "region", "name"),
    ["places.csv, line 1, column 3 (name): The column “name” is there already"],
  ],
  [
    "a column missing",
    changed("stations", "registered", "key"),
    [
      "stations.csv, line 1, column 4 (key): The column “key”",
      "stations.csv, line 1: The column “registered” is missing",
    ],
  ],
  ["an empty table", { stations: "" }, ["stations.csv: The file is empty"]],
  [
    "only a header",
    {
      stations: "station,place,registered,key\n",
      spares: "spare,scope,key\n",
      witnesses: "witness,party,scope,key\n",
      counters: "counter,party,scope,key\n",
    },
    ["stations.csv: The file has no station. [empty-roster]"],
  ],
  [
    "a cell too many",
    changed("stations", "450", "450,7"),
    ["stations.csv, line 2: The row has 5 cells, the header 4"],
  ],
  [
    "a quote never closed",
    changed("places", 'al fondo"', "al fondo"),
    ["places.csv, line 2: A quotation mark"],
  ],
  [
    "voters in words",
    changed("stations", ",450", ",many"),
    ["stations.csv, line 2, column 3 (registered): “many” is no whole number"],
  ],
  [
    "voters with a point",
    changed("stations", ",450", ",4.50"),
    ["stations.csv, line 2, column 3 (registered): “4.50” is no whole number"],
  ],
  [
    "a place that is not there",
    changed("stations", "02.1,02,", "02.1,09,"),
    ["stations.csv, line 4, column 2 (place): The polling place “09”"],
  ],
  [
    "a station twice",
    changed("stations", "01.2,", "01.1,"),
    ["stations.csv, line 3, column 4 (key): The verifier key is of “sutrabor-2026/machine/01.2”"],
  ],
  [
    "a station without a key",
    changed("stations", /(450,).*/, "$1"),
    ["stations.csv, line 2, column 4 (key): “” is no public key"],
  ],
  [
    "a key of another station",
    changed("stations", /machine\/01\.1\+.*/, vkey("sutrabor-2026/machine/x").slice(14)),
    [
      "stations.csv, line 2, column 4 (key): The verifier key is of “sutrabor-2026/machine/x”; here it must be of “sutrabor-2026/machine/01.1”",
    ],
  ],
  ["a key with a slip", changed("witnesses", "=\n", "\n"), ["witnesses.csv, line 2, column 4 (key): “"]],
  [
    "a witness of a station that is not there",
    changed("witnesses", "station/02.1", "station/02.9"),
    [
      "witnesses.csv, line 6, column 3 (scope): The station of this scope is in no earlier line. [unknown-scope]",
    ],
  ],
  [
    "a scope in Spanish",
    changed("witnesses", "station/02.1", "mesa/02.1"),
    ["witnesses.csv, line 6, column 3 (scope): “mesa/02.1” is no scope"],
  ],
  [
    "a spare of a region that is not there",
    changed("spares", "region/Norte", "region/Norde"),
    ["spares.csv, line 2, column 2 (scope): The region of this scope is in no earlier line"],
  ],
  [
    "a spare with the key of a machine",
    changed("spares", "spare/norte/1", "machine/01.1"),
    ["spares.csv, line 2, column 3 (key): “"],
  ],
  [
    "a party with a space",
    changed("counters", "U/1,Unidad", "U/1,La Unidad"),
    ["counters.csv, line 2, column 2 (party): “La Unidad” cannot be an identifier"],
  ],
  [
    "a person twice",
    changed("witnesses", /Base\/01\.2,/, "Base/01.1,"),
    ["witnesses.csv, line 5, column 1 (witness): The witness “Base/01.1” was there already"],
  ],
  [
    "counters of one party",
    changed("counters", "B/1,Base", "B/1,Unidad"),
    ["roster.jsonl: All counters are of one party"],
  ],
  [
    "a rule nobody knows",
    changed("contests", "d-hondt", "sainte-lague"),
    ["contests.csv, line 3, column 4 (rule): “sainte-lague” is no rule; there are: plurality"],
  ],
  [
    "a fraction in percent",
    changed("contests", "5/100", "5 %"),
    ["contests.csv, line 3, column 6 (threshold): “5 %” is no fraction"],
  ],
  [
    "seats in words",
    changed("contests", ",7,", ",seven,"),
    ["contests.csv, line 3, column 5 (seats): “seven” is no whole number"],
  ],
  [
    "no seats",
    changed("contests", ",7,", ",,"),
    ["contests.csv, line 3, column 5 (seats): The field “seats” is missing. [missing-field]"],
  ],
  [
    "seats where there are none",
    changed("contests", ",1/2,2/5", "3,1/2,2/5"),
    ["contests.csv, line 2, column"],
  ],
  [
    "half as a majority and three fifths as a floor",
    changed("contests", "2/5", "3/5"),
    ["contests.csv, line 2, column 8 (floor): The share that wins with a lead"],
  ],
  [
    "a contest without options",
    changed("options", /board,.*\n/g, ""),
    ["contests.csv, line 3, column 1 (contest): The contest has no option"],
  ],
  [
    "an option of no contest",
    changed("options", "board,lista-base", "bord,lista-base"),
    ["options.csv, line 6, column 1 (contest): There is no contest “bord”"],
  ],
  [
    "an option twice",
    changed("options", ",renovar,", ",unidad,"),
    ["options.csv, line 3, column 2 (option): The identifier “unidad” is used already"],
  ],
  [
    "a candidate's name with a space at its end",
    changed("options", ",Ana Rojas\n", ",Ana Rojas \n"),
    ["options.csv, line 2, column 6 (candidate_name): “Ana Rojas ” cannot be a name"],
  ],
  [
    "a contest twice",
    changed("contests", "board", "secretary"),
    ["options.csv, line 5, column 1 (contest): There is no contest “board”"],
  ],
  [
    "no name in a language",
    changed("contests", ",Board,", ",,"),
    ["contests.csv, line 3, column 3 (name_en): “” cannot be a name"],
  ],
];
