/**
 * A process that is a cosigner until it is killed: node cosigner-child.test-helper.ts FOLDER NUMBER PORT
 * @module
 */
import { writeSync } from "node:fs";
import { startCosigner } from "./cosigner-server.ts";
import { cosignerSigner } from "./crash.test-helper.ts";
import { LOG_SIGNER } from "./sequencer.test-helper.ts";

const [data = "", number = "", port = ""] = process.argv.slice(2);
const started = await startCosigner({
  logs: [LOG_SIGNER.key],
  signer: cosignerSigner(Number(number)),
  ...{ data, host: "127.0.0.1", port: Number(port) },
});
writeSync(1, started.ok ? `open ${started.value.url}\n` : `refused ${started.error.code}\n`);
