/**
 * The words of the Bolívar reconstruction, in both languages. All of them say that it is one.
 * @module
 */
import type { LocalizedText } from "@triplicate/core/text.ts";

export const TEXTS = {
  name: {
    es: "Gobernación del estado Bolívar, 15 de octubre de 2017 (reconstrucción)",
    en: "Governor of Bolívar state, 15 October 2017 (reconstruction)",
  },
  contest: { es: "Gobernador o gobernadora", en: "Governor" },
  remark: {
    es: "RECONSTRUCCIÓN generada a partir de una semilla, no son los datos reales. Los totales anunciados, el número de mesas, las once mesas con 2.199 votos de diferencia y El Casabe son los hechos públicos; las cifras de las once mesas no se publicaron completas como texto, y el resto de las mesas es inventado.",
    en: "RECONSTRUCTION generated from a seed, not the real data. The announced totals, the number of stations, the eleven stations with 2,199 votes of difference and El Casabe are the public facts; the figures of the eleven stations were never published in full as text, and all other stations are invented.",
  },
  official: {
    title: {
      es: "Publicado por la autoridad (reconstrucción)",
      en: "Published by the authority (reconstruction)",
    },
    statement: {
      es: "Reconstrucción de los resultados por mesa que la autoridad electoral publicó en su sitio web. Generada a partir de una semilla; ninguna fila procede del sitio real.",
      en: "Reconstruction of the results by station that the electoral authority published on its website. Generated from a seed; no row comes from the real site.",
    },
  },
  actas: {
    title: { es: "Actas de los testigos (reconstrucción)", en: "Witnesses' actas (reconstruction)" },
    statement: {
      es: "Reconstrucción de las actas impresas que guardaron los testigos, una por mesa. Generada a partir de una semilla; ninguna fila procede de un acta real.",
      en: "Reconstruction of the printed actas that the witnesses kept, one per station. Generated from a seed; no row comes from a real acta.",
    },
  },
  announced: {
    title: { es: "Totales anunciados (reconstrucción)", en: "Announced totals (reconstruction)" },
    statement: {
      es: "Los totales de Noguera y Velásquez son los que anunció la autoridad electoral; los de los demás candidatos son aproximados y forman parte de la reconstrucción.",
      en: "The totals of Noguera and Velásquez are those the electoral authority announced; those of the other candidates are approximate and part of the reconstruction.",
    },
  },
} as const satisfies Record<string, LocalizedText | Record<string, LocalizedText>>;

/** README.txt, Spanish then English. */
export const readme = (seed: number): string => `BOLÍVAR 2017: RECONSTRUCCIÓN (semilla ${seed})
=========================================

Estos archivos NO son los datos reales. Los generó un programa a partir de una semilla, con la forma de la elección
de gobernador del estado Bolívar (Venezuela) del 15 de octubre de 2017.

Hechos públicos que se cumplen exactamente:
  - Total oficial: Justo Noguera 276.655, Andrés Velásquez 275.184; ventaja de 1.471 votos. 1.642 mesas.
  - Las actas de los testigos difieren en once mesas, 2.199 votos en total: 2.066 añadidos a Noguera y 133 quitados a
    Velásquez. Sin esas diferencias gana Velásquez por 728 votos.
  - El Casabe: 225 votos impresos, 196 para Noguera; publicados 317 + 350 = 667 para Noguera, 471 más.
  - Otra mesa imprimió 129 votos para Noguera y se publicó con 502.

Lectura: las dos mesas de El Casabe cuentan como dos de las once, y los 225 votos son los de ambas. Las cifras de las
otras ocho mesas nunca se publicaron como texto: aquí se sortean de modo que las once sumen lo conocido. Las demás
1.631 mesas, los nombres de los centros y los códigos son inventados; las dos fuentes coinciden en ellas.

  actas.csv       lo que imprimieron las máquinas, según las copias de los testigos
  official.csv    lo que publicó la autoridad
  announced.json  totales anunciados      election.json  definición      *.mapping.json  cómo se lee cada archivo

Comparar:
  triplicate compare --election election.json \\
    --count actas=actas.mapping.json:actas.csv --count official=official.mapping.json:official.csv \\
    --announced announced.json --out informe


BOLÍVAR 2017: RECONSTRUCTION (seed ${seed})
=========================================

These files are NOT the real data. A program generated them from a seed, in the shape of the election of governor of
Bolívar state (Venezuela) of 15 October 2017.

Public facts that hold exactly:
  - Official total: Justo Noguera 276,655, Andrés Velásquez 275,184; a margin of 1,471 votes. 1,642 stations.
  - The witnesses' actas differ at eleven stations, by 2,199 votes in all: 2,066 added to Noguera and 133 taken from
    Velásquez. Without those differences Velásquez wins by 728 votes.
  - El Casabe: 225 votes printed, 196 of them for Noguera; published 317 + 350 = 667 for Noguera, 471 more.
  - One more station printed 129 votes for Noguera and was published with 502.

A reading: El Casabe's two stations count as two of the eleven, and the 225 votes are those of both. The figures of
the other eight were never published as text: here they are drawn so that the eleven add up to what is known. The
other 1,631 stations, the names of the places and the codes are invented; both sources agree on them.

  actas.csv       what the machines printed, by the witnesses' copies
  official.csv    what the authority published
  announced.json  announced totals        election.json  definition      *.mapping.json  how each file is read

Compare:
  triplicate compare --election election.json \\
    --count actas=actas.mapping.json:actas.csv --count official=official.mapping.json:official.csv \\
    --announced announced.json --out report
`;
