/**
 * Five elections in the shapes the report must tell, built from fixtures.test-data.ts.
 * @module
 */
import type { Discrepancy, Pair, Result } from "@triplicate/core/reconciliation/comparison.ts";
import {
  classesOf,
  cloud,
  comparisonOf,
  contestCount,
  contestOf,
  discrepancy,
  inputOf,
  leadOf,
  noise,
  resultOf,
  summary,
  sumOf,
} from "./fixtures.test-data.ts";
import type { ReportInput } from "./input.ts";

const MUNICIPALITIES = [
  ["Caroní", 612],
  ["Heres", 401],
  ["Piar", 142],
  ["Cedeño", 118],
  ["Bolivariano Angostura", 97],
  ["Gran Sabana", 61],
  ["Sifontes", 58],
  ["Roscio", 49],
  ["Sucre", 47],
  ["El Callao", 31],
  ["Padre Pedro Chien", 26],
] as const;

const regions = (missing: number) =>
  MUNICIPALITIES.map(([region, stations]) => ({
    region,
    stations: Math.round(stations * (1 - missing)),
    registered: null,
  }));

/** Added to the first candidate and removed from the second at each station: 2,066 and 133. */
const ALTERED = [
  ["081102005.01", "ESCUELA BÁSICA EL CASABE", 229, 0],
  ["081102005.02", "ESCUELA BÁSICA EL CASABE", 242, 0],
  ["080604011.01", "UNIDAD EDUCATIVA NACIONAL BOLIVARIANA JOSÉ ANTONIO ANZOÁTEGUI", 373, 0],
  ["080302001.01", "E.B. LA GARITA", 221, 40],
  ["080301004.02", "E.B. SAN FRANCISCO DE ASÍS", 207, 0],
  ["080101017.03", "LICEO CIUDAD BOLÍVAR", 190, 23],
  ["080103002.01", "ESCUELA LOS PRÓCERES", 164, 30],
  ["080201009.01", "CENTRO DE EDUCACIÓN INICIAL", 150, 0],
  ["080202003.01", "E.B. MARIPA", 120, 40],
  ["080401001.02", "E.B. UPATA II", 100, 0],
  ["080402007.01", "E.B. EL MANTECO", 70, 0],
] as const;

/** Eleven stations differ by 2,199 votes and decide who wins. */
export function bolivar(): ReportInput {
  const official = { noguera: 276655, velasquez: 275184, otros: 14012 };
  const actas = { noguera: 276655 - 2066, velasquez: 275184 + 133, otros: 14012 };
  const discrepancies = ALTERED.map(([station, place, added, removed], i) =>
    discrepancy(
      station,
      place,
      i === 2
        ? "several-digits"
        : added > 200 && i < 2
          ? "added-votes"
          : removed > 0
            ? "unclassified"
            : "added-votes",
      added + removed,
      [
        { id: "noguera", a: 129 + i, b: 129 + i + added },
        { id: "velasquez", a: 98 + removed, b: 98 },
        { id: "otros", a: 3, b: 3 },
      ],
      i * 40 + 2,
    ),
  ).sort((x, y) => y.lead - x.lead);
  const lead = { a: -728, b: 1471 };
  const option = (id: "noguera" | "velasquez" | "otros") => ({
    kind: "option" as const,
    id,
    a: actas[id],
    b: official[id],
    sameStation: official[id] - actas[id],
    onlyA: 0,
    onlyB: 0,
    unknown: 0,
  });
  const pair: Pair = {
    a: "actas",
    b: "official",
    stations: { agree: 1631, differ: 11, onlyA: 0, onlyB: 0, unknown: 0 },
    changes: [option("noguera"), option("velasquez"), option("otros")],
    lead: { first: "noguera", second: "velasquez", ...lead, sameStation: 2199, coverage: 0, unknown: 0 },
    results: { a: resultOf(actas), b: resultOf(official), bCorrected: resultOf(actas) },
    flip: {
      between: true,
      byDiscrepancies: true,
      byCoverage: false,
      minimal: {
        stations: discrepancies.slice(0, 6).map((one) => one.station),
        exact: true,
        atLeast: 6,
        change: "overtakes",
      },
    },
    classes: classesOf(discrepancies),
    discrepancies,
    unknown: [],
    onlyA: [],
    onlyB: [],
  };
  const contest = contestOf(
    { es: "Gobernación", en: "Governor" },
    { noguera: "Justo Noguera", velasquez: "Andrés Velásquez", otros: "Otras opciones" },
    {
      rule: { rule: "plurality" },
      counts: [
        contestCount("actas", actas, 1642, { fingerprint: cloud(1, 58, 49), regions: regions(0) }),
        contestCount("official", official, 1642, { fingerprint: cloud(2, 60, 52), regions: regions(0) }),
      ],
      pairs: [pair],
      screening: [
        {
          count: "official",
          signals: [
            {
              kind: "zero-minor-options",
              clause: "8.3",
              examined: 1642,
              shown: 21,
              expectedByChance: 14.25,
              detail: { options: 3 },
              stations: [{ station: "080101001.01", value: 0, expected: 4.1 }],
            },
            {
              kind: "sister-stations",
              clause: "8.1",
              examined: 1204,
              shown: 9,
              expectedByChance: 3.6,
              detail: {},
              stations: discrepancies
                .slice(0, 6)
                .map((one) => ({ station: one.station, value: 0.9, expected: 0.4 })),
            },
          ],
        },
      ],
    },
  );
  return inputOf(
    comparisonOf(
      {
        id: "ve-bolivar-2017",
        name: { es: "Gobernación del estado Bolívar 2017", en: "Governor of Bolívar state 2017" },
        date: "2017-10-15",
        remark: {
          es: "Esto es una reconstrucción: los números por mesa son generados, no documentos.",
          en: "This is a reconstruction: the numbers by station are generated, not documents.",
        },
      },
      [
        summary("actas", "Actas de los testigos", "Witnesses’ actas", 1642),
        summary("official", "Resultados publicados", "Published results", 1642),
      ],
      [contest],
    ),
  );
}

