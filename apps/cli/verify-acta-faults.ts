/**
 * Why a file gave no acta, in words that say what to do: scan the codes that are missing, photograph it again.
 * Spec: spec/acta.md, section 8.
 * @module
 */
import type { ActaFileFault } from "@triplicate/adapters/acta-files.ts";
import type { MessageId, Translator } from "@triplicate/ui/messages.ts";

export const actaFileFaultLines = (faults: readonly ActaFileFault[], { t }: Translator): string[] =>
  faults.map((fault) => {
    const parts = "parts" in fault ? fault.parts.join(", ") : "part" in fault ? String(fault.part) : "";
    return t(`verify.kept.${fault.code}` satisfies MessageId, { file: fault.sources.join(", "), parts });
  });
