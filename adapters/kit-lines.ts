/**
 * The roster's lines that concern one station, each with its proof, for the telephones of a whole election.
 *
 *     roster.jsonl ──once──▶ tree of hashes, places of lines ──▶ linesFor(station), as often as asked
 *
 * A party's server hands out thousands of kits in one morning, so the tree is kept: 64 bytes a line and the file itself,
 * ten megabytes for Bolívar and half a gigabyte for a million stations. What a telephone gets it verifies by itself.
 * Spec: spec/witness-app.md, section 3.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findText, keyText } from "@triplicate/core/byte-index.ts";
import { decodeUtf8, encodeBase64, equalBytes } from "@triplicate/core/bytes.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import { HASH_BYTES, leafHash, nodeHash } from "@triplicate/core/merkle-tree.ts";
import { nodeSha256 } from "./ed25519-node.ts";
import { type ElectionPackage, packageFolder } from "./election-package.ts";

/** As a kit has it: `path` is base64, from the sibling up. */
export type ProvenLine = { readonly index: number; readonly line: string; readonly path: readonly string[] };

export type KitLines = {
  /** Null for a station that the roster lacks. */
  linesFor(station: string): readonly ProvenLine[] | null;
};

const NEWLINE = 0x0a;

/** Throws where the roster's file is no longer the one that the package was loaded from. */
export async function openKitLines(folder: string, pack: ElectionPackage): Promise<KitLines> {
  const bytes = await readFile(join(await packageFolder(folder), PACKAGE_FILES.roster));
  const ends = lineEnds(bytes);
  const startOf = (index: number) => (index === 0 ? 0 : ends[index - 1]! + 1);
  const lineOf = (index: number) => bytes.subarray(startOf(index), ends[index]);
  const levels = treeLevels(ends.length, (index) => leafHash(lineOf(index), nodeSha256));
  const [size, root] = pack.electionNote.roster;
  const top = levels.at(-1);
  if (ends.length !== size || top === undefined || !equalBytes(top.subarray(0, HASH_BYTES), root))
    throw new Error("the roster has changed since it was read");
  const groups = groupLines(ends.length, (index) => lineHead(lineOf(index)));
  const prove = (index: number): ProvenLine => ({
    index,
    line: decodeUtf8(lineOf(index))!,
    path: pathOf(levels, index),
  });
  const scopesOf = (station: string): string[] | null => {
    const own = groups.get(`station ${station}`)?.[0];
    if (own === undefined) return null;
    const { place } = JSON.parse(decodeUtf8(lineOf(own))!) as { place: string };
    const { roster } = pack;
    const region = roster.placeRegion[findText(roster.places, place)]!;
    return [
      ...["common", `station ${station}`, `place ${place}`, "scope election"],
      ...[`scope place/${place}`, `scope station/${station}`],
      ...(region < 0 ? [] : [`scope region/${keyText(roster.regions, region)}`]),
    ];
  };
  return {
    linesFor(station) {
      const scopes = scopesOf(station);
      if (scopes === null) return null;
      const wanted = scopes.flatMap((scope) => groups.get(scope) ?? []);
      return wanted.toSorted((a, b) => a - b).map(prove);
    },
  };
}

function lineEnds(bytes: Uint8Array): Uint32Array {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  const ends = new Uint32Array(count);
  let next = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) ends[next++] = at;
  return ends;
}

/** Leaves first; each level half as long, an odd last node going up as it is (RFC 9162, 2.1.1, level by level). */
function treeLevels(count: number, leaf: (index: number) => Uint8Array): Uint8Array[] {
  let level = new Uint8Array(count * HASH_BYTES);
  for (let i = 0; i < count; i += 1) level.set(leaf(i), i * HASH_BYTES);
  const levels = [level];
  for (let size = count; size > 1; size = Math.ceil(size / 2)) {
    const above = new Uint8Array(Math.ceil(size / 2) * HASH_BYTES);
    for (let i = 0; i < size; i += 2) {
      const left = hashAt(level, i);
      above.set(i + 1 < size ? nodeHash(left, hashAt(level, i + 1), nodeSha256) : left, (i / 2) * HASH_BYTES);
    }
    levels.push(above);
    level = above;
  }
  return levels;
}

const hashAt = (level: Uint8Array, index: number): Uint8Array =>
  level.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);

function pathOf(levels: readonly Uint8Array[], index: number): string[] {
  const path: string[] = [];
  let at = index;
  for (const level of levels) {
    const sibling = at % 2 === 0 ? at + 1 : at - 1;
    if (sibling * HASH_BYTES < level.length) path.push(encodeBase64(hashAt(level, sibling)));
    at = Math.floor(at / 2);
  }
  return path;
}

/** Lines everybody needs, those of a scope, and each place's and station's own; counters are of no use to a telephone. */
function groupLines(count: number, headOf: (index: number) => string | null): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (let index = 0; index < count; index += 1) {
    const head = headOf(index);
    if (head === null) continue;
    const group = groups.get(head);
    if (group === undefined) groups.set(head, [index]);
    else group.push(index);
  }
  return groups;
}

const COMMON = ["log", "centre", "cosigner", "authority"];

function lineHead(bytes: Uint8Array): string | null {
  const line = JSON.parse(decodeUtf8(bytes)!) as Record<string, unknown>;
  const [first = ""] = Object.keys(line);
  if (COMMON.includes(first)) return "common";
  if (first === "station" || first === "place") return `${first} ${line[first]}`;
  return first === "witness" || first === "spare" ? `scope ${line.scope}` : null;
}
