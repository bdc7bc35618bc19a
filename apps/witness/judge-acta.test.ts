/**
 * An acta before a witness: which check fails for which wrong, what may still be signed, and what is read in what order.
 */
import { actaToSymbols } from "@triplicate/core/count-machine/acta-symbol.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { parseNote, printNote } from "@triplicate/core/note/note.ts";
import type { Acta } from "@triplicate/core/statement/acta.ts";
import { witnessTranslator } from "@triplicate/ui/screen-messages.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkMessage } from "./check-words.ts";
import { addTexts, EMPTY_GATHERING, MAX_GATHERED, scanProgress } from "./gather.ts";
import { ACTA_CHECKS, judgeActa, stationActas } from "./judge-acta.ts";
import {
  actaOf,
  ELECTION,
  MACHINE,
  signedActa,
  signerNamed,
  verified,
  WITNESS,
} from "./witness.test-helper.ts";

const kit = verified();
const judge = (bytes: Uint8Array) => judgeActa(bytes, kit, verifyPortably);
const judged = async (change: Partial<Acta>, ...signers: string[]) =>
  judge(await signedActa(actaOf("secretary", change), ...signers))!;
const failing = (acta: NonNullable<ReturnType<typeof judge>>) =>
  acta.checks.flatMap(({ check, state }) => (state === "holds" ? [] : [`${check} ${state}`]));

describe("what each wrong is called", () => {
  const votes = { options: actaOf("secretary").votes.options, votes: [120, 95, 40, 9] };
  const hash = actaOf("secretary").records;
  const lives = [{ key: `${ELECTION}/spare/7`, ended: 1_795_010_000, journal: hash }];
  const running = { ...votes, ballots: 268, blank: 5, null: 0, spoiled: 1 };
  test.each<[string, Partial<Acta>, string[], boolean]>([
    ["nothing", {}, [], true],
    ["another election", { election: ["other", hash] }, ["election fails"], false],
    ["another definition", { election: [ELECTION, new Uint8Array(32)] }, ["election fails"], false],
    ["a rehearsal", { mode: "test" }, ["mode notice"], true],
    ["another station", { station: "01.2" }, ["station fails"], false],
    ["another contest", { contest: "mayor" }, ["contest fails"], false],
    [
      "options in another order",
      { votes: { options: [...votes.options].reverse(), votes: [8, 40, 95, 120] } },
      ["options fails"],
      true,
    ],
    ["a vote too many", { votes }, ["sum fails"], true],
    ["more ballots than voters", { "checked-in": 200 }, ["checked-in fails"], true],
    ["another register", { registered: 449 }, ["register fails"], true],
    ["closed before it opened", { closed: 1_794_000_000 }, ["times fails"], true],
    ["running totals that differ", { running }, ["running notice"], true],
    ["an earlier machine", { lives }, ["lives notice"], true],
  ])("%s", async (_, change, expected, isGenuine) => {
    const acta = await judged(change);
    expect(failing(acta)).toEqual(expected);
    expect(acta.isGenuine).toBe(isGenuine);
    expect(acta.isSound).toBe(expected.every((line) => line.endsWith("notice")));
  });
  test("signed by anybody but its machine", async () => {
    for (const name of [
      `${ELECTION}/machine/01.2`,
      `${ELECTION}/witness/${WITNESS}`,
      `${ELECTION}/authority/alba`,
    ]) {
      const acta = await judged({}, name);
      expect(failing(acta), name).toEqual(["machine fails"]);
      expect(acta.isGenuine).toBe(false);
    }
  });
  test("a witness's line is named where it holds, and takes nothing away where it does not", async () => {
    const both = await judged({}, MACHINE, `${ELECTION}/witness/${WITNESS}`);
    expect([both.witnesses, failing(both)]).toEqual([[WITNESS], []]);
    const note = parseNote(both.noteBytes);
    if (!note.ok) throw new Error();
    const [machine, line] = note.value.signatures;
    const blob = line!.blob.map((byte, i) => (i === 9 ? byte ^ 1 : byte));
    const spoilt = judge(printNote({ text: note.value.text, signatures: [machine!, { ...line!, blob }] }))!;
    expect([spoilt.witnesses, failing(spoilt), spoilt.isGenuine]).toEqual([[], ["signatures notice"], true]);
  });
  test("with one bit other anywhere, it is never genuine and another text", async () => {
    const bytes = await signedActa(actaOf("secretary"));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const other = judge(bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte)));
        return other === null || !other.isGenuine;
      }),
      { numRuns: 300 },
    );
  });
  test("and there are words for all of it, in both languages", () => {
    const detail = new Proxy(
      {},
      {
        get: () => 1,
        has: () => true,
        getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
      },
    );
    const states = {
      form: ["holds", "fails"],
      mode: ["holds", "notice"],
      machine: ["holds", "notice", "fails"],
      signatures: ["notice"],
      running: ["notice"],
      lives: ["notice"],
    } as const;
    for (const language of ["es", "en"] as const) {
      const t = witnessTranslator(language);
      for (const check of ACTA_CHECKS) {
        const own = (states as Record<string, readonly ("holds" | "notice" | "fails")[]>)[check] ?? [
          "holds",
          "fails",
        ];
        for (const state of own)
          expect(t.t(checkMessage({ check, state }), detail), `${check} ${state}`).not.toBe("");
      }
    }
  });
});

