/**
 * Each party's collecting server, which also hands out the witness's telephone with the key of that party's witness.
 * @module
 */
import { join } from "node:path";
import { startCollector } from "@triplicate/collector/collector.ts";
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { DAY_PARTIES } from "@triplicate/simulation/bolivar-day.ts";
import type { DayPackage } from "./day-package.ts";

export type DayCollector = {
  /** Ends with a slash. */
  readonly url: string;
  /** The telephone of this party's witness at the visited station. */
  readonly witnessUrl: string;
  close(): Promise<void>;
};

/** `machine`: where an answer goes that nobody scans. */
export async function startDayCollectors(
  { day, election }: DayPackage,
  { folder, centre, machine }: { readonly folder: string; readonly centre: string; readonly machine: string },
): Promise<readonly DayCollector[]> {
  const collectors: DayCollector[] = [];
  const visited = day.stations[day.visited]!.id;
  for (const [i, party] of DAY_PARTIES.entries()) {
    const witness = day.witness(day.visited, i);
    const started = await startCollector({
      ...{ election, electionFolder: join(folder, "election"), data: join(folder, `collector-${i + 1}`) },
      ...{ host: "127.0.0.1", port: 0, mode: "live", party, centre },
      demo: {
        keyFor: (station) =>
          station === visited ? { witness: witness.id, seed: encodeBase64(witness.seed) } : null,
        machine,
      },
      lines: { write: () => {} },
      centreMilliseconds: 5000,
    });
    if (!started.ok) throw new Error(`a collector does not start: ${started.error.code}`);
    const url = started.value.url.endsWith("/") ? started.value.url : `${started.value.url}/`;
    collectors.push({
      url,
      witnessUrl: `${url}#/station?station=${encodeURIComponent(visited)}`,
      close: () => started.value.stop(),
    });
  }
  return collectors;
}
