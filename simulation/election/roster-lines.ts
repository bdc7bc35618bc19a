/**
 * The roster of a simulated election, line by line: who may sign what, for a million stations without holding them.
 *
 *     log, centre, cosigners, authorities ─▶ each place ─▶ [the region's counters] ─▶ its stations ─▶ their witnesses
 *
 * A range of places can be written on its own, so that several threads share the making of the keys.
 * Spec: spec/election.md, section 8.
 * @module
 */
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { createRowDrawer, REGISTERED, rowWidth } from "../country-rows.ts";
import type { Cast, Player } from "./cast.ts";
import { type ElectionShape, type Geography, placeName, regionName } from "./shape.ts";

const keyText = ({ key }: Player): string => encodeBase64(key.publicKey);

/** What stands before the first place. `cosignerUrls` says where each cosigner answers, where it does. */
export function* headLines(cast: Cast, cosignerUrls: readonly string[] = []): Generator<string> {
  yield JSON.stringify({ log: cast.log.id, key: keyText(cast.log) });
  yield JSON.stringify({ centre: cast.centre.id, key: keyText(cast.centre) });
  for (const [index, cosigner] of cast.cosigners.entries()) {
    const url = cosignerUrls[index];
    const line = { cosigner: cosigner.id, party: cosigner.party, key: keyText(cosigner) };
    yield JSON.stringify(url === undefined ? line : { ...line, url });
  }
  for (const authority of cast.authorities)
    yield JSON.stringify({ authority: authority.id, key: keyText(authority) });
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
    yield JSON.stringify({ place: id, name: placeName(id), region: regionName(region) });
    const isFirstOfRegion = place === 0 || geography.regionOf(place - 1) !== region;
    if (isFirstOfRegion) {
      for (const side of [0, 1]) yield counterLine(cast.counter(region, side), region);
    }
    const end = layout.firstOf[place + 1] ?? shape.stations;
    for (let station = layout.firstOf[place]!; station < end; station += 1) {
      draw(station, cells);
      const stationId = geography.stationId(station);
      const key = keyText(cast.machine(station));
      yield JSON.stringify({ station: stationId, place: id, registered: cells[REGISTERED]!, key });
      for (let index = 0; index < shape.witnesses; index += 1) {
        const witness = cast.witness(station, index);
        yield JSON.stringify({
          witness: witness.id,
          party: witness.party,
          scope: `station/${stationId}`,
          key: keyText(witness),
        });
      }
    }
  }
}

const counterLine = (counter: Player, region: number): string =>
  JSON.stringify({
    counter: counter.id,
    party: counter.party,
    scope: `region/${regionName(region)}`,
    key: keyText(counter),
  });

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
