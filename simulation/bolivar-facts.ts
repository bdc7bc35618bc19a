/**
 * What is publicly known of the election of governor of Bolívar state, 15 October 2017, as numbers.
 *
 * Exact: the two leaders' announced totals, the number of stations and municipalities, how many stations' printouts
 * differed and by how much in all, El Casabe, and one station printed as 129 and published as 502. Everything else
 * here (registered voters, small candidates, turnout and shares by municipality) is rounded or taken from a scrape
 * with known faults, and only gives the reconstruction its shape.
 * @module
 */

export const CANDIDATES = [
  { id: "noguera", name: "Justo Noguera", party: "PSUV y aliados", column: "NOGUERA", announced: 276_655 },
  { id: "velasquez", name: "Andrés Velásquez", party: "MUD", column: "VELASQUEZ", announced: 275_184 },
  { id: "sucre", name: "Francisco Sucre", column: "SUCRE", announced: 3_785 },
  { id: "ramirez", name: "César Ramírez", column: "RAMIREZ", announced: 1_252 },
  { id: "leon", name: "Édgar León", column: "LEON", announced: 385 },
  { id: "teran", name: "Alejandro Terán", column: "TERAN", announced: 2_073 },
  { id: "duran", name: "Pedro Durán", column: "DURAN", announced: 3_329 },
] as const;

/** Indexes of the two leaders in CANDIDATES. */
export const NOGUERA = 0;
export const VELASQUEZ = 1;

export const STATIONS = 1_642;
export const REGISTERED = 969_852;

/** Over the eleven stations: votes published for Noguera beyond the printouts, and Velásquez's that went missing. */
export const ALTERED_STATIONS = 11;
export const ADDED_TO_NOGUERA = 2_066;
export const REMOVED_FROM_VELASQUEZ = 133;

/**
 * El Casabe's two stations as the website showed them, and the sums of their two printouts.
 *
 * A reading, because the figures are public only in part: "225 votes on the printout, 471 more on the website" is
 * taken as the place's total (225 for all candidates, 196 for Noguera; 317 + 350 − 196 = 471), and its two stations
 * count as two of the eleven. The 29 that were not Noguera's are taken as Velásquez's, published as 8 + 20: one lost.
 */
export const EL_CASABE = {
  name: "El Casabe",
  municipality: 6,
  parish: 2,
  stations: [
    { registered: 411, noguera: 317, velasquez: 8, printedVelasquez: 9 },
    { registered: 412, noguera: 350, velasquez: 20, printedVelasquez: 20 },
  ],
  printedVotes: 225,
  printedNoguera: 196,
} as const;

/** The station whose printout said 129 and whose published figure says 502, for Noguera. */
export const PRINTED_129 = { municipality: 0, printed: 129, published: 502 } as const;

export type Municipality = {
  readonly name: string;
  readonly stations: number;
  readonly places: number;
  readonly parishes: number;
  /** Share of the registered who voted, and of the two leaders' votes that went to Noguera. */
  readonly turnout: number;
  readonly share: number;
};

export const MUNICIPALITIES: readonly Municipality[] = [
  { name: "Caroní", stations: 747, places: 244, parishes: 10, turnout: 0.6, share: 0.53 },
  { name: "Cedeño", stations: 97, places: 62, parishes: 6, turnout: 0.5, share: 0.63 },
  { name: "El Callao", stations: 26, places: 12, parishes: 1, turnout: 0.47, share: 0.37 },
  { name: "Gran Sabana", stations: 47, places: 33, parishes: 2, turnout: 0.36, share: 0.49 },
  { name: "Heres", stations: 401, places: 198, parishes: 9, turnout: 0.6, share: 0.41 },
  { name: "Piar", stations: 121, places: 50, parishes: 3, turnout: 0.6, share: 0.52 },
  {
    name: "Bolivariano Angostura (Raúl Leoni)",
    stations: 60,
    places: 39,
    parishes: 4,
    turnout: 0.5,
    share: 0.49,
  },
  { name: "Roscio", stations: 31, places: 16, parishes: 2, turnout: 0.54, share: 0.44 },
  { name: "Sifontes", stations: 52, places: 22, parishes: 3, turnout: 0.39, share: 0.49 },
  { name: "Sucre", stations: 38, places: 28, parishes: 5, turnout: 0.48, share: 0.62 },
  { name: "Padre Pedro Chien", stations: 22, places: 12, parishes: 1, turnout: 0.58, share: 0.53 },
];

/** Share of null votes among ballots. */
export const NULL_SHARE = 0.0015;

/** What the printouts add up to: the announced totals with the eleven stations put right. */
export const PRINTED_TOTALS: readonly number[] = CANDIDATES.map(({ announced }, index) => {
  if (index === NOGUERA) return announced - ADDED_TO_NOGUERA;
  if (index === VELASQUEZ) return announced + REMOVED_FROM_VELASQUEZ;
  return announced;
});
