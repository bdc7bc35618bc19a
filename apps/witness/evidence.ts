/**
 * Files for an alarm: a contradiction file where signed words alone prove it, and what the centre said as it came.
 *
 * A contradiction file is judged before it is offered, by the code that its reader will use: one that proves nothing helps
 * nobody. Spec: spec/verification.md, section 9.
 * @module
 */
import { encodeBase64, utf8 } from "@triplicate/core/bytes.ts";
import type { Hash } from "@triplicate/core/merkle-tree.ts";
import type { VerifyEd25519 } from "@triplicate/core/note/note.ts";
import {
  type ContradictionContext,
  checkContradiction,
} from "@triplicate/core/verification/contradiction.ts";
import {
  type ContradictionKind,
  printContradiction,
} from "@triplicate/core/verification/contradiction-file.ts";
import type { EvidenceFile } from "./alarm.ts";
import type { JudgedActa } from "./judge-acta.ts";
import type { VerifiedKit } from "./verify-kit.ts";

export type Evidence = {
  file(name: string, bytes: Uint8Array): EvidenceFile;
  /** None where the parts do not prove it by themselves. */
  contradiction(kind: ContradictionKind, parts: readonly Uint8Array[]): readonly EvidenceFile[];
};

export function createEvidence(
  kit: VerifiedKit,
  { acta }: Pick<JudgedActa, "acta">,
  verify: VerifyEd25519,
): Evidence {
  const { definition, definitionDigest, roster, book, policy } = kit;
  const context: ContradictionContext = {
    ...{ definition, definitionDigest, roster, book, verify },
    mode: acta.mode,
    origin: policy.logs[0]!.key.name,
  };
  const place = fileName(`${acta.station}-${acta.contest}`);
  return {
    file: (name, bytes) => ({ name: `${place}-${name}`, bytes, isProof: false }),
    contradiction(kind, parts) {
      const contradiction = { kind, election: [definition.id, definitionDigest] as const, parts };
      if (!checkContradiction(contradiction, context).ok) return [];
      const name = `${place}-${kind}.contradiction`;
      return [{ name, bytes: printContradiction(contradiction), isProof: true }];
    },
  };
}

/** Ids have slashes and colons, names of files have not. */
export const fileName = (text: string): string => text.replaceAll(/[^A-Za-z0-9._-]/g, "_");

export const hashLines = (hashes: readonly Hash[]): Uint8Array =>
  utf8(hashes.map((hash) => `${encodeBase64(hash)}\n`).join(""));
