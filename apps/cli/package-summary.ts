/**
 * What people read of an election package before they sign or trust it: fingerprints, keys by role, who has signed.
 * @module
 */
import { keyText } from "@triplicate/core/byte-index.ts";
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import type { JudgedPackage } from "@triplicate/core/election/election-package.ts";
import type { RosterKey } from "@triplicate/core/election/key-book.ts";
import { electionKeyName } from "@triplicate/core/election/key-names.ts";
import { holderKeys } from "@triplicate/core/election/roster-keys.ts";
import {
  createNoteKey,
  keyFingerprint,
  type NoteKey,
  PUBLIC_KEY_BYTES,
  SIGNATURE_TYPE,
} from "@triplicate/core/note/key.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import type { Translator } from "@triplicate/ui/messages.ts";

/** The first 16 hexadecimal digits of the hash of the note's text, in fours: read aloud between those who sign. */
export const noteFingerprint = (text: string): string =>
  encodeHex(sha256(utf8(text)))
    .slice(0, 16)
    .replace(/(?<=^(?:.{4})+)(?!$)/g, "-");

export type Signatory = { readonly name: string; readonly fingerprint: string; readonly hasSigned: boolean };

export const authoritiesOf = ({ roster, definition, signers }: JudgedPackage): Signatory[] =>
  [...holderKeys(roster, definition.id, "authority")].map((key) => ({
    name: key.name,
    fingerprint: keyFingerprint(key),
    hasSigned: signers.includes(key.name),
  }));

/** The key of the machine of a station, by the roster's row. */
export function machineKeyOf({ roster, definition }: JudgedPackage, row: number): NoteKey {
  const name = electionKeyName(definition.id, "machine", keyText(roster.stations, row));
  const publicKey = roster.machineKeys.slice(PUBLIC_KEY_BYTES * row, PUBLIC_KEY_BYTES * (row + 1));
  return createNoteKey(name, SIGNATURE_TYPE.ed25519, publicKey);
}

/** The lines that stand before every signature and in `election show`. */
export function summaryText(pack: JudgedPackage, { t, localized, day }: Translator): string {
  const { definition, roster, electionNote, note, signers } = pack;
  const { held } = roster;
  const lines = [
    t("package.show.election", {
      name: localized(definition.name),
      id: definition.id,
      day: day(definition.date),
    }),
    "",
  ];
  for (const { id, name, options, outcome } of definition.contests) {
    const values = { name: localized(name), id, rule: outcome.rule, n: options.length };
    lines.push(t("package.show.contest", values));
    for (const option of options) {
      const party = option.party === undefined ? "" : ` (${option.party})`;
      lines.push(`  ${option.id}  ${option.name}${party}`);
    }
  }
  const [threshold, authorities] = electionNote.authorities;
  const [quorum, cosigners] = electionNote.cosigners;
  lines.push(
    "",
    t("package.show.stations", {
      stations: roster.stations.size,
      places: roster.places.size,
      registered: roster.registeredInAll,
    }),
    t("package.show.people", {
      machines: held.machine,
      spares: held.spare,
      witnesses: held.witness,
      counters: held.counter,
    }),
    "",
    t("package.show.log"),
    ...[...holderKeys(roster, definition.id, "log")].map(keyLine),
    t("package.show.centre"),
    ...[...holderKeys(roster, definition.id, "centre")].map(keyLine),
    t("package.show.cosigners", { quorum, cosigners }),
    ...[...holderKeys(roster, definition.id, "cosigner")].map(keyLine),
    t("package.show.authorities", { threshold, authorities }),
    ...authoritiesOf(pack).map(({ name, fingerprint, hasSigned }) => {
      const mark = hasSigned ? t("package.show.signed") : t("package.show.notSigned");
      return `  ${fingerprint}  ${name}  ${mark}`;
    }),
    "",
    t("package.fingerprint", { text: noteFingerprint(note.text) }),
    signers.length >= threshold
      ? t("package.show.valid", { got: signers.length, needed: threshold })
      : t("package.show.waiting", { got: signers.length, needed: threshold }),
  );
  return `${lines.join("\n")}\n`;
}

function keyLine(key: RosterKey): string {
  const { holder } = key;
  const party = "party" in holder ? `  ${holder.party}` : "";
  const url = holder.role === "cosigner" && holder.url !== undefined ? `  ${holder.url}` : "";
  return `  ${keyFingerprint(key)}  ${key.name}${party}${url}`;
}
