/**
 * The command `triplicate`: the only file that reads the process's arguments, environment and clock.
 * @module
 */
import { chooseLanguage } from "./language.ts";
import { runCli } from "./program.ts";

// A reader that closes the pipe early (head, less) is no fault of ours, nor of the person's.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

// Threads of signatures are let go between two jobs, and on a busy machine the process was seen to end before one of them had answered.
const awake = setInterval(() => {}, 60_000);
process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  data: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  language: chooseLanguage(process.argv.slice(2), process.env),
  environment: process.env,
  now: () => performance.now(),
  untilStopped: () =>
    new Promise((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => resolve());
    }),
});
clearInterval(awake);
