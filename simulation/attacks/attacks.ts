/**
 * Every scenario, in the order in which a reader meets them: the centre, the station, the authority, and nobody.
 * @module
 */
import { ATTACK_NAMES, type Attack } from "./attack.ts";
import { AUTHORITY_ATTACKS } from "./authority-attacks.ts";
import { CENTRE_ATTACKS } from "./centre-attacks.ts";
import { HONEST_RUNS } from "./honest-runs.ts";
import { STATION_ATTACKS } from "./station-attacks.ts";

const ALL: readonly Attack[] = [...CENTRE_ATTACKS, ...STATION_ATTACKS, ...AUTHORITY_ATTACKS, ...HONEST_RUNS];

export const ATTACKS: readonly Attack[] = ATTACK_NAMES.map((name) => {
  const attack = ALL.find((one) => one.name === name);
  if (attack === undefined) throw new Error(`there is no scenario ${name}`);
  return attack;
});
