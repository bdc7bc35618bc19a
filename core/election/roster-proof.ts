/**
 * A roster proof: the lines of one station, its place and its spare machines, with the way of each to the root that the
 * election note fixes.
 *
 * A phone at a station needs the key of one machine, not the roster of a country: the note, its signers' keys and this
 * text are two kilobytes. Making one is a second pass over the roster, once the lines wanted are known.
 * Spec: spec/election.md, clause 13.5.
 * @module
 */
import { decodeUtf8, utf8 } from "../bytes.ts";
import { isRecord } from "../json-schema.ts";
import { createTreeRange, type Hash, isIncluded } from "../merkle-tree.ts";
import { hash, identifier, number, pair } from "../note/fields.ts";
import { defineRecord, type FieldCodec, many, one, type RecordError } from "../note/record.ts";
import { err, ok, type Result } from "../result.ts";
import { type Sha256, sha256 } from "../sha256.ts";
import type { ElectionNote } from "./election-note.ts";
import type { Scope } from "./key-book.ts";
import { LIMITS } from "./limits.ts";
import { placeLine, spareLine, stationLine } from "./roster-print.ts";
import { keyOfText, readScope } from "./roster-values.ts";

const lineText: FieldCodec<string> = {
  parse: (text) => (text.startsWith("{") && utf8(text).length <= LIMITS.rosterLineBytes ? text : null),
  print: (text) => text,
};

/** A tree of 2^53 leaves is 53 high; longer paths prove nothing. */
const MAX_PATH = 53;
/** Spares that one proof shows; a region may have more, and a phone asks again for the one it met. */
export const MAX_PROOF_SPARES = 16;
export const MAX_ROSTER_PROOF_BYTES =
  (2 + MAX_PROOF_SPARES) * (LIMITS.rosterLineBytes + 80 + MAX_PATH * 64) + 200;

/** The hashes of one path on one line, since the paths of several spares follow each other. */
const wholePath: FieldCodec<readonly Hash[]> = {
  parse: (text) => {
    const hashes = text.split(" ").map((part) => hash.parse(part));
    return hashes.every((read) => read !== null) ? hashes : null;
  },
  print: (path) => path.map((step) => hash.print(step)).join(" "),
};

export const ROSTER_PROOF = defineRecord("triplicate/roster-proof/v1", {
  election: one(identifier),
  place: one(pair(number, lineText)),
  "place-path": many(hash),
  station: one(pair(number, lineText)),
  "station-path": many(hash),
  spare: many(pair(number, lineText)),
  "spare-path": many(wholePath),
});

export type ProvenStation = {
  readonly id: string;
  readonly place: string;
  readonly placeName: string;
  readonly region?: string;
  readonly registered: number;
  /** The machine's public key, 32 bytes. */
  readonly key: Uint8Array;
  /** Machines that may stand in for it: those that the proof shows, in its order. */
  readonly spares: readonly ProvenSpare[];
};

export type ProvenSpare = { readonly id: string; readonly scope: Scope; readonly key: Uint8Array };

export type RosterProofError = {
  readonly code:
    | RecordError["code"]
    | "proof-too-large"
    | "proof-not-utf8"
    | "proof-of-another-election"
    | "proof-of-no-station"
    | "proof-of-another-place"
    | "proof-of-no-spare"
    | "proof-not-in-roster";
};

