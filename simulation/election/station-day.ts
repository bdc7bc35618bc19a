/**
 * What one simulated station says at the end of the day, before anybody signs it.
 *
 *     row of the country ──▶ one acta a contest ──▶ closing record with every witness's decision
 *                                   └─────────────▶ hand-count sheet, where volunteers counted the box
 *
 * Station i needs no station before it. Everything adds up: an honest day raises no finding of any rule.
 * @module
 */
import { utf8 } from "@triplicate/core/bytes.ts";
import type { Sha256 } from "@triplicate/core/sha256.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import { CLOSING_RECORD, type WitnessDecision } from "@triplicate/core/statement/closing-record.ts";
import type { ElectionReference, Mode } from "@triplicate/core/statement/common.ts";
import { SHEET } from "@triplicate/core/statement/sheet.ts";
import {
  createRowDrawer,
  createStreams,
  FIRST_OPTION,
  REGISTERED,
  rowWidth,
  tailOf,
} from "../country-rows.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { Cast } from "./cast.ts";
import { MIDNIGHT } from "./definition.ts";
import { contestId, type ElectionShape, type Geography, isCountedByHand, optionId } from "./shape.ts";

export type StationDay = {
  readonly station: number;
  readonly id: string;
  /** By contest, in the order of the ballot. */
  readonly actas: readonly Acta[];
  readonly decisions: readonly WitnessDecision[];
  readonly closing: string;
  /** One a contest where the box was counted by hand, else none. */
  readonly sheets: readonly string[];
};

export type DayOptions = {
  readonly shape: ElectionShape;
  readonly geography: Geography;
  readonly cast: Cast;
  /** SHA-256 of the definition's bytes. */
  readonly definition: Uint8Array;
  readonly sha256: Sha256;
  readonly mode?: Mode;
};

/** Streams of their own, beside those of country-rows.ts. */
const PURPOSE = { day: 11, decision: 12, contest: 13 } as const;
const HOUR = 3600;
const COPIES = 3;
const REASONS = [
  "faltan dos comprobantes en la caja",
  "la mesa abrió tarde y no se anotó",
  "no me dejaron leer el acta antes de firmar",
] as const;

export type DrawDay = (station: number) => StationDay;

/** Draws stations; in order is cheapest. */
export function createDayDrawer(options: DayOptions): DrawDay {
  const { shape, geography, cast, definition, sha256, mode = "live" } = options;
  const draw = createRowDrawer(geography.layout);
  const streams = createStreams(geography.layout);
  const cells = new Int32Array(rowWidth(shape.options));
  const election: ElectionReference = [cast.election, definition];
  const names = Array.from({ length: shape.options }, (_, option) => optionId(option));
  const tail = tailOf(shape.options);
  const digest = (what: string, id: string): Uint8Array =>
    sha256(utf8(`simulated ${what}\n${shape.seed}\n${id}\n`));
  return (station) => {
    draw(station, cells);
    const id = geography.stationId(station);
    streams.start(PURPOSE.day, station);
    const { random } = streams;
    const opened = MIDNIGHT + 10 * HOUR + random.below(900);
    const closed = MIDNIGHT + 22 * HOUR + random.below(2 * HOUR);
    const spoiled = random.binomial(cells[REGISTERED]!, 0.004);
    const counted = closed + HOUR + random.below(HOUR);
    const ballots = cells[tail.valid]! + cells[tail.blank]! + cells[tail.null]!;
    const common = { election, mode, station: id };
    const actas = Array.from({ length: shape.contests }, (_, contest): Acta => {
      if (contest > 0) {
        streams.start(PURPOSE.contest + contest, station);
        voteAgain(random, cells, shape.options, ballots);
      }
      return {
        ...common,
        contest: contestId(contest),
        opened,
        closed,
        registered: cells[REGISTERED]!,
        // Whoever checked in cast a ballot: the four-way balance of an honest day holds.
        "checked-in": ballots,
        ballots,
        votes: {
          options: names,
          votes: Array.from(cells.subarray(FIRST_OPTION, FIRST_OPTION + names.length)),
        },
        blank: cells[tail.blank]!,
        null: cells[tail.null]!,
        spoiled,
        records: digest("records", id),
        journal: digest("journal", id),
      };
    });
    streams.start(PURPOSE.decision, station);
    const decisions = Array.from({ length: shape.witnesses }, (_, index) =>
      decide(random, cast.witnessId(station, index), shape.everyWitnessSigns),
    );
    const closing = CLOSING_RECORD.print({
      ...common,
      closed,
      acta: actas.map((acta) => [acta.contest, sha256(utf8(ACTA.print(acta)))] as const),
      copies: COPIES + decisions.filter(({ decision }) => decision !== "absent").length,
      witness: decisions,
    });
    const sheets = isCountedByHand(shape, station)
      ? actas.map(({ contest, votes, blank, null: nulls }) =>
          SHEET.print({ ...common, contest, counted, papers: ballots, votes, blank, null: nulls }),
        )
      : [];
    return { station, id, actas, decisions, closing, sheets };
  };
}

/** Another contest of the same ballots: shares near the first contest's, drawn anew. */
function voteAgain(random: SeededRandom, cells: Int32Array, options: number, ballots: number): void {
  const tail = tailOf(options);
  cells[tail.blank] = random.binomial(ballots, 0.02);
  cells[tail.null] = random.binomial(ballots - cells[tail.blank]!, 0.012);
  let left = ballots - cells[tail.blank]! - cells[tail.null]!;
  cells[tail.valid] = left;
  let weight = 0;
  for (let k = 0; k < options; k += 1) weight += cells[FIRST_OPTION + k]! + 1;
  for (let k = 0; k < options; k += 1) {
    const own = cells[FIRST_OPTION + k]! + 1;
    const votes = k === options - 1 ? left : random.binomial(left, Math.min(1, own / weight));
    weight -= own;
    cells[FIRST_OPTION + k] = votes;
    left -= votes;
  }
}

function decide(random: SeededRandom, witness: string, alwaysSigns: boolean): WitnessDecision {
  const chance = random.unit();
  if (alwaysSigns || chance < 0.9) return { witness, decision: "signed" };
  if (chance < 0.95) return { witness, decision: "paper" };
  if (chance < 0.985) return { witness, decision: "absent" };
  return { witness, decision: "refused", reason: REASONS[random.below(REASONS.length)]! };
}
