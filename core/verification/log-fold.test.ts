/**
 * What the walk over a log says of bulletins that nobody found beforehand, and of one that stands there twice.
 */
import { expect, test } from "vitest";
import { composeBulletin, printBulletin } from "../count-central/bulletin.ts";
import { createCentralCount } from "../count-central/central-count.ts";
import { believed, CONTEXT, signed } from "../count-central/count.test-helper.ts";
import { EMPTY_ROOT, leafHash } from "../merkle-tree.ts";
import { ok } from "../result.ts";
import type { Bulletin } from "../statement/bulletin.ts";
import { createLogFold } from "./log-fold.ts";
import { collectBreaches } from "./rules.ts";

const bulletinOf = (number: number): Bulletin => {
  const count = createCentralCount(CONTEXT);
  return composeBulletin({ context: CONTEXT, count, contest: 0, number, time: 1, root: EMPTY_ROOT });
};

async function rulesOf(logged: readonly Bulletin[], found: readonly Bulletin[]): Promise<object> {
  const breaches = collectBreaches();
  const bulletins = found.map((bulletin, entry) => ({ entry, bulletin }));
  const fold = createLogFold({ context: CONTEXT, known: [], bulletins, breaches });
  for (const bulletin of logged) {
    const note = await signed(printBulletin(bulletin), "centre/office");
    fold.add(leafHash(note), ok(believed(note)));
  }
  fold.finish();
  return breaches.breaches().byRule;
}

test("a bulletin that was recounted breaks nothing", async () => {
  expect(await rulesOf([bulletinOf(1), bulletinOf(2)], [bulletinOf(1), bulletinOf(2)])).toEqual({});
});

test("one that nobody could recount is told, whatever it says", async () => {
  const lie = { ...bulletinOf(2), blank: 1_000_000 };
  expect(await rulesOf([bulletinOf(1), lie], [bulletinOf(1)])).toEqual({ "bulletin-recount": 1 });
});

test("the same text again announces nothing, and is in no wrong order", async () => {
  expect(await rulesOf([bulletinOf(1), bulletinOf(1)], [bulletinOf(1), bulletinOf(1)])).toEqual({});
});
