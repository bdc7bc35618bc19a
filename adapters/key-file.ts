/**
 * Key files: a private key on disk, encrypted with a passphrase in the age format (age-encryption.org/v1, scrypt).
 *
 * Written armoured, so it survives a mail or a print, and `age -d` opens it. Nothing overwrites a key file: one that
 * is lost cannot be made again. No error names what is in a file, nor the passphrase.
 * Spec: spec/note.md, section 8.
 * @module
 */
import { randomBytes } from "node:crypto";
import { link, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { equalBytes } from "@triplicate/core/bytes.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import { PRIVATE_KEY, type PrivateKey } from "@triplicate/core/note/private-key.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { armor, Decrypter, Encrypter } from "age-encryption";
import { publicKeyOf } from "./ed25519-node.ts";

/** An encrypted key is under 1 KiB; more is another file. */
export const MAX_KEY_FILE_BYTES = 16 * 1024;
/** 2^18 rounds of scrypt, what the age tool takes too: about a second, and 256 MiB. */
const WORK_FACTOR = 18;

export type KeyFileFault = {
  readonly code:
    | "key-file-unreadable"
    | "key-file-unwritable"
    | "key-file-exists"
    | "key-file-too-large"
    | "key-file-not-age"
    | "key-file-passphrase"
    | "key-file-content";
  readonly file: string;
  /** The system's code, where the system refused. */
  readonly detail: string;
};

export type KeyFileOptions = {
  /** Exponent of scrypt's rounds; lower only where a key protects nothing, as in tests and simulations. */
  readonly workFactor?: number;
};

/** Creates `path`, readable by its owner only, complete or not at all; never replaces a file. */
export async function writeKeyFile(
  path: string,
  key: NoteKey,
  seed: Uint8Array,
  passphrase: string,
  options: KeyFileOptions = {},
): Promise<Result<null, KeyFileFault>> {
  if (!equalBytes(publicKeyOf(seed), key.publicKey)) throw new Error(`the seed is not that of ${key.name}`);
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(options.workFactor ?? WORK_FACTOR);
  encrypter.setPassphrase(passphrase);
  const text = armor.encode(await encrypter.encrypt(PRIVATE_KEY.print({ vkey: key, seed })));
  try {
    await createFile(path, text);
    return ok(null);
  } catch (error) {
    const detail = systemCode(error);
    return err({ code: detail === "EEXIST" ? "key-file-exists" : "key-file-unwritable", file: path, detail });
  }
}

async function createFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomBytes(6).toString("hex")}.part`;
  try {
    {
      await using handle = await open(beside, "wx", 0o600);
      await handle.writeFile(text);
      await handle.sync();
    }
    await moveIntoPlace(beside, path);
  } finally {
    await unlink(beside).catch(() => {});
  }
  await syncFolder(dirname(path));
}

/** A link is made only where nothing stands. File systems without links (USB sticks) get an empty file first. */
export async function moveIntoPlace(beside: string, path: string, linkFile = link): Promise<void> {
  try {
    await linkFile(beside, path);
  } catch (error) {
    if (systemCode(error) === "EEXIST") throw error;
    await (await open(path, "wx", 0o600)).close();
    await rename(beside, path);
  }
}

/** Some systems do not open folders; the file itself is safe on disk there. */
async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, "r");
    await handle.sync();
  } catch {}
}

export async function readKeyFile(
  path: string,
  passphrase: string,
): Promise<Result<{ readonly key: NoteKey; readonly seed: Uint8Array }, KeyFileFault>> {
  const fault = (code: KeyFileFault["code"], detail = "") => err({ code, file: path, detail });
  let bytes: Uint8Array;
  try {
    await using handle = await open(path, "r");
    if ((await handle.stat()).size > MAX_KEY_FILE_BYTES) return fault("key-file-too-large");
    bytes = await handle.readFile();
  } catch (error) {
    return fault("key-file-unreadable", systemCode(error));
  }
  const encrypted = dearmour(bytes);
  if (encrypted === null) return fault("key-file-not-age");
  const plain = await decrypt(encrypted, passphrase);
  if (plain === null) return fault("key-file-passphrase");
  const read = PRIVATE_KEY.parse(plain);
  if (!read.ok || !isWhole(read.value)) return fault("key-file-content");
  return ok({ key: read.value.vkey, seed: read.value.seed });
}

const isWhole = ({ vkey, seed }: PrivateKey): boolean => equalBytes(publicKeyOf(seed), vkey.publicKey);

const AGE = "age-encryption.org/v1\n";

function dearmour(bytes: Uint8Array): Uint8Array | null {
  const isAge = (some: Uint8Array) => Buffer.from(some.subarray(0, AGE.length)).toString("latin1") === AGE;
  if (isAge(bytes)) return bytes;
  try {
    const decoded = armor.decode(Buffer.from(bytes).toString("latin1"));
    return isAge(decoded) ? decoded : null;
  } catch {
    return null;
  }
}

/** Null for a wrong passphrase, and for bytes that were changed: the two cannot be told apart. */
async function decrypt(encrypted: Uint8Array, passphrase: string): Promise<string | null> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(encrypted, "text");
  } catch {
    return null;
  }
}

const systemCode = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown";
