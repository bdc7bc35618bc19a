/**
 * Reads a roster file in chunks, hashing it on the way.
 * @module
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { createRosterReader, type Roster, type RosterFaults } from "@triplicate/core/election/roster.ts";
import type { Result } from "@triplicate/core/result.ts";

export type ReadRoster = {
  readonly result: Result<Roster, RosterFaults>;
  readonly bytes: number;
  readonly sha256: string;
};

/** Rejects with the system's error when the file cannot be opened. */
export async function readRoster(
  path: string,
  expected: ElectionDefinition["expected"],
): Promise<ReadRoster> {
  const reader = createRosterReader(expected);
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    reader.push(chunk);
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { result: reader.finish(), bytes, sha256: hash.digest("hex") };
}
