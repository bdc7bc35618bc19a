/**
 * The parts of a NIST SP 1500-100 (version 2) ElectionReport that a count needs, out of parsed JSON that may be
 * anything. What is absent or of another kind reads as absent.
 * @module
 */
export type NistUnit = {
  /** Place in GpUnit, from 1. */
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  readonly registered: unknown;
  /** The first unit that lists this one among its parts. */
  readonly parent: { readonly id: string; readonly name: string } | null;
};

/** One VoteCounts, OtherCounts or BallotCounts object. */
export type NistCounts = {
  readonly unit: string;
  readonly type: string;
  /** Counts of one kind of device or one round are parts of another entry, not a station's count. */
  readonly partial: boolean;
  readonly values: Readonly<Record<string, unknown>>;
};

export type NistContest = {
  readonly id: string;
  readonly selections: readonly { readonly id: string; readonly counts: readonly NistCounts[] }[];
  readonly other: readonly NistCounts[];
  readonly ballots: readonly NistCounts[];
};

export type NistReport = { readonly units: readonly NistUnit[]; readonly contests: readonly NistContest[] };

/** null when the value is no ElectionReport. */
export function readNistReport(value: unknown): NistReport | null {
  const report = object(value);
  if (text(report["@type"]) !== "ElectionResults.ElectionReport") return null;
  const units = list(report.GpUnit);
  const parents = parentsOf(units);
  return {
    units: units.map((unit, i) => readUnit(unit, i + 1, parents)),
    contests: list(report.Election).flatMap((election) => {
      const ballots = list(election.BallotCounts).map(readCounts);
      return list(election.Contest).map((contest) => readContest(contest, ballots));
    }),
  };
}

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** A name is plain text or InternationalizedText; of several languages the first stands. */
const nameOf = (value: unknown): string =>
  text(value) || text(list(object(value).Text)[0]?.Content) || text(object(value).Label);

function parentsOf(units: readonly Json[]): Map<string, { id: string; name: string }> {
  const parents = new Map<string, { id: string; name: string }>();
  for (const unit of units) {
    const parts = Array.isArray(unit.ComposingGpUnitIds) ? unit.ComposingGpUnitIds.map(text) : [];
    for (const part of parts) {
      if (!parents.has(part)) parents.set(part, { id: text(unit["@id"]), name: nameOf(unit.Name) });
    }
  }
  return parents;
}

function readUnit(
  unit: Json,
  position: number,
  parents: ReadonlyMap<string, { id: string; name: string }>,
): NistUnit {
  const id = text(unit["@id"]);
  return {
    position,
    id,
    type: text(unit.Type),
    name: nameOf(unit.Name),
    identifiers: list(unit.ExternalIdentifier).map((identifier) => ({
      type: text(identifier.Type) === "other" ? text(identifier.OtherType) : text(identifier.Type),
      value: text(identifier.Value),
    })),
    registered: unit.VotersRegistered,
    parent: parents.get(id) ?? null,
  };
}

function readContest(contest: Json, ballots: readonly NistCounts[]): NistContest {
  return {
    id: text(contest["@id"]),
    selections: list(contest.ContestSelection).map((selection) => ({
      id: text(selection["@id"]),
      counts: list(selection.VoteCounts).map(readCounts),
    })),
    other: list(contest.OtherCounts).map(readCounts),
    ballots,
  };
}

function readCounts(counts: Json): NistCounts {
  return {
    unit: text(counts.GpUnitId),
    type: text(counts.Type),
    partial: counts.DeviceClass !== undefined || counts.Round !== undefined,
    values: counts,
  };
}
