/**
 * Whether the machines that an acta says died before the one that signed it can have been this station's.
 *
 * It is asked of the text alone, so that the flag is the same in whatever order signatures were added. That a life was
 * left out no text shows: the machine that died, should it sign an acta of its own, is a conflict of the station.
 * Spec: spec/transmission.md, clause 6.14.
 * @module
 */
import { findText, keyText } from "../byte-index.ts";
import { electionKeyName, KEY_ROLES } from "../election/key-names.ts";
import type { Roster } from "../election/roster.ts";
import { scopeHolds } from "../election/roster-scope.ts";
import type { Acta } from "../statement/acta.ts";

const SPARE = KEY_ROLES.indexOf("spare");

/** `election` is the definition's id. */
export function createLivesCheck(roster: Roster, election: string): (station: number, acta: Acta) => boolean {
  const { stations, holders } = roster;
  const spares = electionKeyName(election, "spare", "");
  const isOfStation = (key: string, station: number): boolean => {
    if (key === electionKeyName(election, "machine", keyText(stations, station))) return true;
    if (!key.startsWith(spares)) return false;
    const row = findText(holders.names, `spare/${key.slice(spares.length)}`);
    return row >= 0 && holders.role[row] === SPARE && scopeHolds(roster, row, station);
  };
  return (station, { lives }) => {
    if (lives === undefined) return true;
    const keys = new Set(lives.map(({ key }) => key));
    // A machine may die before it opens, or between the close and the count.
    const times = lives.map(({ ended }) => ended);
    return (
      keys.size === lives.length &&
      lives.every(({ key }) => isOfStation(key, station)) &&
      times.every((time, i) => i === 0 || times[i - 1]! <= time)
    );
  };
}
