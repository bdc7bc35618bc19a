/**
 * Every rule of a published log: an honest log breaks none, and each of these breaks the ones it says.
 * @module
 */
import { readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openVerificationMemory } from "@triplicate/adapters/verification-memory.ts";
import type { VerifyRequest } from "@triplicate/adapters/verify-log.ts";
import { decodeUtf8, utf8 } from "@triplicate/core/bytes.ts";
import { parseCheckpoint } from "@triplicate/core/log/checkpoint.ts";
import { tilePath } from "@triplicate/core/log/tile.ts";
import { leafHash, rootHash } from "@triplicate/core/merkle-tree.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import { BULLETIN, type Bulletin } from "@triplicate/core/statement/bulletin.ts";
import { SHEET, type Sheet } from "@triplicate/core/statement/sheet.ts";
import { VERIFICATION_RULES } from "@triplicate/core/verification/rules.ts";
import { signAs } from "@triplicate/simulation/election/signed-day.ts";
import { afterAll, describe, expect, test } from "vitest";
import { inTemporaryFolder } from "./cli.test-helper.ts";
import { nodeSigningKit } from "./simulated-kit.ts";
import {
  type SimulatedLog,
  type SimulatedLogOptions,
  signCheckpoint,
  writeSimulatedLog,
} from "./simulated-log.ts";
import {
  COUNTED,
  closePool,
  day,
  ELECTION,
  entriesOf,
  flip,
  HONEST,
  noteOf,
  rulesOf,
  SHAPE,
  signedInstead,
  UNCOUNTED,
  UNTOLD,
  verifyFolder,
  without,
} from "./verify-log.test-helper.ts";

afterAll(closePool);

const { cast } = ELECTION;
const signed = (text: string, ...players: Parameters<typeof signAs>[1]) =>
  signAs(text, players, nodeSigningKit);
const parsed = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const actaOf = (station: number): Acta => parsed(ACTA.parse(noteOf(day(station).actas[0]!).text));

/** The honest log's bulletin, changed and signed by the centre, after the honest entries. */
async function withBulletin(change: (bulletin: Bulletin) => Bulletin): Promise<Partial<SimulatedLogOptions>> {
  return inTemporaryFolder(async (folder) => {
    const log = await writeSimulatedLog({ folder, shape: SHAPE, entries: HONEST });
    const last = (await entriesOf(folder, log.size)).at(-1)!;
    const bulletin = change(parsed(BULLETIN.parse(noteOf(last).text)));
    return { entries: [...HONEST, signed(BULLETIN.print(bulletin), cast.centre)], bulletins: false };
  });
}

function withSheet(change: (sheet: Sheet) => Sheet): Uint8Array[] {
  const [honest] = day(COUNTED).sheets;
  const region = ELECTION.geography.regionOf(ELECTION.geography.placeOf(COUNTED));
  const text = SHEET.print(change(parsed(SHEET.parse(noteOf(honest!).text))));
  return [...without([honest!]), signed(text, cast.counter(region, 0), cast.counter(region, 1))];
}

const plusOne = (acta: Acta): Acta => ({
  ...acta,
  votes: { ...acta.votes, votes: acta.votes.votes.map((value, i) => (i === 0 ? value + 1 : value)) },
});

/** Ten votes from the first option to the second: the sums stay. */
const moved = (acta: Acta): Acta => ({
  ...acta,
  votes: {
    ...acta.votes,
    votes: acta.votes.votes.map((value, i) => (i === 0 ? value - 10 : i === 1 ? value + 10 : value)),
  },
});

/** Another tree of the log, signed by the log itself. */
const otherCheckpoint = async (size: number): Promise<Uint8Array> =>
  signCheckpoint(ELECTION, {
    size,
    root: rootHash(Array.from({ length: size }, (_, i) => leafHash(utf8(`never served ${i}`)))),
  });

type Case = {
  readonly what: string;
  readonly rules: readonly string[];
  readonly log?: () => Partial<SimulatedLogOptions> | Promise<Partial<SimulatedLogOptions>>;
  readonly alter?: (folder: string, log: SimulatedLog) => Promise<void>;
  readonly ask?: (folder: string) => Partial<VerifyRequest> | Promise<Partial<VerifyRequest>>;
};

