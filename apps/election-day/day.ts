/**
 * An election day on one computer: the election is made and signed, everybody's servers start, the other stations report, and a visitor takes part.
 *
 *     cosigners ─▶ package (their addresses are in its roster) ─▶ centre ─▶ its public address ─▶ collectors, machine, start page ─▶ reports
 *
 * All of it lies below one folder that is gone afterwards, and all of it listens on loopback only.
 * @module
 */
import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signerOf } from "@triplicate/adapters/ed25519-node.ts";
import { startCosigner } from "@triplicate/centre/cosigner-server.ts";
import { type Centre, startCentre } from "@triplicate/centre/server.ts";
import { noteFingerprint } from "@triplicate/cli/package-summary.ts";
import type { RunningMachine } from "@triplicate/machine/machine.ts";
import type { BolivarDay } from "@triplicate/simulation/bolivar-day.ts";
import { DAY_CONTEST, DAY_PARTIES } from "@triplicate/simulation/bolivar-day.ts";
import type { Player } from "@triplicate/simulation/election/cast.ts";
import { startDayCollectors } from "./day-collectors.ts";
import { makeDayFolder } from "./day-folder.ts";
import { type DayFront, type LiedStation, startFront } from "./day-front.ts";
import { startHandover } from "./day-handover.ts";
import { startDayMachine } from "./day-machine.ts";
import { type DayPackage, makeDayPackage } from "./day-package.ts";
import { startReports } from "./day-reports.ts";
import { type DayServer, startDayServer } from "./day-server.ts";

export type DayOptions = {
  /** Of the start page; 0 for any that is free. */
  readonly port: number;
  /** Minutes over which the other stations report; 0 for as fast as they go. */
  readonly minutes: number;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** How many of the other stations report; all when left out. */
  readonly stations?: number;
  /** When the visited station's polls close; in two minutes when left out. */
  readonly closes?: number;
};

export type RunningDay = {
  readonly url: string;
  readonly machine: RunningMachine;
  readonly resultsUrl: string;
  readonly collectorUrls: readonly string[];
  /** The telephone of each party's witness. */
  readonly witnessUrls: readonly string[];
  readonly package: DayPackage;
  readonly front: DayFront;
  readonly folder: string;
  reported(): number;
  /** Resolves when every other station has reported. */
  readonly allReported: Promise<void>;
  close(): Promise<void>;
};

const BATCH_MILLISECONDS = 100;
const BULLETIN_MILLISECONDS = 60_000;
const MANY = 1_000_000;
const HOUR = 3600;
/** The day is opened as if polls had been open since the morning. */
const OPEN_FOR = 10 * HOUR;

export async function startDay(options: DayOptions): Promise<RunningDay> {
  const folder = await makeDayFolder(tmpdir());
  const closing: (() => Promise<unknown> | unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await Promise.resolve(end()).catch(() => {});
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return await startAll(options, folder, closing, close);
  } catch (error) {
    await close();
    throw error;
  }
}

const nodeSigner = ({ key, seed }: Player) => signerOf(key, seed);

async function startAll(
  options: DayOptions,
  folder: string,
  closing: (() => Promise<unknown> | unknown)[],
  close: () => Promise<void>,
): Promise<RunningDay> {
  const now = options.now();
  const date = new Date(now * 1000).toISOString().slice(0, 10);
  const made = await makeDayPackage(folder, date, (day) => startCosigners(day, folder, closing));
  const { day } = made;
  const centre = await startDayCentre(made, folder);
  closing.push(() => centre.stop());
  const station = day.stations[day.visited]!;
  const front = await startFront(centre.url, liedStation(day), 0);
  closing.push(() => front.close());
  const hours = { opened: now - OPEN_FOR, closed: now - 60 };
  const machine = await startDayMachine(made, {
    ...{ folder, centre: front.url, now },
    ...(options.closes === undefined ? {} : { closes: options.closes }),
  });
  closing.push(() => machine.close());
  const handover = await startHandover(machine);
  closing.push(() => handover.close());
  const collectors = await startDayCollectors(made, { folder, centre: front.url, machine: handover.url });
  closing.push(...collectors.map((one) => () => one.close()));
  let reported = 0;
  let pages: DayServer | null = null;
  const links = {
    machine: machine.launchUrl,
    results: front.url,
    station: station.id,
    stationName: station.place.name,
    fingerprint: noteFingerprint(made.election.note.text),
    witnesses: collectors.map(({ witnessUrl }, i) => ({ party: DAY_PARTIES[i]!, url: witnessUrl })),
    overviews: collectors.map(({ url }, i) => ({ party: DAY_PARTIES[i]!, url: `${url}overview` })),
    cards: made.cards,
  };
  const stations = day.stations.length;
  pages = await startDayServer({
    port: options.port,
    links,
    front,
    stations,
    reported: () => reported,
    folder,
  });
  closing.push(() => pages?.close());
  const reports = startReports({
    ...{ day, url: centre.url, hours, duration: options.minutes * 60_000 },
    collectors: collectors.map(({ url }) => url),
    limit: options.stations ?? stations,
    random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
    onReported: (count) => {
      reported = count;
      pages?.changed();
    },
  });
  closing.push(async () => {
    reports.stop();
    await reports.done;
  });
  return {
    ...{ url: pages.url, machine, resultsUrl: front.url, package: made, front, folder },
    collectorUrls: collectors.map(({ url }) => url),
    witnessUrls: collectors.map(({ witnessUrl }) => witnessUrl),
    reported: () => reported,
    allReported: reports.done,
    close,
  };
}

async function startDayCentre({ day, election }: DayPackage, folder: string): Promise<Centre> {
  const started = await startCentre({
    ...{ election, electionFolder: join(folder, "election"), data: join(folder, "centre") },
    ...{ logSigner: nodeSigner(day.log), centreSigner: nodeSigner(day.centre), mode: "live" },
    ...{ host: "127.0.0.1", port: 0, hasSite: true },
    batchMilliseconds: BATCH_MILLISECONDS,
    bulletinEveryMilliseconds: BULLETIN_MILLISECONDS,
    // One address speaks for a whole state here.
    limits: { requestsPerMinute: MANY, submissionsPerMinute: MANY },
    keyPerMinute: MANY,
    lines: { write: () => {} },
  });
  if (!started.ok) throw new Error(`the centre does not start: ${started.error.code}`);
  return started.value;
}

/** Its first candidate is given a hundred votes more. */
function liedStation(day: BolivarDay): LiedStation {
  const [first] = day.definition.contests[0]!.options;
  return {
    ...{ id: day.stations[day.visited]!.id, contest: DAY_CONTEST, option: first!.id, more: 100 },
    optionName: first!.party === undefined ? first!.name : `${first!.name} (${first!.party})`,
  };
}

/** Each party's cosigner, with a folder of its own. Their addresses. */
async function startCosigners(
  day: BolivarDay,
  folder: string,
  closing: (() => Promise<unknown> | unknown)[],
): Promise<string[]> {
  const urls: string[] = [];
  for (const [i, player] of day.cosigners.entries()) {
    const data = join(folder, `cosigner-${i + 1}`);
    await mkdir(data, { recursive: true });
    const started = await startCosigner({
      ...{ logs: [day.log.key], signer: nodeSigner(player), data, host: "127.0.0.1", port: 0 },
    });
    if (!started.ok) throw new Error(`a cosigner does not start: ${started.error.code}`);
    closing.push(() => started.value.stop());
    urls.push(started.value.url);
  }
  return urls;
}
