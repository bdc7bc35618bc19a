/**
 * A daemon that is killed again and again, at a vote and at the close: no vote lost, none twice, none without its paper.
 *
 * A few kills here; `npm run soak:machine` makes hundreds.
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CrashDay } from "./crash.test-helper.ts";
import { provisioned } from "./machine.test-helper.ts";

const kills = Number(process.env.TRIPLICATE_SOAK_KILLS ?? 2);
const seed = Number(process.env.TRIPLICATE_SOAK_SEED ?? 1);

test(
  `a machine that is killed ${kills} times while people vote counts what is in the box`,
  async () => {
    const root = mkdtempSync(join(tmpdir(), "triplicate-crash-"));
    const folder = join(root, "machine");
    await provisioned(folder);
    const day = await CrashDay.start(folder, seed);
    try {
      const report = await day.run(kills);
      expect(report.kills).toBeGreaterThanOrEqual(kills);
      if (process.env.TRIPLICATE_SOAK_KILLS !== undefined)
        console.log(
          `${report.kills} kills, ${report.ballots} ballots, ${report.spoiled} spoiled`,
          Object.fromEntries(report.stood),
        );
    } finally {
      await day.end();
      rmSync(root, { recursive: true, force: true });
    }
  },
  60_000 + kills * 10_000,
);
