/**
 * The stations of the Bolívar reconstruction: what each printout says and what was published for it.
 *
 *     places ──▶ registered ──▶ printed votes ──▶ the eleven ──▶ calibrate to the exact totals ──▶ no two alike
 *
 * The eleven are fixed before calibration and never touched by it, so their public figures stay as they are.
 * Calibration moves one vote at a time at random stations, which leaves the distributions as they were drawn.
 * @module
 */
import {
  ADDED_TO_NOGUERA,
  ALTERED_STATIONS,
  CANDIDATES,
  EL_CASABE,
  MUNICIPALITIES,
  type Municipality,
  NOGUERA,
  NULL_SHARE,
  PRINTED_129,
  PRINTED_TOTALS,
  REGISTERED,
  REMOVED_FROM_VELASQUEZ,
  VELASQUEZ,
} from "./bolivar-facts.ts";
import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";

export type ReconstructedPlace = {
  readonly id: string;
  readonly name: string;
  /** Index into MUNICIPALITIES. */
  readonly municipality: number;
};

export type ReconstructedStation = {
  /** 9-digit place, point, 2-digit station. */
  readonly id: string;
  readonly place: ReconstructedPlace;
  registered: number;
  /** Votes by candidate, in the order of CANDIDATES: what the witnesses' printout says. */
  printed: number[];
  /** The same as the authority published it; the very same array unless the station is one of the eleven. */
  published: number[];
  nulls: number;
};

/** Bounds of what is drawn; the eleven may lie outside them. */
const HIGHEST_TURNOUT = 0.95;
const FEWEST_REGISTERED = 40;
const MOST_REGISTERED = 800;
const MOST_STATIONS = 12;
const NOWHERE = -1;

/** All stations in order of id. */
export function reconstructStations(seed: number): ReconstructedStation[] {
  const random = createSeededRandom(`bolivar-2017/${seed}`);
  const stations = MUNICIPALITIES.flatMap((municipality, index) =>
    drawMunicipality(random, municipality, index),
  );
  calibrateRegistered(random, stations);
  drawPrinted(random, stations);
  pinElCasabe(random, stations);
  pinPrinted129(random, stations);
  alterOthers(random, stations);
  for (const station of stations) if (station.published.length === 0) station.published = station.printed;
  calibratePrinted(random, stations);
  separateTwins(random, stations);
  return stations;
}

const isElCasabe = (station: ReconstructedStation): boolean => station.place.name === EL_CASABE.name;

/** One of the eleven: its numbers are settled. */
export const isAltered = (station: ReconstructedStation): boolean => station.published !== station.printed;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const pick = <T>(random: SeededRandom, items: readonly T[]): T => items[random.below(items.length)]!;

function drawMunicipality(
  random: SeededRandom,
  municipality: Municipality,
  index: number,
): ReconstructedStation[] {
  const elCasabe = elCasabeIndex(municipality, index);
  const sizes = drawPlaceSizes(random, municipality, elCasabe);
  const numbers = new Map<number, number>();
  return sizes.flatMap((size, i) => {
    const parish = 1 + Math.floor((i * municipality.parishes) / municipality.places);
    const number = (numbers.get(parish) ?? 0) + 1;
    numbers.set(parish, number);
    const id = `08${two(index + 1)}${two(parish)}${String(number).padStart(3, "0")}`;
    const name = i === elCasabe ? EL_CASABE.name : `Centro ${id}`;
    const place = { id, name, municipality: index };
    return Array.from({ length: size }, (_, k) => drawStation(random, place, size, k));
  });
}

const two = (n: number): string => String(n).padStart(2, "0");

/** El Casabe is the first place of its parish, so its id is the same whatever the seed. */
function elCasabeIndex(municipality: Municipality, index: number): number {
  if (index !== EL_CASABE.municipality) return NOWHERE;
  return Math.ceil(((EL_CASABE.parish - 1) * municipality.places) / municipality.parishes);
}

