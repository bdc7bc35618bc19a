/**
 * What a telephone has read so far of a station's actas, in whatever order and however often: how far it is, what is left.
 *
 *     texts of symbols ──addTexts──▶ gathering ──scanProgress──▶ actas, parts that are missing, codes that are no acta's
 *
 * Spec: spec/witness-app.md, section 4.
 * @module
 */
import { gatherActas } from "@triplicate/core/count-machine/acta-symbol.ts";
import { compareIds } from "@triplicate/core/text.ts";

/** Different texts, in the order in which they were first seen. */
export type Gathering = { readonly texts: readonly string[]; readonly hasForeign: boolean };

export const EMPTY_GATHERING: Gathering = { texts: [], hasForeign: false };

/** A hundred contests of three parts each; more is no station's. */
export const MAX_GATHERED = 500;

const ACTA = /^ACTA\/1 /;
const PART = /^ACTA\/1 PART ([1-9][0-9]?)\/([1-9][0-9]?) (\S{12}) /;

/** The same gathering where nothing new was read, so that a screen that is drawn from it stays as it is. */
export function addTexts(gathering: Gathering, texts: readonly string[]): Gathering {
  const known = new Set(gathering.texts);
  const fresh = [...new Set(texts)].filter((text) => ACTA.test(text) && !known.has(text));
  const hasForeign = texts.some((text) => !ACTA.test(text));
  if (fresh.length === 0 && (gathering.hasForeign || !hasForeign)) return gathering;
  return {
    // Of too many the latest stay: codes that somebody made up before must not keep out those of the paper in hand.
    texts: [...gathering.texts, ...fresh].slice(-MAX_GATHERED),
    hasForeign: gathering.hasForeign || hasForeign,
  };
}

/** Parts of one acta, of which some are missing. */
export type PartsRead = { readonly set: string; readonly have: readonly number[]; readonly of: number };

export type ScanProgress = {
  /** Notes that are whole, each once. */
  readonly actas: readonly Uint8Array[];
  readonly parts: readonly PartsRead[];
  /** Codes that say they are an acta's and do not read as one, or as two different ones. */
  readonly broken: number;
  /** A code that is no acta's was in the picture. */
  readonly hasForeign: boolean;
};

export function scanProgress({ texts, hasForeign }: Gathering): ScanProgress {
  const { actas, faults } = gatherActas(texts);
  const incomplete = new Set(
    faults.flatMap((fault) => (fault.code === "symbol-part-missing" ? [fault.set] : [])),
  );
  const isBroken = faults.filter(({ code }) => code !== "symbol-part-missing").length;
  return {
    actas: actas.map(({ noteBytes }) => noteBytes),
    parts: [...incomplete].map((set) => partsOf(set, texts)).toSorted((a, b) => compareIds(a.set, b.set)),
    broken: isBroken,
    hasForeign,
  };
}

function partsOf(set: string, texts: readonly string[]): PartsRead {
  const have = new Set<number>();
  let of = 0;
  for (const text of texts) {
    const match = PART.exec(text);
    if (match === null || match[3] !== set) continue;
    have.add(Number(match[1]));
    of = Math.max(of, Number(match[2]));
  }
  return { set, have: [...have].toSorted((a, b) => a - b), of };
}
