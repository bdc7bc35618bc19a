/**
 * A count against the roster: stations the roster does not have (4.12), registered voters that differ from it (4.13).
 * A count whose source names no place or region takes the roster's, so that every count is seen by the same places.
 * @module
 */
import { addText, createByteIndex, findKey, keyText } from "../byte-index.ts";
import type { Roster } from "../election/roster.ts";
import { type CountTable, UNKNOWN } from "./count.ts";
import { actionOf } from "./count-builder.ts";
import { type Finding, type FindingRule, MAX_FINDING_TEXT } from "./finding.ts";
import type { Mapping } from "./mapping.ts";

/** The table with the roster's places where it had none; findings go out in row order. */
export function checkRoster(
  table: CountTable,
  roster: Roster,
  mapping: Mapping,
  onFinding: (finding: Finding) => void,
): CountTable {
  const station = rosterRows(table, roster);
  const report = (rule: FindingRule, row: number, detail: Finding["detail"]) => {
    const action = actionOf(mapping, rule);
    const id = keyText(table.stations, row);
    const source = table.sources[table.source?.[row] ?? 0]!;
    const where = { source, line: table.lines[row]!, column: 0, field: "" };
    onFinding({ rule, action, ...where, station: id, text: id.slice(0, MAX_FINDING_TEXT), detail });
    if (action === "row-unknown") refuse(table, row);
  };
  for (let row = 0; row < table.rows; row += 1) {
    const known = station[row]!;
    if (known === -1) {
      report("not-in-roster", row, { stations: roster.stations.size });
      continue;
    }
    const here = table.cells[row * table.width + table.width - 1]!;
    const there = roster.registered[known]!;
    if (here < 0) table.cells[row * table.width + table.width - 1] = there;
    else if (here !== there) report("registered-differs", row, { here, roster: there });
  }
  return withPlaces(table, roster, station);
}

/** For each row the roster's station, or -1. */
function rosterRows(table: CountTable, roster: Roster): Int32Array {
  const rows = new Int32Array(table.rows);
  const { bytes, ends } = table.stations;
  for (let row = 0; row < table.rows; row += 1) {
    rows[row] = findKey(roster.stations, bytes, row === 0 ? 0 : ends[row - 1]!, ends[row]!);
  }
  return rows;
}

function refuse(table: CountTable, row: number): void {
  const at = row * table.width;
  for (let i = at; i < at + table.width - 1; i += 1) {
    if (table.cells[i] !== UNKNOWN.absent) table.cells[i] = UNKNOWN.refused;
  }
}

function withPlaces(table: CountTable, roster: Roster, station: Int32Array): CountTable {
  if (table.places.size > 0 && table.regions.size > 0) return table;
  const places = createByteIndex(Math.max(roster.places.size, 1));
  const regions = createByteIndex(Math.max(roster.regions.size, 1));
  // Two places may share a name, so the id stands with it; numbers are those of the roster.
  for (let i = 0; i < roster.places.size; i += 1) {
    addText(places, `${keyText(roster.names, roster.placeName[i]!)} (${keyText(roster.places, i)})`);
  }
  for (let i = 0; i < roster.regions.size; i += 1) addText(regions, keyText(roster.regions, i));
  const place = new Int32Array(table.rows);
  const region = new Int32Array(table.rows);
  for (let row = 0; row < table.rows; row += 1) {
    const known = station[row]!;
    place[row] = known === -1 ? -1 : roster.place[known]!;
    region[row] = known === -1 ? -1 : roster.placeRegion[roster.place[known]!]!;
  }
  return {
    ...table,
    ...(table.places.size > 0 ? {} : { places, place }),
    ...(table.regions.size > 0 ? {} : { regions, region }),
  };
}
