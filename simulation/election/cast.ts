/**
 * Everybody who holds a key in a simulated election, with the key.
 *
 * Every private key is a hash of the seed and the key's name, so the whole cast can be called again from the seed, and
 * so can anybody else's: the keys are good for rehearsals and attacks, and worth nothing as secrets. An attacker of
 * simulation/attacks holds exactly the players that its story gives it.
 * @module
 */
import { utf8 } from "@triplicate/core/bytes.ts";
import { electionKeyName } from "@triplicate/core/election/key-names.ts";
import {
  createNoteKey,
  type NoteKey,
  SIGNATURE_TYPE,
  type SignatureType,
} from "@triplicate/core/note/key.ts";
import type { Sha256 } from "@triplicate/core/sha256.ts";
import {
  authorityId,
  cosignerParty,
  type ElectionShape,
  electionId,
  type Geography,
  logOrigin,
  partyOf,
} from "./shape.ts";

/** Ed25519 and SHA-256 as the machine has them: millions of them are asked for. */
export type SigningKit = {
  readonly sha256: Sha256;
  readonly publicKeyOf: (seed: Uint8Array) => Uint8Array;
  readonly sign: (seed: Uint8Array, message: Uint8Array) => Uint8Array;
};

export type Player = {
  readonly key: NoteKey;
  /** 32 bytes, as RFC 8032 calls the private key. */
  readonly seed: Uint8Array;
  /** The part of its name that the roster gives. */
  readonly id: string;
  readonly party: string;
};

export type Cast = {
  readonly election: string;
  readonly log: Player;
  readonly centre: Player;
  readonly cosigners: readonly Player[];
  readonly authorities: readonly Player[];
  readonly machine: (station: number) => Player;
  readonly witness: (station: number, witness: number) => Player;
  /** What the roster calls that witness; no key is made for it. */
  readonly witnessId: (station: number, witness: number) => string;
  /** One in each region, for a station whose machine died. */
  readonly spare: (region: number) => Player;
  /** Two in each region, of rival parties: side 0 and side 1. */
  readonly counter: (region: number, side: number) => Player;
  /** Somebody with a name of this election and a key that no roster lists: a forger. */
  readonly stranger: (name: string) => Player;
};

const regionId = (region: number): string => `region-${String(region).padStart(2, "0")}`;

const LABEL = "Simulated key of Triplicate: anybody can make it again, so never use it in an election.";

export function castOf(shape: ElectionShape, geography: Geography, kit: SigningKit): Cast {
  const election = electionId(shape);
  const player = (
    name: string,
    id: string,
    party = "",
    type: SignatureType = SIGNATURE_TYPE.ed25519,
    label = LABEL,
  ): Player => {
    const seed = kit.sha256(utf8(`${label}\n${shape.seed}\n${name}\n`));
    return { key: createNoteKey(name, type, kit.publicKeyOf(seed)), seed, id, party };
  };
  const of = (role: Parameters<typeof electionKeyName>[1], id: string, party?: string): Player =>
    player(electionKeyName(election, role, id), id, party);
  const inOrder = <T>(length: number, make: (index: number) => T): T[] =>
    Array.from({ length }, (_, index) => make(index));
  const witnessId = (station: number, witness: number): string =>
    `${partyOf(witness)}/${geography.stationId(station)}`;
  return {
    election,
    log: player(logOrigin(shape), logOrigin(shape)),
    centre: of("centre", "cne"),
    cosigners: inOrder(shape.cosigners, (index) => {
      const party = cosignerParty(index);
      const name = `${party.toLowerCase()}.example/cosigner`;
      return player(name, name, party, SIGNATURE_TYPE.cosignature);
    }),
    authorities: inOrder(shape.authorities, (index) => of("authority", authorityId(index))),
    machine: (station) => of("machine", geography.stationId(station)),
    witness: (station, witness) => of("witness", witnessId(station, witness), partyOf(witness)),
    witnessId,
    spare: (region) => of("spare", regionId(region)),
    counter: (region, side) => {
      const party = partyOf(side);
      return of("counter", `${party}/${regionId(region)}`, party);
    },
    stranger: (name) => player(name, name, "", SIGNATURE_TYPE.ed25519, "A key that no roster lists."),
  };
}