/** 549 of 28,975 stations differ by +794; stations only the final count has bring 242,001 and end the runoff. */
export function bolivia(): ReportInput {
  const a = { mas: 2057878, cc: 1652234, pdc: 382000, m21: 64000, "21f": 998000 };
  const b = { mas: 2889359, cc: 2240920, pdc: 539081, m21: 76827, "21f": 394345 };
  const valid = 5154320;
  const points = (
    votes: { mas: number; cc: number },
    points100: number,
    status: Result["status"],
  ): Result => ({
    ...resultOf({ ...votes }, status),
    valid,
    lead: { ...leadOf({ mas: votes.mas, cc: votes.cc }), points100 },
    toChange: { added: 9123, moved: 4012, exact: false },
  });
  const next = noise(7);
  const kinds = [
    "one-vote",
    "one-digit",
    "transposition",
    "extra-digit",
    "swapped-lines",
    "unclassified",
  ] as const;
  const leads = Array.from({ length: 548 }, () => Math.round((next() - 0.47) * 60 * next() * next() * 4));
  leads.push(794 - sumOf(leads));
  const discrepancies: Discrepancy[] = leads.map((lead, i) =>
    discrepancy(
      String(10000 + i * 7),
      i % 3 === 0 ? "Colegio Nacional Florida" : "Unidad Educativa Avelino Siñani",
      kinds[Math.floor(next() ** 2 * kinds.length)] ?? "unclassified",
      lead,
      [
        { id: "mas", a: 100, b: 100 + lead },
        { id: "cc", a: 80, b: 80 },
      ],
      i + 2,
    ),
  );
  discrepancies.sort((x, y) => Math.abs(y.lead) - Math.abs(x.lead));
  const change = (id: "mas" | "cc" | "pdc", same: number) => ({
    kind: "option" as const,
    id,
    a: a[id],
    b: b[id],
    sameStation: same,
    onlyA: 0,
    onlyB: b[id] - a[id] - same,
    unknown: 0,
  });
  const bResult = points(b, 1056, "won");
  const pair: Pair = {
    a: "trep",
    b: "computo",
    stations: { agree: 28426, differ: 549, onlyA: 0, onlyB: 5580, unknown: 0 },
    changes: [change("mas", 612), change("cc", -182), change("pdc", 41)],
    lead: {
      first: "mas",
      second: "cc",
      a: 405644,
      b: 648439,
      sameStation: 794,
      coverage: 242001,
      unknown: 0,
    },
    results: { a: points(a, 787, "runoff"), b: bResult, bCorrected: bResult },
    flip: { between: true, byDiscrepancies: false, byCoverage: true, minimal: null },
    classes: classesOf(discrepancies),
    discrepancies,
    unknown: [],
    onlyA: [],
    onlyB: ["1"],
  };
  const half = (numerator: number, denominator: number) => ({ numerator, denominator });
  const departments = (part: number) =>
    [
      "La Paz",
      "Santa Cruz",
      "Cochabamba",
      "Potosí",
      "Oruro",
      "Chuquisaca",
      "Tarija",
      "Beni",
      "Pando",
      "",
    ].map((region, i) => ({
      region,
      stations: Math.round((9000 / (i + 1)) * (1 - part * (i % 4))),
      registered: null,
    }));
  const contest = contestOf(
    { es: "Presidencia", en: "President" },
    { mas: "Evo Morales", cc: "Carlos Mesa", pdc: "Chi Hyun Chung", m21: "Otros", "21f": "Óscar Ortiz" },
    {
      rule: { rule: "first-round", majority: half(1, 2), floor: half(2, 5), lead: half(1, 10) },
      counts: [
        contestCount("trep", a, 28975, {
          result: points(a, 787, "runoff"),
          fingerprint: cloud(3, 88, 44),
          regions: departments(0.08),
        }),
        contestCount("computo", b, 34555, {
          result: bResult,
          fingerprint: cloud(4, 89, 47),
          regions: departments(0),
        }),
      ],
      pairs: [pair],
    },
  );
  return inputOf(
    comparisonOf(
      {
        id: "bo-2019",
        name: { es: "Elecciones generales de Bolivia 2019", en: "General election of Bolivia 2019" },
        date: "2019-10-20",
      },
      [
        summary("trep", "Conteo preliminar (TREP)", "Preliminary count (TREP)", 28975),
        summary("computo", "Cómputo oficial", "Official count", 34555),
      ],
      [contest],
    ),
  );
}
