/**
 * What a key file holds once it is decrypted: a verifier key and the seed it was made of.
 *
 *     triplicate/private-key/v1
 *     vkey ve-bolivar-2017/authority/alba+…
 *     seed <32 bytes in base64>
 *
 * The file itself is encrypted with a passphrase, in the age format: adapters/key-file.ts.
 * Spec: spec/note.md, section 8.
 * @module
 */
import { hash } from "./fields.ts";
import { type NoteKey, parseVerifierKey, printVerifierKey } from "./key.ts";
import { defineRecord, type FieldCodec, one, type RecordOf } from "./record.ts";

const verifierKey: FieldCodec<NoteKey> = {
  parse: (text) => {
    const key = parseVerifierKey(text);
    return key.ok ? key.value : null;
  },
  print: printVerifierKey,
};

const FIELDS = { vkey: one(verifierKey), seed: one(hash) } as const;

/** Whether the seed makes that public key is asked of an implementation of Ed25519 (clause 8.4). */
export const PRIVATE_KEY = defineRecord("triplicate/private-key/v1", FIELDS);
export type PrivateKey = RecordOf<typeof FIELDS>;
