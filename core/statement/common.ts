/**
 * What every statement about a station or a total says first: which election, and whether it is a rehearsal.
 *
 * The digest is SHA-256 of the bytes of the definition: candidates that were swapped between the definition and a
 * machine give another digest, and a statement of another election cannot pass for one of this.
 * Spec: spec/acta.md, clause 2.2.
 * @module
 */
import { hash, identifier, oneOf, pair } from "../note/fields.ts";
import type { FieldCodec } from "../note/record.ts";

export type ElectionReference = readonly [id: string, definition: Uint8Array];
export const electionReference: FieldCodec<ElectionReference> = pair(identifier, hash);

export const MODES = ["live", "test"] as const;
export type Mode = (typeof MODES)[number];
export const mode = oneOf(...MODES);
