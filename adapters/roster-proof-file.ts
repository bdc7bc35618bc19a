/**
 * The proof of the lines of one station and its spare machines, made from a package's roster in one more pass over the file.
 * Spec: spec/election.md, clause 13.5.
 * @module
 */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { keyText } from "@triplicate/core/byte-index.ts";
import { concatBytes, decodeUtf8, equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import type { Roster } from "@triplicate/core/election/roster.ts";
import { holderId, rowsOf } from "@triplicate/core/election/roster-keys.ts";
import { createRosterPaths, MAX_PROOF_SPARES, ROSTER_PROOF } from "@triplicate/core/election/roster-proof.ts";
import { scopeHolds } from "@triplicate/core/election/roster-scope.ts";
import { leafHash } from "@triplicate/core/merkle-tree.ts";
import { nodeSha256 } from "./ed25519-node.ts";
import { type ElectionPackage, packageFolder } from "./election-package.ts";

type FoundLine = { readonly index: number; readonly line: string };

/** The proof's text. `station` is the row of the roster; throws where the file is no longer the one that was loaded. */
export async function proveStation(folder: string, pack: ElectionPackage, station: number): Promise<string> {
  const path = join(await packageFolder(folder), PACKAGE_FILES.roster);
  const { roster, electionNote } = pack;
  const begins = [
    { place: keyText(roster.places, roster.place[station]!) },
    { station: keyText(roster.stations, station) },
    ...sparesOf(roster, station).map((spare) => ({ spare })),
  ];
  const found = await linesThatBegin(path, begins);
  if (!found.every((line) => line !== undefined)) throw new Error("the roster has changed since it was read");
  const [place, own, ...spares] = found as [FoundLine, FoundLine, ...FoundLine[]];
  const paths = createRosterPaths(
    found.map(({ index }) => index),
    nodeSha256,
  );
  await eachLine(path, (line) => paths.add(leafHash(line, nodeSha256)));
  const { paths: made, root } = paths.finish();
  if (!equalBytes(root, electionNote.roster[1])) throw new Error("the roster has changed since it was read");
  const [placePath = [], stationPath = [], ...sparePaths] = made;
  return ROSTER_PROOF.print({
    election: pack.definition.id,
    place: [place.index, place.line],
    "place-path": placePath,
    station: [own.index, own.line],
    "station-path": stationPath,
    spare: spares.map(({ index, line }) => [index, line] as const),
    "spare-path": sparePaths,
  });
}

/** Ids of the first spares that may stand in for the station, in the order of the roster. */
function sparesOf(roster: Roster, station: number): string[] {
  const ids: string[] = [];
  for (const row of rowsOf(roster, "spare")) {
    if (scopeHolds(roster, row, station)) ids.push(holderId(roster, row));
    if (ids.length === MAX_PROOF_SPARES) break;
  }
  return ids;
}

/** The line of each of these first fields: lines have one form, so the bytes of a field find its line. */
async function linesThatBegin(
  path: string,
  fields: readonly Readonly<Record<string, string>>[],
): Promise<(FoundLine | undefined)[]> {
  const begins = fields.map((field) => utf8(`${JSON.stringify(field).slice(0, -1)},`));
  const found: (FoundLine | undefined)[] = begins.map(() => undefined);
  let index = 0;
  await eachLine(path, (line) => {
    for (const [i, begin] of begins.entries()) {
      if (line.length > begin.length && begin.every((byte, at) => line[at] === byte)) {
        found[i] = { index, line: decodeUtf8(line)! };
      }
    }
    index += 1;
  });
  return found;
}

const NEWLINE = 0x0a;

/** The bytes are used again after `onLine`. */
async function eachLine(path: string, onLine: (line: Uint8Array) => void): Promise<void> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const bytes = rest.length === 0 ? (chunk as Uint8Array) : concatBytes(rest, chunk as Uint8Array);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      onLine(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.slice(start);
  }
}
