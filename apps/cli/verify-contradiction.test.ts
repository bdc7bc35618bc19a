/**
 * Contradiction files: each kind made by real words of a simulated election, checked with the package alone, and refused
 * when any byte of it is another.
 * @module
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadPackage } from "@triplicate/adapters/election-package.ts";
import {
  contradictionContext,
  findContradictions,
  hashLines,
} from "@triplicate/adapters/find-contradictions.ts";
import { openLogEntries } from "@triplicate/adapters/log-entries.ts";
import { createFolderSource } from "@triplicate/adapters/log-source.ts";
import type { VerifyRequest } from "@triplicate/adapters/verify-log.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { printLogProof } from "@triplicate/core/log/log-proof.ts";
import { leafHash, proveInclusion, rootHash } from "@triplicate/core/merkle-tree.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import { BULLETIN } from "@triplicate/core/statement/bulletin.ts";
import { checkContradiction } from "@triplicate/core/verification/contradiction.ts";
import {
  CONTRADICTION_CLASSES,
  type Contradiction,
  type ContradictionKind,
  parseContradiction,
  printContradiction,
} from "@triplicate/core/verification/contradiction-file.ts";
import { signAs } from "@triplicate/simulation/election/signed-day.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTemporaryFolder, run } from "./cli.test-helper.ts";
import { nodeSigningKit } from "./simulated-kit.ts";
import { signCheckpoint, writeSimulatedLog } from "./simulated-log.ts";
import {
  closePool,
  day,
  ELECTION,
  entriesOf,
  HONEST,
  noteOf,
  SHAPE,
  signedInstead,
  UNCOUNTED,
  verifyFolder,
} from "./verify-log.test-helper.ts";

afterAll(closePool);

const { cast } = ELECTION;
const signed = (text: string, ...players: Parameters<typeof signAs>[1]) =>
  signAs(text, players, nodeSigningKit);
const moved = signedInstead((acta) => ({
  ...acta,
  votes: {
    ...acta.votes,
    votes: acta.votes.votes.map((value, i) => (i === 0 ? value - 10 : i === 1 ? value + 10 : value)),
  },
}));

/** The log's signature under the tree of other entries. */
const otherTree = (entries: readonly Uint8Array[]) =>
  signCheckpoint(ELECTION, { size: entries.length, root: rootHash(entries.map((entry) => leafHash(entry))) });

/** Every bulletin of the log so far, then the honest one's numbers under a root that never was. */
const bulletinText = async (folder: string, size: number, change: object): Promise<string> => {
  const parsed = BULLETIN.parse(noteOf((await entriesOf(folder, size)).at(-1)!).text);
  if (!parsed.ok) throw new Error(parsed.error.code);
  return BULLETIN.print({ ...parsed.value, ...change });
};

type Found = { readonly contradictions: readonly Contradiction[]; readonly folder: string };

/** What a verification of a log with these entries finds. */
async function found(
  folder: string,
  entries: readonly Uint8Array[],
  request: Partial<VerifyRequest> = {},
): Promise<Found> {
  await writeSimulatedLog({ folder, shape: SHAPE, entries, bulletins: false });
  const verified = await verifyFolder(folder, request);
  return { folder, contradictions: await findContradictions(createFolderSource(folder), verified, "live") };
}

/** A receipt for an entry of a tree that the log then replaced. */
async function replaced(folder: string): Promise<Contradiction> {
  const kept = day(UNCOUNTED).actas[0]!;
  const before = HONEST.slice(0, 9);
  const index = before.findIndex((entry) => entry === kept || Buffer.from(entry).equals(kept));
  const hashes = proveInclusion(
    before.map((entry) => leafHash(entry)),
    index,
  );
  const receipt = printLogProof({ index, hashes, checkpoint: await otherTree(before) });
  const now = HONEST.map((entry, i) => (i === index ? moved.acta : entry));
  const { checkpoint, size, root } = await writeSimulatedLog({ folder, shape: SHAPE, entries: now });
  const origin = cast.log.id;
  const entries = openLogEntries(createFolderSource(folder), { origin, size, root }, checkpoint);
  const parts = [kept, receipt, hashLines([(await entries.leafAt(index))!]), (await entries.prove(index))!];
  return { kind: "entry-replaced", election: [ELECTION.definition.id, ELECTION.definitionDigest], parts };
}

