/**
 * Evidence as files: for each offending request what was asked, and beside it what the log had signed before.
 *
 *     evidence/3b0c…e1.request     the body of the request, with the offending checkpoint
 *     evidence/3b0c…e1.cosigned    the checkpoint that it contradicts, with our cosignature
 *
 * Named by the hash of the request, so the same offence is kept once. Only a log's key can make a request that is kept,
 * but a thief of that key could make many: there is room for a number of them, and the first tell as much as the rest.
 * Spec: spec/log-operation.md, section 4.
 * @module
 */
import { createDurableFiles, type FileSystem } from "@triplicate/adapters/durable-files.ts";
import { encodeHex } from "@triplicate/core/bytes.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import type { Evidence } from "./cosigner.ts";

export const MAX_EVIDENCE = 1000;

/** `kept` counts what is in the folder already. */
export function createEvidenceFolder(
  folder: string,
  kept: number,
  system?: FileSystem,
): (evidence: Evidence) => Promise<void> {
  const files = createDurableFiles(folder, system);
  let count = kept;
  return async ({ request, cosigned }) => {
    const name = encodeHex(sha256(request));
    if (count >= MAX_EVIDENCE || (await files.read(`${name}.request`)) !== null) return;
    count += 1;
    await files.write([
      { path: `${name}.request`, bytes: request },
      ...(cosigned === null ? [] : [{ path: `${name}.cosigned`, bytes: cosigned }]),
    ]);
  };
}
