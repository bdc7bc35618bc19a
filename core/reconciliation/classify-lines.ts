/**
 * Class rules about lines: exchanged, displaced, written twice, or votes that went from some lines to others.
 * Spec: spec/reconciliation.md, clauses 4.4, 4.5, 4.7, 4.11, 4.13, 4.14.
 * @module
 */
import { type Difference, type Evidence, lineId } from "./classify-difference.ts";

/** Clause 4.4: exactly two lines differ, and each has the other's number. */
export function swappedLines({ input, changed }: Difference): Evidence | null {
  if (changed.length !== 2) return null;
  const [i, j] = [changed[0]!, changed[1]!];
  const { a, b } = input;
  if (a[i] !== b[j] || a[j] !== b[i]) return null;
  // Numbers one apart are exchanged by moving a single vote, which 4.11 says more plainly.
  if (Math.abs(a[i]! - a[j]!) < 2) return null;
  return { first: lineId(input, i), second: lineId(input, j) };
}

const SHORTEST_RUN = 3;
const FEWEST_CARRIED = 2;

/** Clause 4.5: over a run of lines, every number stands one line further on (or back) in b than in a. */
export function columnShift(difference: Difference): Evidence | null {
  const { input, changed } = difference;
  if (changed.length < SHORTEST_RUN) return null;
  const first = changed[0]!;
  const last = changed[changed.length - 1]!;
  for (const by of [1, -1] as const) {
    if (!isShifted(input.a, input.b, first, last, by)) continue;
    // What left the run at one end came in at the other: a rotation rather than an insertion.
    const cyclic = by === 1 ? input.b[first] === input.a[last] : input.b[last] === input.a[first];
    return { from: lineId(input, first), to: lineId(input, last), by, cyclic: cyclic ? 1 : 0 };
  }
  return null;
}

function isShifted(
  a: readonly number[],
  b: readonly number[],
  first: number,
  last: number,
  by: 1 | -1,
): boolean {
  let carried = 0;
  let previous = -1;
  const start = by === 1 ? first : first + 1;
  const end = by === 1 ? last : last + 1;
  for (let i = start; i < end; i++) {
    const x = a[i]!;
    if (x < 0 || b[i + by] !== x) return false;
    // Zeros and repeats match their neighbours anyway: only distinct numbers show a displacement.
    if (x > 0 && x !== previous) carried++;
    previous = x;
  }
  return carried >= FEWEST_CARRIED;
}

/** Clause 4.7: one line differs, and in one of the counts it holds the number of the line above or below it. */
export function repeatedLine({ input, changed }: Difference): Evidence | null {
  if (changed.length !== 1) return null;
  const i = changed[0]!;
  const { a, b } = input;
  for (const neighbour of [i - 1, i + 1]) {
    const number = a[neighbour];
    // Small numbers stand side by side by chance; and a neighbour that is not the same in both vouches for nothing.
    if (number === undefined || number < 10 || b[neighbour] !== number) continue;
    if (a[i] === number || b[i] === number) {
      return { option: lineId(input, i), neighbour: lineId(input, neighbour) };
    }
  }
  return null;
}

/** Clause 4.11: several lines differ and the row's total is the same. */
export function movedWithinTotal({ input, changed, wholeA, wholeB }: Difference): Evidence | null {
  if (changed.length < 2 || !wholeA || !wholeB) return null;
  let votes = 0;
  let balance = 0;
  for (const i of changed) {
    const step = input.b[i]! - input.a[i]!;
    balance += step;
    if (step > 0) votes += step;
  }
  return balance === 0 ? { votes } : null;
}

/** Clause 4.13: b has more on every line that differs. */
export const addedVotes = (difference: Difference): Evidence | null => oneDirection(difference, 1);

/** Clause 4.14: b has less on every line that differs. */
export const removedVotes = (difference: Difference): Evidence | null => oneDirection(difference, -1);

function oneDirection({ input, changed }: Difference, sign: 1 | -1): Evidence | null {
  let votes = 0;
  for (const i of changed) {
    const step = (input.b[i]! - input.a[i]!) * sign;
    if (step < 0) return null;
    votes += step;
  }
  return votes === 0 ? null : { votes, lines: changed.length };
}
