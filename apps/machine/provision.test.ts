/**
 * Preparing a machine, and replacing one that died: what is refused, and what is left behind by what was refused.
 * @module
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { symbolsToActa } from "@triplicate/core/count-machine/acta-symbol.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  CLOSES,
  electionFolder,
  handClock,
  keyFile,
  OPENS,
  openingActions,
  openKey,
  PASSPHRASE,
  provisioned,
  signer,
  startTest,
  unlock,
  voteActions,
  wishesFor,
} from "./machine.test-helper.ts";
import { openMachineFolder } from "./machine-folder.ts";
import { type ProvisionFault, type Provisioning, provisionMachine } from "./provision.ts";
import { replaceMachine } from "./replace.ts";

let root: string;
let folder: string;
let medium: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "triplicate-provision-"));
  folder = join(root, "machine");
  medium = join(root, "medium");
  mkdirSync(medium);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const COPY = "triplicate-club-2026-01.1-live";

/** A package that was touched after it was signed. */
async function changed(change: (package_: string) => void): Promise<string> {
  const copy = join(root, "election");
  cpSync(await electionFolder(), copy, { recursive: true });
  change(copy);
  return copy;
}

describe("a machine is prepared", () => {
  test("whole, for its owner alone, and the key as it was: under its passphrase", async () => {
    const done = await provisionMachine(await wishesFor(folder, { secondCopy: medium }));
    expect(done).toEqual({ ok: true, value: { folder, key: "club-2026/machine/01.1", isSpare: false } });
    expect(readdirSync(folder).sort()).toEqual(["election", "live", "machine.key", "machine.note"]);
    expect(readdirSync(join(medium, COPY))).toEqual(
      expect.arrayContaining(["machine.note", "station.sqlite"]),
    );
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, "machine.key")).mode & 0o077).toBe(0);
    expect(readFileSync(join(folder, "machine.key"), "utf8")).toContain("BEGIN AGE ENCRYPTED FILE");
    expect(readdirSync(root).sort()).toEqual(["machine", "medium"]);
  });

  test("for a rehearsal in another folder, on any day", async () => {
    const now = OPENS - 30 * 86_400;
    const hours = { opens: now, closes: now + 3600 };
    expect((await provisionMachine(await wishesFor(folder, { mode: "test", now, hours }))).ok).toBe(true);
    expect(readdirSync(folder)).toContain("test");
  });

  test("with a spare machine's key, at a station that its scope holds", async () => {
    const spare = keyFile(await electionFolder(), "spare/1");
    const done = await provisionMachine(await wishesFor(folder, { keyFile: spare }));
    expect(done).toMatchObject({ ok: true, value: { key: "club-2026/spare/1", isSpare: true } });
  });
});

type Row = readonly [
  string,
  ProvisionFault["code"],
  (election: string) => Partial<Provisioning> | Promise<Partial<Provisioning>>,
];
const rows: readonly Row[] = [
  ["a station that the roster lacks", "station-unknown", () => ({ station: "99.9" })],
  [
    "another station's key",
    "key-not-of-station",
    (election) => ({ keyFile: keyFile(election, "machine/02.1") }),
  ],
  [
    "a spare of another place",
    "key-not-of-station",
    (election) => ({ keyFile: keyFile(election, "spare/2") }),
  ],
  ["another passphrase", "key-unreadable", () => ({ passphrase: "not this one" })],
  ["no key", "key-unreadable", () => ({ keyFile: "/nowhere.key" })],
  ["no package", "package-unusable", () => ({ election: "/nowhere" })],
  ["hours the wrong way round", "hours-order", () => ({ hours: { opens: CLOSES, closes: OPENS } })],
  [
    "another day",
    "hours-other-day",
    () => ({ hours: { opens: OPENS + 3 * 86_400, closes: CLOSES + 3 * 86_400 } }),
  ],
  ["a day that is over", "hours-over", () => ({ now: CLOSES })],
  ["a clock without a battery", "clock-insane", () => ({ now: 1_000_000_000 })],
  ["a clock of the year after", "hours-over", () => ({ now: OPENS + 365 * 86_400 })],
  ["no printer of that kind", "printer-unknown", () => ({ printer: "lpt1" })],
  ["an address that is none", "centre-address", () => ({ centre: "centre.example" })],
  ["an address without TLS", "centre-address", () => ({ centre: "http://centre.example/" })],
  ["an address with a password", "centre-address", () => ({ centre: "https://a:b@centre.example/" })],
  ["a medium that is not there", "second-copy-missing", () => ({ secondCopy: "/nowhere" })],
  [
    "a medium that has this station already",
    "second-copy-used",
    () => {
      mkdirSync(join(medium, COPY));
      return { secondCopy: medium };
    },
  ],
  [
    "a definition that was changed",
    "package-unusable",
    async () => ({
      election: await changed((copy) => {
        const file = join(copy, "definition.json");
        writeFileSync(file, readFileSync(file, "utf8").replace("List A", "List Z"));
      }),
    }),
  ],
  [
    "a party's sign that was exchanged",
    "pictures-differ",
    async () => ({
      election: await changed((copy) => writeFileSync(join(copy, "pictures/a.svg"), "<svg/>")),
    }),
  ],
  [
    "a picture that is missing",
    "package-unusable",
    async () => ({ election: await changed((copy) => rmSync(join(copy, "pictures/a.svg"))) }),
  ],
];

