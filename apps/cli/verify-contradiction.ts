/**
 * `triplicate verify contradiction FILE`: what a contradiction file proves, with nothing but the election package.
 * Spec: spec/verification.md, section 9.
 * @module
 */

import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import { loadPackage } from "@triplicate/adapters/election-package.ts";
import { contradictionContext } from "@triplicate/adapters/find-contradictions.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { checkContradiction } from "@triplicate/core/verification/contradiction.ts";
import {
  MAX_CONTRADICTION_BYTES,
  parseContradiction,
} from "@triplicate/core/verification/contradiction-file.ts";
import { type MessageId, type Translator, translator } from "@triplicate/ui/messages.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { readSmallFile } from "./verify-command.ts";

export type VerifyContradictionOptions = {
  readonly election: string;
  readonly mode: Mode;
  readonly json: boolean;
};

/** Proved is exit code 1, as for every contradiction; a file that proves nothing is bad input. */
export async function runVerifyContradiction(
  file: string,
  options: VerifyContradictionOptions,
  io: Io,
): Promise<ExitCode> {
  const t = translator(io.language);
  const parsed = parseContradiction(await readSmallFile(file, MAX_CONTRADICTION_BYTES, t));
  if (!parsed.ok) {
    const { code, line = 0 } = parsed.error;
    throw new UsageError(t.t("verify.usage.contradiction", { file, code, line }));
  }
  const election = await electionOf(options.election, t);
  const checked = checkContradiction(parsed.value, contradictionContext({ election }, options.mode));
  if (options.json) {
    const result = checked.ok ? { proven: checked.value } : { unproven: checked.error };
    io.data(`${JSON.stringify(result)}\n`);
  }
  if (!checked.ok) {
    const { code, part = 0 } = checked.error;
    const sentence = t.t(`verify.unproven.${code}` satisfies MessageId, { part });
    throw new UsageError(t.t("verify.unproven", { sentence }));
  }
  const { kind, detail } = checked.value;
  if (!options.json) {
    const sentence = t.t(`verify.proven.${kind}` satisfies MessageId, detail);
    io.out(`${sentence}\n${t.t("verify.notAccusation")}\n`);
  }
  return EXIT.contradiction;
}

/** The package of a folder, or every fault of it. */
export async function electionOf(folder: string, { t }: Translator): Promise<ElectionPackage> {
  const loaded = await loadPackage(folder);
  if (loaded.ok) return loaded.value;
  const lines = loaded.error.faults.slice(0, 20).map(({ file, line, code, detail }) => {
    const about = Object.values(detail).join(" ");
    return `  ${t("verify.rule.package-fault", { file, line, code, about })}`;
  });
  throw new UsageError([t("verify.usage.package", { folder }), ...lines].join("\n"));
}
