/**
 * A complete public folder of a simulated election, written at once and without a server: package, tiles, checkpoint,
 * bulletins. For benchmarks, for tests, and for attackers who hold the keys of the log and the centre.
 *
 * What it writes is what a centre would have written, whoever the entries come from: nothing here asks whether they
 * are acceptable. Files are not flushed one by one; a folder that matters is written by a centre.
 * @module
 */

import { type SimulatedElection, simulateElection } from "@triplicate/simulation/election/election.ts";
import type { ElectionShape } from "@triplicate/simulation/election/shape.ts";
import { nodeSigningKit } from "./simulated-kit.ts";

export type SimulatedLogOptions = {
  /** Created; must be empty or absent. */
  readonly folder: string;
  readonly shape: ElectionShape;
  /** What the log holds, in order; the honest day of every station when left out (`honestEntries`). */
  readonly entries?: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** After the entries, one bulletin a contest that says what they add up to; default true. */
  readonly bulletins?: boolean;
  /** Which cosigners cosign the checkpoint; all when left out. */
  readonly cosigning?: readonly number[];
};

export type SimulatedLog = {
  readonly folder: string;
  readonly election: SimulatedElection;
  readonly size: number;
  readonly root: Uint8Array;
  /** The bytes of the file `checkpoint`. */
  readonly checkpoint: Uint8Array;
};

/** Each station's actas, then its closing record, in order of stations; then all sheets. */
export function* honestEntries(election: SimulatedElection): Generator<Uint8Array> {
  for (let station = 0; station < election.shape.stations; station += 1) {
    const { actas, closing } = election.signedDay(station);
    yield* actas;
    yield closing;
  }
}

export async function writeSimulatedLog(options: SimulatedLogOptions): Promise<SimulatedLog> {
  const election = simulateElection(options.shape, nodeSigningKit);
  throw new Error(`not written yet: ${election.cast.election}`);
}
