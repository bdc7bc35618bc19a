/**
 * Which kind of statement a note's text makes, by its first line.
 * @module
 */

import type { RecordError } from "../note/record.ts";
import { err, ok, type Result } from "../result.ts";
import { ACTA, type Acta } from "./acta.ts";
import { BULLETIN, type Bulletin } from "./bulletin.ts";
import { CLOSING_RECORD, type ClosingRecord } from "./closing-record.ts";
import { SHEET, type Sheet } from "./sheet.ts";

export type Statement =
  | { readonly kind: "acta"; readonly acta: Acta }
  | { readonly kind: "closing"; readonly closing: ClosingRecord }
  | { readonly kind: "sheet"; readonly sheet: Sheet }
  | { readonly kind: "bulletin"; readonly bulletin: Bulletin };

/** The statement; `record-other-form` when the first line names none of ours. */
export function parseStatement(text: string): Result<Statement, RecordError> {
  switch (text.slice(0, text.indexOf("\n"))) {
    case ACTA.form:
      return wrap(ACTA.parse(text), (acta) => ({ kind: "acta", acta }));
    case CLOSING_RECORD.form:
      return wrap(CLOSING_RECORD.parse(text), (closing) => ({ kind: "closing", closing }));
    case SHEET.form:
      return wrap(SHEET.parse(text), (sheet) => ({ kind: "sheet", sheet }));
    case BULLETIN.form:
      return wrap(BULLETIN.parse(text), (bulletin) => ({ kind: "bulletin", bulletin }));
    default:
      return err({ code: "record-other-form", line: 1 });
  }
}

const wrap = <T>(
  read: Result<T, RecordError>,
  as: (value: T) => Statement,
): Result<Statement, RecordError> => (read.ok ? ok(as(read.value)) : read);
