#!/usr/bin/env node
/**
 * Starts the command on a Node that can run TypeScript source. Plain JavaScript, for whatever Node the machine has:
 * the project brings its own (the npm package `node`), found beside this file's checkout.
 * @module
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = new URL("./main.ts", import.meta.url);
const [major] = process.versions.node.split(".").map(Number);

if (major >= 24) await import(main.href);
else {
  const own = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));
  if (!existsSync(own)) {
    console.error(
      `triplicate needs Node 24; this is ${process.version}. Run "npm ci" in the checkout: it brings one.`,
    );
    process.exit(2);
  }
  const { status } = spawnSync(own, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: "inherit" });
  process.exit(status ?? 3);
}
