/**
 * Which 32 bytes may be a public key, against vectors/note/public-keys.json.
 * @module
 */
import { describe, expect, it } from "vitest";
import { isSmallOrder, publicKeyFault, publicKeyFaultOfForm } from "./public-key.ts";
import { readVectors, testSigner } from "./vectors.test-helper.ts";

const { keys } = readVectors<{
  keys: readonly { why: string; publicKey: string; fault: string | null }[];
}>("public-keys");
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

describe("public keys", () => {
  it.each(keys)("$why: $fault", ({ publicKey, fault }) => {
    expect(publicKeyFault(bytesOf(publicKey))).toBe(fault);
  });

  it.each(keys)("by form alone, as far as that goes: $why", ({ publicKey, fault }) => {
    const needsCurve = fault === "key-torsion" || fault === "key-not-a-point";
    expect(publicKeyFaultOfForm(bytesOf(publicKey))).toBe(needsCurve ? null : fault);
  });

  it("takes the keys that Ed25519 makes", () => {
    for (let i = 0; i < 20; i += 1) expect(publicKeyFault(testSigner(`key-${i}`).key.publicKey)).toBeNull();
  });

  it("sees small order by every byte", () => {
    const small = keys.filter(({ fault }) => fault === "key-small-order");
    expect(small).toHaveLength(9);
    for (const { publicKey } of small) {
      for (let at = 0; at < 32; at += 1) {
        const changed = bytesOf(publicKey);
        changed[at]! ^= 0x04;
        expect(isSmallOrder(changed), `${publicKey} at ${at}`).toBe(false);
      }
    }
  });
});
