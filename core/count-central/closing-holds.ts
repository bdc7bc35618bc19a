/**
 * Whether a station's papers are of one closing, and whether its closing record tells of every witness and copy.
 *
 * A refusal may not be hidden (rule 3): a record that leaves out an accredited witness, or names somebody who is none, is
 * flagged. What one machine printed at one closing says the same of everything but the votes (acta.md, clause 4.1);
 * whichever of two papers comes first, a pair that does not raises the same flag.
 * Spec: spec/transmission.md, clauses 2.3, 6.10 to 6.12 and 6.14.
 * @module
 */
import { findText } from "../byte-index.ts";
import { utf8 } from "../bytes.ts";
import { KEY_ROLES } from "../election/key-names.ts";
import type { Roster } from "../election/roster.ts";
import { SCOPE_KINDS } from "../election/roster-columns.ts";
import { SHA256_BYTES, type Sha256 } from "../sha256.ts";
import { ACTA, type Acta } from "../statement/acta.ts";
import type { ClosingRecord } from "../statement/closing-record.ts";
import { createLivesCheck } from "./acta-lives.ts";
import type { CountFlag } from "./count-flags.ts";

/** DESIGN, section 1: at least three, in rival hands. */
export const LEAST_COPIES = 3;

const WITNESS = KEY_ROLES.indexOf("witness");
const [ELECTION, REGION, PLACE, STATION] = SCOPE_KINDS.map((_, kind) => kind);

export type ClosingHolds = {
  /** Flags of the whole station that this acta raises. */
  acta(station: number, acta: Acta): CountFlag[];
  closing(station: number, closing: ClosingRecord): CountFlag[];
};

/** `election` is the definition's id, which begins the names of its machines. */
export function createClosingHolds(
  roster: Roster,
  election: string,
  contests: number,
  sha: Sha256,
): ClosingHolds {
  const stations = roster.stations.size;
  const isComplete = createWitnessCheck(roster);
  // Of one contest there is one acta, or a conflict that says more.
  const common = contests > 1 ? createFirsts(stations, SHA256_BYTES) : null;
  const times = createFirsts(stations, Float64Array.BYTES_PER_ELEMENT);
  const livesHold = createLivesCheck(roster, election);
  const mixed = (isMixed: boolean): CountFlag[] => (isMixed ? ["closing-mixed"] : []);
  return {
    acta(station, acta) {
      const differs = common?.differs(station, sha(utf8(commonText(acta)))) ?? false;
      const flags = mixed(times.differs(station, timeBytes(acta.closed)) || differs);
      return livesHold(station, acta) ? flags : [...flags, "acta-lives"];
    },
    closing(station, { closed, copies, witness }) {
      const flags = mixed(times.differs(station, timeBytes(closed)));
      if (copies < LEAST_COPIES) flags.push("closing-copies");
      if (!isComplete(station, witness)) flags.push("closing-witnesses");
      return flags;
    },
  };
}

/** In the place of a contest and its options. */
const NOTHING = "0";

/** An acta without what its contest alone decides. */
const commonText = ({ running: _, ...acta }: Acta): string =>
  ACTA.print({ ...acta, contest: NOTHING, votes: { options: [NOTHING], votes: [0] }, blank: 0, null: 0 });

const timeBytes = (time: number): Uint8Array => new Uint8Array(Float64Array.of(time).buffer);

/** Remembers the first value of each station. That some two differ is the same as that one differs from the first. */
function createFirsts(stations: number, width: number) {
  const has = new Uint8Array(stations);
  const values = new Uint8Array(stations * width);
  return {
    differs(station: number, value: Uint8Array): boolean {
      const at = station * width;
      if (has[station] === 0) {
        has[station] = 1;
        values.set(value, at);
        return false;
      }
      for (let i = 0; i < width; i += 1) if (values[at + i] !== value[i]) return true;
      return false;
    },
  };
}

/**
 * Whether the lines are of witnesses accredited here, each once and in the roster's order, and none of the station or
 * its place is left out. Who is accredited for a region or the whole election cannot be everywhere, and need not be named.
 */
function createWitnessCheck(roster: Roster): (station: number, lines: ClosingRecord["witness"]) => boolean {
  const { holders, place, placeRegion } = roster;
  const ofStation = new Uint16Array(roster.stations.size);
  const ofPlace = new Uint16Array(roster.places.size);
  for (let row = 0; row < holders.names.size; row += 1) {
    if (holders.role[row] !== WITNESS) continue;
    if (holders.scopeKind[row] === STATION) ofStation[holders.scopeRow[row]!]! += 1;
    else if (holders.scopeKind[row] === PLACE) ofPlace[holders.scopeRow[row]!]! += 1;
  }
  /** Whether the witness is accredited at the station; `isExpected` where a record must name them. */
  const standing = (row: number, station: number): "expected" | "welcome" | null => {
    const named = holders.scopeRow[row];
    switch (holders.scopeKind[row]) {
      case STATION:
        return named === station ? "expected" : null;
      case PLACE:
        return named === place[station] ? "expected" : null;
      case REGION:
        return named === placeRegion[place[station]!] ? "welcome" : null;
      case ELECTION:
        return "welcome";
      default:
        return null;
    }
  };
  return (station, lines) => {
    let [last, expected] = [-1, 0];
    for (const { witness } of lines) {
      const row = findText(holders.names, `witness/${witness}`);
      const stands = row > last ? standing(row, station) : null;
      if (stands === null) return false;
      if (stands === "expected") expected += 1;
      last = row;
    }
    return expected === ofStation[station]! + ofPlace[place[station]!]!;
  };
}
