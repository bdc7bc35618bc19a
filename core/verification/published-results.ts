/**
 * The results a centre publishes as JSON, held against the entries they say they are of.
 *
 * They are signed by nobody, so what they say is believed by nobody either: they are what people read on a site, and a
 * number there that the log does not give is a breach of its own. Fields that we do not know are ignored.
 * Spec: spec/verification.md, clause 7.4; the form is that of spec/transmission.md, section 9.
 * @module
 */
import { decodeUtf8 } from "../bytes.ts";
import type { CentralCount } from "../count-central/central-count.ts";
import type { GroupTotals } from "../count-central/totals.ts";
import type { Contest, ElectionDefinition } from "../election/definition.ts";
import { isRecord } from "../json-schema.ts";
import type { Acta } from "../statement/acta.ts";
import type { Bulletin } from "../statement/bulletin.ts";
import type { Breach } from "./rules.ts";

export const RESULTS_FILE = "results";
export const MAX_RESULTS_BYTES = 16 * 1024 * 1024;

export type PublishedResults = {
  /** Entries that they are of. */
  readonly tree: number;
  readonly value: Readonly<Record<string, unknown>>;
};

/** Null for what is no results at all: another site may have a page of that name. */
export function parseResults(bytes: Uint8Array): PublishedResults | null {
  const value = parseJson(bytes);
  if (!isRecord(value) || !Array.isArray(value.contests)) return null;
  const { tree } = value;
  return typeof tree === "number" && Number.isSafeInteger(tree) && tree >= 0 ? { tree, value } : null;
}

function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Every number of `count` that the results say otherwise. */
export function resultsBreaches(
  { value }: PublishedResults,
  count: CentralCount,
  { contests }: ElectionDefinition,
): Breach[] {
  const published = value.contests as readonly unknown[];
  return contests.flatMap((contest, i) => {
    const said = published.find((one) => isRecord(one) && one.contest === contest.id);
    const fields = [
      ...fieldsOf(contest, count.totals(i)),
      ...announcedFields(said, count.bulletins(i).latest),
    ];
    return fields.flatMap(([path, is]) => breachAt(said, path, is, { contest: contest.id }));
  });
}

function breachAt(
  said: unknown,
  path: readonly string[],
  is: number | null,
  place: Pick<Breach, "station" | "contest">,
): Breach[] {
  const got = valueAt(said, path);
  if (got === is) return [];
  const detail = { field: path.join("."), said: shown(got), is: is ?? "null" };
  return [{ rule: "results-published", ...place, detail }];
}

/** What stands there is a stranger's: only a number is repeated, not their words, nor a value that cannot be a text. */
const shown = (got: unknown): string => (typeof got === "number" || got === null ? String(got) : "?");

const TALLIES = ["stations", "counted", "missing", "conflict", "paper", "corrected"] as const;

function fieldsOf({ options }: Contest, totals: GroupTotals): [path: string[], is: number][] {
  const fields: [string[], number][] = TALLIES.map((field) => [[field], totals[field]]);
  for (const part of ["signed", "withPaper"] as const) {
    for (const [i, { id }] of options.entries()) fields.push([[part, "votes", id], totals[part].votes[i]!]);
    fields.push([[part, "blank"], totals[part].blank], [[part, "null"], totals[part].null]);
  }
  return fields;
}

/** Of the bulletin that the page shows as the last; a page that shows none says nothing otherwise. */
function announcedFields(said: unknown, latest: Bulletin | null): [path: string[], is: number | null][] {
  if (valueAt(said, ["announced"]) === undefined) return [];
  if (latest === null) return [[["announced"], null]];
  const votes = (part: string, { options, votes }: Bulletin["votes"]) =>
    options.map((id, i): [string[], number] => [["announced", part, "votes", id], votes[i]!]);
  return [
    [["announced", "number"], latest.number],
    [["announced", "tree"], latest.tree[0]],
    ...votes("signed", latest.signed),
    [["announced", "signed", "blank"], latest["signed-blank"]],
    [["announced", "signed", "null"], latest["signed-null"]],
    ...votes("withPaper", latest.votes),
    [["announced", "withPaper", "blank"], latest.blank],
    [["announced", "withPaper", "null"], latest.null],
  ];
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (!isRecord(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

export const stationResultsFile = (station: string): string => `results/station/${station}`;

/** What the centre publishes of one station, held against its signed acta (clause 8.6). */
export function stationBreaches(bytes: Uint8Array, acta: Acta): Breach[] {
  const published = parseJson(bytes);
  const contests = isRecord(published) && Array.isArray(published.contests) ? published.contests : [];
  const said: unknown = contests.find((one) => isRecord(one) && one.contest === acta.contest);
  // Another page, or a site that publishes no stations: nothing is said otherwise.
  if (said === undefined) return [];
  const fields: [string[], number][] = acta.votes.options.map((id, i) => [
    ["signed", "votes", id],
    acta.votes.votes[i]!,
  ]);
  fields.push([["signed", "blank"], acta.blank], [["signed", "null"], acta.null]);
  const place = { station: acta.station, contest: acta.contest };
  return fields.flatMap(([path, is]) => breachAt(said, path, is, place));
}
