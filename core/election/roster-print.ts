/**
 * The lines of a roster as they are written: each the one form its reader accepts, without its newline.
 * Spec: spec/election.md, clauses 8.3 and 12.2.
 * @module
 */
import { encodeBase64 } from "../bytes.ts";
import type { Scope } from "./key-book.ts";

export const placeLine = (id: string, name: string, region?: string): string =>
  JSON.stringify(region === undefined ? { place: id, name } : { place: id, name, region });

/** `key`: the machine's public key, 32 bytes; a roster outside a package may have none. */
export const stationLine = (id: string, place: string, registered: number, key?: Uint8Array): string =>
  JSON.stringify(
    key === undefined
      ? { station: id, place, registered }
      : { station: id, place, registered, key: encodeBase64(key) },
  );

/** `origin` is the first line of the log's checkpoints and the name of its key. */
export const logLine = (origin: string, key: Uint8Array): string =>
  JSON.stringify({ log: origin, key: encodeBase64(key) });

export const centreLine = (id: string, key: Uint8Array): string =>
  JSON.stringify({ centre: id, key: encodeBase64(key) });

/** `name` is the whole name the cosigner's key has (C2SP: a schema-less URL). */
export const cosignerLine = (name: string, party: string, key: Uint8Array, url?: string): string =>
  JSON.stringify({
    cosigner: name,
    party,
    key: encodeBase64(key),
    ...(url === undefined ? {} : { url }),
  });

export const authorityLine = (id: string, key: Uint8Array): string =>
  JSON.stringify({ authority: id, key: encodeBase64(key) });

/** A machine that may stand in for that of any station in its scope. */
export const spareLine = (id: string, scope: Scope, key: Uint8Array): string =>
  JSON.stringify({ spare: id, scope: printScope(scope), key: encodeBase64(key) });

export const witnessLine = (id: string, party: string, scope: Scope, key: Uint8Array): string =>
  JSON.stringify({ witness: id, party, scope: printScope(scope), key: encodeBase64(key) });

export const counterLine = (id: string, party: string, scope: Scope, key: Uint8Array): string =>
  JSON.stringify({ counter: id, party, scope: printScope(scope), key: encodeBase64(key) });

export const printScope = (scope: Scope): string =>
  scope.kind === "election" ? "election" : `${scope.kind}/${scope.id}`;
