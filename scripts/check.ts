/**
 * `npm test`: every check there is, all of them even when one fails, and one line of counts at the end.
 *
 *     types, format, tidy ──in parallel──▶ tests ──▶ N passed, N failed
 *
 * The first three are short and mostly single-threaded, so they share the processors; the tests use all of them.
 * @module
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

type Check = {
  readonly name: string;
  readonly title: string;
  /** Arguments to the Node that runs this script. */
  readonly arguments: readonly string[];
  readonly remedy: string;
};

const QUICK: readonly Check[] = [
  {
    name: "types",
    title: "Types (TypeScript, strict)",
    arguments: ["node_modules/tsc7/bin/tsc", "--noEmit"],
    remedy: "mend the types above; `npm run types` repeats only this",
  },
  {
    name: "screens",
    title: "Types of what runs in a browser",
    arguments: ["node_modules/tsc7/bin/tsc", "--noEmit", "-p", "tsconfig.screens.json"],
    remedy: "mend the types above; `npm run types` repeats both",
  },
  {
    name: "format",
    title: "Format and lint (Biome)",
    arguments: ["node_modules/@biomejs/biome/bin/biome", "ci", "."],
    remedy: "`npm run format` mends what can be mended; `npm run lint` repeats only this",
  },
  {
    name: "tidy",
    title: "Rules of the house (docs/developer/style.md)",
    arguments: ["scripts/tidy.ts"],
    remedy: "each breach above names its remedy; `npm run tidy` repeats only this",
  },
];

const results = mkdtempSync(join(tmpdir(), "triplicate-check-"));
const resultsFile = join(results, "tests.json");

const TESTS: Check = {
  name: "tests",
  title: "Tests and coverage (Vitest)",
  arguments: [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--coverage",
    // One line per file, and what fails in full: names of thousands of passing tests help nobody.
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${resultsFile}`,
  ],
  remedy: "`npm exec -- vitest run path/to/file.test.ts` repeats one file; `npm run unit` repeats all",
};

type Outcome = { readonly check: Check; readonly failed: boolean };

/** Runs one check. `capture` keeps its output back until it ends, so that checks side by side do not interleave. */
function run(check: Check, capture: boolean): Promise<Outcome> {
  const heading = `\n── ${check.title} ──`;
  if (!capture) console.log(heading);
  return new Promise((done) => {
    const stdio = capture ? "pipe" : "inherit";
    const child = spawn(process.execPath, check.arguments, { cwd: root, stdio: ["ignore", stdio, stdio] });
    const output: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => output.push(chunk));
    child.on("error", (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.on("close", (code) => {
      const failed = code !== 0;
      if (capture)
        console.log(`${heading}\n${Buffer.concat(output).toString().trim() || "nothing to report"}`);
      if (failed) console.log(`FAILED: ${check.title}\nremedy: ${check.remedy}`);
      done({ check, failed });
    });
  });
}

/** Numbers of single tests, or null when Vitest did not get as far as writing them. */
function testCounts(): { passed: number; failed: number; skipped: number } | null {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(resultsFile, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
  } catch {
    return null;
  }
}

const quick = await Promise.all(QUICK.map((check) => run(check, true)));
const tests = await run(TESTS, false);
const counts = testCounts();
rmSync(results, { recursive: true, force: true });

const outcomes = [...quick, tests];
console.log("\n── Summary ──");
for (const { check, failed } of outcomes) {
  console.log(
    `${failed ? "FAILED" : "passed"}  ${check.title}${failed ? `\n        remedy: ${check.remedy}` : ""}`,
  );
}
const failedQuick = quick.filter(({ failed }) => failed).length;
// A run of tests that fails without a failing test (a file that does not load, say) counts as one failure.
const failedTests = Math.max(counts?.failed ?? 0, tests.failed ? 1 : 0);
const skipped = counts?.skipped
  ? `, ${counts.skipped} skipped (what they need, such as real files or a second shell, is not here)`
  : "";
const passed = quick.length - failedQuick + (counts?.passed ?? 0);
console.log(`${passed} passed, ${failedQuick + failedTests} failed${skipped}`);
process.exitCode = outcomes.some(({ failed }) => failed) ? 1 : 0;
