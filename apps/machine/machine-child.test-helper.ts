/**
 * A machine's daemon in a process of its own, to be killed: the folder, then the printer's port. Its first line is the launch address.
 * @module
 */

import { signer } from "./machine.test-helper.ts";
import { startMachine } from "./machine.ts";

const [folder = "", port = "", by = "machine/01.1"] = process.argv.slice(2);
const started = await startMachine({
  ...{ folder, signer: signer(by), screens: false },
  printerAddress: `tcp:127.0.0.1:${port}`,
});
process.stdout.write(`${started.ok ? started.value.launchUrl : JSON.stringify(started.error)}\n`);
