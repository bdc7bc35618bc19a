import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeSha256, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { parseCheckpoint } from "@triplicate/core/log/checkpoint.ts";
import { bundlePath, bundlesOf, decodeBundle, tilePath } from "@triplicate/core/log/tile.ts";
import { createTileReader } from "@triplicate/core/log/tile-reader.ts";
import { isIncluded, leafHash, rootHash } from "@triplicate/core/merkle-tree.ts";
import { openNote, parseNote } from "@triplicate/core/note/note.ts";
import { electionShape } from "@triplicate/simulation/election/shape.ts";
import { describe, expect, test } from "vitest";
import { filesBelow, inTemporaryFolder } from "./cli.test-helper.ts";
import { jobsOf, startPieces } from "./simulated-jobs.ts";
import { notesIn, writeSimulatedLog } from "./simulated-log.ts";

/** Every entry of a folder's log, by its bundles. */
async function entriesOf(folder: string, size: number): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (const bundle of bundlesOf(size)) {
    const decoded = decodeBundle(await readFile(join(folder, bundlePath(bundle))), bundle.width);
    if (!decoded.ok) throw new Error(decoded.error.code);
    entries.push(...decoded.value);
  }
  return entries;
}

describe("a simulated public folder", () => {
  test("holds the day's entries in a tree that its checkpoint signs and cosigners cosign", async () => {
    await inTemporaryFolder(async (folder) => {
      const shape = electionShape({ stations: 150, seed: 5, handCount: 0.1 });
      const log = await writeSimulatedLog({ folder, shape });
      expect(log.size).toBe(150 + 150 + 15 + 1);
      const entries = await entriesOf(folder, log.size);
      expect(rootHash(entries.map((entry) => leafHash(entry)))).toEqual(new Uint8Array(log.root));
      const note = parseNote(log.checkpoint);
      if (!note.ok) throw new Error(note.error.code);
      const head = parseCheckpoint(note.value.text);
      expect(head).toMatchObject({
        ok: true,
        value: { size: log.size, origin: "cne.example/simulated-5-150" },
      });
      const { cast } = log.election;
      const keys = [cast.log.key, ...cast.cosigners.map(({ key }) => key)];
      const opened = openNote(
        log.checkpoint,
        (name, id) => keys.find((key) => key.name === name && key.id === id),
        verifyEd25519,
      );
      expect(opened).toMatchObject({ ok: true, value: { verified: { length: 3 } } });
      const reader = createTileReader(log, (tile) => readFile(join(folder, tilePath(tile))));
      for (const index of [0, 255, 256, 314]) {
        const proof = await reader.proveInclusion(index);
        if (!proof.ok) throw new Error(proof.error.code);
        const claim = { entry: entries[index]!, index, size: log.size, root: log.root };
        expect(isIncluded(claim, proof.value, nodeSha256)).toBe(true);
      }
    });
  });

  test("is the same bytes again from the same seed", async () => {
    await inTemporaryFolder(async (folder) => {
      const shape = electionShape({ stations: 9, seed: 3, contests: 2 });
      await writeSimulatedLog({ folder: join(folder, "a"), shape });
      await writeSimulatedLog({ folder: join(folder, "b"), shape });
      expect(filesBelow(join(folder, "a"))).toEqual(filesBelow(join(folder, "b")));
    });
  });
});

test("threads make the pieces that one thread makes, in the same order", async () => {
  await inTemporaryFolder(async (folder) => {
    const shape = electionShape({ stations: 40, seed: 2, handCount: 0.2 });
    const { election } = await writeSimulatedLog({ folder, shape });
    const [alone, together] = [startPieces(election, 0), startPieces(election, 2)];
    try {
      for (const kind of ["roster", "days", "sheets"] as const) {
        const total = kind === "roster" ? election.geography.layout.places : 40;
        const [one, two]: Uint8Array[][] = [[], []];
        for await (const piece of alone.run(jobsOf(kind, total, 3))) one!.push(piece);
        for await (const piece of together.run(jobsOf(kind, total, 3))) two!.push(piece);
        expect(two!.map((piece) => Buffer.from(piece))).toEqual(one!.map((piece) => Buffer.from(piece)));
      }
      const [first] = [...jobsOf("days", 40)];
      for await (const piece of together.run([first!])) expect([...notesIn(piece)]).toHaveLength(80);
    } finally {
      await together.close();
    }
  });
});
