/**
 * A kit held against what the authority signed: what is left is a small election that the ordinary rules judge.
 *
 *     authority's lines ──keys──▶ election note, k of n ──▶ definition's digest
 *                                        └── roster's root ◀── every line, by its path
 *
 * The lines that are proved are read by the reader of whole rosters into a roster of one station, so that an acta is judged
 * here by the very code that judges it at the centre. Two things no kit can prove: that these are the authority's keys (who
 * first loads a kit compares their fingerprint with what the authority publishes; later ones are held against that), and that
 * no line was left out. For those that decide something, the note says how many there are; a witness that is missing would
 * miss their own.
 * Spec: spec/witness-app.md, section 3.
 * @module
 */
import { keyText } from "@triplicate/core/byte-index.ts";
import { decodeBase64, encodeHex, equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import type { ElectionNote } from "@triplicate/core/election/election-note.ts";
import {
  authoritySigners,
  isQuorumSize,
  isThreshold,
  judgeDefinition,
  readElectionNote,
} from "@triplicate/core/election/election-package.ts";
import type { KeyBook, RosterKey, Scope } from "@triplicate/core/election/key-book.ts";
import { createRosterReader, type Roster } from "@triplicate/core/election/roster.ts";
import { createKeyBook, holderKeys } from "@triplicate/core/election/roster-keys.ts";
import { parseHash } from "@triplicate/core/log/checkpoint.ts";
import { createPolicy, type Policy, printPolicy } from "@triplicate/core/log/policy.ts";
import { type Hash, isIncluded } from "@triplicate/core/merkle-tree.ts";
import { printVerifierKey } from "@triplicate/core/note/key.ts";
import type { VerifyEd25519 } from "@triplicate/core/note/note.ts";
import { publicKeyFault } from "@triplicate/core/note/public-key.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import { compareIds } from "@triplicate/core/text.ts";
import type { Kit } from "./kit.ts";

export const KIT_FAULTS = [
  "kit-form",
  "kit-definition",
  "kit-note",
  "kit-other-definition",
  "kit-line-not-in-roster",
  "kit-line-fault",
  "kit-station",
  "kit-incomplete",
  "kit-signatures",
] as const;
export type KitFault = { readonly code: (typeof KIT_FAULTS)[number]; readonly detail?: string };

export type KitStation = {
  readonly id: string;
  readonly place: string;
  readonly placeName: string;
  readonly region?: string;
  readonly registered: number;
};

export type KitWitness = {
  readonly id: string;
  readonly party: string;
  readonly scope: Scope;
  readonly key: RosterKey;
};

export type VerifiedKit = {
  readonly definition: ElectionDefinition;
  readonly definitionDigest: Uint8Array;
  readonly electionNote: ElectionNote;
  readonly noteText: string;
  /** Names of the authority keys that signed. */
  readonly signers: readonly string[];
  readonly authorities: readonly RosterKey[];
  /** Of one station; its row is 0. */
  readonly roster: Roster;
  readonly book: KeyBook;
  readonly station: KitStation;
  readonly witnesses: readonly KitWitness[];
  readonly policy: Policy;
  readonly centre: string | null;
  readonly isDemo: boolean;
};

/** The election as this station sees it, or the first reason to believe nothing of the kit. */
export function verifyKit(kit: Kit, verify: VerifyEd25519): Result<VerifiedKit, KitFault> {
  const definitionBytes = decodeBase64(kit.definition)!;
  const judged = judgeDefinition(definitionBytes);
  const { definition } = judged;
  if (definition === null || judged.faults.length > 0) return fault("kit-definition", judged.faults[0]?.code);
  const read = readElectionNote(decodeBase64(kit.electionNote)!);
  if (!read.ok) return fault("kit-note", read.error.code);
  const { note, electionNote } = read.value;
  const definitionDigest = sha256(definitionBytes);
  if (electionNote.election !== definition.id || !equalBytes(electionNote.definition, definitionDigest))
    return fault("kit-other-definition");
  const proved = provedRoster(kit, electionNote);
  if (!proved.ok) return proved;
  const roster = proved.value;
  const missing = missingLine(roster, electionNote);
  if (missing !== null) return fault("kit-incomplete", missing);
  const station = stationOf(roster);
  if (station?.id !== kit.station) return fault("kit-station");
  const book = createKeyBook(roster, definition.id);
  const [threshold, authorities] = electionNote.authorities;
  const signed = authoritySigners(note, book, verify);
  if (!isThreshold(threshold, authorities) || signed.faults.length > 0 || signed.signers.length < threshold)
    return fault("kit-signatures", signed.faults[0]?.code);
  return ok({
    ...{ definition, definitionDigest, electionNote, roster, book, station, signers: signed.signers },
    noteText: note.text,
    authorities: [...holderKeys(roster, definition.id, "authority")],
    witnesses: [...holderKeys(roster, definition.id, "witness")].flatMap(witnessOf),
    policy: policyOf(roster, electionNote),
    centre: kit.centre,
    isDemo: kit.isDemo,
  });
}

const fault = (code: KitFault["code"], detail?: string): Result<never, KitFault> =>
  err(detail === undefined ? { code } : { code, detail });

/** The lines whose paths lead to the note's root, read as a roster; each line once and in order. */
function provedRoster({ lines }: Kit, { roster: [size, root] }: ElectionNote): Result<Roster, KitFault> {
  const reader = createRosterReader({}, { needsKeys: true, checkKey: publicKeyFault });
  let last = -1;
  for (const { index, line, path } of lines) {
    const hashes = path.map(parseHash).filter((hash): hash is Hash => hash !== null);
    const isProved =
      index > last &&
      hashes.length === path.length &&
      !line.includes("\n") &&
      isIncluded({ entry: utf8(line), index, size, root }, hashes);
    if (!isProved) return fault("kit-line-not-in-roster", String(index));
    last = index;
    reader.push(utf8(`${line}\n`));
  }
  const read = reader.finish();
  return read.ok ? ok(read.value) : fault("kit-line-fault", read.error.faults[0]?.code);
}

/** What decides something must be whole: the note says how many authority keys and cosigners there are. */
function missingLine({ held, stations, places }: Roster, note: ElectionNote): string | null {
  if (held.authority !== note.authorities[1]) return "authority";
  const [quorum, cosigners] = note.cosigners;
  if (held.cosigner !== cosigners || !isQuorumSize(quorum, cosigners)) return "cosigner";
  if (held.log !== 1) return "log";
  if (held.centre === 0) return "centre";
  return stations.size === 1 && places.size === 1 ? null : "station";
}

function stationOf(roster: Roster): KitStation | null {
  if (roster.stations.size !== 1) return null;
  const region = roster.placeRegion[0]!;
  return {
    id: keyText(roster.stations, 0),
    place: keyText(roster.places, 0),
    placeName: keyText(roster.names, roster.placeName[0]!),
    ...(region < 0 ? {} : { region: keyText(roster.regions, region) }),
    registered: roster.registered[0]!,
  };
}

const witnessOf = (key: RosterKey): KitWitness[] => {
  const { holder } = key;
  return holder.role === "witness" ? [{ id: holder.id, party: holder.party, scope: holder.scope, key }] : [];
};

function policyOf(roster: Roster, { cosigners: [quorum] }: ElectionNote): Policy {
  const [log] = holderKeys(roster, "", "log");
  const cosigners = [...holderKeys(roster, "", "cosigner")].map(({ holder, ...key }) => ({
    key,
    ...(holder.role === "cosigner" && holder.url !== undefined ? { url: holder.url } : {}),
  }));
  const policy = createPolicy({ key: log! }, cosigners, quorum);
  // Printed once, so that a policy that could not be read again is found here and not at night.
  printPolicy(policy);
  return policy;
}

/** What is held against every later kit of an election: its id and the verifier keys of its authority. */
export type AuthorityPin = { readonly election: string; readonly keys: readonly string[] };

export const pinOf = ({ definition, authorities }: VerifiedKit): AuthorityPin => ({
  election: definition.id,
  keys: authorities.map(printVerifierKey).toSorted(compareIds),
});

export const isSamePin = (a: AuthorityPin, b: AuthorityPin): boolean =>
  a.election === b.election && a.keys.length === b.keys.length && a.keys.every((key, i) => key === b.keys[i]);

/** As `triplicate election show` prints it: the first 16 hexadecimal digits of the hash of the note's text, in fours. */
export const electionFingerprint = (kit: VerifiedKit): string =>
  encodeHex(sha256(utf8(kit.noteText)))
    .slice(0, 16)
    .match(/.{4}/g)!
    .join("-");

export const witnessWithKey = ({ witnesses }: VerifiedKit, publicKey: Uint8Array): KitWitness | null =>
  witnesses.find(({ key }) => equalBytes(key.publicKey, publicKey)) ?? null;
