/** Rosters with keys: the sound ones into a key book, the others into every fault with its line. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../bytes.ts";
import { createNoteKey, SIGNATURE_TYPE } from "../note/key.ts";
import { publicKeyFault, publicKeyFaultOfForm } from "../note/public-key.ts";
import { electionKeyName } from "./key-names.ts";
import { ELECTION, packageLines, publicKeyOf, readLines } from "./package.test-data.ts";
import { createRosterReader, type RosterOptions, spareLine, stationLine, witnessLine } from "./roster.ts";
import { KEY_FAULTS, KEY_ROWS } from "./roster-keys.test-data.ts";
import { createKeyBook, holderKeys } from "./roster-keys.ts";

function read(lines: readonly string[], size: number, options: RosterOptions = {}) {
  const reader = createRosterReader({}, { checkKey: publicKeyFaultOfForm, ...options });
  const bytes = utf8(lines.map((line) => `${line}\n`).join(""));
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return reader.finish();
}

function faultsOf(lines: readonly string[], options?: RosterOptions): string[] {
  const result = read(lines, 7, options);
  return result.ok ? [] : result.error.faults.map(({ code, line }) => `${line} ${code}`);
}

test.each(KEY_ROWS)("%s", (_, lines, expected) => {
  expect(faultsOf(lines)).toEqual(expected);
});

test("every fault of a key is shown above, in a package, or by the curve", () => {
  const shown = new Set(KEY_ROWS.flatMap(([, , faults]) => faults.map((fault) => fault.split(" ")[1]!)));
  expect(KEY_FAULTS.filter((code) => !shown.has(code))).toEqual([
    "key-not-a-point",
    "key-torsion",
    "crowded-keys",
    "crowded-ids",
    "missing-key",
  ]);
});

test("the curve is asked about every key, with the holder's name in the fault", () => {
  const lines = packageLines();
  const asked: number[] = [];
  const checkKey = (key: Uint8Array) => {
    asked.push(key[0]!);
    return asked.length === lines.length - 3 ? "key-torsion" : publicKeyFault(key);
  };
  const result = read(lines, 1000, { checkKey });
  // Three lines are places and have no key; the last is a witness's.
  expect(asked).toHaveLength(lines.length - 3);
  expect(result.ok ? [] : result.error.faults).toEqual([
    { code: "key-torsion", line: lines.length, detail: { name: "witness/ong/1" } },
  ]);
});

/**
 * Pairs of blocks of which either leads from one state of FNV-1a to the same next one: in every combination they are ids
 * with one hash. The hash is public, so whoever wants to can do this.
 */
const BLOCKS =
  "wLOT S51K HBni 41Rv 54sD gWL8 xPzg 0NVu FRom 43Nq 8Mny FzIU ABzb 3mAV" +
  " aDUH 9buZ 7qjm E2qq c5Dc GLXj evth 7UWT uMPo Y4tV nMAI B4c2 Z1GO fFmv";

function collidingIds(): string[] {
  const blocks = BLOCKS.split(" ");
  let ids = [""];
  for (let i = 0; i < blocks.length; i += 2) {
    ids = ids.flatMap((id) => [id + blocks[i]!, id + blocks[i + 1]!]);
  }
  return ids;
}

test("ids made to fall on one place are a fault, not a standstill", () => {
  const reader = createRosterReader();
  reader.push(utf8('{"place":"01","name":"Sede"}\n'));
  // Out of order, so that they are found by hash.
  const ids = collidingIds().sort().reverse();
  for (const id of ids) reader.push(utf8(`${stationLine(id, "01", 1)}\n`));
  reader.push(utf8("[]\n"));
  const result = reader.finish();
  expect(result.ok ? [] : result.error.faults.map(({ code }) => code)).toEqual(["crowded-ids"]);
  expect(reader.lines()).toBe(ids.length + 2);
});

