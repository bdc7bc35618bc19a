/**
 * The names that an election's keys sign under. The roster gives each its public key; a name is never made up twice.
 *
 *     ve-bolivar-2017/authority/alba              the authority, k of n
 *     ve-bolivar-2017/machine/080101001.01        the machine of a station
 *     ve-bolivar-2017/spare/bolivar/7            a spare machine, for any station its scope holds
 *     ve-bolivar-2017/witness/MUD/080101001.01    a witness, by the id the roster gives them
 *     ve-bolivar-2017/counter/MUD/7               a volunteer who counts by hand
 *     ve-bolivar-2017/centre/cne                  the tallying centre's bulletins
 *
 * The log and its cosigners sign under names of their own (C2SP: a schema-less URL), which the roster lists.
 * Spec: spec/election.md, section 12.
 * @module
 */
export const KEY_ROLES = [
  "authority",
  "machine",
  "spare",
  "witness",
  "counter",
  "centre",
  "log",
  "cosigner",
] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

/** The part of a name that the roster calls the key's id. */
export const electionKeyName = (
  election: string,
  role: Exclude<KeyRole, "log" | "cosigner">,
  id: string,
): string => `${election}/${role}/${id}`;
