/**
 * A signed acta as one line of capitals that a person can read and a QR code holds in its alphanumeric mode.
 *
 *     ACTA/1 ELECTION *VE-BOLIVAR-2017 MODE LIVE STATION 080101001.01 CONTEST *GOVERNOR OPENED 2017-10-15T10:02:00Z
 *     CLOSED 2017-10-15T22:05:00Z REGISTERED 612 CHECKED-IN 431 BALLOTS 431 / PSUV 212 MUD 198 UPP89 17 / BLANK 0
 *     NULL 4 SPOILED 3 / DEFINITION … RECORDS … JOURNAL … / MACHINE … WITNESS MUD/080101001.01 …
 *
 * Any telephone's own QR app shows it. It is another writing of the note, not another statement: the note's exact
 * bytes are made from it again, and the signatures are over those. The note itself would make a QR code a fifth wider
 * and its em dash is read by the charset a scanner guesses. Spec: spec/acta.md, section 5.
 * @module
 */
import { concatBytes, encodeBase64 } from "../bytes.ts";
import { electionKeyName } from "../election/key-names.ts";
import { identifier } from "../note/fields.ts";
import { type Note, type NoteSignature, parseNote, printNote } from "../note/note.ts";
import { err, ok, type Result } from "../result.ts";
import { ACTA, type Acta } from "../statement/acta.ts";
import { decodeBase41, encodeBase41 } from "./base41.ts";
import { decodeWord, encodeWord } from "./symbol-words.ts";

/** First word of every symbol of this form. */
export const SYMBOL_FORM = "ACTA/1";
const SECTION = "/";
const SECTIONS = 5;
const KEY_ID_BYTES = 4;
const RARE = ["running", "lives"] as const;

export type SymbolTextError = {
  /** `symbol-not-acta`: another kind of text. `symbol-bad-text`: one of ours that its printer would not have written. */
  readonly code: "symbol-not-acta" | "symbol-bad-text";
};

/** null when the bytes are no note, or the note is no acta. */
export function printSymbolText(noteBytes: Uint8Array): string | null {
  const note = parseNote(noteBytes);
  const acta = note.ok ? ACTA.parse(note.value.text) : note;
  return note.ok && acta.ok ? print(acta.value, note.value) : null;
}

function print(acta: Acta, { text, signatures }: Note): string {
  const [election, definition] = acta.election;
  // Times and numbers stand in the note as they stand here.
  const lines = new Map(text.split("\n").map((line) => splitAt(line, line.indexOf(" "))));
  const plain = (...fields: readonly (keyof Acta & string)[]) =>
    fields.flatMap((field) => [field.toUpperCase(), lines.get(field)!.toUpperCase()]);
  const { options, votes } = acta.votes;
  const words = [
    SYMBOL_FORM,
    ...["ELECTION", encodeWord(election), ...plain("mode")],
    ...["STATION", encodeWord(acta.station), "CONTEST", encodeWord(acta.contest)],
    ...plain("opened", "closed", "registered", "checked-in", "ballots"),
    SECTION,
    ...options.flatMap((option, i) => [encodeWord(option), String(votes[i])]),
    SECTION,
    ...plain("blank", "null", "spoiled"),
    SECTION,
    ...["DEFINITION", encodeBase41(definition)],
    ...["RECORDS", encodeBase41(acta.records), "JOURNAL", encodeBase41(acta.journal)],
    // Only where something went wrong: the line's whole value is one word (clause 5.6).
    ...RARE.flatMap((field) =>
      lines.has(field) ? [field.toUpperCase(), encodeWord(lines.get(field)!)] : [],
    ),
    SECTION,
    ...signatures.flatMap((signature) => printSignature(acta, signature)),
  ];
  return words.join(" ");
}

const splitAt = (line: string, at: number): [before: string, after: string] => [
  line.slice(0, at),
  line.slice(at + 1),
];

