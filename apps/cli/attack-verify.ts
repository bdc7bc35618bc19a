/**
 * What the public notices in a scenario: the program that anybody runs, with its breaches as notices and its
 * contradiction files as evidence.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { findContradictions } from "@triplicate/adapters/find-contradictions.ts";
import { createFolderSource } from "@triplicate/adapters/log-source.ts";
import type { SignaturePool } from "@triplicate/adapters/signature-pool.ts";
import { verifyLog } from "@triplicate/adapters/verify-log.ts";
import type { Breach } from "@triplicate/core/verification/rules.ts";
import type { Notice, Observer } from "@triplicate/simulation/attacks/attack.ts";
import { EXIT, type Io } from "./io.ts";
import { runVerifyActa } from "./verify-acta.ts";
import { writeContradictions } from "./verify-command.ts";

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
  /** Where contradiction files go. */
  readonly contradictions: string;
};

export async function noticesOf({
  folder,
  by,
  state,
  others = [],
  contradictions,
}: Visit): Promise<Notice[]> {
  const checkpoints = await Promise.all(
    others.map(async (other) => ({ bytes: await readFile(join(other, "checkpoint")), name: other })),
  );
  const source = createFolderSource(folder);
  const verified = await verifyLog({
    ...{ source, pool: INLINE_POOL, mode: "live" },
    ...{ authorities: [], others: checkpoints, state },
  });
  if (!verified.ok) throw new Error(`the verifier could not begin: ${JSON.stringify(verified.error)}`);
  await writeContradictions(contradictions, await findContradictions(source, verified.value, "live"));
  return verified.value.breaches.list.map((breach) => noticeOf(breach, by));
}

const noticeOf = ({ rule, entry, station, contest, detail }: Breach, by: Observer): Notice => ({
  by,
  rule,
  detail,
  place: [...(entry === undefined ? [] : [`#${entry}`]), station ?? "", contest ?? ""]
    .filter((word) => word !== "")
    .join(" "),
});

export type KeptPapers = {
  /** The kept acta, and its receipt where one was given. */
  readonly files: readonly string[];
  readonly folder: string;
  readonly contradictions: string;
};

/** As `triplicate verify acta FILE… --against FOLDER --json` says it. */
export async function keptNotices({ files, folder, contradictions }: KeptPapers): Promise<Notice[]> {
  let printed = "";
  const io: Io = {
    out: () => {},
    data: (text) => {
      printed += text;
    },
    err: () => {},
    isTerminal: false,
    language: "en",
    environment: {},
    now: () => 0,
    untilStopped: async () => {},
  };
  const code = await runVerifyActa(
    files,
    { against: folder, mode: "live", out: contradictions, json: true, keep: contradictions },
    io,
  );
  if (code === EXIT.usage) throw new Error(`the kept acta could not be read: ${printed}`);
  const { breaches } = JSON.parse(printed) as { readonly breaches: { readonly list: readonly Breach[] } };
  return breaches.list.map((breach) => noticeOf(breach, "witness"));
}
