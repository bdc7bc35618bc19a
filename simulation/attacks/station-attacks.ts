/**
 * What could be tried at a station or on the way from it: by its machine, by whoever stole its key, by a witness, by
 * people who count, or by somebody with a pile of old actas.
 * @module
 */

import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { printDefinition } from "@triplicate/core/election/election-package.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import type { Acta } from "@triplicate/core/statement/acta.ts";
import { simulateElection } from "../election/election.ts";
import { type Attack, type AttackWorld, type Notice, refusals } from "./attack.ts";
import {
  forgeActa,
  forgeSheet,
  hideWitness,
  moveVotes,
  noteOf,
  replaced,
  underOldSignatures,
  without,
} from "./forgery.ts";

const VICTIM = 3;
const MOVED = 40;

const refused = async (world: AttackWorld, note: Uint8Array): Promise<Notice[]> =>
  refusals(await world.submit(note));

const actaOf = ({ days }: AttackWorld, station = VICTIM): Uint8Array => days[station]!.actas[0]!;

/** Another acta of the station, with votes moved, signed by its machine alone. */
const secondActa = (world: AttackWorld): Uint8Array => {
  const machine = world.election.cast.machine(VICTIM);
  return forgeActa(actaOf(world), (acta) => moveVotes(acta, 1, 0, MOVED), [machine], world.election);
};

/** Both are sent, in that order, then everything else; what anybody finds in the log afterwards. */
async function bothSent(
  world: AttackWorld,
  first: Uint8Array,
  second: Uint8Array,
): Promise<readonly Notice[]> {
  for (const note of [first, second]) await world.submit(note);
  await world.submit(...world.honest);
  return world.verify(await world.closeCentre());
}

