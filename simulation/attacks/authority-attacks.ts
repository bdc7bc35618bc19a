/**
 * What could be tried by too few of the authority, or by cosigners who sign without looking.
 * @module
 */
import { utf8 } from "@triplicate/core/bytes.ts";
import { ELECTION_NOTE } from "@triplicate/core/election/election-note.ts";
import { printDefinition } from "@triplicate/core/election/election-package.ts";
import { authorityLine } from "@triplicate/core/election/roster-print.ts";
import { createTreeRange, leafHash } from "@triplicate/core/merkle-tree.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import { signAs } from "../election/signed-day.ts";
import type { Attack, AttackWorld, PublicFolder } from "./attack.ts";
import { noteOf, without } from "./forgery.ts";

const VICTIM = 3;

/** The definition with another name for the first candidate, and an election note over it signed by so many. */
async function redefine(world: AttackWorld, folder: PublicFolder, signing: number): Promise<void> {
  const { cast, definition, kit } = world.election;
  const contests = definition.contests.map((contest) => ({
    ...contest,
    candidates: contest.candidates.map((one, i) => (i === 0 ? { ...one, name: "O01 Bis" } : one)),
  }));
  const bytes = printDefinition({ ...definition, contests });
  await world.tamper(folder, "election/definition.json", () => bytes);
  await world.tamper(folder, "election/election.note", (old) => {
    const note = ELECTION_NOTE.parse(noteOf(old).text);
    if (!note.ok) throw new Error(note.error.code);
    const text = ELECTION_NOTE.print({ ...note.value, definition: sha256(bytes) });
    return signAs(text, cast.authorities.slice(0, signing), kit);
  });
}

/** The same roster with authority keys of the attacker's own, and a note that they sign. */
async function enthrone(world: AttackWorld, folder: PublicFolder): Promise<void> {
  const { cast, kit } = world.election;
  const own = cast.authorities.map(({ key }) => cast.stranger(key.name));
  const range = createTreeRange();
  await world.tamper(folder, "election/roster.jsonl", (bytes) => {
    const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");
    const changed = lines.map((line) => {
      const index = cast.authorities.findIndex(({ id }) => line.startsWith(`{"authority":"${id}"`));
      return index < 0 ? line : authorityLine(cast.authorities[index]!.id, own[index]!.key.publicKey);
    });
    for (const line of changed) range.add(leafHash(utf8(line)));
    return utf8(`${changed.join("\n")}\n`);
  });
  await world.tamper(folder, "election/election.note", (old) => {
    const note = ELECTION_NOTE.parse(noteOf(old).text);
    if (!note.ok) throw new Error(note.error.code);
    return signAs(ELECTION_NOTE.print({ ...note.value, roster: [range.size, range.root()] }), own, kit);
  });
}

export const AUTHORITY_ATTACKS: readonly Attack[] = [
  {
    name: "authority-below-quorum",
    liar: "authority",
    holds: ["authority"],
    noticed: [{ by: "anyone", rule: "election-note" }],
    async play(world) {
      const folder = await world.publish({ entries: [], announce: null });
      await redefine(world, folder, world.election.shape.authorityQuorum - 1);
      return world.verify(folder);
    },
  },
  {
    name: "election-changed-after-vote",
    liar: "authority",
    holds: ["authority"],
    noticed: [{ by: "returning", rule: "election-changed" }],
    async play(world) {
      const folder = await world.publish({ entries: [], announce: null });
      await world.verify(folder, "returning");
      await redefine(world, folder, world.election.shape.authorities);
      return world.verify(folder, "returning");
    },
  },
  {
    name: "own-authority",
    liar: "outsider",
    holds: [],
    noticed: [{ by: "returning", rule: "authority-key" }],
    async play(world) {
      const folder = await world.publish({ entries: world.honest });
      await world.verify(folder, "returning");
      await enthrone(world, folder);
      return world.verify(folder, "returning");
    },
  },
  {
    name: "lying-cosigners",
    liar: "cosigners",
    holds: ["cosigner", "log", "centre"],
    noticed: [{ by: "comparing", rule: "history-split" }],
    proves: ["split-view"],
    async play(world) {
      const [acta] = world.days[VICTIM]!.actas;
      const one = await world.publish({ entries: world.honest, cosigners: "bribed" });
      const other = await world.publish({ entries: without(world.honest, [acta!]), cosigners: "bribed" });
      return world.compare(one, other);
    },
  },
];
