/**
 * The proof of one station's line, made from a package's roster in one more pass over the file.
 * Spec: spec/election.md, clause 13.5.
 * @module
 */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { keyText } from "@triplicate/core/byte-index.ts";
import { concatBytes, decodeUtf8, equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import { createRosterPaths, ROSTER_PROOF } from "@triplicate/core/election/roster-proof.ts";
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
  ];
  const [place, own] = await linesThatBegin(path, begins);
  if (place === undefined || own === undefined) throw new Error("the roster has changed since it was read");
  const paths = createRosterPaths([place.index, own.index], nodeSha256);
  await eachLine(path, (line) => paths.add(leafHash(line, nodeSha256)));
  const { paths: found, root } = paths.finish();
  if (!equalBytes(root, electionNote.roster[1])) throw new Error("the roster has changed since it was read");
  const [placePath = [], stationPath = []] = found;
  return ROSTER_PROOF.print({
    election: pack.definition.id,
    place: [place.index, place.line],
    "place-path": placePath,
    station: [own.index, own.line],
    "station-path": stationPath,
  });
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
