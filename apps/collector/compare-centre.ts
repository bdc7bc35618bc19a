/**
 * What the centre publishes of each station whose acta is kept, asked again and again, and held against what the machine signed.
 *
 *     stations with an acta ──a few at a time──▶ GET /results/station/ID ──▶ same │ differs │ missing │ conflict
 *
 * A website may change its numbers at midnight, so no station is ever done. Nobody signed what comes back: it is shown beside the actas, whose
 * signatures are the evidence. A centre that cannot be reached changes nothing of what was known.
 * Spec: spec/collecting.md, section 6.
 * @module
 */
import { keyText } from "@triplicate/core/byte-index.ts";
import type { Contest, ElectionDefinition } from "@triplicate/core/election/definition.ts";
import type { Roster } from "@triplicate/core/election/roster.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import { createCentre } from "@triplicate/witness/centre.ts";
import type { Fetch } from "@triplicate/witness/http.ts";
import {
  isSameNumbers,
  numberRows,
  type PublishedNumbers,
  parsePublished,
} from "@triplicate/witness/published.ts";
import type { Collected } from "./collected.ts";
import type { Compared, Coverage } from "./coverage.ts";

export type CentreComparison = {
  /** Asks once about every station with an acta, or those alone of which nothing is known; whether the centre answered. */
  round(which: "all" | "unknown"): Promise<boolean>;
  stop(): void;
};

export type ComparisonParts = {
  readonly definition: ElectionDefinition;
  readonly roster: Roster;
  readonly collected: Collected;
  readonly coverage: Coverage;
  readonly fetch: Fetch;
  /** Between two questions of one asker, so that a party's server is no burden to a centre. */
  readonly wait: () => Promise<void>;
};

const AT_ONCE = 4;
/** Questions without an answer after which a round ends: the centre is not there. */
const MAX_UNANSWERED = 8;

export function compareWithCentre(address: string, parts: ComparisonParts): CentreComparison {
  const { roster, coverage, collected, definition } = parts;
  const centre = createCentre(address, parts.fetch);
  let isStopped = false;

  const ask = async (row: number): Promise<boolean> => {
    const station = keyText(roster.stations, row);
    const answer = await centre.station(station);
    if (answer.is !== "ok") return answer.is === "status" && answer.status < 500;
    const result = judge(answer.bytes, station, { definition, collected });
    if (!isStopped) coverage.compare(row, result);
    return true;
  };
  return {
    async round(which) {
      // Those that nobody has asked about come first.
      const unknown = coverage.unknown();
      const known = (row: number) =>
        coverage.stateOf(row) !== "nothing" && coverage.comparedOf(row) !== "unknown";
      const rest = which === "all" ? coverage.find(known, roster.stations.size).rows : [];
      const order = [...unknown, ...rest];
      let next = 0;
      let unanswered = 0;
      const asker = async (): Promise<void> => {
        while (next < order.length && !isStopped && unanswered < MAX_UNANSWERED) {
          unanswered = (await ask(order[next++]!)) ? 0 : unanswered + 1;
          await parts.wait();
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, asker));
      return unanswered === 0;
    },
    stop() {
      isStopped = true;
    },
  };
}

/** Of several contests the worst; of several texts of one it is enough that one is what is published: which counts, paper decides. */
function judge(
  bytes: Uint8Array,
  station: string,
  { definition, collected }: Pick<ComparisonParts, "definition" | "collected">,
): Compared {
  const found = new Set<Compared>();
  for (const contest of definition.contests) {
    const actas = collected.texts(station, contest.id).map(({ note }) => actaOf(note));
    if (actas.length > 0) found.add(judgeContest(bytes, station, contest, actas));
  }
  return WORST_FIRST.find((result) => found.has(result)) ?? "unknown";
}

const WORST_FIRST: readonly Compared[] = ["differs", "conflict", "missing", "unknown", "same"];

function judgeContest(
  bytes: Uint8Array,
  station: string,
  contest: Contest,
  actas: readonly Acta[],
): Compared {
  const published = parsePublished(bytes, station, contest);
  if (published === null) return "unknown";
  switch (published.status) {
    case "missing":
    case "paper":
      return "missing";
    case "conflict":
      return "conflict";
    case "counted": {
      const { signed, withPaper, sheets } = published;
      if (signed === null) return "unknown";
      const isOf = (numbers: PublishedNumbers): boolean =>
        actas.some((acta) => isSameNumbers(numberRows(acta, numbers)));
      // What is counted may be the paper's, if there is any.
      const isCounted = withPaper === null || sheets.length > 0 || isOf(withPaper);
      return isOf(signed) && isCounted ? "same" : "differs";
    }
  }
}

function actaOf(bytes: Uint8Array): Acta {
  const note = parseNote(bytes);
  const acta = note.ok ? ACTA.parse(note.value.text) : note;
  if (!acta.ok) throw new Error("a note that was kept is an acta");
  return acta.value;
}
