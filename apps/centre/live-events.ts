/**
 * Server-sent events: the totals whenever they changed, at most once a second, and every new conflict as an alarm.
 *
 * A reader that does not keep up is dropped rather than queued for; it comes back by itself and gets the newest totals.
 * Spec: spec/transmission.md, clause 9.6.
 * @module
 */
import type { ServerResponse } from "node:http";
import { keyText } from "@triplicate/core/byte-index.ts";
import type { CellChange } from "@triplicate/core/count-central/central-count.ts";
import type { Clock } from "./clock.ts";
import type { LiveCount } from "./live-count.ts";
import { electionResults, type ResultsContext } from "./results.ts";

export type LiveEvents = {
  readonly isFull: boolean;
  readonly readers: number;
  /** Takes the response over. */
  join(response: ServerResponse): void;
  stop(): void;
};

const INTERVAL_MILLISECONDS = 1000;
/** Proxies cut connections that are silent for a minute. */
const HEARTBEAT_MILLISECONDS = 20_000;
/** What a reader may leave unread. */
const MAX_UNREAD_BYTES = 256 * 1024;
/** Conflicts told by name in one event; the totals have the number of all. */
const MAX_ALARMS = 20;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "access-control-allow-origin": "*",
  "x-content-type-options": "nosniff",
};

export function createLiveEvents(
  live: LiveCount,
  results: ResultsContext,
  { clock, atMost }: { readonly clock: Clock; readonly atMost: number },
): LiveEvents {
  const readers = new Set<ServerResponse>();
  let isDirty = false;
  let callOff: (() => void) | null = null;
  let isStopped = false;

  const event = (name: string, value: unknown) =>
    `event: ${name}\nid: ${live.count.size}\ndata: ${JSON.stringify(value)}\n\n`;
  const tell = (text: string) => {
    for (const response of readers) {
      // Destroying it takes it out of the readers.
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
      else response.write(text);
    }
  };
  const totals = () => event("totals", electionResults(results));
  const later = () => {
    if (callOff !== null || isStopped) return;
    callOff = clock.after(INTERVAL_MILLISECONDS, () => {
      callOff = null;
      if (!isDirty) return;
      isDirty = false;
      if (readers.size > 0) tell(totals());
      later();
    });
  };
  const beat = (): (() => void) =>
    clock.after(HEARTBEAT_MILLISECONDS, () => {
      tell(": still here\n\n");
      endBeat = beat();
    });
  let endBeat = beat();

  const end = live.onChange((changes) => {
    const conflicts = alarms(changes, results);
    if (conflicts.length > 0) tell(event("conflict", { tree: live.count.size, stations: conflicts }));
    if (callOff !== null) {
      isDirty = true;
      return;
    }
    if (readers.size > 0) tell(totals());
    later();
  });
  return {
    get isFull() {
      return isStopped || readers.size >= atMost;
    },
    get readers() {
      return readers.size;
    },
    join(response) {
      response.writeHead(200, HEADERS);
      readers.add(response);
      response.on("close", () => readers.delete(response));
      response.write(totals());
    },
    stop() {
      isStopped = true;
      end();
      endBeat();
      callOff?.();
      for (const response of readers) response.end();
      readers.clear();
    },
  };
}

function alarms(changes: readonly CellChange[], { context }: ResultsContext) {
  return changes
    .filter(({ before, after }) => after === "conflict" && before !== "conflict")
    .slice(0, MAX_ALARMS)
    .map(({ station, contest }) => ({
      station: keyText(context.roster.stations, station),
      contest: context.definition.contests[contest]!.id,
    }));
}
