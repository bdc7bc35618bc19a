import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadPackage } from "@triplicate/adapters/election-package.ts";
import { readKeyFile } from "@triplicate/adapters/key-file.ts";
import { simulateElection } from "@triplicate/simulation/election/election.ts";
import { electionShape } from "@triplicate/simulation/election/shape.ts";
import { describe, expect, test } from "vitest";
import { startAttackedCentre } from "./attack-centre.ts";
import { noticesOf } from "./attack-verify.ts";
import { filesBelow, inTemporaryFolder, run } from "./cli.test-helper.ts";
import { nodeSigningKit } from "./simulated-kit.ts";
import { notesIn } from "./simulated-log.ts";
import { codeOf, type SubmitOptions, submitNotes } from "./simulated-submit.ts";

const simulate = (...args: string[]) => run(["simulate", "election", ...args]);

describe("triplicate simulate election", () => {
  test("writes a package that is in order, key files, and a note a file", async () => {
    await inTemporaryFolder(async (folder) => {
      const [out, phrase] = [join(folder, "country"), join(folder, "phrase.txt")];
      await writeFile(phrase, "una frase\n");
      const keys = ["--passphrase-file", phrase, "--cosigner-url", "http://127.0.0.1:9"];
      const ran = await simulate(
        "--stations",
        "6",
        "--seed",
        "4",
        "--out",
        out,
        "--hand-count",
        "0.5",
        ...keys,
      );
      expect(ran).toMatchObject({ code: 0, err: "" });
      expect(ran.out).toContain("no figure is real");
      const loaded = await loadPackage(join(out, "election"), { keys: "full" });
      if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
      expect(loaded.value.signers).toHaveLength(2);
      expect(loaded.value.policyText).toContain("http://127.0.0.1:9");
      const log = await readKeyFile(join(out, "keys", "log.key"), "una frase");
      if (!log.ok) throw new Error(log.error.code);
      expect(log.value.key.name).toBe("cne.example/simulated-4-6");
      expect(await readdir(join(out, "keys"))).toHaveLength(1 + 1 + 3 + 2);
      for (const [name, files] of [
        ["actas", 6],
        ["closings", 6],
        ["sheets", 3],
      ] as const)
        expect(await readdir(join(out, name))).toHaveLength(files);
    });
  });

  test("writes the same bytes from the same seed, and replaces an earlier simulation only", async () => {
    await inTemporaryFolder(async (folder) => {
      const out = join(folder, "a");
      await simulate("--stations", "3", "--out", out);
      const first = filesBelow(out);
      expect((await simulate("--stations", "3", "--out", out)).code).toBe(0);
      expect(filesBelow(out)).toEqual(first);
      expect((await simulate("--stations", "3", "--out", folder)).code).toBe(2);
    });
  });

  test("puts a country’s notes end to end, and leaves signing to others when asked to", async () => {
    await inTemporaryFolder(async (folder) => {
      const out = join(folder, "country");
      expect((await simulate("--stations", "1001", "--witnesses", "0", "--out", out, "--no-sign")).code).toBe(
        0,
      );
      const days = [...notesIn(await readFile(join(out, "days.notes")))];
      expect(days).toHaveLength(2 * 1001);
      expect([...notesIn(await readFile(join(out, "sheets.notes")))]).toHaveLength(20);
      expect(await loadPackage(join(out, "election"))).toMatchObject({ ok: false });
      expect(await loadPackage(join(out, "election"), { unsigned: true })).toMatchObject({ ok: true });
    });
  });

  test.each([
    [["--stations", "0", "--out", "x"]],
    [["--stations", "1e3", "--out", "x"]],
    [["--stations", "5"]],
    [["--stations", "5", "--out", "x", "--hand-count", "2"]],
    [["--stations", "5", "--out", "x", "--quorum", "4"]],
    [["--stations", "5", "--out", "x", "--cosigners", "1", "--cosigner-quorum", "2"]],
    [["--stations", "5", "--out", "x", "--passphrase-file", "no-such-file"]],
    [["--stations", "5", "--submit", "http://127.0.0.1:9", "--at-once", "0"]],
    [["--stations", "5", "--submit", "ftp://127.0.0.1:9"]],
    [["--stations", "5", "--submit", "http://127.0.0.1:1"]],
  ])("refuses %j", async (args) => {
    expect(await simulate(...args)).toMatchObject({ code: 2, out: "" });
  });
});

