/**
 * The live count as plain values: the whole election, its regions, one station, one station's ledger.
 * Spec: spec/transmission.md, section 9.
 * @module
 */
import { findText, keyText } from "@triplicate/core/byte-index.ts";
import type { CentralCount } from "@triplicate/core/count-central/central-count.ts";
import type { EntryContext } from "@triplicate/core/count-central/entry.ts";
import type { GroupTotals, StationStatus } from "@triplicate/core/count-central/totals.ts";
import type { Contest } from "@triplicate/core/election/definition.ts";
import { type OptionVotes, time as timeCodec } from "@triplicate/core/note/fields.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { type StationLedger, stationLedger } from "@triplicate/core/reconciliation/station-ledger.ts";
import type { Acta } from "@triplicate/core/statement/acta.ts";
import type { Sheet } from "@triplicate/core/statement/sheet.ts";
import { parseStatement, type Statement } from "@triplicate/core/statement/statement.ts";

export type ResultsContext = { readonly context: EntryContext; readonly count: CentralCount };

type Counted = { readonly votes: readonly number[]; readonly blank: number; readonly null: number };

const named = ({ options }: Contest, { votes, blank, null: spoilt }: Counted) => ({
  votes: Object.fromEntries(options.map(({ id }, i) => [id, votes[i]!])),
  blank,
  null: spoilt,
});
const ofRow = (contest: Contest, row: Uint32Array | null) =>
  row === null
    ? null
    : named(contest, { votes: [...row.subarray(0, -2)], blank: row.at(-2)!, null: row.at(-1)! });
const ofRecord = ({ options, votes }: OptionVotes, blank: number, spoilt: number) => ({
  votes: Object.fromEntries(options.map((id, i) => [id, votes[i]!])),
  blank,
  null: spoilt,
});
const tally = (contest: Contest, totals: GroupTotals) => ({
  ...totals,
  signed: named(contest, totals.signed),
  withPaper: named(contest, totals.withPaper),
});

export function electionResults({ context, count }: ResultsContext) {
  const { definition, mode } = context;
  return {
    election: definition.id,
    mode,
    tree: count.size,
    contests: definition.contests.map((contest, i) => {
      const { latest } = count.bulletins(i);
      return {
        contest: contest.id,
        ...tally(contest, count.totals(i)),
        announced:
          latest === null
            ? null
            : {
                number: latest.number,
                time: timeCodec.print(latest.time),
                tree: latest.tree[0],
                signed: ofRecord(latest.signed, latest["signed-blank"], latest["signed-null"]),
                withPaper: ofRecord(latest.votes, latest.blank, latest.null),
              },
      };
    }),
  };
}

/** No more than this many regions are ever listed: they are names that people gave, not stations. */
const MAX_REGIONS = 2000;

export function regionResults({ context, count }: ResultsContext) {
  const { roster, definition } = context;
  const rows = Array.from({ length: Math.min(roster.regions.size, MAX_REGIONS) }, (_, row) => row);
  const of = (row: number) =>
    definition.contests.map((contest, i) => ({
      contest: contest.id,
      ...tally(contest, count.regionTotals(i, row)),
    }));
  const regions = rows.map((row) => ({
    region: keyText(roster.regions, row) as string | null,
    contests: of(row),
  }));
  const rest = of(-1);
  if (rest.some(({ stations }) => stations > 0)) regions.push({ region: null, contests: rest });
  return { tree: count.size, regions };
}

export function stationResults({ context, count }: ResultsContext, station: string) {
  const { roster, definition } = context;
  const row = findText(roster.stations, station);
  if (row < 0) return null;
  const place = roster.place[row]!;
  const region = roster.placeRegion[place]!;
  return {
    station,
    place: keyText(roster.places, place),
    name: keyText(roster.names, roster.placeName[place]!),
    region: region < 0 ? null : keyText(roster.regions, region),
    registered: roster.registered[row]!,
    tree: count.size,
    closings: [...count.closings(row)],
    contests: definition.contests.map((contest, i) => {
      const { status, flags, signed, withPaper } = count.cell(row, i);
      const { actas, sheets } = count.entries(row, i);
      return {
        contest: contest.id,
        status,
        flags: [...flags],
        signed: ofRow(contest, signed),
        withPaper: ofRow(contest, withPaper),
        actas: [...actas],
        sheets: [...sheets],
      };
    }),
  };
}

export const MAX_LISTED = 500;

export function stationList(
  { context, count }: ResultsContext,
  query: { readonly contest: string; readonly status: StationStatus; readonly from?: string | undefined },
) {
  const { roster, definition } = context;
  const contest = definition.contests.findIndex(({ id }) => id === query.contest);
  const from = query.from === undefined ? 0 : findText(roster.stations, query.from);
  if (contest < 0 || from < 0) return null;
  const { stations, next } = count.stationsOf(contest, query.status, from, MAX_LISTED);
  const idOf = (row: number) => keyText(roster.stations, row);
  return {
    contest: query.contest,
    status: query.status,
    stations: stations.map(idOf),
    next: next === null ? null : idOf(next),
  };
}

export type ReadEntryBytes = (index: number) => Promise<Uint8Array>;

/** The ledger of a station in every contest; its papers are read from the log. */
export async function stationLedgers(
  { context, count }: ResultsContext,
  station: string,
  read: ReadEntryBytes,
) {
  const { roster, definition } = context;
  const row = findText(roster.stations, station);
  if (row < 0) return null;
  const tree = count.size;
  const contests: (StationLedger & { options: string[] })[] = [];
  for (const [i, contest] of definition.contests.entries()) {
    const entries = count.entries(row, i);
    const central = count.cell(row, i);
    const actas = (await statements(entries.actas, read)).flatMap((s): Acta[] =>
      s.kind === "acta" ? [s.acta] : [],
    );
    const sheets = (await statements(entries.sheets, read)).flatMap((s): Sheet[] =>
      s.kind === "sheet" ? [s.sheet] : [],
    );
    const ledger = stationLedger({ contest, actas, sheets, central });
    contests.push({ ...ledger, options: contest.options.map(({ id }) => id) });
  }
  return { station, tree, contests };
}

/** The different texts among entries, in order of the log. */
async function statements(indexes: readonly number[], read: ReadEntryBytes): Promise<Statement[]> {
  const seen = new Set<string>();
  const found: Statement[] = [];
  for (const index of indexes) {
    const note = parseNote(await read(index));
    if (!note.ok || seen.has(note.value.text)) continue;
    seen.add(note.value.text);
    const statement = parseStatement(note.value.text);
    if (statement.ok) found.push(statement.value);
  }
  return found;
}

export function bulletinList({ context, count }: ResultsContext, print: (contest: number) => string | null) {
  return {
    tree: count.size,
    bulletins: context.definition.contests.map(({ id }, contest) => ({
      contest: id,
      entries: [...count.bulletins(contest).entries],
      latest: print(contest),
    })),
  };
}
