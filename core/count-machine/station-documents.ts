/**
 * Names of the signed notes that a station keeps and hands out.
 * Spec: spec/station.md, clause 4.9.
 * @module
 */
export const DOCUMENTS = {
  zeroTape: "zero-tape.note",
  closing: "closing.note",
  acta: (contest: string) => `acta-${fileName(contest)}.note`,
  /** A witness's own refusal, as they signed it. */
  refusal: (witness: string) => `refusal-${fileName(witness)}.note`,
  receipt: (name: string) => `${name}.tlog-proof`,
} as const;

/** No file system takes these two; no identifier has the two that stand for them, so no two ids share a name. */
const fileName = (id: string): string => id.replaceAll("/", "~").replaceAll(":", "=");
