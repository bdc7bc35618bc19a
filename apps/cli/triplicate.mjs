#!/usr/bin/env node
/**
 * Starts the command on a Node that can run TypeScript source. Plain JavaScript, for whatever Node the machine has:
 * the project brings its own (the npm package `node`), found beside this file's checkout.
 *
 * Compiled code is kept in the checkout's own node_modules, which only its owner writes; the system's folder for
 * temporary files would let anybody on the machine put code there. It saves a third of the time of a small run.
 * @module
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const main = new URL("./main.ts", import.meta.url);
const modules = fileURLToPath(new URL("../../node_modules/", import.meta.url));
const [major] = process.versions.node.split(".").map(Number);

if (major >= 24) {
  if (existsSync(modules)) {
    // Also for worker threads, which read the environment.
    process.env.NODE_COMPILE_CACHE ??= `${modules}.cache/triplicate`;
    module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  }
  await import(main.href);
} else {
  const own = `${modules}node/bin/node`;
  if (!existsSync(own)) {
    console.error(
      `triplicate needs Node 24; this is ${process.version}. Run "npm ci" in the checkout: it brings one.`,
    );
    process.exit(2);
  }
  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  // A centre is told to stop by a signal to this process; alone it would go on without anybody who can tell it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(error.message);
    process.exit(3);
  });
  child.on("exit", (status) => process.exit(status ?? 3));
}