const inElection = (folder: string, name: string) => join(folder, "election", name);

const CASES: readonly Case[] = [
  { what: "nothing", rules: [] },
  {
    what: "one authority key of the two that must sign",
    rules: ["election-note"],
    log: () => ({ package: { signing: [0] }, bulletins: false }),
  },
  {
    what: "an authority key that was not pinned",
    rules: ["authority-key"],
    ask: () => ({
      authorities: [...cast.authorities.slice(0, 2).map(({ key }) => key), cast.stranger("x/y").key],
    }),
  },
  {
    what: "an election note that says something else than on the first visit",
    rules: ["election-changed"],
    ask: async (folder) => {
      const state = join(folder, "state");
      const keys = cast.authorities.map(({ key }) => key);
      await openVerificationMemory(state, cast.election).keepPackage(keys, utf8("another\n\n— x y\n"));
      return { state };
    },
  },
  {
    what: "a candidate renamed in the definition",
    rules: ["definition-digest"],
    alter: async (folder) => {
      const file = inElection(folder, "definition.json");
      const text = await readFile(file, "utf8");
      await writeFile(file, text.replace(/("name":")([A-Z])/, "$1X$2"));
    },
  },
  {
    what: "a definition in another form",
    rules: ["definition-digest", "package-fault"],
    alter: async (folder) => {
      const file = inElection(folder, "definition.json");
      await writeFile(file, `${await readFile(file, "utf8")}\n`);
    },
  },
  {
    what: "a place renamed in the roster",
    rules: ["roster-root"],
    alter: async (folder) => {
      const file = inElection(folder, "roster.jsonl");
      await writeFile(file, (await readFile(file, "utf8")).replace('"name":"Escuela', '"name":"Escuelas'));
    },
  },
  {
    what: "a policy that demands fewer cosigners",
    rules: ["policy-file"],
    alter: async (folder) => {
      const file = inElection(folder, "log.policy");
      await writeFile(file, (await readFile(file, "utf8")).replace(/quorum .*\n/, "quorum none\n"));
    },
  },
  { what: "no policy", rules: ["policy-file"], alter: (folder) => rm(inElection(folder, "log.policy")) },
  { what: "no checkpoint", rules: ["checkpoint-form"], alter: (folder) => rm(join(folder, "checkpoint")) },
  {
    what: "a checkpoint cut short",
    rules: ["checkpoint-form"],
    alter: (folder) => truncate(join(folder, "checkpoint"), 40),
  },
  {
    what: "a checkpoint of another log",
    rules: ["checkpoint-form"],
    alter: async (folder, { root, size }) => {
      const text = `other.example/log\n${size}\n${Buffer.from(root).toString("base64")}\n`;
      await writeFile(join(folder, "checkpoint"), signed(text, cast.log));
    },
  },
  {
    what: "a checkpoint changed after it was signed",
    rules: ["checkpoint-signature"],
    alter: async (folder) => {
      const file = join(folder, "checkpoint");
      const lines = (await readFile(file, "utf8")).split("\n");
      lines[1] = String(Number(lines[1]) - 1);
      await writeFile(file, lines.join("\n"));
    },
  },
  {
    what: "a checkpoint signed by a stranger under the log's name",
    rules: ["checkpoint-signature"],
    alter: async (folder, { checkpoint }) => {
      const { text } = noteOf(checkpoint);
      await writeFile(join(folder, "checkpoint"), signed(text, cast.stranger(cast.log.key.name)));
    },
  },
  { what: "a cosigner too few", rules: ["checkpoint-quorum"], log: () => ({ cosigning: [1] }) },
  {
    what: "a tile that is not served",
    rules: ["tree-missing"],
    alter: (folder, { size }) => rm(join(folder, tilePath({ level: 0, index: 0, width: size }))),
  },
  {
    what: "a bundle that is not served",
    rules: ["tree-missing"],
    alter: (folder, { size }) => rm(join(folder, `tile/entries/000.p/${size}`)),
  },
  {
    what: "a bundle that ends early",
    rules: ["tree-bundle"],
    alter: async (folder, { size }) => {
      const file = join(folder, `tile/entries/000.p/${size}`);
      await truncate(file, (await readFile(file)).length - 1);
    },
  },
  {
    what: "more entries signed than anybody could list",
    rules: ["tree-missing"],
    log: () => ({ bulletins: false }),
    alter: async (folder, { root }) => {
      const size = Number.MAX_SAFE_INTEGER;
      await writeFile(join(folder, "checkpoint"), await signCheckpoint(ELECTION, { size, root }));
    },
  },
  {
    what: "a root that the entries have not",
    rules: ["tree-root"],
    alter: async (folder, { size }) => {
      await writeFile(join(folder, "checkpoint"), await otherCheckpoint(size));
    },
  },
  {
    what: "a digit changed in a bundle",
    // The acta no longer counts, so nothing that was computed with it holds.
    rules: ["bulletin-recount", "bulletin-tree", "entry-signature", "tree-root", "tree-tile"],
    alter: async (folder, { size }) => {
      const file = join(folder, `tile/entries/000.p/${size}`);
      const bytes = await readFile(file);
      const at = bytes.indexOf("\nballots ") + "\nballots ".length;
      bytes[at] = bytes[at] === 0x31 ? 0x32 : 0x31;
      await writeFile(file, bytes);
    },
  },
  {
    what: "a byte changed in a tile",
    rules: ["tree-tile"],
    alter: (folder, { size }) => flip(join(folder, tilePath({ level: 0, index: 0, width: size })), 100),
  },
  {
    what: "a tree that this visitor saw and that is no beginning of this one",
    rules: ["history-rewritten"],
    ask: async (folder) => {
      const state = join(folder, "state");
      const bytes = await otherCheckpoint(5);
      const checkpoint = parsed(parseCheckpoint(noteOf(bytes).text));
      await openVerificationMemory(state, cast.election).keepCheckpoint(bytes, checkpoint);
      return { state };
    },
  },
  {
    what: "a tree that somebody else saw",
    rules: ["history-split"],
    ask: async () => ({ others: [{ bytes: await otherCheckpoint(7), name: "from-a-friend" }] }),
  },
  {
    what: "a tree that was larger before",
    rules: ["history-behind"],
    ask: async () => ({ others: [{ bytes: await otherCheckpoint(1000), name: "from-a-friend" }] }),
  },
  {
    what: "an entry that is no note",
    rules: ["entry-form"],
    log: () => ({ entries: [...HONEST, utf8("PSUV 500\n")] }),
  },
  {
    what: "an entry of no bytes",
    rules: ["entry-form"],
    log: () => ({ entries: [new Uint8Array(), ...HONEST] }),
  },
  {
    what: "an acta whose machine's signature does not hold",
    rules: ["entry-signature"],
    log: () => {
      const [acta] = day(4).actas;
      const note = decodeUtf8(acta!)!.replace(/\nblank ([0-9]+)\n/, "\nblank 1$1\n");
      return { entries: [...HONEST, utf8(note)], bulletins: false };
    },
  },
  {
    what: "numbers typed in and signed by nobody the roster knows",
    rules: ["entry-refused"],
    log: () => ({ entries: [...HONEST, signed(ACTA.print(actaOf(2)), cast.stranger("x/y"))] }),
  },
  {
    what: "an acta of one station signed by another's machine",
    rules: ["entry-refused"],
    log: () => ({ entries: [...HONEST, signed(ACTA.print(plusOne(actaOf(2))), cast.machine(3))] }),
  },
  {
    what: "a rehearsal's acta",
    rules: ["entry-refused"],
    log: () => ({
      entries: [...HONEST, signed(ACTA.print({ ...actaOf(2), mode: "test" }), cast.machine(2))],
    }),
  },
  {
    what: "an acta that does not add up",
    rules: ["acta-sums"],
    log: () => {
      const { actas, closing } = day(UNCOUNTED);
      const other = signedInstead(plusOne);
      return { entries: [...without([...actas, closing]), other.acta, other.closing] };
    },
  },
  {
    what: "a machine that signed two actas",
    rules: ["station-conflict"],
    log: () => ({ entries: [...without([day(UNCOUNTED).closing]), signedInstead(moved).acta] }),
  },
  {
    what: "a closing record that names another acta",
    rules: ["closing-differs"],
    log: () => ({ entries: [...without([day(UNCOUNTED).closing]), signedInstead(moved).closing] }),
  },
  {
    what: "a closing record that leaves a witness out",
    rules: ["closing-record"],
    log: () => ({ entries: [...without([day(UNCOUNTED).closing]), UNTOLD] }),
  },
  {
    what: "a hand count that does not add up",
    rules: ["sheet-sums"],
    log: () => ({ entries: withSheet((sheet) => ({ ...sheet, papers: sheet.papers + 1 })) }),
  },
  {
    what: "a hand count that finds one paper more",
    rules: ["paper-differs"],
    log: () => ({
      entries: withSheet((sheet) => ({ ...sheet, papers: sheet.papers + 1, null: sheet.null + 1 })),
    }),
  },
  {
    what: "a bulletin over a tree that never was",
    rules: ["bulletin-tree"],
    log: () => withBulletin((bulletin) => ({ ...bulletin, tree: [bulletin.tree[0], new Uint8Array(32)] })),
  },
  {
    what: "a bulletin out of order",
    rules: ["bulletin-number"],
    log: () => withBulletin((bulletin) => ({ ...bulletin, number: 2 })),
  },
  {
    what: "a bulletin with one vote more",
    rules: ["bulletin-recount"],
    log: () => withBulletin((bulletin) => ({ ...bulletin, blank: bulletin.blank + 1 })),
  },
  {
    what: "a site that shows other results than its log",
    rules: ["results-published"],
    alter: async (folder, { size }) => {
      const results = { tree: size, contests: [{ contest: "president", stations: SHAPE.stations }] };
      await writeFile(join(folder, "results"), JSON.stringify(results));
    },
  },
  {
    what: "a site that speaks of entries it does not serve",
    rules: ["results-published"],
    alter: (folder, { size }) =>
      writeFile(join(folder, "results"), JSON.stringify({ tree: size + 1, contests: [] })),
  },
];

describe("a published log with", () => {
  for (const { what, rules, log, alter, ask } of CASES) {
    test(`${what} breaks ${rules.join(", ") || "no rule"}`, async () => {
      await inTemporaryFolder(async (folder) => {
        const options = { entries: HONEST, ...(await log?.()) };
        const written = await writeSimulatedLog({ folder, shape: SHAPE, ...options });
        await alter?.(folder, written);
        const verified = await verifyFolder(folder, await ask?.(folder));
        expect(rulesOf(verified), JSON.stringify(verified.breaches.list, null, 1)).toEqual([...rules].sort());
      });
    });
  }

  test("each rule of a log is broken by one of them", () => {
    const broken = new Set(CASES.flatMap(({ rules }) => rules));
    const all = Object.keys(VERIFICATION_RULES).filter((rule) => !rule.startsWith("kept-"));
    expect([...broken].sort()).toEqual(all.sort());
  });
});

test("whoever looked at a rehearsal is not told that the election rewrote it", () =>
  inTemporaryFolder(async (folder) => {
    const state = join(folder, "state");
    const [rehearsal, live] = [join(folder, "rehearsal"), join(folder, "live")];
    const acta = signed(ACTA.print({ ...actaOf(2), mode: "test" }), cast.machine(2));
    await writeSimulatedLog({ folder: rehearsal, shape: SHAPE, entries: [acta], bulletins: false });
    await writeSimulatedLog({ folder: live, shape: SHAPE, entries: HONEST });
    expect(rulesOf(await verifyFolder(rehearsal, { state, mode: "test" }))).toEqual([]);
    expect(rulesOf(await verifyFolder(live, { state }))).toEqual([]);
    expect(rulesOf(await verifyFolder(rehearsal, { state, mode: "test" }))).toEqual([]);
  }));
