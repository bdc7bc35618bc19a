/**
 * A machine that goes: the engine over an opened folder, and the server before it.
 * Spec: spec/station.md, section 9.
 * @module
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { PICTURE_TYPES } from "@triplicate/adapters/election-pictures.ts";
import { bundleForBrowser, type WebBundle, type WebFile, webFile } from "@triplicate/adapters/web-bundle.ts";
import { time } from "@triplicate/core/note/fields.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { PAGE_FILES } from "@triplicate/machine-screens/page.ts";
import { createEngine, type Engine } from "./engine.ts";
import { exportNotes } from "./export-notes.ts";
import { TOKEN_BYTES, urlHost } from "./guard.ts";
import { createMachineClock, systemClock } from "./machine-clock.ts";
import { copyName, type OpenedFolder } from "./machine-folder.ts";
import type { MachineFault, MachineOptions, RunningMachine } from "./machine-options.ts";
import type { PaperTray } from "./paper-tray.ts";
import type { StationPapers } from "./printing.ts";
import { createServer } from "./server.ts";
import { openSpeech, type Speech } from "./speech.ts";
import { ballotOf } from "./view.ts";

export type Printing = {
  readonly papers: StationPapers;
  readonly tray: PaperTray | null;
  readonly symbolCharacters: number;
  close(): Promise<void>;
};

/** Closes the folder's store when it ends, or when it cannot begin. */
export async function runMachine(
  opened: OpenedFolder,
  printing: Printing,
  options: MachineOptions,
): Promise<Result<RunningMachine, MachineFault>> {
  const { host = "127.0.0.1", port = 0 } = options;
  const clockFault = faultOfClock(opened, options);
  if (clockFault !== null) {
    await printing.close();
    opened.store.close();
    return clockFault;
  }
  const [speech, screens] = await Promise.all([
    openSpeech(),
    options.screens === false ? null : bundleScreens(),
  ]);
  const engine = engineOf(opened, printing, speech, options);
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const app = createServer({
    ...{ engine, token, screens, speech, tray: printing.tray },
    pictures: pictureFiles(opened.pictures),
    demo: options.demo === undefined ? null : { cards: options.demo.cards },
  });
  const end = async (): Promise<void> => {
    await app.close();
    await engine.stop();
    await printing.close();
    opened.store.close();
  };
  let ended: Promise<void> | null = null;
  const close = (): Promise<void> => {
    ended ??= end();
    return ended;
  };
  try {
    await app.listen({ host, port });
  } catch (error) {
    await close();
    const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
    if (!isTaken) throw error;
    return err({ code: "port-taken", detail: `${urlHost(host)}:${port}` });
  }
  const address = app.server.address();
  if (typeof address !== "object" || address === null) throw new Error("a server that listens has a port");
  const url = `http://${urlHost(host)}:${address.port}/`;
  return ok({
    ...{ url, token, launchUrl: `${url}#${token}`, close },
    view: () => engine.view(),
    act: async (action) => engine.act(action),
    idle: () => engine.idle(),
  });
}

const DAY = 86_400;
/** Whoever comes later than this to transmit takes the notes from the folder. */
const LONGEST_AFTER = 400 * DAY;

/** The journal's time never goes back: what a clock of years to come wrote into it, it would never be rid of. */
function faultOfClock({ facts }: OpenedFolder, { clock = systemClock }: MachineOptions) {
  const now = Math.floor(clock.now() / 1000);
  return now > facts.hours.closes + LONGEST_AFTER
    ? (err({ code: "clock-insane", detail: time.print(now) }) as { ok: false; error: MachineFault })
    : null;
}

function engineOf(opened: OpenedFolder, printing: Printing, speech: Speech, options: MachineOptions): Engine {
  const { note, facts, pack, store, state } = opened;
  const system = options.clock ?? systemClock;
  const centre = options.centre === undefined ? (note.centre ?? null) : options.centre;
  const medium = options.secondCopy === undefined ? (note.copy ?? null) : options.secondCopy;
  const ownPlace = medium === null ? null : join(medium, copyName(note));
  const exportTo = options.exportTo ?? ownPlace;
  return createEngine({
    ...{ facts, pack, store, state, centre, hasSpeech: speech.has },
    ...{ papers: printing.papers, symbolCharacters: printing.symbolCharacters },
    clock: createMachineClock(system, state.clock),
    after: system.after,
    random: options.random ?? ((bytes) => new Uint8Array(randomBytes(bytes))),
    ballot: ballotOf(facts.definition, pictureAddress),
    paperLanguage: note.language,
    isDemo: options.demo !== undefined,
    wait: options.wait ?? waitOrEnd,
    exportNotes: (station) => exportTo !== null && exportNotes(station, exportTo) !== null,
  });
}

async function waitOrEnd(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => {});
}

const pictureAddress = (file: string): string => `/${file}`;

/** The form says which files there may be, and each was held against its digest. */
function pictureFiles(pictures: OpenedFolder["pictures"]): ReadonlyMap<string, WebFile> {
  const files = [...pictures].map(([file, bytes]) => ({
    ...webFile(pictureAddress(file), bytes),
    type: PICTURE_TYPES[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream",
  }));
  return new Map(files.map((file) => [file.path, file]));
}

export const SCREENS = new URL("../machine-screens/main.tsx", import.meta.url);

const PAGE_ASSETS = Object.fromEntries(
  Object.entries(PAGE_FILES).map(([name, address]) => [name, new URL(address)]),
);

const bundleScreens = (): Promise<WebBundle> => bundleForBrowser(SCREENS, { assets: PAGE_ASSETS });
