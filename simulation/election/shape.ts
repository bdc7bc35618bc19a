/**
 * How large a simulated election is and who takes part in it: everything else follows from this and the seed.
 *
 * Nothing here grows with the number of stations; a region, a party and a person are a number, and their names are made
 * when they are needed.
 * @module
 */
import { type CountryLayout, layOutCountry, placeId, regionOf, stationId } from "../country-rows.ts";

export type ElectionShape = {
  readonly stations: number;
  readonly seed: number;
  readonly options: number;
  readonly contests: number;
  /** Accredited witnesses a station, each of another party. */
  readonly witnesses: number;
  /** Every witness is present and signs with a telephone: what a benchmark wants. */
  readonly everyWitnessSigns: boolean;
  /** Share of all boxes that volunteers count by hand. */
  readonly handCount: number;
  readonly authorities: number;
  readonly authorityQuorum: number;
  readonly cosigners: number;
  readonly cosignerQuorum: number;
};

/** Bounds of each number, both included: what a command may ask for. */
export const SHAPE_LIMITS = {
  stations: [1, 2_000_000],
  seed: [0, 4_294_967_295],
  options: [2, 99],
  contests: [1, 3],
  witnesses: [0, 8],
  handCount: [0, 1],
  authorities: [1, 9],
  authorityQuorum: [1, 9],
  cosigners: [0, 9],
  cosignerQuorum: [0, 9],
} as const satisfies Partial<Record<keyof ElectionShape, readonly [number, number]>>;

const majority = (of: number): number => Math.floor(of / 2) + 1;

/** A shape with what is left out filled in. Throws on one that cannot be: whoever asks people checks first. */
export function electionShape(
  given: Partial<ElectionShape> & { readonly stations: number; readonly seed: number },
): ElectionShape {
  const { authorities = 3, cosigners = 2 } = given;
  const shape: ElectionShape = {
    options: 7,
    contests: 1,
    witnesses: 3,
    everyWitnessSigns: false,
    handCount: 0.02,
    authorityQuorum: majority(authorities),
    cosignerQuorum: cosigners === 0 ? 0 : majority(cosigners),
    ...given,
    authorities,
    cosigners,
  };
  const fault = shapeFault(shape);
  if (fault !== null) throw new RangeError(`no simulated election has ${fault} ${shape[fault]}`);
  return shape;
}

/** The first number that is out of bounds, or more of a quorum than there are to sign. */
export function shapeFault(shape: ElectionShape): keyof typeof SHAPE_LIMITS | null {
  for (const [name, [low, high]] of Object.entries(SHAPE_LIMITS) as [
    keyof typeof SHAPE_LIMITS,
    readonly [number, number],
  ][]) {
    const value = shape[name];
    if (!(value >= low && value <= high)) return name;
    if (name !== "handCount" && !Number.isInteger(value)) return name;
  }
  if (shape.authorityQuorum > shape.authorities) return "authorityQuorum";
  return shape.cosignerQuorum > shape.cosigners ? "cosignerQuorum" : null;
}

/** Fictional, so that nobody takes a simulated number for a party's result. */
const PARTIES = ["AZUL", "ROJA", "VERDE", "BLANCA", "GRIS", "NARANJA", "MORADA", "NEGRA"] as const;
const OTHERS = ["universidad", "observatorio", "colegio", "prensa", "academia"] as const;
const AUTHORITIES = ["alba", "bruno", "carla", "dario", "elena", "felix", "gloria", "hugo", "ines"] as const;

export const partyOf = (index: number): string => PARTIES[index % PARTIES.length]!;
/** Who runs a cosigner: the parties first, then institutions. */
export const cosignerParty = (index: number): string => (index < 4 ? partyOf(index) : OTHERS[index - 4]!);
export const authorityId = (index: number): string => AUTHORITIES[index]!;

const two = (value: number): string => String(value).padStart(2, "0");
export const contestId = (contest: number): string => ["president", "assembly", "mayor"][contest]!;
export const optionId = (option: number): string => `o${two(option + 1)}`;
export const electionId = ({ seed, stations }: ElectionShape): string => `simulated-${seed}-${stations}`;
export const regionName = (region: number): string => `Región ${two(region)}`;
export const placeName = (id: string): string => `Escuela ${id}`;
/** The log's origin and the name of its key. */
export const logOrigin = (shape: ElectionShape): string => `cne.example/${electionId(shape)}`;

/** Where every station is; kept as a few typed arrays. */
export type Geography = {
  readonly layout: CountryLayout;
  readonly stationId: (station: number) => string;
  readonly placeId: (place: number) => string;
  readonly placeOf: (station: number) => number;
  readonly regionOf: (place: number) => number;
};

export function geographyOf(shape: ElectionShape): Geography {
  const layout = layOutCountry(shape);
  return {
    layout,
    stationId: (station) => stationId(layout, station),
    placeId: (place) => placeId(layout, place),
    placeOf: (station) => layout.placeOf[station]!,
    regionOf: (place) => regionOf(layout, place),
  };
}

/**
 * Whether volunteers count this box: every k-th from a random start, so that a share is met and one station can be
 * asked without the others.
 */
export function isCountedByHand({ handCount, stations, seed }: ElectionShape, station: number): boolean {
  const boxes = Math.round(handCount * stations);
  if (boxes === 0) return handCount > 0 && station === seed % stations;
  const shifted = (station + seed) % stations;
  return Math.floor(((shifted + 1) * boxes) / stations) > Math.floor((shifted * boxes) / stations);
}