test("sends the whole day to a real centre, which then announces what every station signed", async () => {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, "country");
    const shape = ["--stations", "7", "--seed", "5", "--hand-count", "0.3", "--cosigners", "0"];
    await simulate(...shape, "--out", out);
    const election = simulateElection(
      electionShape({ stations: 7, seed: 5, handCount: 0.3, cosigners: 0 }),
      nodeSigningKit,
    );
    const centre = await startAttackedCentre(out, join(folder, "centre"), election);
    const sent = await simulate(...shape, "--submit", centre.url);
    expect(sent.out).toContain("16 notes sent, 16 accepted");
    expect(sent.code).toBe(0);
    const stranger = await simulate(...shape.with(3, "6"), "--submit", centre.url);
    expect(stranger.out).toContain("16 refused by the rule wrong-election");
    expect(stranger.code).toBe(1);
    const { name, size } = await centre.close();
    expect(size).toBe(16 + 1);
    const visit = { folder: name, by: "anyone", state: null, contradictions: join(folder, "c") } as const;
    expect(await noticesOf(visit)).toEqual([]);
  });
});

describe("sending notes to a centre", () => {
  const notes = async function* (count: number) {
    for (let i = 0; i < count; i += 1) yield Uint8Array.of(i);
  };
  /** A centre in a few lines: answers the n-th request, and remembers how many were underway at once. */
  function centre(answer: (request: number) => Response | Error) {
    const seen = { requests: 0, underway: 0, most: 0, waits: [] as number[] };
    const options: SubmitOptions = {
      ...{ url: "http://centre.example", rate: 0, atOnce: 4, attempts: 3 },
      fetch: async () => {
        seen.requests += 1;
        seen.underway += 1;
        seen.most = Math.max(seen.most, seen.underway);
        await Promise.resolve();
        seen.underway -= 1;
        const answered = answer(seen.requests);
        if (answered instanceof Error) throw answered;
        return answered;
      },
      wait: async (milliseconds) => {
        seen.waits.push(milliseconds);
      },
      now: () => 0,
    };
    return { seen, options };
  }

  test("keeps a bounded number underway", async () => {
    const { seen, options } = centre(() => new Response("receipt", { status: 201 }));
    const sent = await submitNotes(notes(50), options);
    expect(sent).toMatchObject({ sent: 50, accepted: 50, retried: 0, givenUp: 0 });
    expect(seen.most).toBeLessThanOrEqual(4);
  });

  test("comes again when told to, after as long as it is told, and gives up in the end", async () => {
    const busy = () => new Response("{}", { status: 503, headers: { "retry-after": "2" } });
    const twice = centre((request) => (request < 3 ? busy() : new Response("", { status: 201 })));
    expect(await submitNotes(notes(1), twice.options)).toMatchObject({ accepted: 1, retried: 2, givenUp: 0 });
    expect(twice.seen.waits).toEqual([2000, 2000]);
    const never = centre(() => new Error("nobody there"));
    expect(await submitNotes(notes(1), never.options)).toMatchObject({ accepted: 0, retried: 2, givenUp: 1 });
  });

  test("does not send again what a rule refuses, and says which rule", async () => {
    const refusal = JSON.stringify({ code: "wrong-mode" });
    const { seen, options } = centre(() => new Response(refusal, { status: 422 }));
    const sent = await submitNotes(notes(3), options);
    expect([...sent.refused]).toEqual([["wrong-mode", 3]]);
    expect(seen.requests).toBe(3);
    expect(codeOf("not json")).toBeNull();
    expect(codeOf('{"code":"<script>"}')).toBeNull();
  });

  test("keeps to a rate", async () => {
    const { seen, options } = centre(() => new Response("", { status: 201 }));
    await submitNotes(notes(4), { ...options, rate: 10 });
    expect(seen.waits).toEqual([100, 200, 300]);
  });
});
