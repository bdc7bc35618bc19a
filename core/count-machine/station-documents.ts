/**
 * Names of the signed notes that a station keeps and hands out.
 * Spec: spec/station.md, clause 4.9.
 * @module
 */
export const DOCUMENTS = {
  zeroTape: "zero-tape.note",
  closing: "closing.note",
  acta: (contest: string) => `acta-${contest.replaceAll("/", "_")}.note`,
  receipt: (name: string) => `${name}.tlog-proof`,
} as const;
