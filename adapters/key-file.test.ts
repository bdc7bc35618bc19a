/**
 * Key files: what is written comes back with its passphrase and no other way; nothing is overwritten or half written.
 * @module
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@triplicate/core/bytes.ts";
import { createNoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { PRIVATE_KEY } from "@triplicate/core/note/private-key.ts";
import { armor, Decrypter, Encrypter } from "age-encryption";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createKeyPair, nodeSha256 } from "./ed25519-node.ts";
import { MAX_KEY_FILE_BYTES, moveIntoPlace, readKeyFile, writeKeyFile } from "./key-file.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triplicate-keys-"));
  path = join(folder, "alba.key");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { seed, publicKey } = createKeyPair(nodeSha256(utf8("alba")));
const KEY = createNoteKey("ve-bolivar-2017/authority/alba", SIGNATURE_TYPE.ed25519, publicKey);
const PASSPHRASE = "correct horse battery staple";
const FAST = { workFactor: 4 };
const write = (at = path) => writeKeyFile(at, KEY, seed, PASSPHRASE, FAST);

async function encrypted(text: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(4);
  encrypter.setPassphrase(PASSPHRASE);
  return encrypter.encrypt(text);
}

describe("a key file", () => {
  it("comes back with its passphrase", async () => {
    expect(await write()).toEqual({ ok: true, value: null });
    expect(await readKeyFile(path, PASSPHRASE)).toEqual({ ok: true, value: { key: KEY, seed } });
    expect(readdirSync(folder)).toEqual(["alba.key"]);
  });

  it("is an armoured age file of the owner's alone, with nothing of the key in the clear", async () => {
    await write();
    const text = readFileSync(path, "latin1");
    expect(text.startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n")).toBe(true);
    expect(text.endsWith("-----END AGE ENCRYPTED FILE-----\n")).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const whole = text + Buffer.from(armor.decode(text)).toString("latin1");
    for (const secret of [
      Buffer.from(seed).toString("base64"),
      Buffer.from(seed).toString("latin1"),
      "alba",
    ]) {
      expect(whole).not.toContain(secret);
    }
    const decrypter = new Decrypter();
    decrypter.addPassphrase(PASSPHRASE);
    const plain = await decrypter.decrypt(armor.decode(text), "text");
    expect(plain).toBe(PRIVATE_KEY.print({ vkey: KEY, seed }));
  });

  it("is read without armour too", async () => {
    writeFileSync(path, await encrypted(PRIVATE_KEY.print({ vkey: KEY, seed })));
    expect((await readKeyFile(path, PASSPHRASE)).ok).toBe(true);
  });

  it("is never written over", async () => {
    writeFileSync(path, "older");
    const written = await write();
    expect(written).toMatchObject({ ok: false, error: { code: "key-file-exists", file: path } });
    expect(readFileSync(path, "utf8")).toBe("older");
    expect(readdirSync(folder)).toEqual(["alba.key"]);
  });

  it("says where it cannot be written", async () => {
    const elsewhere = join(folder, "no", "such", "folder.key");
    expect(await write(elsewhere)).toEqual({
      ok: false,
      error: { code: "key-file-unwritable", file: elsewhere, detail: "ENOENT" },
    });
  });

  it("is moved where there are no links, and still replaces nothing", async () => {
    const noLinks = async () => {
      throw Object.assign(new Error("no links here"), { code: "EPERM" });
    };
    const beside = join(folder, "beside");
    writeFileSync(beside, "new");
    await moveIntoPlace(beside, path, noLinks);
    expect(readFileSync(path, "utf8")).toBe("new");
    writeFileSync(beside, "newer");
    await expect(moveIntoPlace(beside, path, noLinks)).rejects.toMatchObject({ code: "EEXIST" });
    expect(readFileSync(path, "utf8")).toBe("new");
  });

  it("is not written for a seed that is another key's", async () => {
    const other = createKeyPair().seed;
    await expect(writeKeyFile(path, KEY, other, PASSPHRASE, FAST)).rejects.toThrow("not that of");
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("reading refuses", () => {
  const code = async () => {
    const read = await readKeyFile(path, PASSPHRASE);
    return read.ok ? "accepted" : read.error.code;
  };

  it("another passphrase, and names neither", async () => {
    await write();
    for (const wrong of ["", "correct horse battery stapl", `${PASSPHRASE} `, PASSPHRASE.toUpperCase()]) {
      const read = await readKeyFile(path, wrong);
      expect(read).toEqual({ ok: false, error: { code: "key-file-passphrase", file: path, detail: "" } });
    }
  });

  it("what is missing, too large or no age file", async () => {
    expect(await code()).toBe("key-file-unreadable");
    writeFileSync(path, new Uint8Array(MAX_KEY_FILE_BYTES + 1));
    expect(await code()).toBe("key-file-too-large");
    for (const text of [
      "",
      "hello",
      "-----BEGIN AGE ENCRYPTED FILE-----\n",
      PRIVATE_KEY.print({ vkey: KEY, seed }),
    ]) {
      writeFileSync(path, text);
      expect(await code()).toBe("key-file-not-age");
    }
  });

  it("what is encrypted and is no key", async () => {
    const other = createKeyPair().seed;
    const text = PRIVATE_KEY.print({ vkey: KEY, seed });
    for (const plain of [
      "",
      "hello\n",
      `${text}\n`,
      text.replace("/v1", "/v2"),
      PRIVATE_KEY.print({ vkey: KEY, seed: other }),
    ]) {
      writeFileSync(path, await encrypted(plain));
      expect(await code(), plain.slice(0, 30)).toBe("key-file-content");
    }
  });

  it("a file with any byte changed", async () => {
    const bytes = await encrypted(PRIVATE_KEY.print({ vkey: KEY, seed }));
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = bytes.slice();
      changed[at]! ^= 0x01;
      writeFileSync(path, changed);
      expect(await code(), String(at)).toMatch(/^key-file-(not-age|passphrase)$/);
    }
  });

  it.skipIf(process.getuid?.() === 0)("what may not be read", async () => {
    await write();
    chmodSync(path, 0);
    expect(await code()).toBe("key-file-unreadable");
  });
});
