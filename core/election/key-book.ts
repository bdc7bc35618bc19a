/**
 * Who a signing key belongs to, as a reader of notes asks it: by the name and id on a signature line.
 *
 * A country has millions of keys and no object per key: a book finds the roster's line and makes the answer from it.
 * Spec: spec/election.md, section 12.
 * @module
 */
import type { NoteKey } from "../note/key.ts";

/** Where a witness or counter is accredited, or a spare machine may stand in. `station` and `place` are ids of the roster, `region` a region's name. */
export type Scope =
  | { readonly kind: "election" }
  | { readonly kind: "region" | "place" | "station"; readonly id: string };

export type KeyHolder =
  | { readonly role: "authority" | "centre" | "log" }
  | { readonly role: "cosigner"; readonly party: string; readonly url?: string }
  /** `station` is the row of the roster. */
  | { readonly role: "machine"; readonly station: number }
  /** May stand in for the machine of any station that the scope holds. */
  | { readonly role: "spare"; readonly id: string; readonly scope: Scope }
  | {
      readonly role: "witness" | "counter";
      readonly id: string;
      readonly party: string;
      readonly scope: Scope;
    };

export type RosterKey = NoteKey & { readonly holder: KeyHolder };

export type KeyBook = {
  /** The roster's key of that name and id. */
  find(name: string, keyId: number): RosterKey | undefined;
  /** Whether a scope holds the station of that row. */
  covers(scope: Scope, station: number): boolean;
};
