/**
 * A process that takes a station's steps until it is killed: node station-store-child.test-helper.ts FOLDER MEDIUM STEPS
 *
 * Makes the store if there is none, and goes on where it stands. Tells its parent of every step before and after it, synchronously.
 * MEDIUM may be `-`.
 * @module
 */
import { existsSync, writeSync } from "node:fs";
import { join } from "node:path";
import {
  changeOf,
  contentAfter,
  contentOf,
  IDENTITY,
  opened,
  SHAPE,
  STEPS_AT_MOST,
  stepsOf,
} from "./station-store.test-helper.ts";
import { createMirroredStore, openMirroredStore, STORE_FILE } from "./station-store-mirror.ts";

const [folder = "", medium = "-", steps = "0"] = process.argv.slice(2);
const tell = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const second = medium === "-" ? null : medium;
const store = existsSync(join(folder, STORE_FILE))
  ? opened(openMirroredStore(folder, second, { identity: IDENTITY }))
  : opened(createMirroredStore(folder, second, { identity: IDENTITY, shape: SHAPE }));
const first = stepsOf(store);
if (contentOf(store) !== contentAfter(first))
  throw new Error(`the store holds something else than ${first} steps`);
tell(`open ${first} ${store.secondCopy()}`);
for (let step = first; step < Math.min(first + Number(steps), STEPS_AT_MOST); step += 1) {
  tell(`begin ${step}`);
  store.commit(changeOf(step));
  tell(`done ${step}`);
}
store.close();