/** Stations per place: half the places have one, a few have ten, as in the real roster. */
function drawPlaceSizes(random: SeededRandom, municipality: Municipality, elCasabe: number): number[] {
  const sizes = new Array<number>(municipality.places).fill(1);
  // One entry per station, naming its place, so that a place grows in proportion to what it has.
  const owners = sizes.map((_, i) => i).filter((i) => i !== elCasabe);
  let open = municipality.stations - owners.length;
  if (elCasabe !== NOWHERE) {
    sizes[elCasabe] = EL_CASABE.stations.length;
    open -= EL_CASABE.stations.length;
  }
  while (open > 0) {
    const owner = pick(random, owners);
    if (sizes[owner]! >= MOST_STATIONS) continue;
    sizes[owner]! += 1;
    owners.push(owner);
    open -= 1;
  }
  return sizes;
}

function drawStation(
  random: SeededRandom,
  place: ReconstructedPlace,
  size: number,
  k: number,
): ReconstructedStation {
  // Places of one station are the small rural ones.
  const registered = size === 1 ? random.between(60, 660) : random.between(540, 770);
  const id = `${place.id}.${two(k + 1)}`;
  return { id, place, registered, printed: [], published: [], nulls: 0 };
}

function calibrateRegistered(random: SeededRandom, stations: ReconstructedStation[]): void {
  const elCasabe = stations.filter(isElCasabe);
  elCasabe.forEach((station, k) => {
    station.registered = EL_CASABE.stations[k]!.registered;
  });
  let missing = REGISTERED - sum(stations.map(({ registered }) => registered));
  while (missing !== 0) {
    const station = pick(random, stations);
    const next = station.registered + Math.sign(missing);
    if (isElCasabe(station) || next < FEWEST_REGISTERED || next > MOST_REGISTERED) continue;
    station.registered = next;
    missing -= Math.sign(missing);
  }
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** Neighbours vote alike: most of the spread is between places, little between the stations of one place. */
function drawPrinted(random: SeededRandom, stations: ReconstructedStation[]): void {
  const minorTotal = sum(PRINTED_TOTALS.slice(2));
  const valid = sum(PRINTED_TOTALS);
  let place: ReconstructedPlace | undefined;
  let [turnoutHere, shareHere] = [0, 0];
  for (const station of stations) {
    const municipality = MUNICIPALITIES[station.place.municipality]!;
    if (station.place !== place) {
      place = station.place;
      turnoutHere = municipality.turnout + 0.05 * random.normal();
      shareHere = municipality.share + 0.15 * random.normal();
    }
    const turnout = clamp(turnoutHere + 0.03 * random.normal(), 0.15, 0.9);
    const ballots = random.binomial(station.registered, turnout);
    station.nulls = random.binomial(ballots, NULL_SHARE);
    const minor = random.binomial(ballots - station.nulls, minorTotal / valid);
    const others = splitMinor(random, minor, minorTotal);
    const leaders = ballots - station.nulls - minor;
    const share = clamp(shareHere + 0.02 * random.normal(), 0.05, 0.95);
    const noguera = random.binomial(leaders, share);
    station.printed = [noguera, leaders - noguera, ...others];
  }
}

function splitMinor(random: SeededRandom, votes: number, total: number): number[] {
  let [left, weight] = [votes, total];
  return PRINTED_TOTALS.slice(2).map((target) => {
    const drawn = random.binomial(left, clamp(target / weight, 0, 1));
    left -= drawn;
    weight -= target;
    return drawn;
  });
}

function pinElCasabe(random: SeededRandom, stations: ReconstructedStation[]): void {
  const zeros = new Array<number>(CANDIDATES.length - 2).fill(0);
  const first = random.between(80, 116);
  stations.filter(isElCasabe).forEach((station, k) => {
    const fact = EL_CASABE.stations[k]!;
    const noguera = k === 0 ? first : EL_CASABE.printedNoguera - first;
    station.nulls = 0;
    station.printed = [noguera, fact.printedVelasquez, ...zeros];
    station.published = [fact.noguera, fact.velasquez, ...zeros];
  });
}

function pinPrinted129(random: SeededRandom, stations: ReconstructedStation[]): void {
  const candidates = stations.filter(
    ({ place, registered }) => place.municipality === PRINTED_129.municipality && registered >= 660,
  );
  const station = pick(random, candidates);
  const [, , ...minor] = station.printed;
  const velasquez = random.between(60, 110);
  station.printed = [PRINTED_129.printed, velasquez, ...minor.map((votes) => Math.min(votes, 5))];
  station.published = [PRINTED_129.published, ...station.printed.slice(1)];
}

/** The stations of the eleven that no public text describes: drawn, so that all eleven add up to the known sums. */
function alterOthers(random: SeededRandom, stations: ReconstructedStation[]): void {
  const pinned = stations.filter(({ published }) => published.length > 0);
  const gained = sum(pinned.map((s) => s.published[NOGUERA]! - s.printed[NOGUERA]!));
  const lost = sum(pinned.map((s) => s.printed[VELASQUEZ]! - s.published[VELASQUEZ]!));
  const count = ALTERED_STATIONS - pinned.length;
  const added = drawParts(random, ADDED_TO_NOGUERA - gained, { count, least: 60, most: 250 });
  const removed = drawParts(random, REMOVED_FROM_VELASQUEZ - lost, { count: 4, least: 10, most: 80 });
  const places = new Set(pinned.map(({ place }) => place));
  for (let k = 0; k < count; k += 1) {
    const station = pick(
      random,
      stations.filter((s) => !places.has(s.place) && hasRoom(s)),
    );
    places.add(station.place);
    station.published = [...station.printed];
    station.published[NOGUERA]! += added[k]!;
    station.published[VELASQUEZ]! -= removed[k] ?? 0;
  }
}

const hasRoom = ({ registered, printed, nulls }: ReconstructedStation): boolean =>
  registered - sum(printed) - nulls >= 255 && printed[VELASQUEZ]! >= 90 && printed[NOGUERA]! >= 20;

/** `count` whole parts of `total`, each within the bounds, at random: cuts drawn again until they fit. */
function drawParts(
  random: SeededRandom,
  total: number,
  { count, least, most }: { count: number; least: number; most: number },
): number[] {
  if (total < count * least || total > count * most) throw new RangeError(`${total} in ${count} parts`);
  const free = total - count * least;
  for (;;) {
    const cuts = Array.from({ length: count - 1 }, () => random.between(0, free)).sort((a, b) => a - b);
    const parts = [...cuts, free].map((cut, i) => cut - (cuts[i - 1] ?? 0) + least);
    if (parts.every((part) => part <= most)) return parts;
  }
}

function calibratePrinted(random: SeededRandom, stations: readonly ReconstructedStation[]): void {
  PRINTED_TOTALS.forEach((target, candidate) => {
    let missing = target - sum(stations.map(({ printed }) => printed[candidate]!));
    while (missing !== 0) {
      const step = Math.sign(missing);
      if (addVote(pick(random, stations), candidate, step)) missing -= step;
    }
  });
}

/** Adds or takes one vote where that leaves a believable station; reports whether it did. */
function addVote(station: ReconstructedStation, candidate: number, step: number): boolean {
  if (isAltered(station)) return false;
  const votes = station.printed[candidate]! + step;
  const ballots = sum(station.printed) + station.nulls + step;
  if (votes < 0 || ballots > station.registered * HIGHEST_TURNOUT) return false;
  station.printed[candidate] = votes;
  return true;
}

/** Two stations with the same votes line by line would be a finding of their own (spec/reading.md, clause 4.7). */
function separateTwins(random: SeededRandom, stations: readonly ReconstructedStation[]): void {
  const open = stations.filter((station) => !isAltered(station));
  for (;;) {
    const seen = new Set<string>();
    for (const { printed, published } of stations.filter(isAltered)) {
      seen.add(printed.join()).add(published.join());
    }
    const twins = open.filter(({ printed }) => seen.size === seen.add(printed.join()).size);
    if (twins.length === 0) return;
    for (const twin of twins) {
      const other = pick(random, open);
      if (other === twin || !addVote(other, NOGUERA, -1)) continue;
      if (!addVote(twin, NOGUERA, 1)) addVote(other, NOGUERA, 1);
    }
  }
}
