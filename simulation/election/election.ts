/**
 * A simulated election from a shape: the package, the people with their keys, and every station's signed day.
 *
 *     shape ──▶ definition ──▶ digest ─┬─▶ signed days: actas, closing records, hand-count sheets
 *       └─────▶ cast ──▶ roster ───────┴─▶ election note, signed by a quorum of the authority
 *
 * The same shape gives the same bytes everywhere. Ed25519 and SHA-256 come from the caller (`SigningKit`).
 * @module
 */
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { ELECTION_NOTE } from "@triplicate/core/election/election-note.ts";
import { printDefinition } from "@triplicate/core/election/election-package.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { type Cast, castOf, type SigningKit } from "./cast.ts";
import { electionDefinition } from "./definition.ts";
import { headLines, placeLines, registeredInAll } from "./roster-lines.ts";
import { type ElectionShape, type Geography, geographyOf } from "./shape.ts";
import { type SignedDay, signDay } from "./signed-day.ts";
import { createDayDrawer, type DrawDay } from "./station-day.ts";

export type SimulatedElection = {
  readonly shape: ElectionShape;
  readonly geography: Geography;
  readonly kit: SigningKit;
  readonly cast: Cast;
  readonly definition: ElectionDefinition;
  readonly definitionBytes: Uint8Array;
  readonly definitionDigest: Uint8Array;
  readonly registered: number;
  /** Everything of roster.jsonl, without newlines. */
  readonly rosterLines: (cosignerUrls?: readonly string[]) => Generator<string>;
  readonly electionNoteText: (rosterLines: number, rosterRoot: Uint8Array) => string;
  readonly drawDay: DrawDay;
  readonly signedDay: (station: number) => SignedDay;
};

export function simulateElection(
  shape: ElectionShape,
  kit: SigningKit,
  mode: Mode = "live",
): SimulatedElection {
  const geography = geographyOf(shape);
  const cast = castOf(shape, geography, kit);
  const registered = registeredInAll(shape, geography);
  const definition = electionDefinition(shape, registered);
  const definitionBytes = printDefinition(definition);
  const definitionDigest = kit.sha256(definitionBytes);
  const drawDay = createDayDrawer({
    shape,
    geography,
    cast,
    definition: definitionDigest,
    sha256: kit.sha256,
    mode,
  });
  return {
    shape,
    geography,
    kit,
    cast,
    definition,
    definitionBytes,
    definitionDigest,
    registered,
    *rosterLines(cosignerUrls) {
      yield* headLines(cast, cosignerUrls);
      yield* placeLines(shape, geography, cast, 0, geography.layout.places);
    },
    electionNoteText: (rosterLines, rosterRoot) =>
      ELECTION_NOTE.print({
        election: definition.id,
        definition: definitionDigest,
        roster: [rosterLines, rosterRoot],
        stations: shape.stations,
        registered,
        authorities: [shape.authorityQuorum, shape.authorities],
        cosigners: [shape.cosignerQuorum, shape.cosigners],
      }),
    drawDay,
    signedDay: (station) => signDay(drawDay(station), cast, geography, kit),
  };
}
