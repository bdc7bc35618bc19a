import { createPrivateKey, createPublicKey, hash, sign, verify } from "node:crypto";
import { decodeUtf8, encodeHex } from "@triplicate/core/bytes.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import { parseNote, signatureChecks } from "@triplicate/core/note/note.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import { actaBreaches } from "@triplicate/core/statement/acta-rules.ts";
import { CLOSING_RECORD } from "@triplicate/core/statement/closing-record.ts";
import { SHEET } from "@triplicate/core/statement/sheet.ts";
import { describe, expect, test } from "vitest";
import type { SigningKit } from "./cast.ts";
import { type SimulatedElection, simulateElection } from "./election.ts";
import { type ElectionShape, electionShape, isCountedByHand, shapeFault } from "./shape.ts";

const privateKey = (seed: Uint8Array) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]),
    format: "der",
    type: "pkcs8",
  });
const kit: SigningKit = {
  sha256: (bytes) => hash("sha256", bytes, "buffer"),
  publicKeyOf: (seed) => Buffer.from(privateKey(seed).export({ format: "jwk" }).x!, "base64url"),
  sign: (seed, message) => sign(null, message, privateKey(seed)),
};

const simulate = (given: Partial<ElectionShape>): SimulatedElection =>
  simulateElection(electionShape({ stations: 12, seed: 1, ...given }), kit);

/** The keys of a note's lines that sign it, by name; throws on one that does not hold. */
function signers(bytes: Uint8Array, keys: readonly NoteKey[]): string[] {
  const note = parseNote(bytes);
  if (!note.ok) throw new Error(note.error.code);
  const find = (name: string, id: number) => keys.find((key) => key.name === name && key.id === id);
  const checks = signatureChecks(note.value, find);
  if (!checks.ok) throw new Error(checks.error.code);
  for (const { key, message, signature } of checks.value) {
    const x = Buffer.from(key.publicKey).toString("base64url");
    const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    if (!verify(null, message, publicKey, signature)) throw new Error(`${key.name} did not sign this`);
  }
  return checks.value.map(({ key }) => key.name);
}

const textOf = (bytes: Uint8Array): string => {
  const note = parseNote(bytes);
  if (!note.ok) throw new Error(note.error.code);
  return note.value.text;
};

