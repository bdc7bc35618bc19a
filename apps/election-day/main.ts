/**
 * `npm start`: an election day on this computer, until Ctrl-C.
 *
 *     npm start                       six minutes of reports, opens a browser
 *     npm start -- --minutes 1        faster
 *     npm start -- --no-open --port 8123
 * @module
 */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { parseArgs } from "node:util";
import { EXIT } from "@triplicate/cli/io.ts";
import { chooseLanguage } from "@triplicate/cli/language.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { type RunningDay, startDay } from "./day.ts";

const DEFAULT_PORT = 8000;
const DEFAULT_MINUTES = 6;

const args = process.argv.slice(2);
const t = translator(chooseLanguage(args, process.env));
const say = (text: string): void => void process.stdout.write(`${text}\n`);

// All is closed by then; what lingers is idle connections of fetch, for ten seconds that nobody should wait for.
process.exit(await main());

async function main(): Promise<number> {
  const wishes = readWishes();
  if (typeof wishes === "string") {
    process.stderr.write(`${wishes}\n`);
    return EXIT.usage;
  }
  const stopping = untilStopped();
  say(t.t("day.preparing"));
  let day: RunningDay;
  try {
    day = await started(wishes);
  } catch (error) {
    if (stopping.isStopped()) {
      // Ctrl-C reaches the helpers of a day that is being prepared too.
      say(t.t("day.ended"));
      return EXIT.fine;
    }
    process.stderr.write(`${t.t("day.notStarted", { text: String(error) })}\n`);
    return EXIT.ourFault;
  }
  if (!stopping.isStopped()) announce(day, wishes.mayOpen);
  await stopping.stopped;
  await day.close();
  say(t.t("day.ended"));
  return EXIT.fine;
}

function announce({ url, resultsUrl: results, machine }: RunningDay, mayOpen: boolean): void {
  say(`\n${t.t("day.ready", { url })}\n${t.t("day.roles", { machine: machine.launchUrl, results })}\n`);
  say(t.t(mayOpen && openBrowser(url) ? "day.opening" : "day.noBrowser"));
  say(t.t("day.stop"));
}

type Wishes = { readonly minutes: number; readonly port: number; readonly mayOpen: boolean };

/** What was asked for, or what is wrong with it. */
function readWishes(): Wishes | string {
  const text = { type: "string" } as const;
  const options = { minutes: text, port: text, lang: text, "no-open": { type: "boolean" } } as const;
  let values: { minutes?: string; port?: string; "no-open"?: boolean };
  try {
    values = parseArgs({ args, options }).values;
  } catch {
    return t.t("day.usage");
  }
  const { minutes = String(DEFAULT_MINUTES), port = String(DEFAULT_PORT) } = values;
  const read = { minutes: numberOf(minutes, 600), port: numberOf(port, 65_535) };
  if (read.minutes === null) return t.t("day.usage.minutes", { text: minutes });
  if (read.port === null) return t.t("day.usage.port", { text: port });
  return { minutes: read.minutes, port: read.port, mayOpen: values["no-open"] !== true };
}

/** Where the port is not to be had, any that is free: found out before an election is made for it. */
async function started({ port, minutes }: Wishes): Promise<RunningDay> {
  const now = () => Math.floor(Date.now() / 1000);
  const isFree = port === 0 || (await canListen(port));
  if (!isFree) say(t.t("day.portBusy", { port: String(port) }));
  return startDay({ port: isFree ? port : 0, minutes, now });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function numberOf(text: string, atMost: number): number | null {
  const value = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return value <= atMost ? value : null;
}

/** The first Ctrl-C ends the day in order, also one that is only being prepared; the second at once. */
function untilStopped(): { readonly stopped: Promise<void>; readonly isStopped: () => boolean } {
  let isStopped = false;
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
      process.once(signal, () => {
        if (!isStopped) say(`\n${t.t("day.end")}`);
        isStopped = true;
        resolve();
      });
  });
  return { stopped, isStopped: () => isStopped };
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
  child.on("error", () => say(t.t("day.noBrowser")));
  child.unref();
  return true;
}
