/**
 * Bolívar's election as Triplicate would have run it: 1,642 stations, real candidates, new keys, and a signed day for each station.
 *
 *     reconstruction (bolivar-stations.ts) ─┬─▶ definition with pictures ─▶ digest ─┬─▶ actas and closing records, signed
 *     secret ─▶ everybody's keys ───────────┴─▶ roster ─▶ election note ────────────┘
 *
 * The numbers are those that the printouts said; El Casabe's first station is left to whoever votes there. Keys follow from a secret that the
 * caller draws, so that two days have different ones, and whoever does not know it cannot make them again.
 * @module
 */
import { encodeBase64, utf8 } from "@triplicate/core/bytes.ts";
import type { Contest, ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { ELECTION_NOTE } from "@triplicate/core/election/election-note.ts";
import { printDefinition } from "@triplicate/core/election/election-package.ts";
import type { Scope } from "@triplicate/core/election/key-book.ts";
import { electionKeyName } from "@triplicate/core/election/key-names.ts";
import {
  authorityLine,
  centreLine,
  cosignerLine,
  counterLine,
  logLine,
  placeLine,
  spareLine,
  stationLine,
  witnessLine,
} from "@triplicate/core/election/roster-print.ts";
import { createNoteKey, SIGNATURE_TYPE, type SignatureType } from "@triplicate/core/note/key.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import { CLOSING_RECORD } from "@triplicate/core/statement/closing-record.ts";
import { CANDIDATES, EL_CASABE, MUNICIPALITIES, REGISTERED, STATIONS } from "./bolivar-facts.ts";
import { facePicture, symbolPicture } from "./bolivar-pictures.ts";
import { isAltered, type ReconstructedStation, reconstructStations } from "./bolivar-stations.ts";
import { TEXTS } from "./bolivar-texts.ts";
import type { Player, SigningKit } from "./election/cast.ts";
import { signAs } from "./election/signed-day.ts";

export const DAY_ELECTION = "ve-bolivar-2017";
export const DAY_CONTEST = "governor";
/** The parties that send witnesses and run cosigners. */
export const DAY_PARTIES = ["PSUV", "MUD"] as const;
export const DAY_AUTHORITIES = ["alba", "bruno", "carla"] as const;
const QUORUM = 2;
const COPIES = 5;

export type DayHours = { readonly opened: number; readonly closed: number };
export type StationNotes = { readonly acta: Uint8Array; readonly closing: Uint8Array };

export type BolivarDay = {
  readonly definition: ElectionDefinition;
  readonly definitionBytes: Uint8Array;
  readonly digest: Uint8Array;
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly stations: readonly ReconstructedStation[];
  /** Row of the station that is left to the visitor. */
  readonly visited: number;
  /** Rows of the eleven whose published numbers were not those of the printouts. */
  readonly altered: readonly number[];
  readonly log: Player;
  readonly centre: Player;
  readonly cosigners: readonly Player[];
  readonly authorities: readonly Player[];
  readonly spare: Player;
  readonly machine: (station: number) => Player;
  /** One of each party at every station. */
  readonly witness: (station: number, party: number) => Player;
  readonly counter: (municipality: number, party: number) => Player;
  readonly rosterLines: (cosignerUrls: readonly string[]) => Generator<string>;
  readonly electionNoteText: (lines: number, root: Uint8Array) => string;
  readonly sign: (text: string, players: readonly Player[]) => Uint8Array;
  /** What this station's machine printed, signed by it and both witnesses. */
  readonly notes: (station: number, hours: DayHours) => StationNotes;
};

/**
 * `secret`: 32 random bytes. `date`: the day of the demonstration, YYYY-MM-DD, since a machine opens on its election's day only.
 */
export function bolivarDay(secret: Uint8Array, date: string, kit: SigningKit, seed = 1): BolivarDay {
  const stations = reconstructStations(seed);
  const pictures = new Map<string, Uint8Array>();
  const definition = dayDefinition(date, pictures, kit);
  const definitionBytes = printDefinition(definition);
  const digest = kit.sha256(definitionBytes);
  const people = castOfDay(secret, stations, kit);
  const visited = stations.findIndex(({ place }) => place.name === EL_CASABE.name);
  const sign = (text: string, players: readonly Player[]) => signAs(text, players, kit);
  return {
    ...{ definition, definitionBytes, digest, pictures, stations, visited, sign },
    ...people,
    altered: stations.flatMap((station, row) => (isAltered(station) ? [row] : [])),
    rosterLines: (urls) => rosterLines(stations, people, urls),
    electionNoteText: (lines, root) =>
      ELECTION_NOTE.print({
        election: definition.id,
        definition: digest,
        roster: [lines, root],
        stations: STATIONS,
        registered: REGISTERED,
        authorities: [QUORUM, DAY_AUTHORITIES.length],
        cosigners: [DAY_PARTIES.length, DAY_PARTIES.length],
      }),
    notes: (row, hours) => {
      const { acta, closing } = textsOf(stations[row]!, digest, hours, kit);
      const witnesses = DAY_PARTIES.map((_, party) => people.witness(row, party));
      return {
        acta: sign(acta, [people.machine(row), ...witnesses]),
        closing: sign(closing, [people.machine(row)]),
      };
    },
  };
}

/** The picture's file and digest, its bytes kept in `pictures`. */
function dayDefinition(date: string, pictures: Map<string, Uint8Array>, kit: SigningKit): ElectionDefinition {
  const picture = (name: string, text: string) => {
    const bytes = utf8(text);
    pictures.set(`pictures/${name}.svg`, bytes);
    return { file: `pictures/${name}.svg`, sha256: encodeBase64(kit.sha256(bytes)) };
  };
  const contest: Contest = {
    id: DAY_CONTEST,
    name: TEXTS.contest,
    candidates: CANDIDATES.map(({ id, name }, i) => ({
      id,
      name,
      photo: picture(`face-${id}`, facePicture(i)),
    })),
    options: CANDIDATES.map((candidate, i) => ({
      id: candidate.id,
      name: candidate.name,
      ...("party" in candidate ? { party: candidate.party } : {}),
      candidate: candidate.id,
      symbol: picture(`sign-${candidate.id}`, symbolPicture(i)),
    })),
    outcome: { rule: "plurality" },
  };
  return {
    format: "triplicate/election/v1",
    id: DAY_ELECTION,
    name: TEXTS.name,
    date,
    remark: {
      es: "Demostración: las cifras reconstruyen hechos públicos de 2017; las claves son nuevas y de mentira, los rostros y símbolos inventados.",
      en: "Demonstration: figures reconstruct public facts of 2017; keys are new and only for show, faces and symbols invented.",
    },
    contests: [contest],
    paper: "prevails",
    expected: { stations: STATIONS, registered: REGISTERED },
    roster: { file: "roster.jsonl" },
  };
}

type People = Pick<
  BolivarDay,
  "log" | "centre" | "cosigners" | "authorities" | "spare" | "machine" | "witness" | "counter"
>;

function castOfDay(secret: Uint8Array, stations: readonly ReconstructedStation[], kit: SigningKit): People {
  const player = (
    name: string,
    id: string,
    party = "",
    type: SignatureType = SIGNATURE_TYPE.ed25519,
  ): Player => {
    const seed = kit.sha256(Uint8Array.of(...secret, ...utf8(name)));
    return { key: createNoteKey(name, type, kit.publicKeyOf(seed)), seed, id, party };
  };
  const of = (role: Parameters<typeof electionKeyName>[1], id: string, party?: string): Player =>
    player(electionKeyName(DAY_ELECTION, role, id), id, party);
  const origin = `cne.example/${DAY_ELECTION}`;
  return {
    log: player(origin, origin),
    centre: of("centre", "cne"),
    cosigners: DAY_PARTIES.map((party) => {
      const name = `${party.toLowerCase()}.example/cosigner`;
      return player(name, name, party, SIGNATURE_TYPE.cosignature);
    }),
    authorities: DAY_AUTHORITIES.map((id) => of("authority", id)),
    spare: of("spare", "bolivar/1"),
    machine: (row) => of("machine", stations[row]!.id),
    witness: (row, party) =>
      of("witness", `${DAY_PARTIES[party]!}/${stations[row]!.id}`, DAY_PARTIES[party]!),
    counter: (municipality, party) =>
      of("counter", `${DAY_PARTIES[party]!}/${municipality + 1}`, DAY_PARTIES[party]!),
  };
}

const publicKey = ({ key }: Player): Uint8Array => key.publicKey;

function* rosterLines(
  stations: readonly ReconstructedStation[],
  people: People,
  urls: readonly string[],
): Generator<string> {
  yield logLine(people.log.id, publicKey(people.log));
  yield centreLine(people.centre.id, publicKey(people.centre));
  for (const [i, cosigner] of people.cosigners.entries())
    yield cosignerLine(cosigner.id, cosigner.party, publicKey(cosigner), urls[i]);
  for (const authority of people.authorities) yield authorityLine(authority.id, publicKey(authority));
  yield spareLine(people.spare.id, { kind: "election" }, publicKey(people.spare));
  let [place, region] = ["", -1];
  for (const [row, station] of stations.entries()) {
    if (station.place.id !== place) {
      place = station.place.id;
      yield placeLine(place, station.place.name, MUNICIPALITIES[station.place.municipality]!.name);
    }
    if (station.place.municipality !== region) {
      region = station.place.municipality;
      const scope: Scope = { kind: "region", id: MUNICIPALITIES[region]!.name };
      for (const [party] of DAY_PARTIES.entries()) {
        const counter = people.counter(region, party);
        yield counterLine(counter.id, counter.party, scope, publicKey(counter));
      }
    }
    yield stationLine(station.id, place, station.registered, publicKey(people.machine(row)));
    const scope: Scope = { kind: "station", id: station.id };
    for (const [party] of DAY_PARTIES.entries()) {
      const witness = people.witness(row, party);
      yield witnessLine(witness.id, witness.party, scope, publicKey(witness));
    }
  }
}

function textsOf(
  station: ReconstructedStation,
  digest: Uint8Array,
  { opened, closed }: DayHours,
  kit: SigningKit,
): { readonly acta: string; readonly closing: string } {
  const ballots = station.printed.reduce((sum, votes) => sum + votes, station.nulls);
  const acta = ACTA.print({
    election: [DAY_ELECTION, digest],
    mode: "live",
    station: station.id,
    contest: DAY_CONTEST,
    ...{ opened, closed, registered: station.registered, "checked-in": ballots, ballots },
    votes: { options: CANDIDATES.map(({ id }) => id), votes: station.printed },
    blank: 0,
    null: station.nulls,
    spoiled: 0,
    // A simulated machine has no records to show: what stands here opens nothing.
    records: kit.sha256(utf8(`records of ${station.id}`)),
    journal: kit.sha256(utf8(`journal of ${station.id}`)),
  });
  const closing = CLOSING_RECORD.print({
    election: [DAY_ELECTION, digest],
    mode: "live",
    station: station.id,
    closed,
    acta: [[DAY_CONTEST, kit.sha256(utf8(acta))]],
    copies: COPIES,
    witness: DAY_PARTIES.map((party) => ({ witness: `${party}/${station.id}`, decision: "signed" })),
  });
  return { acta, closing };
}
