/**
 * What somebody can publish who holds the keys of the log and the centre: a whole public folder, signed anew.
 *
 * Honest cosigners are real ones, asked over HTTP as a centre asks them; each remembers what it signed and refuses a
 * history that only pretends to continue it. What an insider publishes then lacks their signatures.
 * Spec: spec/log-operation.md, section 3.
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { askCosigner, httpPost } from "@triplicate/centre/cosign-client.ts";
import { tilePath } from "@triplicate/core/log/tile.ts";
import { createTileReader } from "@triplicate/core/log/tile-reader.ts";
import type { TreeHead } from "@triplicate/core/log/tile-tree.ts";
import { parseNote, printNote } from "@triplicate/core/note/note.ts";
import { BULLETIN } from "@triplicate/core/statement/bulletin.ts";
import type { Notice, Publication, PublicFolder } from "@triplicate/simulation/attacks/attack.ts";
import type { SimulatedElection } from "@triplicate/simulation/election/election.ts";
import { signAs } from "@triplicate/simulation/election/signed-day.ts";
import { startPieces } from "./simulated-jobs.ts";
import { ANNOUNCED_AT, createFold, createTileWriter, signCheckpoint } from "./simulated-log.ts";
import { writeSimulatedPackage } from "./simulated-package.ts";

export type PublishParts = {
  readonly election: SimulatedElection;
  readonly cosignerUrls: readonly string[];
  /** Told of each cosigner that refuses. */
  readonly onNotice: (notice: Notice) => void;
};

export async function publishFolder(
  folder: string,
  publication: Publication,
  parts: PublishParts,
): Promise<PublicFolder> {
  const { election, cosignerUrls } = parts;
  await writeSimulatedPackage(folder, election, startPieces(election, 0), { cosignerUrls });
  const tiles = createTileWriter(folder, election.kit.sha256);
  const fold = await createFold(folder);
  for (const entry of publication.entries) {
    await tiles.add(entry);
    fold.add(entry);
  }
  const { announce = (truth) => truth } = publication;
  if (announce !== null) {
    for (const text of fold.bulletins(tiles.head(), ANNOUNCED_AT)) {
      const truth = BULLETIN.parse(text);
      if (!truth.ok) throw new Error(truth.error.code);
      await tiles.add(signAs(BULLETIN.print(announce(truth.value)), [election.cast.centre], election.kit));
    }
  }
  const head = await tiles.finish();
  const checkpoint =
    publication.cosigners === "bribed"
      ? await signCheckpoint(election, head)
      : await cosigned(folder, head, await signCheckpoint(election, head, []), parts);
  await writeFile(join(folder, "checkpoint"), checkpoint);
  return { name: folder, size: head.size };
}

/** The checkpoint with the signature of every cosigner that does not refuse. */
async function cosigned(
  folder: string,
  head: TreeHead,
  signed: Uint8Array,
  { election, cosignerUrls, onNotice }: PublishParts,
): Promise<Uint8Array> {
  const note = parseNote(signed);
  if (!note.ok) throw new Error(note.error.code);
  const { text } = note.value;
  const reader = createTileReader(head, (tile) => readFile(join(folder, tilePath(tile))));
  const prove = async (oldSize: number) => {
    const proof = await reader.proveConsistency(oldSize);
    if (!proof.ok) throw new Error(proof.error.code);
    return proof.value;
  };
  const signatures = [...note.value.signatures];
  for (const [index, { id, key }] of election.cast.cosigners.entries()) {
    const address = { name: id, key, url: cosignerUrls[index]! };
    const tools = { post: httpPost, verify: verifyEd25519, signal: AbortSignal.timeout(10_000) };
    const { result } = await askCosigner(address, { head, text, note: signed, known: [], prove }, 0, tools);
    if (result.ok) signatures.push(result.value);
    else onNotice({ by: "cosigner", rule: result.error.code, place: id, detail: {} });
  }
  return printNote({ text, signatures });
}
