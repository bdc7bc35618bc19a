/**
 * The faults of an election package, each with its file and its place in it, and those that only a whole roster shows.
 * Spec: spec/election.md, sections 11 to 13.
 * @module
 */
import type { NoteError } from "../note/note.ts";
import type { RecordError } from "../note/record.ts";
import type { ElectionFaultCode, FaultDetail, PackageFaultCode, RosterFaultCode } from "./faults.ts";
import { KEY_ROLES } from "./key-names.ts";
import type { Roster, RosterFaults } from "./roster.ts";
import { holderKeys } from "./roster-keys.ts";

const COUNTER = KEY_ROLES.indexOf("counter");

export type PackageFile = "definition" | "roster" | "note" | "policy";

export type PackageFault = {
  readonly file: PackageFile;
  readonly code:
    | ElectionFaultCode
    | RosterFaultCode
    | PackageFaultCode
    | NoteError["code"]
    | RecordError["code"];
  /** JSON pointer into the definition; "" elsewhere. */
  readonly path: string;
  /** Line from 1 of the roster or the note; 0 is the whole file. */
  readonly line: number;
  readonly detail: FaultDetail;
};

type Code = PackageFault["code"];

export const definitionFault = (code: Code, path: string, detail: FaultDetail = {}): PackageFault => ({
  file: "definition",
  code,
  path,
  line: 0,
  detail,
});

export const noteFault = (code: Code, detail: FaultDetail = {}, line = 0): PackageFault => ({
  file: "note",
  code,
  path: "",
  line,
  detail,
});

export const rosterFault = (code: Code, line = 0, detail: FaultDetail = {}): PackageFault => ({
  file: "roster",
  code,
  path: "",
  line,
  detail,
});

export const rosterFaultsOf = ({ faults }: RosterFaults): PackageFault[] =>
  faults.map(({ code, line, detail }) => rosterFault(code, line, detail));

/** Clause 13.3, and names that two keys would share (clause 12.5): what no single line can show. */
export function wholeRosterFaults(roster: Roster, election: string | null): PackageFault[] {
  const { held } = roster;
  const faults: PackageFault[] = [];
  if (held.log !== 1) faults.push(rosterFault("log-not-once", 0, { got: held.log }));
  if (held.centre === 0) faults.push(rosterFault("no-centre"));
  if (held.authority === 0) faults.push(rosterFault("no-authority"));
  if (held.counter > 0 && countingParties(roster) < 2) faults.push(rosterFault("counters-of-one-party"));
  const names = new Set<string>();
  for (const { name } of holderKeys(roster, "", "log", "cosigner")) {
    // `election/machine/…` could be taken for one of its machines; `election/log` for nobody else.
    const isPersons = KEY_ROLES.some((role) => name.startsWith(`${election}/${role}/`));
    if (names.has(name) || (election !== null && isPersons))
      faults.push(rosterFault("name-taken", 0, { name }));
    names.add(name);
  }
  return faults;
}

function countingParties(roster: Roster): number {
  const parties = new Set<number>();
  const { holders } = roster;
  for (let row = 0; row < holders.names.size && parties.size < 2; row += 1) {
    if (holders.role[row] === COUNTER) parties.add(holders.party[row]!);
  }
  return parties.size;
}
