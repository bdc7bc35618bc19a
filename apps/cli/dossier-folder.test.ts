import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { translator } from "@triplicate/ui/messages.ts";
import { describe, expect, test } from "vitest";
import { filesBelow, inTemporaryFolder } from "./cli.test-helper.ts";
import { checkTarget, isDossier, writeFolder } from "./dossier-folder.ts";
import { UsageError } from "./io.ts";

const t = translator("en");
const files = (text: string) => [
  { name: "a.txt", content: text },
  { name: "sub/b.txt", content: text },
];
const texts = (folder: string) => [...filesBelow(folder)].map(([name, bytes]) => `${name}=${bytes}`);

/** The number of a process that has ended. */
const deadPid = () =>
  spawnSync(process.execPath, ["-e", "console.log(process.pid)"], { encoding: "utf8" }).stdout.trim();

describe("a folder is written all or nothing", () => {
  test("whole, and over an earlier one", () =>
    inTemporaryFolder(async (folder) => {
      await writeFolder(`${folder}/out`, files("one"), t);
      await writeFolder(`${folder}/out`, files("two").slice(0, 1), t);
      expect(texts(folder)).toEqual(["out/a.txt=two"]);
    }));

  test("a failure in the middle leaves the earlier one as it was", () =>
    inTemporaryFolder(async (folder) => {
      await writeFolder(`${folder}/out`, files("one"), t);
      const broken = [...files("two"), { name: "c.txt", from: `${folder}/nowhere` }];
      await expect(writeFolder(`${folder}/out`, broken, t)).rejects.toThrow(UsageError);
      expect(texts(folder)).toEqual(["out/a.txt=one", "out/sub/b.txt=one"]);
    }));

  test("a place where nothing can be made is refused, not waited for", () =>
    inTemporaryFolder(async (folder) => {
      writeFileSync(`${folder}/file`, "");
      await writeFolder(`${folder}/new/deep/out`, files("one"), t);
      expect(texts(`${folder}/new`)).toHaveLength(2);
      await expect(writeFolder(`${folder}/file/out`, files("one"), t)).rejects.toThrow(UsageError);
      if (existsSync("/proc/self")) {
        await expect(writeFolder("/proc/nowhere/out", files("one"), t)).rejects.toThrow(UsageError);
      }
    }));

  test("what a killed run left is cleared, or put back", () =>
    inTemporaryFolder(async (folder) => {
      const pid = deadPid();
      mkdirSync(`${folder}/out.partial-${pid}`);
      mkdirSync(`${folder}/out.old-${pid}`);
      writeFileSync(`${folder}/out.old-${pid}/a.txt`, "earlier");
      mkdirSync(`${folder}/other.partial-${pid}`);
      mkdirSync(`${folder}/out.partial-1`);
      const broken = [{ name: "c.txt", from: `${folder}/nowhere` }];
      await expect(writeFolder(`${folder}/out`, broken, t)).rejects.toThrow(UsageError);
      expect(texts(`${folder}/out`)).toEqual(["a.txt=earlier"]);
      // Somebody else's folders, and one whose process may be at work, are not ours to clear.
      expect(readdirSync(folder).sort()).toEqual(
        ["other.partial-".concat(pid), "out", "out.partial-1"].sort(),
      );
    }));
});

test("only an empty folder or an earlier dossier is replaced", () =>
  inTemporaryFolder(async (folder) => {
    mkdirSync(`${folder}/empty`);
    checkTarget(`${folder}/empty`, t, isDossier);
    checkTarget(`${folder}/nothing`, t, isDossier);
    writeFileSync(`${folder}/file`, "");
    for (const taken of [folder, `${folder}/file`])
      expect(() => checkTarget(taken, t, isDossier)).toThrow(UsageError);
    expect(existsSync(`${folder}/nothing`)).toBe(false);
  }));
