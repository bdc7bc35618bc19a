/**
 * Reads vectors/note for tests, and signs with noble's keys made of a word.
 * @module
 */
import { readFileSync } from "node:fs";
import { utf8 } from "../bytes.ts";
import { sha256 } from "../sha256.ts";
import { portableEd25519 } from "./ed25519.ts";
import { createNoteKey, type NoteKey, SIGNATURE_TYPE, type SignatureType } from "./key.ts";
import type { FindKey, Signer } from "./note.ts";

export const readVectors = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../vectors/note/${name}.json`, import.meta.url), "utf8")) as T;

export function testSigner(name: string, type: SignatureType = SIGNATURE_TYPE.ed25519): Signer {
  const { publicKey, sign } = portableEd25519.load(sha256(utf8(`${name} ${type}`)));
  return { key: createNoteKey(name, type, publicKey), sign };
}

export const findIn =
  (keys: readonly NoteKey[]): FindKey =>
  (name, id) =>
    keys.find((key) => key.name === name && key.id === id);
