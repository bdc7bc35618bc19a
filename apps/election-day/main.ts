/**
 * `npm start`: an election day on this computer, until Ctrl-C.
 *
 *     npm start                       six minutes of reports, opens a browser
 *     npm start -- --minutes 1        faster
 *     npm start -- --no-open --port 8123
 * @module
 */
import { spawn } from "node:child_process";
import { EXIT } from "@triplicate/cli/io.ts";
import { chooseLanguage } from "@triplicate/cli/language.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { type RunningDay, startDay } from "./day.ts";

const DEFAULT_PORT = 8000;
const DEFAULT_MINUTES = 6;

const args = process.argv.slice(2);
const t = translator(chooseLanguage(args, process.env));
const optionOf = (name: string): string | undefined => {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
};

process.exitCode = await main();

async function main(): Promise<number> {
  const minutes = numberOf(optionOf("--minutes") ?? String(DEFAULT_MINUTES), 600);
  const port = numberOf(optionOf("--port") ?? String(DEFAULT_PORT), 65_535);
  if (minutes === null || port === null) {
    const text = minutes === null ? (optionOf("--minutes") ?? "") : (optionOf("--port") ?? "");
    process.stderr.write(`${t.t("day.usage.minutes", { text })}\n`);
    return EXIT.usage;
  }
  const stopped = untilStopped();
  process.stdout.write(`${t.t("day.preparing")}\n`);
  const day = await started(port, minutes);
  const { url, resultsUrl: results } = day;
  const machine = day.machine.launchUrl;
  process.stdout.write(`\n${t.t("day.ready", { url })}\n${t.t("day.roles", { machine, results })}\n\n`);
  const opened = !args.includes("--no-open") && openBrowser(url);
  process.stdout.write(`${t.t(opened ? "day.opening" : "day.noBrowser")}\n${t.t("day.stop")}\n`);
  await stopped;
  process.stdout.write(`\n${t.t("day.end")}\n`);
  await day.close();
  process.stdout.write(`${t.t("day.ended")}\n`);
  return EXIT.fine;
}

/** Where the port is in use, any that is free. */
async function started(port: number, minutes: number): Promise<RunningDay> {
  const now = () => Math.floor(Date.now() / 1000);
  try {
    return await startDay({ port, minutes, now });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || port === 0) throw error;
    process.stdout.write(`${t.t("day.portBusy", { port })}\n`);
    return startDay({ port: 0, minutes, now });
  }
}

function numberOf(text: string, atMost: number): number | null {
  const value = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return value <= atMost ? value : null;
}

/** The first Ctrl-C ends the day in order, the second at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => resolve());
  });
}

/** False where there is nothing to open a browser with; that it opens, only the person sees. */
function openBrowser(url: string): boolean {
  const isHeadless = process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (isHeadless || process.env.CI !== undefined) return false;
  const [command, ...rest] =
    process.platform === "darwin"
      ? ["open"]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", ""]
        : ["xdg-open"];
  const child = spawn(command!, [...rest, url], { stdio: "ignore", detached: true });
  child.on("error", () => process.stdout.write(`${t.t("day.noBrowser")}\n`));
  child.unref();
  return true;
}
