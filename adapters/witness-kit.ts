/**
 * The kits of an election's stations, made from a package's folder: what a witness's telephone proves everything else from.
 *
 *     definition.json, election.note ──as they are──┐
 *     roster.jsonl ──kit-lines──▶ lines with proofs ┴─▶ kitFor(station), as often as asked
 *
 * Nobody signs a kit: whatever it says of keys and stations, the election note proves.
 * Spec: spec/witness-app.md, section 3.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import { type ElectionPackage, packageFolder } from "./election-package.ts";
import { openKitLines, type ProvenLine } from "./kit-lines.ts";

export type DemoKey = { readonly witness: string; readonly seed: string };

/** What a kit says beside what the note proves. */
export type KitWishes = {
  /** Where the centre answers; null where nobody knows. */
  readonly centre: string | null;
  /** A demonstration hands over keys and answers by itself; nothing else may. */
  readonly isDemo?: boolean;
  readonly demoKeyFor?: (station: string) => DemoKey | null;
  readonly demoMachine?: string;
};

export type StationKit = {
  readonly format: "triplicate/kit/v1";
  readonly station: string;
  /** Base64. */
  readonly definition: string;
  readonly electionNote: string;
  readonly lines: readonly ProvenLine[];
  readonly centre: string | null;
  readonly isDemo: boolean;
  readonly demoKey?: DemoKey;
  readonly demoMachine?: string;
};

export type Kits = {
  /** Null for a station that the roster lacks. */
  kitFor(station: string): StationKit | null;
};

/** One pass over the roster. Throws where its file is no longer the one that the package was loaded from. */
export async function openKits(folder: string, pack: ElectionPackage, wishes: KitWishes): Promise<Kits> {
  const place = await packageFolder(folder);
  const [lines, definition, note] = await Promise.all([
    openKitLines(place, pack),
    readFile(join(place, PACKAGE_FILES.definition)),
    readFile(join(place, PACKAGE_FILES.note)),
  ]);
  const { centre, isDemo = false, demoKeyFor, demoMachine } = wishes;
  const files = { definition: encodeBase64(definition), electionNote: encodeBase64(note) };
  return {
    kitFor(station) {
      const proven = lines.linesFor(station);
      if (proven === null) return null;
      const demoKey = isDemo ? (demoKeyFor?.(station) ?? null) : null;
      return {
        ...{ format: "triplicate/kit/v1", station, ...files, lines: proven, centre, isDemo },
        ...(demoKey === null ? {} : { demoKey }),
        ...(isDemo && demoMachine !== undefined ? { demoMachine } : {}),
      };
    },
  };
}

/** The kit of one station. */
export const buildKit = async (
  folder: string,
  pack: ElectionPackage,
  station: string,
  wishes: KitWishes,
): Promise<StationKit | null> => (await openKits(folder, pack, wishes)).kitFor(station);