async function make(kind: ContradictionKind, folder: string): Promise<readonly Contradiction[]> {
  switch (kind) {
    case "two-actas":
      return (await found(folder, [...HONEST, moved.acta])).contradictions;
    case "two-bulletins": {
      const { size } = await writeSimulatedLog({ folder, shape: SHAPE, entries: HONEST });
      const texts = [await bulletinText(folder, size, {}), await bulletinText(folder, size, { blank: 9999 })];
      return (await found(folder, [...HONEST, ...texts.map((text) => signed(text, cast.centre))]))
        .contradictions;
    }
    case "split-view": {
      const same = await otherTree([...HONEST.slice(1), moved.acta]);
      const smaller = await otherTree(HONEST.slice(1, 9));
      const four = await otherTree(HONEST.slice(3, 7));
      const others = [same, smaller, four].map((bytes, i) => ({ bytes, name: `friend ${i}` }));
      return (await found(folder, HONEST, { others })).contradictions;
    }
    case "entry-replaced":
      return [await replaced(folder)];
    case "unsigned-entry": {
      const acta = ACTA.parse(noteOf(moved.acta).text);
      if (!acta.ok) throw new Error(acta.error.code);
      const forged = signed(ACTA.print(acta.value), cast.stranger("x/y"));
      return (await found(folder, [...HONEST, forged, Uint8Array.of(0, 255)])).contradictions;
    }
    case "bulletin-tree": {
      const { size } = await writeSimulatedLog({ folder, shape: SHAPE, entries: HONEST });
      const text = await bulletinText(folder, size, { tree: [5, new Uint8Array(32)] });
      return (await found(folder, [...HONEST, signed(text, cast.centre)])).contradictions;
    }
  }
}

const KINDS = Object.keys(CONTRADICTION_CLASSES) as ContradictionKind[];
const EXPECTED: Readonly<Record<ContradictionKind, number>> = {
  "two-actas": 1,
  "two-bulletins": 1,
  "split-view": 3,
  "entry-replaced": 1,
  "unsigned-entry": 2,
  "bulletin-tree": 1,
};

describe("a contradiction of kind", () => {
  let context: ReturnType<typeof contradictionContext>;
  beforeAll(async () => {
    await inTemporaryFolder(async (folder) => {
      await writeSimulatedLog({ folder, shape: SHAPE, entries: HONEST });
      const election = await loadPackage(folder);
      if (!election.ok) throw new Error(JSON.stringify(election.error));
      context = contradictionContext({ election: election.value }, "live");
    });
  });

  for (const kind of KINDS) {
    test(`${kind} is proved by its file and the package, and by nothing changed`, async () => {
      await inTemporaryFolder(async (folder) => {
        const made = (await make(kind, folder)).filter((one) => one.kind === kind);
        expect(made.length).toBe(EXPECTED[kind]);
        for (const contradiction of made) {
          const bytes = printContradiction(contradiction);
          const parsed = parseContradiction(bytes);
          if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
          expect(checkContradiction(parsed.value, context)).toMatchObject({ ok: true, value: { kind } });
          expectNoOther(bytes, context);
        }
        const file = join(folder, "file.contradiction");
        await writeFile(file, printContradiction(made[0]!));
        const ran = await run(["verify", "contradiction", file, "--election", folder]);
        expect(ran.err).toBe("");
        expect(ran.out).toContain("PROVED");
        expect(ran.code).toBe(1);
      });
    });
  }
});

/**
 * A byte changed is refused, or it is in a line that proves nothing here (another key's signature, a name that a
 * checker does not read): then the file proves the same thing.
 */
function expectNoOther(bytes: Uint8Array, context: ReturnType<typeof contradictionContext>): void {
  const good = parseContradiction(bytes);
  const proven = good.ok ? checkContradiction(good.value, context) : good;
  const step = bytes.length > 6000 ? 13 : 5;
  for (let at = 0; at < bytes.length; at += step) {
    const changed = bytes.slice();
    changed[at]! ^= 1 << (at % 7);
    const parsed = parseContradiction(changed);
    if (!parsed.ok) continue;
    const checked = checkContradiction(parsed.value, context);
    if (checked.ok) expect(checked, `byte ${at}`).toMatchObject(sameSubject(proven));
  }
}

function sameSubject(proven: unknown): object {
  const { value } = proven as { value: { kind: string; detail: Record<string, unknown> } };
  // Which rule an unsigned entry breaks may change with its bytes only if the leaf does not: it cannot.
  return { ok: true, value };
}

