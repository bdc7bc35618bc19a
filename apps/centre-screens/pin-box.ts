/**
 * What this browser saw of a site before: the authority's keys, against which later ones are held, and the log's last checkpoint, which every later
 * one must continue.
 *
 * A browser keeps these for one origin, so that no other site can put anything here.
 * @module
 */
import { decodeBase64, encodeBase64, encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import type { AuthorityPin } from "@triplicate/witness/verify-kit.ts";

export type PinBox = {
  read(election: string): AuthorityPin | null;
  keep(pin: AuthorityPin): void;
  /** Ids of elections that this site showed here before, without that one. */
  others(election: string): readonly string[];
  /** The checkpoint note that was kept last. */
  checkpoint(election: string): Uint8Array | null;
  keepCheckpoint(election: string, note: Uint8Array): void;
};

/** To tell two authorities apart: sixteen hexadecimal digits over the keys, in fours. */
export function pinFingerprint({ election, keys }: AuthorityPin): string {
  const digits = encodeHex(sha256(utf8(`${[election, ...keys].join("\n")}\n`))).slice(0, 16);
  return digits.match(/.{4}/g)!.join("-");
}

const AUTHORITY = "triplicate/authority/";
const CHECKPOINT = "triplicate/checkpoint/";

/** Over the browser's storage; where there is none, every visit is the first. */
export function createPinBox(storage: Storage | null): PinBox {
  const get = (name: string): string | null => {
    try {
      return storage?.getItem(name) ?? null;
    } catch {
      return null;
    }
  };
  const set = (name: string, text: string): void => {
    try {
      storage?.setItem(name, text);
    } catch {
      // Storage may be full or forbidden; then the next visit is a first one too.
    }
  };
  return {
    read(election) {
      try {
        const value: unknown = JSON.parse(get(AUTHORITY + election) ?? "null");
        return isPin(value) ? value : null;
      } catch {
        return null;
      }
    },
    keep: (pin) => set(AUTHORITY + pin.election, JSON.stringify(pin)),
    others(election) {
      try {
        return Object.keys(storage ?? {})
          .filter((name) => name.startsWith(AUTHORITY))
          .map((name) => name.slice(AUTHORITY.length))
          .filter((id) => id !== election)
          .toSorted();
      } catch {
        return [];
      }
    },
    checkpoint: (election) => decodeBase64(get(CHECKPOINT + election) ?? "*"),
    keepCheckpoint: (election, note) => set(CHECKPOINT + election, encodeBase64(note)),
  };
}

const isPin = (value: unknown): value is AuthorityPin =>
  typeof value === "object" &&
  value !== null &&
  "election" in value &&
  typeof value.election === "string" &&
  "keys" in value &&
  Array.isArray(value.keys) &&
  value.keys.every((key) => typeof key === "string");
