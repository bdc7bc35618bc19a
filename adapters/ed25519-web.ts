/**
 * Ed25519 by WebCrypto where there is one that knows it (browsers of 2025, Node), by noble everywhere else.
 *
 * Nothing of node is used here: this file runs in a page. A browser may not know the curve, or only in a secure context,
 * so it is tried once on a signature that everybody knows; a key that it does not take is answered by noble.
 * Spec: spec/note.md, clauses 7.5 and 7.6.
 * @module
 */
import { decodeBase64, decodeHex, encodeBase64 } from "@triplicate/core/bytes.ts";
import {
  type Ed25519,
  type KeyPair,
  mayHold,
  portableEd25519,
  SEED_BYTES,
  verifyPortably,
} from "@triplicate/core/note/ed25519.ts";

type Subtle = typeof globalThis.crypto.subtle;
type Key = Awaited<ReturnType<Subtle["importKey"]>>;
/** Bytes that are not shared with a worker: what WebCrypto takes. */
type Own = Uint8Array<ArrayBuffer>;

export type WebEd25519 = Ed25519 & { readonly backend: "webcrypto" | "portable" };

const NAME = "Ed25519";

/** RFC 8032, section 7.1, test 1: an empty message. */
const KNOWN = {
  publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  signature:
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
};

export async function createWebEd25519(
  subtle: Subtle | null = globalThis.crypto?.subtle ?? null,
): Promise<WebEd25519> {
  if (subtle === null || !(await knowsCurve(subtle))) {
    return { backend: "portable", ...portableEd25519 };
  }
  const keys = new Map<string, Key>();
  return {
    backend: "webcrypto",
    load: (seed) => loadKeyPair(subtle, seed),
    verify: async (publicKey, message, signature) => {
      if (!mayHold(publicKey, signature)) return false;
      const key = await publicKeyOf(subtle, keys, publicKey);
      if (key === null) return verifyPortably(publicKey, message, signature);
      return subtle.verify(NAME, key, own(signature), own(message));
    },
  };
}

async function knowsCurve(subtle: Subtle): Promise<boolean> {
  try {
    const key = await subtle.importKey("raw", own(decodeHex(KNOWN.publicKey)!), NAME, false, ["verify"]);
    const signature = own(decodeHex(KNOWN.signature)!);
    const other = own(Uint8Array.of(1));
    return (
      (await subtle.verify(NAME, key, signature, own(new Uint8Array()))) &&
      !(await subtle.verify(NAME, key, signature, other))
    );
  } catch {
    return false;
  }
}

/** Keys kept ready; when there are too many, all go. */
const KEPT_KEYS = 1024;

async function publicKeyOf(subtle: Subtle, keys: Map<string, Key>, bytes: Uint8Array): Promise<Key | null> {
  const name = encodeBase64(bytes);
  const known = keys.get(name);
  if (known !== undefined) return known;
  try {
    const key = await subtle.importKey("raw", own(bytes), NAME, false, ["verify"]);
    if (keys.size >= KEPT_KEYS) keys.clear();
    keys.set(name, key);
    return key;
  } catch {
    return null;
  }
}

/** RFC 8410, section 7: what stands before the seed in a PKCS #8 key. */
const PKCS8 = decodeHex("302e020100300506032b657004220420")!;

/** WebCrypto gives the public key only of a key that it lets out; what signs is one that it does not. */
export async function importSeed(
  subtle: Subtle,
  seed: Uint8Array,
): Promise<{ readonly key: Key; readonly publicKey: Uint8Array }> {
  if (seed.length !== SEED_BYTES) throw new RangeError(`a seed has ${SEED_BYTES} bytes`);
  const pkcs8 = new Uint8Array(PKCS8.length + SEED_BYTES);
  pkcs8.set(PKCS8);
  pkcs8.set(seed, PKCS8.length);
  const open = await subtle.importKey("pkcs8", pkcs8, NAME, true, ["sign"]);
  const { x } = await subtle.exportKey("jwk", open);
  const key = await subtle.importKey("pkcs8", pkcs8, NAME, false, ["sign"]);
  pkcs8.fill(0);
  const publicKey = x === undefined ? null : decodeBase64(`${x.replaceAll("-", "+").replaceAll("_", "/")}=`);
  if (publicKey === null) throw new Error("WebCrypto gave no public key");
  return { key, publicKey };
}

async function loadKeyPair(subtle: Subtle, seed: Uint8Array): Promise<KeyPair> {
  const { key, publicKey } = await importSeed(subtle, seed);
  return { publicKey, sign: async (message) => new Uint8Array(await subtle.sign(NAME, key, own(message))) };
}

const own = (bytes: Uint8Array): Own =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Own) : bytes.slice();