/** The station, if the proof holds against an election note whose signatures the caller has verified. */
export function verifyRosterProof(
  bytes: Uint8Array,
  note: ElectionNote,
  sha: Sha256 = sha256,
): Result<ProvenStation, RosterProofError> {
  if (bytes.length > MAX_ROSTER_PROOF_BYTES) return err({ code: "proof-too-large" });
  const text = decodeUtf8(bytes);
  if (text === null) return err({ code: "proof-not-utf8" });
  const read = ROSTER_PROOF.parse(text);
  if (!read.ok) return err({ code: read.error.code });
  const proof = read.value;
  if (proof.election !== note.election) return err({ code: "proof-of-another-election" });
  const [size, root] = note.roster;
  const isIn = ([index, line]: readonly [number, string], path: readonly Hash[]): boolean =>
    isIncluded({ entry: utf8(line), index, size, root }, path, sha);
  const paths = proof["spare-path"];
  const areIn = [
    isIn(proof.place, proof["place-path"]),
    isIn(proof.station, proof["station-path"]),
    proof.spare.length === paths.length && proof.spare.length <= MAX_PROOF_SPARES,
    ...proof.spare.map((spare, i) => isIn(spare, paths[i] ?? [])),
  ];
  if (areIn.includes(false)) return err({ code: "proof-not-in-roster" });
  const station = readStation(proof.station[1]);
  const place = readPlace(proof.place[1]);
  if (station === null || place === null) return err({ code: "proof-of-no-station" });
  if (station.place !== place.id) return err({ code: "proof-of-another-place" });
  const { region } = place;
  const spares: ProvenSpare[] = [];
  for (const [, line] of proof.spare) {
    const spare = readSpare(line);
    if (spare === null || !holds(spare.scope, station.id, place)) return err({ code: "proof-of-no-spare" });
    spares.push(spare);
  }
  const where = { placeName: place.name, ...(region === undefined ? {} : { region }) };
  return ok({ ...station, ...where, spares });
}

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** Printed again and compared, as every line of a roster is (clause 8.3). */
function readStation(line: string): Pick<ProvenStation, "id" | "place" | "registered" | "key"> | null {
  const { station, place, registered, key } = parsed(line) ?? {};
  const bytes = keyOfText(key);
  if (typeof station !== "string" || typeof place !== "string" || typeof registered !== "number") return null;
  if (bytes === null || stationLine(station, place, registered, bytes) !== line) return null;
  return { id: station, place, registered, key: bytes };
}

function readPlace(line: string): { id: string; name: string; region: string | undefined } | null {
  const { place, name, region } = parsed(line) ?? {};
  if (typeof place !== "string" || typeof name !== "string") return null;
  if (region !== undefined && typeof region !== "string") return null;
  return placeLine(place, name, region) === line ? { id: place, name, region } : null;
}

function readSpare(line: string): ProvenSpare | null {
  const { spare, scope: text, key } = parsed(line) ?? {};
  const scope = typeof text === "string" ? readScope(text) : null;
  const bytes = keyOfText(key);
  if (typeof spare !== "string" || scope === null || bytes === null) return null;
  return spareLine(spare, scope, bytes) === line ? { id: spare, scope, key: bytes } : null;
}

type Place = { readonly id: string; readonly region: string | undefined };

function holds(scope: Scope, station: string, place: Place): boolean {
  switch (scope.kind) {
    case "election":
      return true;
    case "region":
      return scope.id === place.region;
    case "place":
      return scope.id === place.id;
    case "station":
      return scope.id === station;
  }
}

/** Where in a roster the wanted lines are, and how to collect their paths from the leaves of a second pass. */
export type RosterPaths = {
  add(leaf: Hash): void;
  /** Once every leaf was added. */
  finish(): { readonly paths: readonly (readonly Hash[])[]; readonly size: number; readonly root: Hash };
};

/** The paths of several leaves at once; the leaves stream. */
export function createRosterPaths(indices: readonly number[], sha: Sha256 = sha256): RosterPaths {
  const paths: Hash[][] = indices.map(() => []);
  const range = createTreeRange(sha, undefined, (left, middle, right, leftHash, rightHash) => {
    for (const [i, index] of indices.entries()) {
      if (left <= index && index < right) paths[i]!.push(index < middle ? rightHash : leftHash);
    }
  });
  return {
    add: range.add,
    finish() {
      const root = range.root();
      return { paths, size: range.size, root };
    },
  };
}
