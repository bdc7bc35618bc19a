/** @module */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createKeyPair, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { writeKeyFile } from "@triplicate/adapters/key-file.ts";
import { openDatabase } from "@triplicate/adapters/sqlite.ts";
import { createCosigning } from "@triplicate/centre/cosign-round.ts";
import { openSequencer } from "@triplicate/centre/sequencer.ts";
import { createPolicy, printPolicy } from "@triplicate/core/log/policy.ts";
import { createNoteKey, type NoteKey, type SignatureType } from "@triplicate/core/note/key.ts";
import type { Signer } from "@triplicate/core/note/note.ts";
import { expect, test } from "vitest";
import { inTemporaryFolder, run } from "./cli.test-helper.ts";
import { EXIT } from "./io.ts";

const PASSPHRASE = "correct horse battery staple";

async function keyFile(
  folder: string,
  name: string,
  type: SignatureType,
): Promise<{ key: NoteKey; file: string }> {
  const { publicKey, seed } = createKeyPair();
  const key = createNoteKey(name, type, publicKey);
  const file = join(folder, `${name.replaceAll("/", "-")}.key`);
  const written = await writeKeyFile(file, key, seed, PASSPHRASE, { workFactor: 10 });
  expect(written.ok).toBe(true);
  return { key, file };
}

/** What a party has at hand: a policy, its key, the file with the passphrase. */
async function prepare(folder: string) {
  const log = createKeyPair();
  const logKey = createNoteKey("log.example/cli", 0x01, log.publicKey);
  const signer: Signer = { key: logKey, sign: log.sign };
  const { key, file } = await keyFile(folder, "party.example/cosigner", 0x04);
  const policy = join(folder, "log.policy");
  writeFileSync(policy, printPolicy(createPolicy({ key: logKey }, [{ key }], 1)));
  writeFileSync(join(folder, "passphrase"), `${PASSPHRASE}\n`);
  const args = (over: Readonly<Record<string, string>> = {}) =>
    Object.entries({
      ...{ policy, key: file, "passphrase-file": join(folder, "passphrase") },
      ...{ data: join(folder, "data"), listen: "127.0.0.1:0", ...over },
    }).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value]));
  return { signer, key, args };
}

test("a party's cosigner signs what a log asks it to, and stops when it is told", async () => {
  await inTemporaryFolder(async (folder) => {
    const { signer, key, args } = await prepare(folder);
    const stop = Promise.withResolvers<void>();
    const said: string[] = [];
    const running = run(
      ["cosigner", ...args()],
      "en",
      false,
      () => stop.promise,
      (text) => said.push(text),
    );
    while (!said.join("").includes("Listening")) await new Promise(setImmediate);
    const url = /http:\S+/.exec(said.join(""))![0];
    mkdirSync(join(folder, "public"));
    const database = openDatabase(join(folder, "centre.sqlite"));
    const cosigning = createCosigning({
      policy: createPolicy({ key: signer.key }, [{ key, url }], 1),
      verify: verifyEd25519,
    });
    const opened = await openSequencer({ folder: join(folder, "public"), database, signer, cosigning });
    if (!opened.ok) throw new Error(opened.error.code);
    const answer = await opened.value.submit(new Uint8Array(10));
    expect(answer).toEqual({ ok: true, value: { index: 0, size: 1, quorum: true } });
    await opened.value.stop();
    database.close();
    stop.resolve();
    const { code, out, err } = await running;
    expect([code, err]).toEqual([EXIT.fine, ""]);
    expect(out).toContain("Watching the log log.example/cli");
    expect(out).toContain("party.example/cosigner+");
    expect(out).toContain("Stopped.");
    expect(out).not.toContain(PASSPHRASE);
  });
});

test("what it refuses, it says with exit code 2", async () => {
  await inTemporaryFolder(async (folder) => {
    const { args } = await prepare(folder);
    const { file: logKeyFile } = await keyFile(folder, "other.example/key", 0x01);
    writeFileSync(join(folder, "wrong"), "wrong\n");
    writeFileSync(join(folder, "bad.policy"), "log x\nquorum none\n");
    writeFileSync(join(folder, "empty.policy"), "quorum none\n");
    const cases: readonly [over: Readonly<Record<string, string>>, says: string][] = [
      [{ policy: "" }, "--election or --policy"],
      [{ election: folder }, "--election or --policy"],
      [{ policy: "", election: folder }, "file-unreadable"],
      [{ policy: join(folder, "none") }, "ENOENT"],
      [{ policy: join(folder, "bad.policy") }, "1: policy-bad-key"],
      [{ policy: join(folder, "empty.policy") }, "names no log"],
      [{ "passphrase-file": join(folder, "wrong") }, "does not open the file"],
      [{ key: logKeyFile }, "not for cosignatures"],
      [{ data: join(folder, "no", "such") }, "There is no folder"],
      ...["8080", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:08", "a b:1", "::1:80"].map(
        (listen) => [{ listen }, "no address and port"] as [{ listen: string }, string],
      ),
    ];
    for (const [over, says] of cases) {
      const { code, err } = await run(["cosigner", ...args(over)]);
      expect(code, JSON.stringify(over)).toBe(EXIT.usage);
      expect(err).toContain(says);
      expect(err).not.toContain(PASSPHRASE);
    }
  });
});

test("a key that nobody counts is said to be one", async () => {
  await inTemporaryFolder(async (folder) => {
    const { args } = await prepare(folder);
    const { file } = await keyFile(folder, "third.example/cosigner", 0x04);
    const { code, err } = await run(["cosigner", ...args({ key: file })], "es");
    expect(code).toBe(EXIT.fine);
    expect(err).toContain("third.example/cosigner no está entre los cofirmantes");
  });
});
