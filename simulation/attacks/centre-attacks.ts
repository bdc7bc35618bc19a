/**
 * What the tallying centre could try, which holds the keys of the log and of the bulletins: it signs anew whatever it
 * publishes. What it lacks is every machine's key, the cosigners' memory, and the copies in the witnesses' hands.
 * @module
 */
import { utf8 } from "@triplicate/core/bytes.ts";
import { bundlePath, TILE_WIDTH } from "@triplicate/core/log/tile.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import type { Bulletin } from "@triplicate/core/statement/bulletin.ts";
import { stationResultsFile } from "@triplicate/core/verification/published-results.ts";
import { signAs } from "../election/signed-day.ts";
import { type Attack, type AttackWorld, type PublicFolder, refusals } from "./attack.ts";
import {
  actaOf,
  edited,
  flipBit,
  forgeActa,
  forgeClosing,
  moveVotes,
  replaced,
  underOldSignatures,
  without,
} from "./forgery.ts";

/** The station that an attacker picks, and how many votes it moves from the second option to the first. */
const VICTIM = 3;
const MOVED = 40;
/** Votes that the website had more than the printout at El Casabe, Bolívar state, in 2017. */
const EL_CASABE = 471;
const INSIDER = ["log", "centre"] as const;

const firstActa = ({ days }: AttackWorld, station = VICTIM): Uint8Array => days[station]!.actas[0]!;
const firstBundle = ({ size }: PublicFolder): string =>
  bundlePath({ index: 0, width: Math.min(size, TILE_WIDTH) });

/** Votes more for the first option, without any station behind them. */
const boosted = (bulletin: Bulletin): Bulletin => {
  const more = moveVotes(bulletin, 1, 0, MOVED);
  return { ...more, signed: more.votes };
};

/** Numbers typed in for a station, signed by the only key at hand. */
const typedIn = ({ election }: AttackWorld, acta: Uint8Array): Uint8Array =>
  forgeActa(acta, (honest) => moveVotes(honest, 1, 0, MOVED), [election.cast.centre], election);