describe("a key book", () => {
  const roster = readLines(packageLines()).result;
  if (!roster.ok) throw new Error(JSON.stringify(roster.error));
  const book = createKeyBook(roster.value, ELECTION);
  const keyOf = (name: string, type = SIGNATURE_TYPE.ed25519 as 1 | 4) =>
    createNoteKey(name, type, publicKeyOf(name));
  const station = { kind: "station", id: "02.1" } as const;

  test.each([
    ["authority/alba", { role: "authority" }],
    ["centre/oficina", { role: "centre" }],
    ["machine/01.1", { role: "machine", station: 0 }],
    ["machine/03.2", { role: "machine", station: 4 }],
    ["witness/Base/02.1", { role: "witness", id: "Base/02.1", party: "Base", scope: station }],
    [
      "witness/Unidad/norte",
      { role: "witness", id: "Unidad/norte", party: "Unidad", scope: { kind: "region", id: "Norte" } },
    ],
    ["witness/ong/1", { role: "witness", id: "ong/1", party: "ong", scope: { kind: "election" } }],
    [
      "counter/Base/03",
      { role: "counter", id: "Base/03", party: "Base", scope: { kind: "place", id: "03" } },
    ],
  ] as const)("finds %s", (rest, holder) => {
    const key = keyOf(`${ELECTION}/${rest}`);
    // Asked twice, since the id is worked out the first time.
    expect(book.find(key.name, key.id)).toEqual({ ...key, holder });
    expect(book.find(key.name, key.id)).toEqual({ ...key, holder });
    expect(book.find(key.name, (key.id + 1) >>> 0)).toBeUndefined();
    expect(book.find(`${key.name}x`, key.id)).toBeUndefined();
    expect(book.find(rest, key.id)).toBeUndefined();
    expect(book.find(`other/${rest}`, key.id)).toBeUndefined();
  });

  test("finds the log and the cosigners by names of their own, with the type they sign", () => {
    const log = keyOf("log.example/sutrabor-2026");
    expect(book.find(log.name, log.id)).toEqual({ ...log, holder: { role: "log" } });
    const base = keyOf("base.example/cosigner", SIGNATURE_TYPE.cosignature);
    const url = "https://base.example/cosigner";
    expect(book.find(base.name, base.id)).toEqual({
      ...base,
      holder: { role: "cosigner", party: "Base", url },
    });
    const asStatement = keyOf("base.example/cosigner");
    expect(book.find(asStatement.name, asStatement.id)).toBeUndefined();
    for (const name of [log.name, base.name]) {
      for (const role of ["log", "cosigner", "machine"]) {
        const wrong = createNoteKey(`${ELECTION}/${role}/${name}`, 1, publicKeyOf(name));
        expect(book.find(wrong.name, wrong.id)).toBeUndefined();
      }
    }
  });

  test("lists everybody but the machines", () => {
    const keys = [...holderKeys(roster.value, ELECTION, "authority", "witness")];
    expect(keys).toHaveLength(3 + 12);
    for (const key of keys) expect(book.find(key.name, key.id)).toEqual(key);
  });

  test("knows which stations a scope holds", () => {
    const held = (scope: Parameters<typeof book.covers>[0]) =>
      [-1, 0, 1, 2, 3, 4, 5].filter((row) => book.covers(scope, row));
    expect(held({ kind: "election" })).toEqual([0, 1, 2, 3, 4]);
    expect(held({ kind: "region", id: "Norte" })).toEqual([0, 1, 2]);
    expect(held({ kind: "place", id: "03" })).toEqual([3, 4]);
    expect(held(station)).toEqual([2]);
    for (const kind of ["region", "place", "station"] as const) expect(held({ kind, id: "09" })).toEqual([]);
  });

  test("finds a spare machine, and not under another role", () => {
    const scope = { kind: "region", id: "Norte" } as const;
    const name = `${ELECTION}/spare/norte/1`;
    const line = spareLine("norte/1", scope, publicKeyOf(name));
    const read = readLines([...packageLines(), line]).result;
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const key = keyOf(name);
    const wider = createKeyBook(read.value, ELECTION);
    const holder = { role: "spare", id: "norte/1", scope };
    expect(wider.find(name, key.id)).toEqual({ ...key, holder });
    expect([...holderKeys(read.value, ELECTION, "spare")]).toEqual([{ ...key, holder }]);
    expect([read.value.held.spare, roster.value.held.spare]).toEqual([1, 0]);
    for (const role of ["machine", "witness"] as const) {
      const other = createNoteKey(electionKeyName(ELECTION, role, "norte/1"), 1, publicKeyOf(name));
      expect(wider.find(other.name, other.id)).toBeUndefined();
    }
  });

  test("has no key for a station without one", () => {
    const result = read(
      [
        '{"place":"01","name":"Sede"}',
        stationLine("a", "01", 1),
        stationLine("b", "01", 1, publicKeyOf("b")),
      ],
      99,
    );
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    const some = createKeyBook(result.value, "e");
    const zeros = createNoteKey("e/machine/a", 1, new Uint8Array(32));
    expect(some.find(zeros.name, zeros.id)).toBeUndefined();
    const b = createNoteKey("e/machine/b", 1, publicKeyOf("b"));
    expect(some.find(b.name, b.id)).toEqual({ ...b, holder: { role: "machine", station: 1 } });
  });
});

test("what is printed is read, in chunks of any size, and found by name and id", () => {
  const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/:-]{0,9}$/);
  const key = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .filter((bytes) => publicKeyFaultOfForm(bytes) === null);
  const people = fc.uniqueArray(fc.tuple(id, id, key), { selector: ([one]) => one, maxLength: 6 });
  const stations = fc.uniqueArray(fc.tuple(id, key), {
    selector: ([one]) => one,
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(stations, people, fc.integer({ min: 1, max: 300 }), (machines, witnesses, size) => {
      const seen = new Set([
        ...machines.map(([, one]) => String(one)),
        ...witnesses.map(([, , one]) => String(one)),
      ]);
      fc.pre(seen.size === machines.length + witnesses.length);
      const lines = [
        '{"place":"p","name":"P"}',
        ...machines.map(([one, bytes]) => stationLine(one, "p", 1, bytes)),
        ...witnesses.map(([one, party, bytes], i) => {
          const scope = { kind: "station", id: machines[i % machines.length]![0] } as const;
          return witnessLine(one, party, scope, bytes);
        }),
      ];
      const result = read(lines, size);
      if (!result.ok) throw new Error(JSON.stringify(result.error));
      const book = createKeyBook(result.value, "e");
      for (const [row, [one, bytes]] of machines.entries()) {
        const wanted = createNoteKey(electionKeyName("e", "machine", one), 1, bytes);
        expect(book.find(wanted.name, wanted.id)).toEqual({
          ...wanted,
          holder: { role: "machine", station: row },
        });
      }
      for (const [i, [one, party, bytes]] of witnesses.entries()) {
        const wanted = createNoteKey(electionKeyName("e", "witness", one), 1, bytes);
        const scope = { kind: "station", id: machines[i % machines.length]![0] };
        expect(book.find(wanted.name, wanted.id)?.holder).toEqual({ role: "witness", id: one, party, scope });
      }
    }),
  );
});
