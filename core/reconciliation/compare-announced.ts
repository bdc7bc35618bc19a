/**
 * Counts against totals that were announced without stations.
 * Spec: spec/reconciliation.md, sections 6 and 7.
 * @module
 */
import type { Contest } from "../election/definition.ts";
import { decideOutcome } from "../outcome/decide.ts";
import type { CountTable } from "../reading/count.ts";
import type { Announced } from "../reading/mapping.ts";
import { exceedTest, leftOutStations } from "./announced.ts";
import type { CountedTable } from "./compare-pair.ts";
import type { AnnouncedComparison, Result } from "./comparison.ts";
import { percentageTest } from "./percentages.ts";
import { differs, toResult } from "./result.ts";
import { candidateOfOption } from "./totals.ts";

/** No candidate's id: ids have no brackets. */
const REST = "(rest)";

export type AnnouncedInput = { readonly announced: Announced; readonly source: string };

export function compareAnnounced(
  contest: Contest,
  { announced, source }: AnnouncedInput,
  counts: readonly CountedTable[],
  expectedStations: number | null,
): AnnouncedComparison {
  const ids = Object.keys(announced.votes);
  const byCandidate = announcedByCandidate(contest, announced);
  const named = contest.candidates.filter((candidate) => byCandidate.has(candidate.id));
  const remainder = remainderOf(contest, announced);
  const namedIds = named.map((candidate) => candidate.id);
  const namedVotes = named.map((candidate) => byCandidate.get(candidate.id)!);
  const resultIds = [...namedIds, ...remainder.map(([id]) => id)];
  const resultVotes = [...namedVotes, ...remainder.map(([, n]) => n)];
  const result = resultOf(contest, namedIds, namedVotes, remainder);
  const leftOut = leftOutStations(
    expectedStations,
    announced.stations ?? null,
    announced.stationsPercent ?? null,
  );
  const candidateIds = contest.candidates.map((candidate) => candidate.id);
  return {
    title: announced.title,
    statement: announced.statement,
    source,
    valid: announced.valid ?? null,
    stations: announced.stations ?? null,
    stationsPercent: announced.stationsPercent ?? null,
    votes: ids.map((id) => ({ id, name: nameOf(contest, id), votes: announced.votes[id]! })),
    result,
    percentages: percentages(announced, resultIds, resultVotes),
    against: counts.map((count) => ({
      count: count.count,
      flip: result.status !== "not-known" && differs(toResult(count.outcome, candidateIds), result),
      options: named.map(({ id }) =>
        exceedTest(id, perStation(contest, count.table, id), byCandidate.get(id)!, leftOut),
      ),
    })),
  };
}

/** In how many equal parts a remainder is tried, besides whole: more change nothing but rounding. */
const PARTS = 100;

/**
 * Who wins by an announcement. Votes announced for nobody by name may be one candidate's or many's: the result stands
 * only when both extremes give it, and to no candidate without a name (clause 6.8).
 */
function resultOf(
  contest: Contest,
  ids: readonly string[],
  votes: readonly number[],
  remainder: readonly (readonly [string, number])[],
): Result {
  const rest = remainder.reduce((sum, [, n]) => sum + n, 0);
  const whole = toResult(decideOutcome(contest.outcome, [...votes, ...(rest > 0 ? [rest] : [])]), [
    ...ids,
    REST,
  ]);
  if (rest === 0) return whole;
  const parts = Array.from({ length: PARTS }, (_, i) => Math.floor((rest + i) / PARTS));
  const spread = toResult(decideOutcome(contest.outcome, [...votes, ...parts]), [
    ...ids,
    ...parts.map(() => REST),
  ]);
  const isCertain =
    contest.outcome.rule !== "d-hondt" && !whole.winners.includes(REST) && !differs(whole, spread);
  if (!isCertain) {
    const toChange = { added: null, moved: null, exact: true };
    return { status: "not-known", winners: [], seats: null, valid: whole.valid, lead: null, toChange };
  }
  // Whoever holds the remainder may be second or not, so a lead over it is no figure to print.
  return whole.lead?.second === REST ? { ...whole, lead: null } : whole;
}

function percentages(announced: Announced, ids: readonly string[], votes: readonly number[]) {
  const sum = votes.reduce((total, n) => total + n, 0);
  const valid = announced.valid ?? sum;
  return sum === valid ? percentageTest(ids, votes, valid) : null;
}

/** Announced votes by candidate; an announcement may name options or candidates. */
function announcedByCandidate(contest: Contest, announced: Announced): Map<string, number> {
  const votes = new Map<string, number>();
  const ofOption = new Map(contest.options.map((option) => [option.id, option.candidate]));
  const isCandidate = new Set(contest.candidates.map((candidate) => candidate.id));
  for (const [id, n] of Object.entries(announced.votes)) {
    const candidate = isCandidate.has(id) ? id : ofOption.get(id);
    if (candidate !== undefined) votes.set(candidate, (votes.get(candidate) ?? 0) + n);
  }
  return votes;
}

/** What was announced for nobody of the contest by name, or follows from the announced sum. */
function remainderOf(contest: Contest, announced: Announced): [string, number][] {
  const known = new Set([...contest.options, ...contest.candidates].map(({ id }) => id));
  const rest = Object.entries(announced.votes).filter(([id]) => !known.has(id));
  const sum = Object.values(announced.votes).reduce((total, n) => total + n, 0);
  if (announced.valid !== undefined && announced.valid > sum) rest.push([REST, announced.valid - sum]);
  return rest;
}

const nameOf = (contest: Contest, id: string): string =>
  contest.candidates.find((candidate) => candidate.id === id)?.name ??
  contest.options.find((option) => option.id === id)?.name ??
  id;

/** The candidate's votes at every station where all of them are known. */
function perStation(contest: Contest, table: CountTable, candidate: string): Int32Array {
  const index = contest.candidates.findIndex(({ id }) => id === candidate);
  const options = candidateOfOption(contest).flatMap((of, option) => (of === index ? [option] : []));
  const votes = new Int32Array(table.rows);
  for (let row = 0; row < table.rows; row += 1) {
    for (const option of options) votes[row]! += Math.max(table.cells[row * table.width + option]!, 0);
  }
  return votes;
}
