/**
 * One answer: OpenSSL, libsodium, WebCrypto and noble on every vector of RFC 8032, Wycheproof and our edge cases.
 * @module
 */
import { readFileSync } from "node:fs";
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import { type Ed25519, mayHold, portableEd25519 } from "@triplicate/core/note/ed25519.ts";
import { createNoteKey } from "@triplicate/core/note/key.ts";
import { describe, expect, it } from "vitest";
import {
  createKeyPair,
  nodeEd25519,
  nodeSha256,
  publicKeyOf,
  signEd25519,
  signerOf,
  verifyEd25519,
} from "./ed25519-node.ts";
import { createWebEd25519 } from "./ed25519-web.ts";
import { loadSodium, sodiumVerifier } from "./sodium.ts";

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../vectors/note/${name}.json`, import.meta.url), "utf8")) as T;

type Case = {
  readonly name: string;
  readonly key: string;
  readonly message: string;
  readonly signature: string;
  readonly valid: boolean;
};
type Seeded = {
  readonly name: string;
  readonly seed: string;
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
};

const rfc = read<{ tests: readonly Seeded[] }>("ed25519-rfc8032").tests;
const wycheproof = read<{
  groups: readonly {
    publicKey: string;
    seed: string;
    tests: readonly [number, string, string, string, boolean][];
  }[];
}>("ed25519-wycheproof").groups;
const edge = read<{ tests: readonly [string, string, string, string, boolean, boolean][] }>(
  "ed25519-edge",
).tests;

const cases: readonly Case[] = [
  ...rfc.map(({ name, publicKey, message, signature }) => ({
    name,
    key: publicKey,
    message,
    signature,
    valid: true,
  })),
  ...wycheproof.flatMap(({ publicKey, tests }) =>
    tests.map(([id, comment, message, signature, valid]) => ({
      name: `Wycheproof ${id} ${comment}`,
      key: publicKey,
      message,
      signature,
      valid,
    })),
  ),
  ...edge.map(([name, key, message, signature, , valid]) => ({ name, key, message, signature, valid })),
];

const sodium = sodiumVerifier();
const web = await createWebEd25519();
const implementations: readonly [string, Ed25519][] = [
  ["node", nodeEd25519],
  ["webcrypto", web],
  ["noble", portableEd25519],
  ["noble, where there is no WebCrypto", await createWebEd25519(null)],
  ...(sodium === null ? [] : [["sodium", { ...nodeEd25519, verify: sodium }] as [string, Ed25519]]),
];

it("has every vector", () => {
  expect(rfc).toHaveLength(5);
  expect(wycheproof.flatMap(({ tests }) => tests)).toHaveLength(145);
  expect(edge).toHaveLength(260);
  expect(web.backend).toBe("webcrypto");
});

describe.each(implementations)("%s", (_, { load, verify }) => {
  it("judges every signature as the vectors do", async () => {
    const wrong: string[] = [];
    for (const { name, key, message, signature, valid } of cases) {
      const answer = await verify(bytesOf(key), bytesOf(message), bytesOf(signature));
      if (answer !== valid) wrong.push(name);
    }
    expect(wrong).toEqual([]);
  });

  it("makes the public key and the signature of every seed", async () => {
    const seeded = [
      ...rfc,
      ...wycheproof.slice(0, 8).flatMap(({ seed, publicKey, tests }) =>
        tests
          .filter(([, , , , valid]) => valid)
          .slice(0, 4)
          .map(([, , message, signature]) => ({ seed, publicKey, message, signature })),
      ),
    ];
    for (const { seed, publicKey, message, signature } of seeded) {
      const pair = await load(bytesOf(seed));
      expect(encodeHex(pair.publicKey)).toBe(publicKey);
      expect(encodeHex(await pair.sign(bytesOf(message)))).toBe(signature);
    }
    expect(seeded.length).toBe(20);
  });

  it("refuses every key that may be none, without throwing", async () => {
    const [{ message, signature }] = rfc as readonly [Seeded];
    const keys = read<{ keys: readonly { why: string; publicKey: string; fault: string | null }[] }>(
      "public-keys",
    ).keys;
    for (const { why, publicKey, fault } of keys.filter(({ fault }) => fault !== null)) {
      const answer = await verify(bytesOf(publicKey), bytesOf(message), bytesOf(signature));
      expect(answer, `${why} ${fault}`).toBe(false);
    }
  });

  it("refuses keys and signatures of other lengths, without throwing", async () => {
    const [{ publicKey, message, signature }] = rfc as readonly [Seeded];
    const [key, text, whole] = [bytesOf(publicKey), bytesOf(message), bytesOf(signature)];
    for (const length of [0, 31, 33, 64])
      expect(await verify(new Uint8Array(length), text, whole)).toBe(false);
    for (const length of [0, 32, 63, 65]) expect(await verify(key, text, new Uint8Array(length))).toBe(false);
    expect(await verify(key, text, whole)).toBe(true);
    await expect(async () => load(new Uint8Array(31))).rejects.toThrow("32 bytes");
  });
});

describe("edge cases", () => {
  it("hold what verifiers are known to part over", () => {
    const isSmall = edge.filter(
      ([, key, , signature, equation, valid]) =>
        equation && !valid && !mayHold(bytesOf(key), bytesOf(signature)),
    );
    expect(isSmall.length).toBeGreaterThan(100);
    // The equation alone decides where no point is of small order.
    for (const [name, key, , signature, equation, valid] of edge) {
      expect(valid, name).toBe(equation && mayHold(bytesOf(key), bytesOf(signature)));
    }
  });

  it.skipIf(sodium === null)("find nothing that libsodium accepts and node refuses", () => {
    const library = loadSodium()!;
    for (const { name, key, message, signature } of cases) {
      if (signature.length !== 128 || key.length !== 64) continue;
      const parts = [signature, message, key].map(bytesOf) as [Uint8Array, Uint8Array, Uint8Array];
      if (!library.crypto_sign_verify_detached(...parts)) continue;
      expect(verifyEd25519(parts[2], parts[1], parts[0]), name).toBe(true);
    }
  });
});

describe("a browser's WebCrypto", () => {
  type Subtle = NonNullable<Parameters<typeof createWebEd25519>[0]>;
  const fake = (parts: object) => ({ importKey: async () => ({}), ...parts }) as unknown as Subtle;
  const yes = async (_name: unknown, _key: unknown, _signature: unknown, message: Uint8Array) =>
    message.length !== 1;

  it("is not asked what browsers part over", async () => {
    const { backend, verify } = await createWebEd25519(fake({ verify: yes }));
    expect(backend).toBe("webcrypto");
    for (const [name, key, message, signature] of edge) {
      const answer = await verify(bytesOf(key), bytesOf(message), bytesOf(signature));
      expect(answer, name).toBe(mayHold(bytesOf(key), bytesOf(signature)));
    }
  });

  it("is not used where it does not know the curve, or says yes to everything, or no", async () => {
    const unknown = async () => {
      throw new Error("NotSupportedError");
    };
    for (const parts of [
      { importKey: unknown },
      { verify: unknown },
      { verify: async () => true },
      { verify: async () => false },
    ]) {
      expect((await createWebEd25519(fake(parts))).backend).toBe("portable");
    }
  });
});

describe("node", () => {
  it("does not mix up keys that begin alike", () => {
    const message = utf8("m");
    const { publicKey, sign } = createKeyPair();
    const other = publicKey.slice();
    other[20]! ^= 1;
    for (let round = 0; round < 3; round += 1) {
      expect(verifyEd25519(publicKey, message, sign(message))).toBe(true);
      expect(verifyEd25519(other, message, sign(message))).toBe(false);
    }
  });

  it("signs for a key by the seed it was made of, and by no other", () => {
    const { seed, publicKey } = createKeyPair();
    const key = createNoteKey("ana", 1, publicKey);
    const message = utf8("a\n");
    expect(signerOf(key, seed).sign(message)).toEqual(signEd25519(seed, message));
    expect(publicKeyOf(seed)).toEqual(publicKey);
    expect(() => signerOf(key, createKeyPair().seed)).toThrow("not that of ana");
    expect(() => createKeyPair(new Uint8Array(31))).toThrow("32 bytes");
  });

  it("keeps keys that come again, and answers the same", () => {
    const pairs = Array.from({ length: 50 }, (_, i) => createKeyPair(nodeSha256(Uint8Array.of(i))));
    const message = utf8("m");
    for (let round = 0; round < 4; round += 1) {
      for (const [i, { publicKey, sign }] of pairs.entries()) {
        expect(verifyEd25519(publicKey, message, sign(message))).toBe(true);
        expect(verifyEd25519(publicKey, message, pairs[(i + 1) % pairs.length]!.sign(message))).toBe(false);
      }
    }
  });

  it("leaves stack traces as they were", () => {
    const before = Error.stackTraceLimit;
    try {
      Error.stackTraceLimit = 17;
      const { publicKey, sign } = createKeyPair();
      // Twice, since a key's second use imports it in another way.
      for (const text of ["a", "b"])
        expect(verifyEd25519(publicKey, utf8(text), sign(utf8(text)))).toBe(true);
      expect(Error.stackTraceLimit).toBe(17);
    } finally {
      Error.stackTraceLimit = before;
    }
  });

  it("hashes", () => {
    expect(encodeHex(nodeSha256(utf8("abc")))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