export const STATION_ATTACKS: readonly Attack[] = [
  {
    name: "machine-signs-twice",
    liar: "machine",
    holds: ["machine"],
    noticed: [{ by: "anyone", rule: "station-conflict" }],
    proves: ["two-actas"],
    play: (world) => bothSent(world, actaOf(world), secondActa(world)),
  },
  {
    name: "stolen-machine-key",
    liar: "thief",
    holds: ["machine"],
    noticed: [{ by: "anyone", rule: "station-conflict" }],
    proves: ["two-actas"],
    // The thief is faster than the station.
    play: (world) => bothSent(world, secondActa(world), actaOf(world)),
  },
  {
    name: "lying-machine",
    liar: "machine",
    holds: ["machine"],
    shape: { handCount: 1 },
    noticed: [{ by: "anyone", rule: "paper-differs" }],
    async play(world) {
      const { closing } = world.days[VICTIM]!;
      const told = replaced(world.honest, actaOf(world), [secondActa(world)]);
      await world.submit(...without(told, [closing]));
      return world.verify(await world.closeCentre());
    },
  },
  {
    name: "more-votes-than-voters",
    liar: "machine",
    holds: ["machine"],
    noticed: [{ by: "anyone", rule: "acta-sums" }],
    async play(world) {
      const stuffed = forgeActa(
        actaOf(world),
        (acta) => stuff(acta, acta.registered),
        [world.election.cast.machine(VICTIM)],
        world.election,
      );
      const { closing } = world.days[VICTIM]!;
      const told = replaced(world.honest, actaOf(world), [stuffed]);
      await world.submit(...without(told, [closing]));
      return world.verify(await world.closeCentre());
    },
  },
  {
    name: "hidden-refusal",
    liar: "machine",
    holds: ["machine"],
    noticed: [{ by: "anyone", rule: "closing-record" }],
    async play(world) {
      const { closing } = world.days[VICTIM]!;
      const told = hideWitness(closing, [world.election.cast.machine(VICTIM)], world.election);
      await world.submit(...replaced(world.honest, closing, [told]));
      return world.verify(await world.closeCentre());
    },
  },
  {
    name: "witness-forges-acta",
    liar: "witness",
    holds: ["witness"],
    noticed: [{ by: "centre", rule: "not-the-machine" }],
    play(world) {
      const witness = world.election.cast.witness(VICTIM, 0);
      const forge = forgeActa(
        actaOf(world),
        (acta) => moveVotes(acta, 1, 0, MOVED),
        [witness],
        world.election,
      );
      return refused(world, forge);
    },
  },
  {
    name: "witness-of-another-station",
    liar: "witness",
    holds: ["witness"],
    noticed: [{ by: "centre", rule: "witness-scope" }],
    play(world) {
      const { cast } = world.election;
      const signing = [cast.machine(VICTIM), cast.witness(VICTIM + 1, 0)];
      return refused(
        world,
        forgeActa(actaOf(world), (acta) => acta, signing, world.election),
      );
    },
  },
  {
    name: "one-party-counts",
    liar: "counter",
    holds: ["counter"],
    shape: { handCount: 1 },
    noticed: [{ by: "centre", rule: "rival-counters" }],
    play(world) {
      const { cast, geography } = world.election;
      const region = geography.regionOf(geography.placeOf(VICTIM));
      const [sheet] = world.days[VICTIM]!.sheets;
      const forge = forgeSheet(
        sheet!,
        (honest) => moveVotes(honest, 0, 1, MOVED),
        [cast.counter(region, 0)],
        world.election,
      );
      return refused(world, forge);
    },
  },
  {
    name: "colluding-counters",
    liar: "counter",
    holds: ["counter"],
    shape: { handCount: 1 },
    noticed: [{ by: "anyone", rule: "paper-differs" }],
    async play(world) {
      const { cast, geography } = world.election;
      const region = geography.regionOf(geography.placeOf(VICTIM));
      const [sheet] = world.days[VICTIM]!.sheets;
      const both = [cast.counter(region, 0), cast.counter(region, 1)];
      const forged = forgeSheet(sheet!, (one) => moveVotes(one, 0, 1, MOVED), both, world.election);
      await world.submit(...replaced(world.honest, sheet!, [forged]));
      return world.verify(await world.closeCentre());
    },
  },
  {
    name: "test-acta-as-live",
    liar: "outsider",
    holds: [],
    noticed: [
      { by: "centre", rule: "wrong-mode" },
      { by: "centre", rule: "bad-signature" },
    ],
    async play(world) {
      const { shape, kit } = world.election;
      const [rehearsed] = simulateElection(shape, kit, "test").signedDay(VICTIM).actas;
      const text = noteOf(rehearsed!).text.replace("\nmode test\n", "\nmode live\n");
      const relabelled = underOldSignatures(rehearsed!, text);
      return [...(await refused(world, rehearsed!)), ...(await refused(world, relabelled))];
    },
  },
  {
    name: "acta-of-another-election",
    liar: "outsider",
    holds: [],
    noticed: [{ by: "centre", rule: "wrong-election" }],
    play(world) {
      const { shape, kit } = world.election;
      const other = simulateElection({ ...shape, seed: shape.seed + 1 }, kit);
      return refused(world, other.signedDay(VICTIM).actas[0]!);
    },
  },
  {
    name: "swapped-candidates",
    liar: "machine",
    holds: ["machine"],
    noticed: [{ by: "centre", rule: "wrong-election" }],
    play(world) {
      const { cast, definition } = world.election;
      const digest = sha256(printDefinition(withSwappedCandidates(definition)));
      const machine = cast.machine(VICTIM);
      const acta = forgeActa(
        actaOf(world),
        (honest) => ({ ...moveVotes(honest, 0, 1, MOVED), election: [honest.election[0], digest] }),
        [machine],
        world.election,
      );
      return refused(world, acta);
    },
  },
];

/** Ballots that nobody cast, all for the first option: the sums hold, and there are more than voters. */
function stuff(acta: Acta, ballots: number): Acta {
  const votes = [votesOf(acta, 0) + ballots, ...acta.votes.votes.slice(1)];
  const cast = acta.ballots + ballots;
  return { ...acta, ballots: cast, "checked-in": cast, votes: { ...acta.votes, votes } };
}

const votesOf = ({ votes }: Acta, option: number): number => votes.votes[option]!;

/** What a machine shows whose screen says one name beside the other's option. */
function withSwappedCandidates(definition: ElectionDefinition): ElectionDefinition {
  const contests = definition.contests.map((contest) => {
    const [first, second, ...rest] = contest.options;
    const swapped = [
      { ...first!, name: second!.name, candidate: second!.candidate },
      { ...second!, name: first!.name, candidate: first!.candidate },
    ];
    return { ...contest, options: [...swapped, ...rest] };
  });
  return { ...definition, contests };
}
