/**
 * What a schema cannot say about places, stations, the roster file and the expected totals. Spec: spec/election.md,
 * sections 7 and 8.
 * @module
 */
import { isRecord } from "../json-schema.ts";
import type { ElectionFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { duplicateIds, fault, type Part, partsOf, textOf } from "./validation-parts.ts";

export function rosterFaults(election: Readonly<Record<string, unknown>>): ElectionFault[] {
  const places = partsOf(election, "places", "", LIMITS.inlinePlaces);
  const stations = partsOf(election, "stations", "", LIMITS.inlineStations);
  const total = registeredIn(stations);
  const faults = [...duplicateIds(places), ...duplicateIds(stations), ...unknownPlaces(places, stations)];
  if (total !== null && total > LIMITS.registeredInAll) {
    faults.push(fault("too-many-registered", "/stations", { atMost: LIMITS.registeredInAll, got: total }));
  }
  if (isRecord(election.roster)) {
    const inline = ["places", "stations"].filter((field) => Object.hasOwn(election, field));
    if (inline.length > 0) faults.push(fault("two-rosters", "/roster", { beside: inline.join(", ") }));
  }
  const { expected } = election;
  if (Array.isArray(election.stations) && isRecord(expected)) {
    faults.push(
      ...differs("expected-stations", expected.stations, election.stations.length, "/expected/stations"),
      ...differs("expected-registered", expected.registered, total, "/expected/registered"),
    );
  }
  return faults;
}

function unknownPlaces(places: readonly Part[], stations: readonly Part[]): ElectionFault[] {
  const known = new Set(places.map(({ value }) => value.id));
  return stations.flatMap(({ value, path }): ElectionFault[] => {
    const place = textOf(value, "place");
    return place === undefined || known.has(place)
      ? []
      : [fault("unknown-place", `${path}/place`, { place })];
  });
}

/** Null while a station's number is not one: a sum with an unknown in it is unknown. */
function registeredIn(stations: readonly Part[]): number | null {
  let sum = 0;
  for (const { value } of stations) {
    const { registered } = value;
    if (typeof registered !== "number" || !Number.isSafeInteger(registered)) return null;
    sum += registered;
  }
  return sum;
}

/** Clause 7.5: inline stations are all the stations there are. */
const differs = (
  code: "expected-stations" | "expected-registered",
  expected: unknown,
  got: number | null,
  path: string,
): ElectionFault[] =>
  typeof expected !== "number" || got === null || expected === got
    ? []
    : [fault(code, path, { expected, got })];
