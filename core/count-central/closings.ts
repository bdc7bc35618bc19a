/**
 * Closing records held against the actas that are logged, whichever of the two comes first.
 *
 * A record names the text of each contest's acta by digest. Any pair of a record and an acta of one station and contest
 * that do not name the same text is a contradiction of the machine with itself, and raises the same flag in any order.
 * Spec: spec/transmission.md, clauses 6.4 and 6.5.
 * @module
 */
import { equalBytes } from "../bytes.ts";
import type { ElectionDefinition } from "../election/definition.ts";
import type { ClosingRecord } from "../statement/closing-record.ts";
import type { CountFlag } from "./count-flags.ts";

const DIGEST_BYTES = 32;

export type Closings = {
  /** Flags that a station's new closing record raises, by contest; `actas` are the digests of those logged. */
  add(
    station: number,
    closing: ClosingRecord,
    actas: (contest: number) => readonly Uint8Array[],
  ): { readonly contest: number; readonly flag: CountFlag }[];
  /** Whether a new acta has another text than a closing record of its station names. */
  differs(station: number, contest: number, digest: Uint8Array): boolean;
};

export function createClosings({ contests }: ElectionDefinition, stations: number): Closings {
  const has = new Uint8Array(stations);
  const hasNamed = contests.map(() => new Uint8Array(stations));
  /** What each station's first record names; a second record, which is a contradiction already, is kept aside. */
  const named = contests.map(() => new Uint8Array(stations * DIGEST_BYTES));
  const more = new Map<number, Uint8Array[]>();

  const keep = (station: number, contest: number, digest: Uint8Array) => {
    if (hasNamed[contest]![station] === 0) {
      hasNamed[contest]![station] = 1;
      named[contest]!.set(digest, station * DIGEST_BYTES);
      return;
    }
    const key = contest * stations + station;
    more.set(key, [...(more.get(key) ?? []), digest]);
  };
  return {
    add(station, closing, actas) {
      const flags: { contest: number; flag: CountFlag }[] = [];
      const raise = (flag: CountFlag) => {
        for (const contest of contests.keys()) flags.push({ contest, flag });
      };
      if (has[station] !== 0) raise("closing-conflict");
      has[station] = 1;
      if (
        !contests.every(({ id }, i) => closing.acta[i]?.[0] === id) ||
        closing.acta.length !== contests.length
      )
        raise("closing-contests");
      for (const [id, digest] of closing.acta) {
        const contest = contests.findIndex((other) => other.id === id);
        if (contest < 0) continue;
        if (actas(contest).some((acta) => !equalBytes(acta, digest)))
          flags.push({ contest, flag: "closing-differs" });
        keep(station, contest, digest);
      }
      return flags;
    },
    differs(station, contest, digest) {
      if (hasNamed[contest]![station] === 0) return false;
      const first = named[contest]!.subarray(station * DIGEST_BYTES, (station + 1) * DIGEST_BYTES);
      const others = more.get(contest * stations + station) ?? [];
      return [first, ...others].some((other) => !equalBytes(other, digest));
    },
  };
}
