/**
 * A day as the core decides it, with its states, records, journal and papers, kept by the store: together they tell no order either.
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  closeAndCount,
  createWorld,
  DEFINITION,
  OPENS,
  openStation,
  printCopies,
  unlock,
  vote,
  type World,
} from "@triplicate/core/count-machine/station.test-helper.ts";
import { recordBytes } from "@triplicate/core/count-machine/vote-record.ts";
import { afterAll, expect, test } from "vitest";
import { IDENTITY, MEMORY, opened, randomFrom, temporaryFolders } from "./station-store.test-helper.ts";
import { beyondChance, examine, remains } from "./station-store-examiner.test-helper.ts";
import { createMirroredStore, type MirroredStore } from "./station-store-mirror.ts";

const folders = temporaryFolders(MEMORY);
afterAll(() => folders.remove());

const VOTES = 400;

/** Everything that the core decides goes to the store too, in the order in which it decides. */
function keepIn(world: World, store: MirroredStore): void {
  const act = world.act;
  world.act = (command) => {
    const decided = world.try(command);
    const change = (decided.ok ? decided.value : decided.error.change)?.change;
    if (change !== undefined) store.commit(change);
    act(command);
  };
}

test("a day as the core decides it tells no order", () => {
  const folder = folders.make();
  mkdirSync(join(folder, "medium"));
  const random = randomFrom("a day");
  const shape = { slots: 550, recordBytes: recordBytes(DEFINITION.contests), stateBytes: 16_384 };
  const store = opened(
    createMirroredStore(join(folder, "machine"), join(folder, "medium"), {
      identity: IDENTITY,
      shape,
      random,
    }),
  );
  const world = createWorld();
  keepIn(world, store);
  openStation(world);
  for (let i = 0; i < VOTES; i += 1) {
    const [a = 0, b = 0] = random(2);
    world.now = OPENS + i * 80;
    vote(world, [a < 20 ? [] : [a % 3], b < 20 ? [] : [b % 4]], i % 25 !== 3);
  }
  const codes = [...world.records.values()].map((record) => record.subarray(0, 16));
  expect(codes.length).toBe(VOTES + VOTES / 25);
  closeAndCount(world);
  unlock(world, "a-1");
  printCopies(world);
  const kept = [...store.records()].map((record) => Buffer.from(record).toString("hex"));
  expect(kept).toEqual(
    [...world.records.values()].map((record) => Buffer.from(record).toString("hex")).sort(),
  );
  store.close();
  const found = examine(folder, codes);
  expect(found.length).toBeGreaterThan(100);
  expect(found.filter(beyondChance)).toEqual([]);
  // No code or salt stands anywhere but in its record, once a copy: not in a state, the journal, a paper.
  const where = { "machine/station.sqlite": codes.length, "medium/station.sqlite": codes.length };
  const salts = [...world.records.values()].map((record) => record.subarray(16, 48));
  expect([remains(folder, codes), remains(folder, salts)]).toEqual([where, where]);
  const texts = codes.map((code) => Buffer.from(Buffer.from(code).toString("hex")));
  expect(remains(folder, texts)).toEqual({});
});
