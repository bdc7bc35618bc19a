/**
 * A collector in a process of its own, to be killed: says its address and runs on.
 * @module
 */
import { packageOf, type Wishes } from "./collector.test-helper.ts";
import { startCollector } from "./collector.ts";

const [data = "", wishes = "{}"] = process.argv.slice(2);
const { folder, election } = await packageOf(JSON.parse(wishes) as Wishes);
const started = await startCollector({
  ...{ election, electionFolder: folder, data, host: "127.0.0.1", port: 0, mode: "live" },
});
if (!started.ok) throw new Error(started.error.code);
process.stdout.write(`${started.value.url}\n`);
