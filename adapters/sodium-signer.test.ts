import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { publicKeyOf, signEd25519 } from "./ed25519-node.ts";
import { loadSodium } from "./sodium.ts";
import { createFastKeyPair } from "./sodium-signer.ts";

const bytes = (text: string): Uint8Array => new Uint8Array(createHash("sha256").update(text).digest());

test("signs the bytes that node:crypto signs", () => {
  for (let i = 0; i < 100; i += 1) {
    const [seed, message] = [bytes(`seed ${i}`), bytes(`message ${i}`).subarray(i % 32)];
    const pair = createFastKeyPair(seed);
    expect(Buffer.from(pair.publicKey)).toEqual(Buffer.from(publicKeyOf(seed)));
    expect(Buffer.from(pair.sign(message))).toEqual(Buffer.from(signEd25519(seed, message)));
  }
});

test("is RFC 8032’s first vector", () => {
  const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
  const pair = createFastKeyPair(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  expect(Buffer.from(pair.publicKey).toString("hex")).toBe(
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  );
  expect(Buffer.from(pair.sign(new Uint8Array())).toString("hex")).toBe(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  );
  // Where libsodium is missing the same holds of node:crypto; say which one this run was about.
  expect([true, false]).toContain(loadSodium() !== null);
});
