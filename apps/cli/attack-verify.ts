/**
 * What the public notices in a scenario: the verifier that anybody runs, with its breaches as notices.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { createFolderSource } from "@triplicate/adapters/log-source.ts";
import type { SignaturePool } from "@triplicate/adapters/signature-pool.ts";
import { verifyLog } from "@triplicate/adapters/verify-log.ts";
import type { Breach } from "@triplicate/core/verification/rules.ts";
import type { Notice, Observer } from "@triplicate/simulation/attacks/attack.ts";

/** Some dozens of signatures: starting threads would take longer than verifying them here. */
export const INLINE_POOL: SignaturePool = {
  backend: "node",
  threads: 1,
  verify: async (checks) =>
    Uint8Array.from(checks, ({ publicKey, message, signature }) =>
      verifyEd25519(publicKey, message, signature) ? 1 : 0,
    ),
  checkKeys: async (keys) => keys.map(() => null),
  close: async () => {},
};

export type Visit = {
  readonly folder: string;
  readonly by: Observer;
  /** Where this visitor's memory is; null for somebody who comes once. */
  readonly state: string | null;
  /** Folders whose checkpoints other people saw. */
  readonly others?: readonly string[];
};

export async function noticesOf({ folder, by, state, others = [] }: Visit): Promise<Notice[]> {
  const checkpoints = await Promise.all(
    others.map(async (other) => ({ bytes: await readFile(join(other, "checkpoint")), name: other })),
  );
  const verified = await verifyLog({
    ...{ source: createFolderSource(folder), pool: INLINE_POOL, mode: "live" },
    ...{ authorities: [], others: checkpoints, state },
  });
  if (!verified.ok) throw new Error(`the verifier could not begin: ${JSON.stringify(verified.error)}`);
  return verified.value.breaches.list.map((breach) => ({ by, rule: breach.rule, about: placeOf(breach) }));
}

/** Where a breach is, shortly: the entry, the station, what its detail says. */
export const placeOf = ({ entry, station, contest, detail }: Breach): string =>
  [
    ...(entry === undefined ? [] : [`entry ${entry}`]),
    ...(station === undefined ? [] : [station]),
    ...(contest === undefined ? [] : [contest]),
    ...Object.entries(detail).map(([name, value]) => `${name}=${value}`),
  ].join(" ");
