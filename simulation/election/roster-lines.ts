/**
 * The roster of a simulated election, line by line: who may sign what, for a million stations without holding them.
 *
 *     log, centre, cosigners, authorities ─▶ each place ─▶ [the region's spare machine and counters] ─▶ its stations ─▶ their witnesses
 *
 * A range of places can be written on its own, so that several threads share the making of the keys.
 * Spec: spec/election.md, section 8.
 * @module
 */
import {
  authorityLine,
  centreLine,
  cosignerLine,
  counterLine,
  logLine,
  placeLine,
  spareLine,
  stationLine,
  witnessLine,
} from "@triplicate/core/election/roster-print.ts";
import { createRowDrawer, REGISTERED, rowWidth } from "../country-rows.ts";
import type { Cast, Player } from "./cast.ts";
import { type ElectionShape, type Geography, placeName, regionName } from "./shape.ts";

const publicKey = ({ key }: Player): Uint8Array => key.publicKey;

/** What stands before the first place. `cosignerUrls` says where each cosigner answers, where it does. */
export function* headLines(cast: Cast, cosignerUrls: readonly string[] = []): Generator<string> {
  yield logLine(cast.log.id, publicKey(cast.log));
  yield centreLine(cast.centre.id, publicKey(cast.centre));
  for (const [index, cosigner] of cast.cosigners.entries()) {
    yield cosignerLine(cosigner.id, cosigner.party, publicKey(cosigner), cosignerUrls[index]);
  }
  for (const authority of cast.authorities) yield authorityLine(authority.id, publicKey(authority));
}

/** The places from `from` up to `to`, each with its stations and people. */
export function* placeLines(
  shape: ElectionShape,
  geography: Geography,
  cast: Cast,
  from: number,
  to: number,
): Generator<string> {
  const { layout } = geography;
  const draw = createRowDrawer(layout);
  const cells = new Int32Array(rowWidth(shape.options));
  for (let place = from; place < to; place += 1) {
    const id = geography.placeId(place);
    const region = geography.regionOf(place);
    yield placeLine(id, placeName(id), regionName(region));
    const isFirstOfRegion = place === 0 || geography.regionOf(place - 1) !== region;
    if (isFirstOfRegion) {
      const scope = { kind: "region", id: regionName(region) } as const;
      const spare = cast.spare(region);
      yield spareLine(spare.id, scope, publicKey(spare));
      for (const side of [0, 1]) {
        const counter = cast.counter(region, side);
        yield counterLine(counter.id, counter.party, scope, publicKey(counter));
      }
    }
    const end = layout.firstOf[place + 1] ?? shape.stations;
    for (let station = layout.firstOf[place]!; station < end; station += 1) {
      draw(station, cells);
      const stationId = geography.stationId(station);
      yield stationLine(stationId, id, cells[REGISTERED]!, publicKey(cast.machine(station)));
      const scope = { kind: "station", id: stationId } as const;
      for (let index = 0; index < shape.witnesses; index += 1) {
        const witness = cast.witness(station, index);
        yield witnessLine(witness.id, witness.party, scope, publicKey(witness));
      }
    }
  }
}

/** Registered voters in all, by drawing every row once: a second for a million stations. */
export function registeredInAll(shape: ElectionShape, { layout }: Geography): number {
  const draw = createRowDrawer(layout);
  const cells = new Int32Array(rowWidth(shape.options));
  let sum = 0;
  for (let station = 0; station < shape.stations; station += 1) {
    draw(station, cells);
    sum += cells[REGISTERED]!;
  }
  return sum;
}
