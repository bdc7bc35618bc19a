/** @module */
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@triplicate/core/bytes.ts";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDurableFiles, writeDurably } from "./durable-files.ts";
import { createMemoryFileSystem, DISK_TROUBLES } from "./memory-file-system.test-helper.ts";

const text = (bytes: Uint8Array | null | undefined) => (bytes ? new TextDecoder().decode(bytes) : null);

describe("on a real disk", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "triplicate-durable-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("files in folders that were not there, and nothing else", async () => {
    const files = createDurableFiles(join(folder, "log"));
    await files.write([
      { path: "tile/0/000.p/1", bytes: utf8("a") },
      { path: "tile/0/x001/000", bytes: utf8("b") },
      { path: "checkpoint", bytes: utf8("c") },
    ]);
    await files.write([{ path: "checkpoint", bytes: utf8("d") }]);
    expect(readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()).toEqual(
      ["log", "log/checkpoint", "log/tile", "log/tile/0", "log/tile/0/000.p", "log/tile/0/000.p/1"].concat(
        "log/tile/0/x001",
        "log/tile/0/x001/000",
      ),
    );
    expect(text(await files.read("checkpoint"))).toBe("d");
    expect(text(await files.read("tile/0/x001/000"))).toBe("b");
    expect(await files.read("tile/9")).toBeNull();
    await files.remove("tile/0/x001");
    expect(await files.read("tile/0/x001/000")).toBeNull();
    await files.write([{ path: "tile/0/x001/000", bytes: utf8("e") }]);
    expect(text(await files.read("tile/0/x001/000"))).toBe("e");
  });

  test("an old temporary file lends the new one neither its mode nor its bytes", async () => {
    const path = join(folder, "key");
    writeFileSync(join(folder, ".key.partial"), "much longer than the new one", { mode: 0o644 });
    await writeDurably(path, utf8("secret"), 0o600);
    expect(readFileSync(path, "utf8")).toBe("secret");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("a planted link leads nowhere", async () => {
    writeFileSync(join(folder, "elsewhere"), "untouched");
    symlinkSync(join(folder, "elsewhere"), join(folder, ".key.partial"));
    await writeDurably(join(folder, "key"), utf8("secret"));
    expect(readFileSync(join(folder, "elsewhere"), "utf8")).toBe("untouched");
  });
});

describe("through every trouble of a disk", () => {
  const BEFORE = [
    { path: "a/one", bytes: utf8("old one") },
    { path: "top", bytes: utf8("old top") },
  ];
  const AFTER = [
    { path: "a/one", bytes: utf8("new one") },
    { path: "b/c/two", bytes: utf8("new two") },
    { path: "top", bytes: utf8("new top") },
  ];

  async function stepsOfAfter(): Promise<readonly string[]> {
    const disk = createMemoryFileSystem();
    const files = createDurableFiles("data", disk);
    await files.write(BEFORE);
    const before = disk.steps;
    await files.write(AFTER);
    return disk.journal.slice(before);
  }

  test("each kind at each step leaves each file old or new, whole; writing again mends all", async () => {
    const steps = await stepsOfAfter();
    expect(steps.length).toBeGreaterThan(15);
    for (const kind of DISK_TROUBLES) {
      for (const [at, step] of steps.entries()) {
        for (const luck of [0, 1, 2, 3, 4, 5]) {
          const disk = createMemoryFileSystem();
          const files = createDurableFiles("data", disk);
          await files.write(BEFORE);
          disk.troubleAt(disk.steps + at, kind);
          await expect(files.write(AFTER), `${kind} at ${step}`).rejects.toThrow();
          disk.powerCut();
          disk.powerOn(pseudoChance(luck));
          for (const { path, bytes } of AFTER) {
            const old = BEFORE.find((file) => file.path === path)?.bytes;
            const found = text(await createDurableFiles("data", disk).read(path));
            expect([text(old), text(bytes)], `${path} after ${kind} at ${step}`).toContain(found);
          }
          await createDurableFiles("data", disk).write(AFTER);
          disk.powerCut();
          disk.powerOn(() => false);
          for (const { path, bytes } of AFTER)
            expect(text(await createDurableFiles("data", disk).read(path))).toBe(text(bytes));
        }
      }
    }
  });

  test("what was written survives any power cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), fc.nat(40), async (luck, later) => {
        const disk = createMemoryFileSystem();
        const files = createDurableFiles("data", disk);
        await files.write(BEFORE);
        disk.troubleAt(disk.steps + later, "power");
        await files.write([{ path: "x/y", bytes: utf8("z") }]).catch(() => {});
        disk.powerCut();
        let i = 0;
        disk.powerOn(() => luck[i++] ?? false);
        for (const { path, bytes } of BEFORE)
          expect(text(await createDurableFiles("data", disk).read(path))).toBe(text(bytes));
      }),
      { numRuns: 300 },
    );
  });

  // The disk in memory must be able to show what each flush is for; otherwise the tests above prove nothing.
  test.each(["flush data/a", "flush folder data/a"])("without %s something is lost", async (left) => {
    const disk = createMemoryFileSystem();
    const lazy = {
      ...disk,
      create: async (path: string, mode: number) => {
        const file = await disk.create(path, mode);
        return `flush ${path}`.startsWith(left) ? { ...file, flush: async () => {} } : file;
      },
      flushFolder: async (path: string) => {
        if (!`flush folder ${path}`.startsWith(left)) await disk.flushFolder(path);
      },
    };
    await createDurableFiles("data", lazy).write(BEFORE);
    disk.powerCut();
    disk.powerOn(() => false);
    expect(text(await disk.read("data/a/one"))).not.toBe("old one");
  });
});

function pseudoChance(luck: number): () => boolean {
  if (luck < 2) return () => luck === 1;
  let state = luck * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) % 2 === 1;
  };
}
