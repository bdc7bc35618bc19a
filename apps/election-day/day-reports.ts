/**
 * The other 1,641 stations: their actas reach the centre over a few minutes, in an order drawn by lot, as they would on an evening.
 *
 * Each is sent as anybody sends one, over HTTP, and counted as reported when the centre has answered with a receipt. At most of the stations, which
 * lot decides for each party, there is a witness whose telephone sends the acta to the party's collecting server as well.
 * @module
 */
import type { BolivarDay, DayHours } from "@triplicate/simulation/bolivar-day.ts";

export type ReportOptions = {
  readonly day: BolivarDay;
  readonly url: string;
  /** The parties' collecting servers; each ends with a slash. */
  readonly collectors: readonly string[];
  readonly hours: DayHours;
  /** How many stations report; the others stay away. */
  readonly limit: number;
  /** Over how many milliseconds they report; 0 for as fast as they are taken. */
  readonly duration: number;
  readonly random: () => number;
  readonly onReported: (stations: number) => void;
};

export type Reports = {
  /** Resolves when all have reported, or it was stopped. */
  readonly done: Promise<void>;
  stop(): void;
};

const AT_ONCE = 16;
/** Of how many stations a party gets the acta from its own witness. */
const WITNESSED = 0.8;
const ATTEMPTS = 20;

export function startReports(options: ReportOptions): Reports {
  const { day, duration, onReported, random } = options;
  const rows = shuffled(
    day.stations.map((_, row) => row).filter((row) => row !== day.visited),
    random,
  ).slice(0, options.limit);
  const controller = new AbortController();
  const { signal } = controller;
  const start = performance.now();
  let [next, reported] = [0, 0];
  const worker = async (): Promise<void> => {
    for (let i = next++; i < rows.length && !signal.aborted; i = next++) {
      await until(start + arrival(i / rows.length) * duration, signal);
      if (signal.aborted) return;
      const { acta, closing } = day.notes(rows[i]!, options.hours);
      const witnessed = options.collectors.filter(() => random() < WITNESSED);
      await Promise.all(witnessed.map((url) => send(new URL("actas", url), acta, signal)));
      const centre = new URL("submissions", options.url);
      if (!((await send(centre, acta, signal)) && (await send(centre, closing, signal)))) continue;
      reported += 1;
      onReported(reported);
    }
  };
  const done = Promise.all(Array.from({ length: AT_ONCE }, worker)).then(() => {});
  return { done, stop: () => controller.abort() };
}

/** Few at first, then many, then the far ones: the share of the time at which this share has reported. */
const arrival = (share: number): number => 0.5 - Math.sin(Math.asin(1 - 2 * share) / 3);

function shuffled(rows: number[], random: () => number): number[] {
  for (let i = rows.length - 1; i > 0; i -= 1) {
    const k = Math.floor(random() * (i + 1));
    [rows[i], rows[k]] = [rows[k]!, rows[i]!];
  }
  return rows;
}

function until(moment: number, signal: AbortSignal): Promise<void> {
  const left = moment - performance.now();
  if (left <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, left);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

/** A server that is busy is asked again; one that is gone ends the evening. */
async function send(url: URL, note: Uint8Array, signal: AbortSignal): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt += 1) {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "text/plain; charset=utf-8" },
        body: note as Uint8Array<ArrayBuffer>,
        signal,
      });
      await response.arrayBuffer();
      if (response.ok) return true;
      if (response.status !== 429 && response.status !== 503) return false;
    } catch {
      if (signal.aborted) return false;
    }
    await until(performance.now() + 100 * 2 ** Math.min(attempt, 5), signal);
  }
  return false;
}
