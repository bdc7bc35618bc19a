/**
 * `npm run bench -- verify`: how fast a whole published election is verified, at the size of a country and of a continent.
 *
 *     npm run bench -- verify [--stations 30026] [--seed 1] [--large] [--folder DIR]
 *
 * `--large` adds 1,050,000 stations, for which the log alone takes several minutes to write. `--folder` keeps the log.
 * @module
 */
import { parseArgs } from "node:util";
import { benchVerify, verifyBenchLine } from "./bench/verify.ts";

const LARGE = 1_050_000;

const { values: flags } = parseArgs({
  options: {
    stations: { type: "string", default: "30026" },
    seed: { type: "string", default: "1" },
    large: { type: "boolean", default: false },
    folder: { type: "string" },
  },
});

const [stations, seed] = [Number(flags.stations), Number(flags.seed)];
const folder = flags.folder === undefined ? {} : { folder: flags.folder };
for (const measure of await benchVerify({ stations, seed, ...folder })) console.log(verifyBenchLine(measure));
if (flags.large) {
  for (const measure of await benchVerify({ stations: LARGE, seed })) console.log(verifyBenchLine(measure));
}
