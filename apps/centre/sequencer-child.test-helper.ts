/**
 * A process that does nothing but write a log, until it is killed: node sequencer-child.test-helper.ts FOLDER [URL…]
 *
 * Tells its parent of every answer, synchronously and after it has it. URLs are those of cosigners.
 * @module
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeSync } from "node:fs";
import { join } from "node:path";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { openDatabase } from "@triplicate/adapters/sqlite.ts";
import { createCosigning } from "./cosign-round.ts";
import { crashPolicy } from "./crash.test-helper.ts";
import { LOG_SIGNER } from "./sequencer.test-helper.ts";
import { openSequencer } from "./sequencer.ts";

const [folder = "", ...urls] = process.argv.slice(2);
const tell = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const place = join(folder, "public");
mkdirSync(place, { recursive: true });
const opened = await openSequencer({
  folder: place,
  database: openDatabase(join(folder, "centre.sqlite")),
  signer: LOG_SIGNER,
  batchMilliseconds: 3,
  maxBatchEntries: 64,
  cosigning: createCosigning({ policy: crashPolicy(urls), verify: verifyEd25519 }),
});
if (!opened.ok) {
  tell(`refused ${opened.error.code}`);
  process.exit(2);
}
tell("open");

async function submitForEver(): Promise<void> {
  for (;;) {
    const entry = randomBytes(32 + (randomBytes(1)[0]! % 200));
    const answer = await opened_.submit(entry);
    if (!answer.ok) throw new Error(answer.error.code);
    tell(`answer ${answer.value.index} ${entry.toString("base64")}`);
  }
}
const opened_ = opened.value;
await Promise.all(Array.from({ length: 40 }, submitForEver));
