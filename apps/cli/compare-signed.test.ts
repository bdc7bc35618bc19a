/**
 * A log and kept actas as counts: only what is verified has numbers, and the dossier can be run again.
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signAs } from "@triplicate/simulation/election/signed-day.ts";
import { describe, expect, test } from "vitest";
import { inTemporaryFolder, ROOT, run } from "./cli.test-helper.ts";
import { nodeSigningKit } from "./simulated-kit.ts";
import { writeSimulatedLog } from "./simulated-log.ts";
import {
  day,
  ELECTION,
  HONEST,
  noteOf,
  SHAPE,
  signedInstead,
  UNCOUNTED,
  without,
} from "./verify-log.test-helper.ts";

const moved = signedInstead((acta) => ({
  ...acta,
  votes: {
    ...acta.votes,
    votes: acta.votes.votes.map((value, i) => (i === 0 ? value - 10 : i === 1 ? value + 10 : value)),
  },
}));
const OTHER = UNCOUNTED + 1;

/** Every station's acta as a file. */
function keep(
  folder: string,
  change: (station: number) => Uint8Array | null = (station) => day(station).actas[0]!,
) {
  mkdirSync(folder, { recursive: true });
  for (let station = 0; station < SHAPE.stations; station += 1) {
    const bytes = change(station);
    if (bytes !== null) writeFileSync(join(folder, `${station}.note`), bytes);
  }
}

async function compared(entries: readonly Uint8Array[], kept: (folder: string) => void) {
  return inTemporaryFolder(async (folder) => {
    await writeSimulatedLog({ folder: join(folder, "log"), shape: SHAPE, entries });
    kept(join(folder, "kept"));
    const out = join(folder, "dossier");
    const ran = await run([
      ...["compare", "--election", join(folder, "log/election/definition.json"), "--out", out, "--json"],
      ...["--count", `machine=log:${join(folder, "log")}`, "--count", `kept=actas:${join(folder, "kept")}`],
    ]);
    if (ran.code > 1) throw new Error(ran.err);
    const findings = readFileSync(join(out, "findings.csv"), "utf8");
    const { contests, counts } = JSON.parse(ran.out);
    return { code: ran.code, pair: contests[0].pairs[0], counts, findings, out };
  });
}

describe("a log beside kept actas", () => {
  test("agree where both are honest, with their provenance", async () => {
    const { code, pair, counts } = await compared(HONEST, keep);
    expect(code).toBe(0);
    expect(pair.stations).toMatchObject({ agree: SHAPE.stations, differ: 0 });
    expect(counts.map((count: { provenance: { kind: string } }) => count.provenance.kind)).toEqual([
      "signed-log",
      "signed-actas",
    ]);
  });

  test("differ where a machine signed two actas", async () => {
    const { code, pair } = await compared([...without(day(UNCOUNTED).actas), moved.acta], keep);
    expect(code).toBe(1);
    expect(pair.stations).toMatchObject({ agree: SHAPE.stations - 1, differ: 1 });
    expect(pair.discrepancies[0].station).toBe(ELECTION.geography.stationId(UNCOUNTED));
  });

  test("show a conflict, an unverified acta and an unreadable file as unknown, never as numbers", async () => {
    const forged = signAs(noteOf(moved.acta).text, [ELECTION.cast.stranger("x/y")], nodeSigningKit);
    const { pair, findings } = await compared([...HONEST, moved.acta], (folder) => {
      keep(folder, (station) =>
        station === OTHER ? null : station === UNCOUNTED ? forged : day(station).actas[0]!,
      );
      // A forged acta beside the true one of the same station takes nothing from it.
      const text = noteOf(day(OTHER).actas[0]!).text;
      writeFileSync(
        join(folder, "a-forged.note"),
        signAs(text, [ELECTION.cast.stranger("x/y")], nodeSigningKit),
      );
      writeFileSync(join(folder, "z-true.note"), day(OTHER).actas[0]!);
      writeFileSync(join(folder, "photo.txt"), "not an acta");
    });
    expect(pair.stations).toMatchObject({ agree: SHAPE.stations - 1, differ: 0 });
    const rows = findings.split("\n").filter((line) => /not-verified|station-conflict/.test(line));
    expect(rows.map((line) => /not-verified|station-conflict/.exec(line)![0]).sort()).toEqual([
      "not-verified",
      "not-verified",
      "not-verified",
      "station-conflict",
    ]);
    expect(rows.filter((line) => line.includes("row-unknown"))).toHaveLength(2);
  });

  test("show numbers that nobody can add up as unknown, also where their last digits in binary agree", async () => {
    const huge = signedInstead((acta) => ({
      ...acta,
      votes: { ...acta.votes, votes: acta.votes.votes.with(0, acta.votes.votes[0]! + 2 ** 32) },
    }));
    const { pair } = await compared(HONEST, (folder) =>
      keep(folder, (station) => (station === UNCOUNTED ? huge.acta : day(station).actas[0]!)),
    );
    expect(pair.stations).toMatchObject({ agree: SHAPE.stations - 1, differ: 0 });
  });

  test("are refused where the log does not hold together, or there is no package", async () => {
    await inTemporaryFolder(async (folder) => {
      await writeSimulatedLog({ folder, shape: SHAPE, entries: HONEST });
      keep(join(folder, "kept"));
      const counts = ["--count", `a=log:${folder}`, "--count", `b=actas:${join(folder, "kept")}`];
      const compare = (election: string) =>
        run(["compare", "--election", election, "--out", join(folder, "out"), ...counts]);
      const none = await compare(join(ROOT, "examples/bo-2019/election.json"));
      expect(none.code).toBe(2);
      expect(none.err).toContain("definition.json");
      writeFileSync(join(folder, "checkpoint"), "x");
      const broken = await compare(join(folder, "election/definition.json"));
      expect(broken.err).toContain("checkpoint-form");
      expect(broken.code).toBe(2);
      mkdirSync(join(folder, "empty"));
      const empty = await run([
        ...["compare", "--election", join(folder, "election/definition.json"), "--out", join(folder, "out")],
        ...["--count", `a=actas:${join(folder, "empty")}`, "--count", `b=actas:${join(folder, "empty")}`],
      ]);
      expect(empty.err).toContain("has no files");
    });
  });

  test("make a dossier that is run again, and explained", async () => {
    await inTemporaryFolder(async (folder) => {
      await writeSimulatedLog({ folder: join(folder, "log"), shape: SHAPE, entries: HONEST });
      keep(join(folder, "kept"));
      const out = join(folder, "dossier");
      const made = await run([
        ...["compare", "--election", join(folder, "log/election/definition.json"), "--out", out],
        ...["--count", `machine=log:${join(folder, "log")}`, "--count", `kept=actas:${join(folder, "kept")}`],
      ]);
      expect(made.err).toBe("");
      const TRIPLICATE = `${process.execPath} ${join(ROOT, "apps/cli/triplicate.mjs")}`;
      const again = spawnSync("sh", ["rerun.sh", folder], {
        cwd: out,
        encoding: "utf8",
        env: { ...process.env, TRIPLICATE },
      });
      expect(again.stderr).toBe("");
      expect(again.stdout).toContain("The same result, byte for byte.");
      const station = ELECTION.geography.stationId(3);
      const explained = await run(["explain", station, "--out", out, "--data", folder]);
      expect(explained.out).toContain(station);
      expect(explained.code).toBe(0);
    });
  });
});
