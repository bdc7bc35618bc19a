/**
 * Receipts from a centre that lies: it logs the text that it was sent, signed by nobody, and acknowledges that.
 */
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { actaText, ORIGIN, signed, signer, withElection } from "@triplicate/centre/centre.test-helper.ts";
import { printCheckpoint } from "@triplicate/core/log/checkpoint.ts";
import { printLogProof } from "@triplicate/core/log/log-proof.ts";
import { leafHash } from "@triplicate/core/merkle-tree.ts";
import { printNote, signNote } from "@triplicate/core/note/note.ts";
import { expect, it } from "vitest";
import { inTemporaryFolder, run } from "./cli.test-helper.ts";

/** A log of one entry, and its receipt, whoever asks for what. */
async function serving<T>(entry: Uint8Array, use: (url: string) => Promise<T>): Promise<T> {
  const text = printCheckpoint({ origin: ORIGIN, size: 1, root: leafHash(entry) });
  const checkpoint = printNote(await signNote(text, [signer("log")]));
  const receipt = printLogProof({ index: 0, hashes: [], checkpoint });
  const server = createServer((request, response) => {
    request.resume();
    response.end(request.url === "/entries/0" ? entry : receipt);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

it("believes no receipt for an entry that its machine has not signed", () =>
  withElection(({ folder, election }) =>
    inTemporaryFolder(async (kept) => {
      const note = await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.1", "witness/red/p1.1");
      const file = join(kept, "acta.note");
      writeFileSync(file, note);
      const codeFor = (entry: Uint8Array) =>
        serving(entry, async (url) => (await run(["submit", file, "--to", url, "--election", folder])).code);
      expect(await codeFor(note)).toBe(0);
      expect(await codeFor(await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.1"))).toBe(0);
      // The same text, with a line that does not hold, or by another machine: a verifier counts neither.
      const broken = note.slice();
      broken[broken.length - 10]! ^= 1;
      expect(await codeFor(broken)).toBe(1);
      expect(await codeFor(await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.2"))).toBe(1);
    }),
  ));
