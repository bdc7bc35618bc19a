/** @module */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { startChild } from "./crash.test-helper.ts";

const hasStrace = spawnSync("strace", ["-V"]).status === 0;

type Call = { readonly name: string; readonly args: string };

/** System calls in the order in which they were done; strace writes a call that others overtook in two parts. */
function callsOf(trace: string): Call[] {
  const calls: Call[] = [];
  const begun = new Map<string, string>();
  for (const line of trace.split("\n")) {
    const [, pid = "", rest = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    if (rest.endsWith("<unfinished ...>")) begun.set(pid, rest.replace("<unfinished ...>", ""));
    const whole = resumed === null ? rest : `${begun.get(pid) ?? ""}${resumed[1]}`;
    const [, name, args = ""] = /^(\w+)\((.*)\) += \d+/.exec(whole) ?? [];
    if (name !== undefined) calls.push({ name, args });
  }
  return calls;
}

/** Where strace is not installed this says so and checks nothing: the faults of a disk in memory remain. */
test.skipIf(!hasStrace)("the system is asked to flush, in the order that the promise needs", async () => {
  const folder = mkdtempSync(join(tmpdir(), "triplicate-strace-"));
  const trace = join(folder, "trace");
  const kill = "inject=fsync,fdatasync:signal=SIGKILL:when=60";
  const watched = "trace=fsync,fdatasync,rename,write,pwrite64";
  const child = startChild("sequencer", [folder], () => {}, [
    ...["strace", "-f", "-y", "-qq", "-s", "16", "-o", trace, "-e", watched, "-e", kill],
  ]);
  await child.gone;
  const calls = callsOf(readFileSync(trace, "utf8"));
  const answered = calls.findIndex(({ name, args }) => name === "write" && args.includes('"answer '));
  expect(answered).toBeGreaterThan(0);
  const before = calls.slice(0, answered);
  const isFlush = ({ name }: Call) => name === "fsync" || name === "fdatasync";
  const flushes = (path: string) =>
    before.flatMap((call, i) => (isFlush(call) && call.args.includes(`<${path}>`) ? [i] : []));
  const renames = before.flatMap(({ name, args }, i) => {
    const [, from = "", to = ""] = name === "rename" ? (/^"([^"]+)", "([^"]+)"/.exec(args) ?? []) : [];
    return from === "" ? [] : [{ i, from, to: to.slice(folder.length + 1) }];
  });
  const published = renames.findLast(({ to }) => to === "public/checkpoint")!.i;
  for (const { i, from, to } of renames.filter(({ i }) => i <= published)) {
    const writes = before.flatMap(({ name, args }, at) =>
      name === "write" && at < i && args.includes(`<${from}>`) ? [at] : [],
    );
    expect(
      flushes(from).some((at) => at > writes.at(-1)! && at < i),
      `${to} is flushed before it is named`,
    ).toBe(true);
    const place = dirname(join(folder, to));
    const limit = to === "public/checkpoint" ? answered : published;
    expect(
      flushes(place).some((at) => at > i && at < limit),
      `${to} has a durable name`,
    ).toBe(true);
  }
  // The database's journal is flushed before the first tile is written.
  const firstTile = renames.find(({ to }) => to.startsWith("public/tile/"))!.i;
  expect(flushes(join(folder, "centre.sqlite-wal")).some((at) => at < firstTile)).toBe(true);
  expect(renames.length).toBeGreaterThan(3);
  rmSync(folder, { recursive: true, force: true });
});
