/**
 * A process that transmits until it is done or killed: node transmission-child.test-helper.ts ELECTION STATION URL KEPT
 *
 * Tells its parent of every file once it is on the disk, and of its end.
 * @module
 */
import { writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { loadPackage } from "@triplicate/adapters/election-package.ts";
import { transmit } from "@triplicate/machine/transmission.ts";
import { clientOf, keptIn, receiptContext, sealedNotes } from "./transmission.test-helper.ts";

const [folder = "", station = "", url = "", kept = ""] = process.argv.slice(2);
const tell = (line: string): void => {
  writeSync(1, `${line}\n`);
};
const loaded = await loadPackage(folder);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
tell("open");
const receipts = await transmit({
  notes: await sealedNotes(loaded.value, station),
  client: clientOf(url),
  context: receiptContext(loaded.value),
  kept: keptIn(kept, (name) => tell(`kept ${name}`)),
  // In earnest a second and more: here the test is what is waited for.
  wait: (milliseconds, signal) => wait(milliseconds / 100, undefined, { signal }),
  random: Math.random,
  now: () => Math.floor(Date.now() / 1000),
  onState: ({ state }) => tell(`state ${state}`),
  signal: new AbortController().signal,
});
tell(`done ${receipts?.map(({ index }) => index).join(" ")}`);
