/**
 * The authority's keys as this browser saw them first: later ones are held against them.
 * @module
 */
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import type { AuthorityPin } from "@triplicate/witness/verify-kit.ts";

export type PinBox = {
  read(election: string): AuthorityPin | null;
  keep(pin: AuthorityPin): void;
};

/** To tell two authorities apart: sixteen hexadecimal digits over the keys, in fours. */
export function pinFingerprint({ election, keys }: AuthorityPin): string {
  const digits = encodeHex(sha256(utf8(`${[election, ...keys].join("\n")}\n`))).slice(0, 16);
  return digits.match(/.{4}/g)!.join("-");
}

const nameOf = (election: string): string => `triplicate/authority/${election}`;

/** Over the browser's storage; where there is none, every visit is the first. */
export function createPinBox(storage: Storage | null): PinBox {
  return {
    read(election) {
      try {
        const value: unknown = JSON.parse(storage?.getItem(nameOf(election)) ?? "null");
        return isPin(value) ? value : null;
      } catch {
        return null;
      }
    },
    keep(pin) {
      try {
        storage?.setItem(nameOf(pin.election), JSON.stringify(pin));
      } catch {
        // Storage may be full or forbidden; then the next visit is a first one too.
      }
    },
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
