/**
 * The witness's key: made by the browser, which never lets it out, and kept where only this site can ask it to sign.
 *
 * There is no other way: where a browser does not know Ed25519, a key would have to lie in this program's memory and storage as
 * bytes that can be copied. The person is told which browsers do know it. Only a demonstration brings a key from outside,
 * to this very machine, and every screen then says so.
 * Spec: spec/witness-app.md, section 2.
 * @module
 */
import { createWebEd25519, importSeed } from "@triplicate/adapters/ed25519-web.ts";
import type { SignEd25519 } from "@triplicate/core/note/note.ts";

export type WitnessKey = {
  readonly publicKey: Uint8Array;
  readonly privateKey: CryptoKey;
  readonly isDemo: boolean;
};

/** Why no key can be made here; null where one can. */
export type KeyTrouble = "insecure" | "no-ed25519" | "no-storage";

export async function keyTrouble(): Promise<KeyTrouble | null> {
  if (!globalThis.isSecureContext || globalThis.crypto?.subtle === undefined) return "insecure";
  if (globalThis.indexedDB === undefined) return "no-storage";
  return (await createWebEd25519()).backend === "webcrypto" ? null : "no-ed25519";
}

export async function makeKey(): Promise<WitnessKey> {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { publicKey, privateKey: pair.privateKey, isDemo: false };
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);

/** Throws on anything but a demonstration on this machine: a key from elsewhere is nobody's own. */
export async function importDemoKey(
  seed: Uint8Array,
  { isDemo, hostname }: { readonly isDemo: boolean; readonly hostname: string },
): Promise<WitnessKey> {
  if (!isDemo || !isLoopback(hostname)) throw new Error("a key is never taken from outside");
  const { key, publicKey } = await importSeed(crypto.subtle, seed);
  return { publicKey, privateKey: key, isDemo: true };
}

export const signWith =
  ({ privateKey }: WitnessKey): SignEd25519 =>
  async (message) =>
    new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, message.slice()));
