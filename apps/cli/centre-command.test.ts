import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeKeyFile } from "@triplicate/adapters/key-file.ts";
import {
  actaText,
  seedOf,
  signed,
  signer,
  type TestElection,
  withElection,
} from "@triplicate/centre/centre.test-helper.ts";
import { describe, expect, it } from "vitest";
import { type Ran, run } from "./cli.test-helper.ts";

const PASSPHRASE = "correct horse";

async function writeKeys(data: string): Promise<{ log: string; centre: string; passphrase: string }> {
  const place = (name: string) => join(data, "..", name);
  for (const [name, of] of [
    ["log.key", "log"],
    ["centre.key", "centre/office"],
  ] as const) {
    const written = await writeKeyFile(place(name), signer(of).key, seedOf(of), PASSPHRASE, {
      workFactor: 10,
    });
    if (!written.ok) throw new Error(written.error.code);
  }
  writeFileSync(place("passphrase"), `${PASSPHRASE}\n`);
  return { log: place("log.key"), centre: place("centre.key"), passphrase: place("passphrase") };
}

/** Runs `triplicate centre` while `use` does something at its address. */
async function whileRunning(
  { folder, data }: TestElection,
  use: (url: string, keys: Awaited<ReturnType<typeof writeKeys>>) => Promise<void>,
): Promise<Ran> {
  const keys = await writeKeys(data);
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const { promise: listening, resolve: listen } = Promise.withResolvers<string>();
  const args = ["centre", "--election", folder, "--data", data, "--log-key", keys.log];
  args.push("--passphrase-file", keys.passphrase, "--listen", "127.0.0.1:0", "--no-cosigners");
  const running = run(
    args,
    "en",
    false,
    () => stopped,
    (text) => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      if (url !== undefined) listen(url);
    },
  );
  try {
    await use(
      await Promise.race([listening, running.then(({ err }) => Promise.reject(new Error(err)))]),
      keys,
    );
  } finally {
    stop();
  }
  return running;
}

describe("the centre on the command line", () => {
  it("takes notes from submit, keeps receipts, announces, and stops", () =>
    withElection(async (test) => {
      const { folder, data, election } = test;
      const note = join(data, "..", "acta.note");
      writeFileSync(note, await signed(actaText(election, "p1.1", [10, 20, 5]), "machine/p1.1"));
      const again = join(data, "..", "copy.note");
      writeFileSync(
        again,
        await signed(actaText(election, "p1.1", [10, 20, 5]), "machine/p1.1", "witness/red/p1.1"),
      );
      const foreign = join(data, "..", "foreign.note");
      writeFileSync(foreign, await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.2"));
      const ran = await whileRunning(test, async (url, keys) => {
        const submit = (...files: string[]) =>
          run(["submit", ...files, "--to", url, "--election", folder, "--attempts", "2"]);
        expect(await submit(note)).toEqual({
          code: 0,
          out: `${note}: entry 0 of the log, proved in a tree of 1.\n`,
          err: "",
        });
        expect(readFileSync(`${note}.tlog-proof`, "utf8")).toContain("index 0\n");
        const nowhere = join(data, "nowhere.note");
        expect(await submit(nowhere, again)).toEqual({
          code: 2,
          out: `${again}: entry 0 of the log, proved in a tree of 2.\n`,
          err: expect.stringContaining(nowhere),
        });
        expect(readFileSync(`${again}.logged`)).toEqual(readFileSync(note));
        // A folder stands for its notes, and for nothing else that lies in it.
        const kept = join(data, "..", "kept");
        mkdirSync(kept);
        copyFileSync(note, join(kept, "b.note"));
        writeFileSync(join(kept, "b.note.tlog-proof"), "an earlier receipt");
        expect(await submit(kept)).toEqual({
          code: 0,
          out: `${join(kept, "b.note")}: entry 0 of the log, proved in a tree of 2.\n`,
          err: "",
        });
        const refused = await submit(foreign);
        expect(refused).toMatchObject({ code: 2, out: "" });
        expect(refused.err).toContain("not-the-machine");
        expect(existsSync(`${foreign}.tlog-proof`)).toBe(false);
        const announced = await run([
          ...["bulletin", "--election", folder, "--to", url],
          ...["--centre-key", keys.centre, "--passphrase-file", keys.passphrase],
        ]);
        expect(announced).toMatchObject({ code: 0, err: "" });
        expect(announced.out).toContain("signed A=10 B=20 C=5\n");
        expect(announced.out).toContain("tree 2 ");
        const all = await (await fetch(`${url}/bulletins`)).json();
        expect(all).toMatchObject({ bulletins: [{ entries: [2] }, { entries: [3] }] });
      });
      expect(ran.code).toBe(0);
      expect(ran.out).toContain("The centre has stopped with 4 entries in the log.");
      // One line a request, which names no path, no key and no number that was voted.
      const lines = ran.err
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(lines.filter(({ route }) => route === "/submissions")).toHaveLength(6);
      expect(ran.err).not.toMatch(/machine\/|A=10|127\.0\.0\.1.*remote|witness/);
    }));

  it("says what is wrong with what it was given", () =>
    withElection(async ({ folder, data }) => {
      const keys = await writeKeys(data);
      const start = (change: Record<string, string>) => {
        const options = {
          "--election": folder,
          "--data": data,
          "--log-key": keys.log,
          "--passphrase-file": keys.passphrase,
          "--listen": "127.0.0.1:0",
          ...change,
        };
        return run(["centre", ...Object.entries(options).flat()]);
      };
      const rows: [change: Record<string, string>, says: string][] = [
        [{ "--election": data }, "election"],
        [{ "--log-key": keys.centre }, "not this election’s log key"],
        [{ "--centre-key": keys.log }, "not of a centre of this election"],
        [{ "--passphrase-file": keys.log }, "does not open the file"],
        [{ "--listen": "nowhere" }, "nowhere"],
        [{ "--listen": "192.0.2.1:1" }, "Cannot listen at 192.0.2.1:1"],
        [{ "--bulletin-every": "0" }, "--bulletin-every"],
      ];
      for (const [change, says] of rows) {
        const { code, err } = await start(change);
        expect([code, err], JSON.stringify(change)).toEqual([2, expect.stringContaining(says)]);
      }
    }));
});
