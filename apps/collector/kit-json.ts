/**
 * A station's kit as JSON: what a witness's telephone is given, all of it proved by the election note.
 * Spec: spec/witness-app.md, section 3.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ElectionPackage, packageFolder } from "@triplicate/adapters/election-package.ts";
import { openKitLines } from "@triplicate/adapters/kit-lines.ts";
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import { KIT_FORMAT, type Kit } from "@triplicate/witness/kit.ts";

export type KitExtras = Pick<Kit, "centre" | "isDemo" | "demoKey" | "demoMachine">;

/** Null for a station that the roster lacks. */
export type MakeKit = (station: string) => Kit | null;

export async function openKits(
  folder: string,
  election: ElectionPackage,
  extrasOf: (station: string) => KitExtras,
): Promise<MakeKit> {
  const place = await packageFolder(folder);
  const [lines, definition, note] = await Promise.all([
    openKitLines(place, election),
    readFile(join(place, PACKAGE_FILES.definition)),
    readFile(join(place, PACKAGE_FILES.note)),
  ]);
  const files = { definition: encodeBase64(definition), electionNote: encodeBase64(note) };
  return (station) => {
    const proven = lines.linesFor(station);
    return proven === null
      ? null
      : { format: KIT_FORMAT, station, ...files, lines: proven, ...extrasOf(station) };
  };
}