function printSignature(acta: Acta, { name, keyId, blob }: NoteSignature): string[] {
  const id = new Uint8Array(KEY_ID_BYTES);
  new DataView(id.buffer).setUint32(0, keyId);
  const bytes = encodeBase41(concatBytes(id, blob));
  const [election] = acta.election;
  if (name === electionKeyName(election, "machine", acta.station)) return ["MACHINE", bytes];
  const witness = electionKeyName(election, "witness", "");
  const who = name.startsWith(witness) ? name.slice(witness.length) : "";
  if (identifier.parse(who) !== null) return ["WITNESS", encodeWord(who), bytes];
  return ["KEY", encodeWord(name), bytes];
}

/** The note's exact bytes. What printing it would not give again is refused. */
export function parseSymbolText(text: string): Result<Uint8Array, SymbolTextError> {
  if (!text.startsWith(`${SYMBOL_FORM} `)) return err({ code: "symbol-not-acta" });
  const note = readNote(text.split(" "));
  if (note === null) return err({ code: "symbol-bad-text" });
  const bytes = printNote(note);
  return printSymbolText(bytes) === text ? ok(bytes) : err({ code: "symbol-bad-text" });
}

/** The note those words stand for, if they stand for one: the caller prints it again, so nothing here need be strict. */
function readNote(words: readonly string[]): Note | null {
  const sections: string[][] = [[]];
  for (const word of words.slice(1)) {
    // A key may be called "/": past the last heading every word is a signature's.
    if (word === SECTION && sections.length < SECTIONS) sections.push([]);
    else sections.at(-1)!.push(word);
  }
  const [head = [], list = [], rest = [], hashes = [], signed = []] = sections;
  const value = new Map<string, string>();
  for (const part of [head, rest, hashes]) {
    for (let i = 0; i + 1 < part.length; i += 2) value.set(part[i]!, part[i + 1]!);
  }
  const word = (key: string) => decodeWord(value.get(key) ?? "") ?? "";
  const bytes = (key: string) => decodeBase41(value.get(key) ?? "") ?? new Uint8Array();
  const votes: string[] = [];
  for (let i = 0; i + 1 < list.length; i += 2) votes.push(`${decodeWord(list[i]!) ?? ""}=${list[i + 1]!}`);
  const lines: readonly (readonly [string, string])[] = [
    ["election", `${word("ELECTION")} ${encodeBase64(bytes("DEFINITION"))}`],
    ["mode", (value.get("MODE") ?? "").toLowerCase()],
    ["station", word("STATION")],
    ["contest", word("CONTEST")],
    ...["opened", "closed", "registered", "checked-in", "ballots"].map(
      (key) => [key, value.get(key.toUpperCase()) ?? ""] as const,
    ),
    ["votes", votes.join(" ")],
    ...["blank", "null", "spoiled"].map((key) => [key, value.get(key.toUpperCase()) ?? ""] as const),
    ["records", encodeBase64(bytes("RECORDS"))],
    ["journal", encodeBase64(bytes("JOURNAL"))],
    ...RARE.flatMap((key) => (value.has(key.toUpperCase()) ? [[key, word(key.toUpperCase())] as const] : [])),
  ];
  const text = `${ACTA.form}\n${lines.map(([key, field]) => `${key} ${field}\n`).join("")}`;
  const signatures = readSignatures(signed, word("ELECTION"), word("STATION"));
  return ACTA.parse(text).ok && signatures !== null ? { text, signatures } : null;
}

function readSignatures(words: readonly string[], election: string, station: string): NoteSignature[] | null {
  const signatures: NoteSignature[] = [];
  for (let at = 0; at < words.length; ) {
    const kind = words[at++]!;
    const who = kind === "MACHINE" ? station : (decodeWord(words[at++] ?? "") ?? "");
    const name =
      kind === "MACHINE"
        ? electionKeyName(election, "machine", who)
        : kind === "WITNESS"
          ? electionKeyName(election, "witness", who)
          : who;
    const bytes = decodeBase41(words[at++] ?? "");
    if (bytes === null || bytes.length <= KEY_ID_BYTES) return null;
    const keyId = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    signatures.push({ name, keyId, blob: bytes.subarray(KEY_ID_BYTES) });
  }
  return signatures;
}