describe("a station of two contests", () => {
  test("says which is missing, keeps the ballot's order, and finds two of one contest", async () => {
    const [secretary, board] = [
      judge(await signedActa(actaOf("secretary")))!,
      judge(await signedActa(actaOf("board")))!,
    ];
    expect(stationActas([board], kit).missing.map(({ id }) => id)).toEqual(["secretary"]);
    const whole = stationActas([board, secretary], kit);
    expect(whole.actas.map(({ acta }) => acta.contest)).toEqual(["secretary", "board"]);
    expect([whole.missing, whole.doubled]).toEqual([[], []]);
    const other = judge(await signedActa(actaOf("board", { spoiled: 2 })))!;
    expect(stationActas([board, secretary, other], kit).doubled.map(({ contest }) => contest.id)).toEqual([
      "board",
    ]);
    const forged = judge(await signedActa(actaOf("board", { spoiled: 2 }), `${ELECTION}/machine/01.2`))!;
    expect(stationActas([board, secretary, forged], kit).doubled).toEqual([]);
  });
});

describe("reading", () => {
  test("takes parts in any order, again and again, and says which are missing", async () => {
    const note = await signedActa(actaOf("secretary"));
    const symbols = actaToSymbols(note, 300);
    expect(symbols.length).toBeGreaterThan(2);
    fc.assert(
      fc.property(fc.shuffledSubarray([...symbols], { minLength: 1 }), (some) => {
        const gathering = some.reduce(
          (so, text) => addTexts(addTexts(so, [text]), [text, text]),
          EMPTY_GATHERING,
        );
        const { actas, parts, broken } = scanProgress(gathering);
        const isWhole = some.length === symbols.length;
        expect(actas.length).toBe(isWhole ? 1 : 0);
        expect(parts.flatMap(({ have, of }) => [have.length, of])).toEqual(
          isWhole ? [] : [some.length, symbols.length],
        );
        expect(broken).toBe(0);
      }),
    );
    expect(scanProgress(addTexts(EMPTY_GATHERING, symbols)).actas[0]).toEqual(note);
  });
  test("stays what it is where nothing new was read, and names what is no acta's", () => {
    const empty = addTexts(EMPTY_GATHERING, []);
    expect(empty).toBe(EMPTY_GATHERING);
    const foreign = addTexts(empty, ["https://example.org/"]);
    expect(scanProgress(foreign)).toEqual({ actas: [], parts: [], broken: 0, hasForeign: true });
    expect(addTexts(foreign, ["BEGIN:VCARD"])).toBe(foreign);
    expect(scanProgress(addTexts(foreign, ["ACTA/1 nonsense"])).broken).toBe(1);
  });
  test("keeps no more than a station can have", () => {
    const many = Array.from({ length: 2000 }, (_, i) => `ACTA/1 ${i}`);
    expect(addTexts(EMPTY_GATHERING, many).texts.length).toBe(MAX_GATHERED);
  });
});

test("the helper's keys are those of the kit", () => {
  expect(kit.book.find(MACHINE, signerNamed(MACHINE).key.id)?.holder.role).toBe("machine");
});
