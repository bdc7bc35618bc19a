/**
 * Plurality: the candidate with most votes wins. Spec: spec/outcome.md, section 5.
 * @module
 */
import type { Verdict } from "./outcome.ts";
import { decideVoteFor } from "./vote-for.ts";

export const decidePlurality = (votes: readonly number[]): Verdict => decideVoteFor(votes, 1);