function must<T, E>(result: { ok: true; value: T } | { ok: false; error: E }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe("an honest day", () => {
  test.each([1, 2, 3, 7, 99])("of seed %d adds up at every station, and its signatures hold", (seed) => {
    const election = simulate({ seed, contests: 2, handCount: 0.5 });
    const { cast, shape, geography } = election;
    for (let station = 0; station < shape.stations; station += 1) {
      const day = election.drawDay(station);
      const signed = election.signedDay(station);
      const machine = cast.machine(station);
      const witnesses = [0, 1, 2].map((index) => cast.witness(station, index));
      const keys = [machine, ...witnesses].map(({ key }) => key);
      const signing = witnesses.filter((_, index) => day.decisions[index]!.decision === "signed");
      for (const [contest, bytes] of signed.actas.entries()) {
        const acta = must(ACTA.parse(textOf(bytes)));
        expect(acta.registered).toBe(day.actas[contest]!.registered);
        expect(actaBreaches(acta, election.definition.contests[contest]!, acta.registered)).toEqual([]);
        expect(acta["checked-in"]).toBe(acta.ballots);
        expect(signers(bytes, keys)).toEqual([machine, ...signing].map(({ key }) => key.name));
      }
      const closing = must(CLOSING_RECORD.parse(textOf(signed.closing)));
      expect(closing.witness.map(({ witness }) => witness)).toEqual(witnesses.map(({ id }) => id));
      expect(closing.acta.map(([, digest]) => encodeHex(digest))).toEqual(
        signed.actas.map((bytes) => encodeHex(kit.sha256(new TextEncoder().encode(textOf(bytes))))),
      );
      expect(signers(signed.closing, keys)).toEqual([machine.key.name]);
      expect(signed.sheets.length).toBe(isCountedByHand(shape, station) ? 2 : 0);
      const region = geography.regionOf(geography.placeOf(station));
      const counters = [cast.counter(region, 0), cast.counter(region, 1)];
      for (const [contest, bytes] of signed.sheets.entries()) {
        const sheet = must(SHEET.parse(textOf(bytes)));
        expect(sheet.votes).toEqual(day.actas[contest]!.votes);
        expect(
          signers(
            bytes,
            counters.map(({ key }) => key),
          ),
        ).toEqual(counters.map(({ key }) => key.name));
      }
    }
  });

  test("is the same from the same seed, in any order of stations, and another from another seed", () => {
    const [first, again, other] = [simulate({}), simulate({}), simulate({ seed: 2 })];
    const forth = Array.from({ length: 12 }, (_, station) => first.signedDay(station));
    const back = Array.from({ length: 12 }, (_, i) => again.signedDay(11 - i)).reverse();
    expect(back).toEqual(forth);
    expect(other.signedDay(0).actas[0]).not.toEqual(forth[0]!.actas[0]);
    expect([...again.rosterLines()]).toEqual([...first.rosterLines()]);
    expect(decodeUtf8(again.definitionBytes)).toBe(decodeUtf8(first.definitionBytes));
  });

  test("has witnesses of every decision, and shares and turnout that vary by region", () => {
    const election = simulate({ stations: 400 });
    const decisions = new Map<string, number>();
    const turnout: number[] = [];
    for (let station = 0; station < 400; station += 1) {
      const day = election.drawDay(station);
      for (const { decision } of day.decisions) decisions.set(decision, (decisions.get(decision) ?? 0) + 1);
      turnout.push(day.actas[0]!.ballots / day.actas[0]!.registered);
    }
    expect([...decisions.keys()].sort()).toEqual(["absent", "paper", "refused", "signed"]);
    expect(decisions.get("signed")! / 1200).toBeGreaterThan(0.85);
    expect(Math.max(...turnout) - Math.min(...turnout)).toBeGreaterThan(0.15);
    expect(Math.max(...turnout)).toBeLessThan(0.95);
  });
});

describe("the roster", () => {
  test("names every key once, places before their stations and stations before their witnesses", () => {
    const election = simulate({ stations: 30 });
    const seen = new Set<string>();
    const keys = new Set<string>();
    for (const text of election.rosterLines()) {
      const line = JSON.parse(text) as Record<string, string>;
      const [role, id] = Object.entries(line)[0]!;
      if (role === "station") expect(seen.has(`place/${line.place}`)).toBe(true);
      if (role === "witness") expect(seen.has(line.scope!)).toBe(true);
      if (role === "place") seen.add(`region/${line.region}`);
      if (role === "counter" || role === "spare") expect(seen.has(line.scope!)).toBe(true);
      expect(seen.has(`${role}/${id}`)).toBe(false);
      seen.add(`${role}/${id}`);
      if (role === "place") continue;
      expect(keys.has(line.key!)).toBe(false);
      keys.add(line.key!);
    }
    expect([...seen].filter((name) => name.startsWith("station/"))).toHaveLength(30);
    expect([...seen].filter((name) => name.startsWith("witness/"))).toHaveLength(90);
    expect(keys.size).toBeGreaterThan(30 + 90 + 1 + 1 + 2 + 3);
  });

  test("says where a cosigner answers, when it is told", () => {
    const lines = [...simulate({}).rosterLines(["https://azul.example"])];
    expect(JSON.parse(lines[2]!)).toMatchObject({ party: "AZUL", url: "https://azul.example" });
    expect(JSON.parse(lines[3]!)).not.toHaveProperty("url");
  });
});

test("a share of the boxes is counted by hand, at least one where any is wanted", () => {
  for (const [stations, handCount, expected] of [
    [1000, 0.02, 20],
    [30, 0.02, 1],
    [10, 0.02, 1],
    [7, 1, 7],
    [7, 0, 0],
  ] as const) {
    for (const seed of [0, 1, 12]) {
      const shape = electionShape({ stations, seed, handCount });
      const counted = Array.from({ length: stations }, (_, station) => isCountedByHand(shape, station));
      expect(counted.filter(Boolean)).toHaveLength(expected);
    }
  }
});

test("a shape out of bounds is refused by the name of the number", () => {
  const shape = electionShape({ stations: 5, seed: 1 });
  expect(shape).toMatchObject({ authorityQuorum: 2, cosignerQuorum: 2, witnesses: 3 });
  expect(shapeFault({ ...shape, stations: 0 })).toBe("stations");
  expect(shapeFault({ ...shape, stations: 1.5 })).toBe("stations");
  expect(shapeFault({ ...shape, handCount: 1.1 })).toBe("handCount");
  expect(shapeFault({ ...shape, authorityQuorum: 4 })).toBe("authorityQuorum");
  expect(shapeFault({ ...shape, cosignerQuorum: 3 })).toBe("cosignerQuorum");
  expect(() => electionShape({ stations: 5, seed: -1 })).toThrow(RangeError);
});