describe("verify contradiction", () => {
  test("refuses what proves nothing", async () => {
    await inTemporaryFolder(async (folder) => {
      await writeSimulatedLog({ folder, shape: SHAPE, entries: HONEST });
      const election = [ELECTION.definition.id, ELECTION.definitionDigest] as const;
      const acta = day(UNCOUNTED).actas[0]!;
      const checkpoint = await readFile(join(folder, "checkpoint"));
      const other = day(UNCOUNTED + 1).actas[0]!;
      const forged = signed(noteOf(moved.acta).text, cast.stranger(cast.machine(UNCOUNTED).key.name));
      const rows: readonly [string, Contradiction, string][] = [
        ["one acta twice", { kind: "two-actas", election, parts: [acta, acta] }, "can be true at once"],
        [
          "actas of two stations",
          { kind: "two-actas", election, parts: [acta, other] },
          "can be true at once",
        ],
        ["a forged acta", { kind: "two-actas", election, parts: [acta, forged] }, "part 2 is not signed"],
        [
          "a bulletin for an acta",
          { kind: "two-actas", election, parts: [acta, checkpoint] },
          "part 2 is not signed",
        ],
        ["no note", { kind: "two-actas", election, parts: [utf8("x\n"), acta] }, "part 1 does not read"],
        [
          "one checkpoint twice",
          { kind: "split-view", election, parts: [checkpoint, checkpoint] },
          "can be true",
        ],
        [
          "no proof",
          { kind: "split-view", election, parts: [await otherTree(HONEST.slice(1, 9)), checkpoint] },
          "part 3",
        ],
        [
          "another root",
          {
            kind: "split-view",
            election,
            parts: [await otherTree(HONEST.slice(1, 9)), checkpoint, hashLines([new Uint8Array(32)])],
          },
          "part 3 does not lead",
        ],
        [
          "another election",
          { kind: "two-actas", election: ["x", election[1]], parts: [acta, moved.acta] },
          "another election",
        ],
      ];
      for (const [what, contradiction, sentence] of rows) {
        const file = join(folder, "file.contradiction");
        await writeFile(file, printContradiction(contradiction));
        const ran = await run(["verify", "contradiction", file, "--election", folder]);
        expect(ran.err, what).toContain(sentence);
        expect(ran.code, what).toBe(2);
      }
    });
  });

  test("finds the files that verify wrote", async () => {
    await inTemporaryFolder(async (folder) => {
      await writeSimulatedLog({ folder, shape: SHAPE, entries: [...HONEST, moved.acta], bulletins: false });
      const out = join(folder, "found");
      const ran = await run(["verify", folder, "--out", out]);
      expect(ran.code).toBe(1);
      expect(ran.out).toContain("6.5 station-conflict");
      const files = await readdir(out);
      expect(files).toHaveLength(1);
      const checked = await run(
        ["verify", "contradiction", join(out, files[0]!), "--election", folder],
        "es",
      );
      expect(checked.out).toContain("PROBADO: dos actas distintas");
      expect(checked.code).toBe(1);
    });
  });
});

test.each([
  [
    "another station's machine signed",
    () => [cast.machine(UNCOUNTED + 1), "live"] as const,
    "contradiction-signature",
  ],
  [
    "its machine signed in a rehearsal",
    () => [cast.machine(UNCOUNTED), "test"] as const,
    "contradiction-part",
  ],
])("two actas of a station that %s prove nothing", async (_what, by, code) => {
  await inTemporaryFolder(async (folder) => {
    await writeSimulatedLog({ folder, shape: SHAPE, entries: HONEST });
    const loaded = await loadPackage(folder);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    const [machine, mode] = by();
    const acta = ELECTION.drawDay(UNCOUNTED).actas[0]!;
    const parts = [acta.blank, acta.blank + 1].map((blank) =>
      signed(ACTA.print({ ...acta, mode, blank }), machine),
    );
    const contradiction = {
      kind: "two-actas",
      election: [ELECTION.definition.id, ELECTION.definitionDigest],
      parts,
    } as const;
    const checked = checkContradiction(
      contradiction,
      contradictionContext({ election: loaded.value }, "live"),
    );
    expect(checked).toEqual({ ok: false, error: { code, part: 1 } });
  });
});

test.each([
  ["its machine, and a spare of its region", true],
  ["its machine, and a spare of another region", false],
])("two actas of a station by %s", async (_what, isOwnRegion) => {
  await inTemporaryFolder(async (folder) => {
    await writeSimulatedLog({ folder, shape: SHAPE, entries: HONEST });
    const loaded = await loadPackage(folder);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    const { geography } = ELECTION;
    const region = geography.regionOf(geography.placeOf(UNCOUNTED));
    const spare = cast.spare(isOwnRegion ? region : region === 0 ? 1 : 0);
    const machine = cast.machine(UNCOUNTED);
    const acta = ELECTION.drawDay(UNCOUNTED).actas[0]!;
    const parts = [
      signed(ACTA.print(acta), machine),
      signed(ACTA.print({ ...acta, blank: acta.blank + 1 }), spare),
    ];
    const election = [ELECTION.definition.id, ELECTION.definitionDigest] as const;
    const checked = checkContradiction(
      { kind: "two-actas", election, parts },
      contradictionContext({ election: loaded.value }, "live"),
    );
    if (!isOwnRegion) {
      expect(checked).toEqual({ ok: false, error: { code: "contradiction-signature", part: 2 } });
      return;
    }
    const file = join(folder, "two.contradiction");
    await writeFile(file, printContradiction({ kind: "two-actas", election, parts }));
    const ran = await run(["verify", "contradiction", file, "--election", folder]);
    expect([ran.code, ran.err]).toEqual([1, ""]);
    expect(ran.out).toContain(`${machine.key.name}, ${spare.key.name}`);
  });
});