export const CENTRE_ATTACKS: readonly Attack[] = [
  {
    name: "alter-numbers",
    liar: "centre",
    holds: INSIDER,
    noticed: [
      { by: "anyone", rule: "entry-signature" },
      { by: "witness", rule: "kept-not-logged" },
    ],
    proves: ["unsigned-entry"],
    async play(world) {
      const acta = firstActa(world);
      const altered = underOldSignatures(acta, ACTA.print(moveVotes(actaOf(acta), 1, 0, MOVED)));
      const folder = await world.publish({ entries: replaced(world.honest, acta, [altered]) });
      return [...(await world.verify(folder)), ...(await world.verifyKept(acta, folder))];
    },
  },
  {
    name: "withhold-station",
    liar: "centre",
    holds: INSIDER,
    noticed: [{ by: "witness", rule: "kept-not-logged" }],
    async play(world) {
      const { actas, closing } = world.days[VICTIM]!;
      const folder = await world.publish({ entries: without(world.honest, [...actas, closing]) });
      return [...(await world.verify(folder)), ...(await world.verifyKept(actas[0]!, folder))];
    },
  },
  {
    name: "drop-station",
    liar: "centre",
    holds: INSIDER,
    noticed: [
      { by: "witness", rule: "kept-not-logged" },
      { by: "returning", rule: "history-rewritten" },
    ],
    proves: ["entry-replaced", "split-view", "bulletin-tree"],
    async play(world) {
      const acta = firstActa(world);
      await world.submit(...world.honest);
      const before = await world.closeCentre();
      await world.verify(before, "returning");
      // Without the station, and with new totals: the log is as long as it was.
      const folder = await world.publish({ entries: without(await world.entriesOf(before), [acta]) });
      return [...(await world.verifyKept(acta, folder)), ...(await world.verify(folder, "returning"))];
    },
  },
  {
    name: "add-station",
    liar: "centre",
    holds: INSIDER,
    noticed: [{ by: "anyone", rule: "entry-refused" }],
    proves: ["unsigned-entry"],
    async play(world) {
      const { cast, kit } = world.election;
      const station = `${actaOf(firstActa(world)).station.slice(0, -2)}99`;
      const machine = cast.stranger(`${cast.election}/machine/${station}`);
      const ghost = signAs(ACTA.print({ ...actaOf(firstActa(world)), station }), [machine], kit);
      return world.verify(await world.publish({ entries: [...world.honest, ghost] }));
    },
  },
  {
    name: "add-station-to-roster",
    liar: "centre",
    holds: INSIDER,
    noticed: [{ by: "anyone", rule: "roster-root" }],
    async play(world) {
      const folder = await world.publish({ entries: world.honest });
      await world.tamper(folder, "election/roster.jsonl", (bytes) => edited(bytes, withGhostStation));
      return world.verify(folder);
    },
  },
  {
    name: "rewrite-history",
    liar: "centre",
    holds: INSIDER,
    noticed: [
      { by: "cosigner", rule: "cosigner-contradicts" },
      { by: "returning", rule: "history-rewritten" },
      { by: "anyone", rule: "checkpoint-quorum" },
    ],
    proves: ["split-view"],
    async play(world) {
      await world.verify(await world.publish({ entries: world.honest }), "returning");
      const { actas, closing } = world.days[VICTIM]!;
      const folder = await world.publish({ entries: replaced(world.honest, closing, [actas[0]!]) });
      return [...(await world.verify(folder, "returning")), ...(await world.verify(folder))];
    },
  },
  {
    name: "two-histories",
    liar: "centre",
    holds: INSIDER,
    noticed: [
      { by: "cosigner", rule: "cosigner-contradicts" },
      { by: "comparing", rule: "history-split" },
      { by: "anyone", rule: "checkpoint-quorum" },
    ],
    proves: ["split-view"],
    async play(world) {
      const { actas, closing } = world.days[VICTIM]!;
      const forThePress = await world.publish({ entries: world.honest });
      const forTheParty = await world.publish({ entries: replaced(world.honest, actas[0]!, [closing]) });
      return [...(await world.compare(forThePress, forTheParty)), ...(await world.verify(forTheParty))];
    },
  },
  {
    name: "other-totals",
    liar: "centre",
    holds: INSIDER,
    noticed: [{ by: "anyone", rule: "bulletin-recount" }],
    play: async (world) => world.verify(await world.publish({ entries: world.honest, announce: boosted })),
  },
  {
    name: "totals-without-stations",
    liar: "centre",
    holds: INSIDER,
    noticed: [{ by: "anyone", rule: "tree-missing" }],
    async play(world) {
      const folder = await world.publish({ entries: world.honest, announce: boosted });
      await world.tamper(folder, firstBundle(folder), () => null);
      return world.verify(folder);
    },
  },
  {
    name: "website-differs",
    liar: "centre",
    holds: INSIDER,
    noticed: [{ by: "witness", rule: "results-published" }],
    async play(world) {
      const acta = firstActa(world);
      const folder = await world.publish({ entries: world.honest });
      const page = stationPage(acta, EL_CASABE);
      await world.tamper(folder, stationResultsFile(actaOf(acta).station), () => page);
      return [...(await world.verify(folder)), ...(await world.verifyKept(acta, folder))];
    },
  },
  {
    name: "typed-in-numbers",
    liar: "centre",
    holds: INSIDER,
    shape: { stations: 20 },
    noticed: [
      { by: "centre", rule: "foreign-signer" },
      { by: "anyone", rule: "entry-refused" },
    ],
    proves: ["unsigned-entry"],
    async play(world) {
      const silent = elevenActas(world);
      const typed = silent.map((acta) => typedIn(world, acta));
      const atTheDoor = refusals(await world.submit(...typed));
      const entries = [...without(world.honest, silent), ...typed];
      return [...atTheDoor, ...(await world.verify(await world.publish({ entries })))];
    },
  },
  {
    name: "centre-and-machine",
    liar: "centre",
    holds: ["log", "centre", "machine"],
    noticed: [{ by: "witness", rule: "kept-differs" }],
    proves: ["two-actas"],
    async play(world) {
      const { election, honest } = world;
      const [acta, { closing }] = [firstActa(world), world.days[VICTIM]!];
      const machine = [election.cast.machine(VICTIM)];
      const forged = forgeActa(acta, (honestOne) => moveVotes(honestOne, 1, 0, MOVED), machine, election);
      const entries = replaced(honest, closing, [forgeClosing(closing, forged, machine, election)]);
      const folder = await world.publish({ entries: replaced(entries, acta, [forged]) });
      return [...(await world.verify(folder)), ...(await world.verifyKept(acta, folder))];
    },
  },
  {
    name: "replay",
    liar: "centre",
    holds: INSIDER,
    noticed: [{ by: "anyone", rule: "bulletin-recount" }],
    async play(world) {
      const acta = firstActa(world);
      const announce = (truth: Bulletin): Bulletin => countedTwice(truth, acta);
      return world.verify(await world.publish({ entries: [...world.honest, acta], announce }));
    },
  },
  {
    name: "frozen-log",
    liar: "centre",
    holds: INSIDER,
    noticed: [{ by: "returning", rule: "history-behind" }],
    async play(world) {
      const early = await world.publish({ entries: world.honest.slice(0, 4), announce: null });
      await world.verify(await world.publish({ entries: world.honest, announce: null }), "returning");
      return world.verify(early, "returning");
    },
  },
  {
    name: "flipped-bit",
    liar: "outsider",
    holds: [],
    noticed: [{ by: "anyone", rule: "tree-root" }],
    async play(world) {
      const folder = await world.publish({ entries: world.honest });
      await world.tamper(folder, firstBundle(folder), (bytes) => flipBit(bytes, 200));
      return world.verify(folder);
    },
  },
];

/** The page of a station on the centre's website, with more votes for the first option than its acta says. */
function stationPage(acta: Uint8Array, more: number): Uint8Array {
  const { contest, votes, blank, null: nulls } = actaOf(acta);
  const shown = votes.options.map((id, i) => [id, votes.votes[i]! + (i === 0 ? more : 0)]);
  const signed = { votes: Object.fromEntries(shown), blank, null: nulls };
  return utf8(JSON.stringify({ contests: [{ contest, signed }] }));
}

/** Eleven stations whose machines did not transmit, as in Bolívar state on 15 October 2017. */
export const elevenActas = ({ days }: AttackWorld): Uint8Array[] =>
  days.slice(0, 11).map(({ actas }) => actas[0]!);

/** The roster with one station more in the first place, under the first station's key. */
function withGhostStation(roster: string): string {
  const lines = roster.split("\n");
  const at = lines.findIndex((line) => line.startsWith('{"station":'));
  const ghost = lines[at]!.replace(/"station":"([^"]+)\.01"/, '"station":"$1.99"');
  return [...lines.slice(0, at + 1), ghost, ...lines.slice(at + 1)].join("\n");
}

function countedTwice(bulletin: Bulletin, acta: Uint8Array): Bulletin {
  const { votes } = actaOf(acta).votes;
  const twice = { ...bulletin.votes, votes: bulletin.votes.votes.map((sum, i) => sum + votes[i]!) };
  return { ...bulletin, votes: twice, signed: twice };
}
