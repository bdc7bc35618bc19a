/**
 * `npm run reconstruct`: a comparison on an election nobody has to download. Generates the Bolívar reconstruction, compares its
 * two counts and the announced totals, writes the dossier and says where it is.
 * @module
 */

import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { EXIT, type Io } from "../apps/cli/io.ts";
import { chooseLanguage } from "../apps/cli/language.ts";
import { runCli } from "../apps/cli/program.ts";

const out = relative(process.cwd(), fileURLToPath(new URL("../out", import.meta.url))) || ".";
const data = `${out}/bolivar-2017`;

const io: Io = {
  out: (text) => process.stdout.write(text),
  data: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  language: chooseLanguage(process.argv.slice(2), process.env),
  environment: process.env,
  now: () => performance.now(),
  // Nothing that is run here waits for that.
  untilStopped: async () => {},
};

const simulated = await runCli(["simulate", "bolivar-2017", "--out", data], io);
process.exitCode = simulated === EXIT.fine ? await compare() : simulated;

function compare() {
  io.out("\n");
  return runCli(
    [
      ...["compare", "--fail-on", "never", "--election", `${data}/election.json`],
      ...["--count", `actas=${data}/actas.mapping.json:${data}/actas.csv`],
      ...["--count", `official=${data}/official.mapping.json:${data}/official.csv`],
      ...["--announced", `${data}/announced.json`, "--out", `${out}/bolivar-2017-dossier`],
    ],
    io,
  );
}
