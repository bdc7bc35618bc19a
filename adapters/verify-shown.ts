/**
 * Bulletins that people were shown, judged before they are looked for in the log: by the election's rules, and signed.
 * Spec: spec/verification.md, clause 8.9.
 * @module
 */
import { type EntryContext, judgeEntry, readEntry } from "@triplicate/core/count-central/entry.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { ShownBulletin } from "@triplicate/core/verification/log-fold.ts";
import { verifyEd25519 } from "./ed25519-node.ts";

/** A file that a person gave, and what it is called. */
export type GivenFile = { readonly bytes: Uint8Array; readonly name: string };

/** It is no bulletin of this election that its centre has signed: bad input, and nothing about the log. */
export type ForeignBulletin = {
  readonly code: "verify-foreign-bulletin";
  readonly name: string;
  readonly detail: string;
};

export function judgeShown(
  files: readonly GivenFile[],
  context: EntryContext,
): Result<ShownBulletin[], ForeignBulletin> {
  const shown: ShownBulletin[] = [];
  for (const { bytes, name } of files) {
    const foreign = (detail: string) => err({ code: "verify-foreign-bulletin", name, detail } as const);
    const read = readEntry(bytes, context);
    if (!read.ok) return foreign(read.error.rule);
    const verdicts = read.value.checks.map(({ key, message, signature }) =>
      verifyEd25519(key.publicKey, message, signature),
    );
    const judged = judgeEntry(read.value, verdicts);
    if (!judged.ok) return foreign(judged.error.rule);
    const { statement, digest } = judged.value;
    if (statement.kind !== "bulletin") return foreign(statement.kind);
    shown.push({ bulletin: statement.bulletin, digest, name });
  }
  return ok(shown);
}
