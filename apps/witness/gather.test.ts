/**
 * Codes gathered by a camera: in any order, as often as they are seen, and however many somebody holds before it.
 */
import { actaToSymbols } from "@triplicate/core/count-machine/acta-symbol.ts";
import { expect, test } from "vitest";
import { addTexts, EMPTY_GATHERING, MAX_GATHERED, scanProgress } from "./gather.ts";
import { actaOf, signedActa } from "./witness.test-helper.ts";

const texts = actaToSymbols(await signedActa(actaOf("secretary")), 300);

test("parts in any order give the acta, and a code that is seen again changes nothing", () => {
  expect(texts.length).toBeGreaterThan(1);
  const read = addTexts(EMPTY_GATHERING, texts.toReversed());
  expect([scanProgress(read).actas.length, addTexts(read, texts) === read]).toEqual([1, true]);
});

test("a flood of made-up codes does not keep out those of the paper", () => {
  let gathering = EMPTY_GATHERING;
  for (let i = 0; i < MAX_GATHERED + 20; i += 1) gathering = addTexts(gathering, [`ACTA/1 NONSENSE ${i}`]);
  expect(scanProgress(gathering).actas).toEqual([]);
  gathering = addTexts(gathering, texts);
  expect([gathering.texts.length, scanProgress(gathering).actas.length]).toEqual([MAX_GATHERED, 1]);
});