describe("a machine is not prepared, and nothing is left, with", () => {
  test.each(rows)("%s: %s", async (_what, code, changes) => {
    const wishes = await wishesFor(folder, await changes(await electionFolder()));
    const before = readdirSync(root).sort();
    const inMedium = readdirSync(medium);
    expect(await provisionMachine(wishes)).toMatchObject({ ok: false, error: { code } });
    expect(readdirSync(root).sort()).toEqual(before);
    expect(readdirSync(medium)).toEqual(inMedium);
  });

  test("a folder that is there", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "mine"), "");
    expect(await provisionMachine(await wishesFor(folder))).toMatchObject({
      error: { code: "folder-exists" },
    });
    expect(readdirSync(folder)).toEqual(["mine"]);
  });
});

describe("a folder is not opened", () => {
  const open = (by = signer("machine/01.1")) => openMachineFolder({ folder, signer: by });

  test("with another key", async () => {
    await provisioned(folder);
    expect(await open(signer("machine/02.1"))).toMatchObject({ error: { code: "folder-form" } });
  });

  test("with other hours: the note is signed", async () => {
    await provisioned(folder);
    const file = join(folder, "machine.note");
    writeFileSync(file, readFileSync(file, "utf8").replace("closes 2026-11-22T16", "closes 2026-11-22T12"));
    expect(await open()).toMatchObject({ error: { code: "folder-form" } });
  });

  test("with a store of a rehearsal", async () => {
    const now = OPENS;
    await provisioned(folder);
    const test_ = join(root, "test");
    await provisioned(test_, { mode: "test", now });
    rmSync(join(folder, "live"), { recursive: true });
    cpSync(join(test_, "test"), join(folder, "live"), { recursive: true });
    expect(await open()).toMatchObject({ error: { code: "store-other" } });
  });

  test("twice at once", async () => {
    await provisioned(folder);
    const first = await open();
    expect(await open()).toMatchObject({ error: { code: "store-busy" } });
    if (first.ok) first.value.store.close();
  });

  test("where there is none", async () => {
    expect(await open()).toMatchObject({ error: { code: "folder-unreadable" } });
  });
});

describe("a machine that died", () => {
  /** Two voted, one of them cast, when the machine died; made once and copied. */
  let left: string | null = null;
  async function died(): Promise<void> {
    if (left === null) {
      await makeDead();
      left = mkdtempSync(join(tmpdir(), "triplicate-dead-"));
      cpSync(medium, left, { recursive: true });
    } else cpSync(left, medium, { recursive: true });
  }
  afterAll(() => {
    if (left !== null) rmSync(left, { recursive: true, force: true });
  });
  async function makeDead(): Promise<void> {
    await provisioned(folder, { secondCopy: medium });
    const first = await startTest(folder);
    await first.does(...openingActions(), ...voteActions([[0], [0]]));
    await first.does(...unlock("a"), { do: "activate" });
    await first.act({ do: "confirm", selections: [[1], []] });
    await first.machine.idle();
    await first.machine.close();
    rmSync(folder, { recursive: true });
  }
  const replacing = async (key = "spare/1") => {
    const election = await electionFolder();
    const place = join(root, "replacement");
    return {
      ...{ election, folder: place, from: medium, passphrase: PASSPHRASE, now: OPENS + 600 },
      keyFile: keyFile(election, key),
    };
  };

  test("is gone on with by a spare one, from its second copy", async () => {
    await died();
    const wishes = await replacing();
    expect(await replaceMachine(wishes)).toMatchObject({ ok: true, value: { key: "club-2026/spare/1" } });
    const by = await openKey(join(wishes.folder, "machine.key"));
    const clock = handClock(OPENS + 700);
    const second = await startTest(wishes.folder, { signer: by, clock });
    try {
      expect(second.machine.view()).toMatchObject({
        phase: "paused",
        isReplacement: true,
        voter: { step: "interrupted" },
        warnings: [],
      });
      await second.does(...unlock("a"), { do: "resolve", paper: "whole-and-matches" }, ...unlock("a"), {
        do: "resume",
      });
      await second.does(...voteActions([[2], [1]]));
      await clock.pass(CLOSES - OPENS);
      await second.does(...unlock("a", "b"), { do: "close", checkedIn: 3 }, { do: "count" });
      const { tally } = second.machine.view();
      expect(tally).toMatchObject({ ballots: 3, agrees: true });
      const note = symbolsToActa(tally!.contests[0]!.symbols);
      const text = note.ok ? parseNote(note.value) : note;
      const acta = text.ok ? ACTA.parse(text.value.text) : text;
      expect(acta).toMatchObject({ ok: true, value: { lives: [{ key: "club-2026/machine/01.1" }] } });
    } finally {
      await second.machine.close();
    }
  });

  test("and taking over twice is taking over once", async () => {
    await died();
    const wishes = await replacing();
    expect((await replaceMachine(wishes)).ok).toBe(true);
    rmSync(wishes.folder, { recursive: true });
    expect((await replaceMachine(wishes)).ok).toBe(true);
  });

  test.each([
    ["a machine's own key", "machine/01.1", "key-not-spare"],
    ["a spare of another place", "spare/2", "key-not-of-station"],
  ])("not with %s", async (_what, key, code) => {
    await died();
    const wishes = await replacing(key);
    expect(await replaceMachine(wishes)).toMatchObject({ ok: false, error: { code } });
    expect(existsSync(wishes.folder)).toBe(false);
  });

  test("not from a medium that has no copy, or a note that somebody changed", async () => {
    const wishes = await replacing();
    expect(await replaceMachine(wishes)).toMatchObject({ error: { code: "copy-missing" } });
    await died();
    const file = join(medium, COPY, "machine.note");
    writeFileSync(file, readFileSync(file, "utf8").replace("station 01.1", "station 02.1"));
    expect(await replaceMachine(wishes)).toMatchObject({ error: { code: "copy-unusable" } });
  });
});
