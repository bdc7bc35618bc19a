/** A station of the demonstration as its daemon would show it, and ballots of other shapes. */
import type { BallotContest, ContestNumbers, MachineView } from "./api.ts";

const GOVERNORS: readonly (readonly [string, string])[] = [
  ["Justo Noguera Pietri", "Gran Polo Patriótico"],
  ["Andrés Velásquez", "Mesa de la Unidad Democrática"],
  ["Francis Suárez", "Movimiento Ecológico"],
  ["Rosa Guillén", "Unión Popular 89"],
  ["Manuel Arciniega", "Pensamiento Democrático Auténtico"],
  ["José Luis Urdaneta", "Vanguardia Bicentenaria"],
  ["Carmen Olivero", ""],
];

export const GOVERNOR: BallotContest = {
  id: "governor",
  name: { es: "Gobernación del estado Bolívar", en: "Governor of Bolívar state" },
  marks: 1,
  options: GOVERNORS.map(([candidate, party], i) => ({
    id: `o${i}`,
    name: candidate,
    candidate,
    ...(party === "" ? {} : { party, symbol: `/pictures/symbol-${i}.svg` }),
    ...(i % 3 === 2 ? {} : { photo: `/pictures/photo-${i}.svg` }),
  })),
};

const COUNCIL_NAMES = ["Ana Rojas", "Luis Peña", "Marta Díaz", "Pedro Gil", "Inés Mora"];

export const COUNCIL: BallotContest = {
  id: "council",
  name: { es: "Consejo legislativo", en: "Legislative council" },
  marks: 3,
  options: COUNCIL_NAMES.map((candidate, i) => ({
    id: `c${i}`,
    name: candidate,
    candidate,
    party: ["La Base", "Renovar", "Unidad", "La Base", "Oficios"][i]!,
  })),
};

const both = (candidate: string) => ({ name: candidate, candidate });

/** Sixty options, some with names that are long. */
export const LONG: BallotContest = {
  id: "assembly",
  name: { es: "Asamblea nacional constituyente territorial", en: "National territorial assembly" },
  marks: 2,
  options: Array.from({ length: 60 }, (_, i) => ({
    id: `l${i}`,
    ...both(i % 7 === 3 ? `María de los Ángeles Fernández-Betancourt ${i + 1}` : `Carmen Rivas ${i + 1}`),
    party: i % 5 === 1 ? "Movimiento Independiente de Ciudadanas y Ciudadanos" : `Partido ${(i % 12) + 1}`,
    ...(i % 2 === 0 ? { photo: `/pictures/photo-${i}.svg` } : {}),
    ...(i % 4 === 0 ? { symbol: `/pictures/symbol-${i}.svg` } : {}),
  })),
};

const SYMBOL =
  "ACTA/1 ELECTION VE-BOLIVAR-2017 STATION 080101001.01 CONTEST GOVERNOR PSUV 212 MUD 198 UPP89 11 BLANK 4 NULL 0 SPOILED 3";

export const GOVERNOR_NUMBERS: ContestNumbers = {
  contest: "governor",
  votes: [212, 198, 7, 3, 2, 1, 1],
  blank: 4,
  null: 0,
  symbols: [`${SYMBOL} PART 1`, `${SYMBOL} PART 2`],
  fingerprint: "48213 90577 16604 33918",
};

export const COUNCIL_NUMBERS: ContestNumbers = {
  contest: "council",
  votes: [180, 177, 160, 122, 90],
  blank: 40,
  null: 0,
  symbols: [SYMBOL],
  fingerprint: "77031 20944 58812 09363",
};

export const WITNESSES: MachineView["witnesses"] = [
  { id: "PSUV/080101001.01", party: "Gran Polo Patriótico", isExpected: true, decision: null },
  { id: "MUD/080101001.01", party: "Mesa de la Unidad Democrática", isExpected: true, decision: null },
  { id: "UPP89/080101001", party: "Unión Popular 89", isExpected: true, decision: null },
];

export function fakeView(): MachineView {
  return {
    ...{ revision: 1, now: 1_508_061_600, mode: "live", isDemo: true, isReplacement: false },
    phase: "provisioned",
    election: {
      id: "ve-bolivar-2017",
      name: { es: "Elección regional del estado Bolívar", en: "Bolívar state regional election" },
      date: "2017-10-15",
    },
    station: { id: "080101001.01", place: "E. B. El Casabe", region: "Bolívar", registered: 612 },
    hours: { opens: 1_508_061_600, closes: 1_508_104_800 },
    contests: [GOVERNOR, COUNCIL],
    paperLanguage: "es",
    hasSpeech: { es: false, en: false },
    ...{ printer: "ready", warnings: [], cards: [], lockedUntil: null, voter: null, counts: null },
    tally: {
      contests: [GOVERNOR_NUMBERS, COUNCIL_NUMBERS],
      ...{ agrees: true, ballots: 428, spoiled: 3, checkedIn: 431 },
    },
    copies: { printed: 0, needed: 6, printing: false },
    witnesses: WITNESSES,
    transmission: { state: "idle" },
    halfPrinted: null,
  };
}
