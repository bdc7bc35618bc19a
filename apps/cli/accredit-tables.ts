/**
 * The tables that an accreditation gives: witnesses for `election new`, and their names for the party alone.
 * @module
 */
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import type { Accreditation } from "@triplicate/core/statement/accreditation.ts";

const cell = (text: string): string => (/[",\n\r;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** What a spreadsheet takes for a formula is shown with an apostrophe before it, as spreadsheets write text. */
const shownCell = (text: string): string => cell(/^[=+\-@]/.test(text) ? `'${text}` : text);

const table = (head: string, rows: readonly (readonly string[])[]): string =>
  `${[head, ...rows.map((row) => row.join(","))].join("\n")}\n`;

export const witnessTable = (witnesses: readonly Accreditation[]): string =>
  table(
    "witness,party,scope,key",
    witnesses.map(({ witness, party, scope, key }) => [
      ...[witness, party, scope].map(cell),
      encodeBase64(key),
    ]),
  );

export const namesTable = (witnesses: readonly Accreditation[]): string =>
  table(
    "witness,name,scope",
    witnesses.map(({ witness, name, scope }) => [cell(witness), shownCell(name), cell(scope)]),
  );
