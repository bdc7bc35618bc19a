/** @module */
import { bundlePath, decodeBundle, encodeBundle, encodeTile, tilePath } from "@triplicate/core/log/tile.ts";
import { leafHash } from "@triplicate/core/merkle-tree.ts";
import { err, ok } from "@triplicate/core/result.ts";
import { expect, test } from "vitest";
import type { LogSource } from "./log-source.ts";
import { withCutPartials } from "./log-source-partial.ts";

const entries = Array.from({ length: 256 }, (_, i) => new Uint8Array(i % 7).fill(i));
const hashes = entries.map((entry) => leafHash(entry));

function source(files: Readonly<Record<string, Uint8Array>>): LogSource {
  return withCutPartials({
    place: "",
    read: async (name) => {
      const bytes = files[name];
      return bytes === undefined ? err({ code: "source-missing", name, detail: "404" }) : ok(bytes);
    },
    packageFolder: async () => ok(""),
    usedKept: () => false,
    outwaitCaches: async () => {},
    forget: async () => {},
  });
}
const read = async (from: LogSource, name: string) => {
  const result = await from.read(name, 1 << 30);
  return result.ok ? result.value : `${result.error.code} ${result.error.name}`;
};

test("every width of a tile and of a bundle, from the full one alone", async () => {
  const full = source({
    "tile/0/003": encodeTile(hashes),
    "tile/entries/003": encodeBundle(entries),
  });
  for (let width = 1; width < 256; width += 1) {
    const tile = await read(full, tilePath({ level: 0, index: 3, width }));
    expect(tile).toEqual(encodeTile(hashes.slice(0, width)));
    const bundle = await read(full, bundlePath({ index: 3, width }));
    expect(bundle).toEqual(encodeBundle(entries.slice(0, width)));
    expect(decodeBundle(bundle as Uint8Array, width).ok).toBe(true);
  }
});

test("what is there is taken as it is, and what is nowhere is missing under its own name", async () => {
  const some = source({ "tile/0/003.p/5": encodeTile(hashes.slice(0, 5)), "tile/0/004": new Uint8Array(64) });
  expect(await read(some, "tile/0/003.p/5")).toEqual(encodeTile(hashes.slice(0, 5)));
  expect(await read(some, "tile/0/003.p/6")).toBe("source-missing tile/0/003.p/6");
  expect(await read(some, "tile/0/003")).toBe("source-missing tile/0/003");
  expect(await read(some, "checkpoint")).toBe("source-missing checkpoint");
  // A full tile that is shorter than it should be has no such part.
  expect(await read(some, "tile/0/004.p/3")).toBe("source-missing tile/0/004.p/3");
  expect(await read(source({ "tile/entries/000": Uint8Array.of(0, 9, 1) }), "tile/entries/000.p/1")).toBe(
    "source-missing tile/entries/000.p/1",
  );
});
