import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contest } from "@triplicate/core/election/definition.ts";
import type { Mapping } from "@triplicate/core/reading/mapping.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ReadRequest, readCountFile } from "./read-count.ts";
import { ReaderPool } from "./read-counts.ts";

const contest: Contest = {
  id: "c",
  name: { es: "c", en: "c" },
  candidates: ["ana", "luis"].map((id) => ({ id, name: id })),
  options: ["ana", "luis"].map((id) => ({ id, name: id, candidate: id })),
  outcome: { rule: "plurality" },
};
const mapping: Mapping = {
  format: "triplicate/mapping/v1",
  title: { es: "t", en: "t" },
  statement: { es: "s", en: "s" },
  file: { type: "csv" },
  station: { columns: ["station"] },
  place: { columns: ["place"] },
  registered: ["registered"],
  contests: { c: { options: { ana: ["ana"], luis: ["luis"] } } },
};
const HEADER = "station,place,registered,ana,luis,remark\n";
const PADDING = "x".repeat(60);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "triplicate-counts-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file of over 4 MiB, which is read on a thread. */
async function large(name: string, seed: number, tail = ""): Promise<ReadRequest> {
  const rows = Array.from({ length: 50_000 }, (_, i) => {
    const ana = (i * seed) % 301;
    return `${100_000 + i},p${i >> 2},${ana + 200},${ana},${(i * 7) % 199},${PADDING}\n`;
  });
  const text = `${HEADER}${rows.join("")}${tail}`;
  const path = join(folder, name);
  await writeFile(path, text);
  const request = {
    name: "n",
    mapping,
    path,
    source: name,
    isFolder: false,
    contests: [contest],
    roster: null,
  };
  return { ...request, size: text.length };
}

describe("a pool of reading threads", () => {
  test("gives for more files than threads what reading them here gives, in the order of the requests", async () => {
    const requests = await Promise.all([
      large("a.csv", 13),
      large("b.csv", 17),
      large("c.csv", 19),
      large("d.csv", 23),
    ]);
    expect(requests[0]!.size).toBeGreaterThan(4 * 1024 * 1024);
    const pool = new ReaderPool(requests.map(({ size }) => size));
    try {
      const told = new Set<number>();
      const read = await pool.read(requests, (i) => told.add(i));
      if (!read.ok) throw new Error(read.error.code);
      for (const [i, request] of requests.entries()) {
        const here = readCountFile(request, () => {});
        const there = read.value[i]!;
        expect(there.files).toEqual(here.files);
        expect(there.summary).toEqual(here.summary);
        const [x, y] = [there.tables[0]!, here.tables[0]!];
        expect(x.totals).toEqual(y.totals);
        expect(Buffer.from(x.table.cells.slice()).equals(Buffer.from(y.table.cells.slice()))).toBe(true);
        expect(await there.digests).toEqual(here.finish());
      }
    } finally {
      pool.close();
    }
  });

  test("reports the first request's fault, whichever came first", async () => {
    const requests = await Promise.all([
      large("fine.csv", 3),
      large("cut.csv", 5, "999999,p,1"),
      large("late.csv", 7, "999999,p"),
    ]);
    const pool = new ReaderPool(requests.map(({ size }) => size));
    try {
      const read = await pool.read(requests, () => {});
      expect(read).toMatchObject({
        ok: false,
        error: { code: "truncated", source: "cut.csv", line: 50_002 },
      });
    } finally {
      pool.close();
    }
  });
});
