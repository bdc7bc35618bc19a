/**
 * Codecs that several notes of a station share: a line that a person wrote, bytes of a fixed length, scopes.
 * Spec: spec/station-notes.md, section 1.
 * @module
 */
import { decodeBase64, encodeBase64 } from "../bytes.ts";
import { NAME_PATTERN } from "../election/limits.ts";
import type { FieldCodec } from "../note/record.ts";

export const MAX_PERSON_LENGTH = 100;
const NAME = new RegExp(NAME_PATTERN, "u");

/** A person's name: one line without controls, invisible marks or marks that turn the writing around. */
export const personName: FieldCodec<string> = {
  parse: (text) => (isPersonName(text) ? text : null),
  print: (text) => {
    if (!isPersonName(text)) throw new Error("a name is one line of 1 to 100 characters");
    return text;
  },
};

export const isPersonName = (text: string): boolean =>
  text.isWellFormed() && text.length <= MAX_PERSON_LENGTH && NAME.test(text);

export const bytesOf = (length: number): FieldCodec<Uint8Array> => ({
  parse: (text) => {
    const bytes = decodeBase64(text);
    return bytes?.length === length ? bytes : null;
  },
  print: (bytes) => {
    if (bytes.length !== length) throw new RangeError(`${length} bytes, not ${bytes.length}`);
    return encodeBase64(bytes);
  },
});

/** `election`, `region/NAME`, `place/ID` or `station/ID` (spec/election.md, clause 12.7), one line. */
export const scopeText: FieldCodec<string> = {
  parse: (text) => (isScopeText(text) ? text : null),
  print: (text) => {
    if (!isScopeText(text)) throw new Error("a scope has one of four forms");
    return text;
  },
};

const isScopeText = (text: string): boolean =>
  text === "election" || (/^(region|place|station)\/./u.test(text) && text.length <= 210 && NAME.test(text));
