import { describe, expect, test } from "vitest";
import { createAnswerReader, type PrinterAnswer, stateOf, stateOfReport } from "./escpos-commands.ts";
import { Emulator, type Faults } from "./escpos-emulator.test-helper.ts";
import type { After, LinkEvents, OpenLink } from "./escpos-link.ts";
import { createEscPosPrinter } from "./escpos-printer.ts";
import type { PrintOutcome } from "./printer.ts";
import * as sample from "./sample-papers.test-data.ts";

const WISHES = { paper: 80, language: "es" } as const;
const VOUCHER = sample.voucher([sample.contestOf(7)], [[1]], WISHES);

/** Time passes once nothing else happens: every answer that comes at all comes before it. */
const after: After = (_, action) => {
  const turn = setImmediate(action);
  return () => clearImmediate(turn);
};

function connected(faults: Faults = {}) {
  let events: LinkEvents | null = null;
  const cable = { isIn: true, breaksAfter: Number.POSITIVE_INFINITY, opened: 0 };
  const machine = new Emulator(80, (bytes) => events?.onData(bytes));
  machine.faults = faults;
  const open: OpenLink = async (given) => {
    if (!cable.isIn) return null;
    cable.opened += 1;
    events = given;
    let isOpen = true;
    const close = (): void => {
      isOpen = false;
      events = null;
    };
    const write = async (bytes: Uint8Array): Promise<boolean> => {
      if (!isOpen) return false;
      const taken = Math.min(bytes.length, cable.breaksAfter);
      cable.breaksAfter -= taken;
      machine.receive(bytes.subarray(0, taken));
      if (taken === bytes.length) return true;
      close();
      given.onBroken();
      return false;
    };
    return { write, close };
  };
  return { machine, cable, printer: createEscPosPrinter(open, { paper: 80, after }) };
}

/** What a printer that never had trouble makes of it. */
async function fresh(): Promise<readonly string[]> {
  const { machine, printer } = connected();
  await printer.print(VOUCHER);
  return machine.papers[0]!.lines;
}

const short = (outcome: PrintOutcome): string =>
  outcome.kind === "printed" ? "printed" : `${outcome.kind} ${outcome.state}`;

describe("what became of a paper", () => {
  const rows: readonly (readonly [string, string, Faults, Partial<Emulator>])[] = [
    ["all is well", "printed", {}, {}],
    ["little paper", "printed", {}, { isPaperLow: true }],
    ["no paper", "nothing paper-out", {}, { isPaperOut: true }],
    ["the cover is open", "nothing cover-open", {}, { isCoverOpen: true }],
    ["the knife is stuck", "nothing error", {}, { hasError: true }],
    ["it answers nothing", "nothing offline", { isMute: true }, {}],
    ["the paper ends in the first line", "unknown paper-out", { paperOutAfter: 1 }, {}],
    ["the paper ends further down", "part paper-out", { paperOutAfter: 6 }, {}],
    ["somebody opens it", "part cover-open", { coverOpenAfter: 6 }, {}],
    ["something jams", "part error", { errorAfter: 6 }, {}],
    ["it hangs", "unknown ready", { hangsAfter: 6 }, {}],
  ];
  test.each(rows)("%s: %s", async (_, expected, faults, state) => {
    const { machine, printer } = connected(faults);
    Object.assign(machine, state);
    expect(short(await printer.print(VOUCHER))).toBe(expected);
    if (expected.startsWith("nothing")) expect(machine.sheet.height).toBe(0);
    await printer.close();
  });

  test("is nothing where there is no printer, or it is at another paper, or closed", async () => {
    const { cable, printer } = connected();
    cable.isIn = false;
    expect(short(await printer.print(VOUCHER))).toBe("nothing offline");
    expect(await printer.status()).toBe("offline");
    cable.isIn = true;
    const both = await Promise.all([printer.print(VOUCHER), printer.print(VOUCHER), printer.status()]);
    expect([short(both[0]), short(both[1]), both[2]]).toEqual(["printed", "nothing busy", "busy"]);
    await printer.close();
    expect(short(await printer.print(VOUCHER))).toBe("nothing offline");
  });

  test("is printed only when the whole of it was cut off, wherever the printer stops", async () => {
    for (const fault of ["paperOutAfter", "coverOpenAfter", "errorAfter", "hangsAfter"] as const) {
      for (let moves = 1; moves < 60; moves += 1) {
        const { machine, printer } = connected({ [fault]: moves });
        const { kind } = await printer.print(VOUCHER);
        expect(kind === "printed", `${fault} ${moves}`).toBe(machine.papers.length === 1);
        expect(kind).not.toBe("nothing");
        await printer.close();
      }
    }
  });

  test("is never said to be whole or nothing when the cable goes, wherever it does", async () => {
    const whole = connected();
    await whole.printer.print(VOUCHER);
    const status = 12;
    for (let bytes = status + 1; bytes < whole.machine.received.length; bytes += 97) {
      const { cable, machine, printer } = connected();
      cable.breaksAfter = bytes;
      const { kind } = await printer.print(VOUCHER);
      expect(kind, `${bytes} bytes`).toBe("unknown");
      expect(machine.papers.length).toBe(0);
    }
  });
});

describe("after trouble", () => {
  const faults = ["paperOutAfter", "coverOpenAfter", "errorAfter", "hangsAfter"] as const;

  test.each(faults.flatMap((fault) => [true, false].map((forgets) => [fault, forgets] as const)))(
    "%s: the next paper begins on a clean edge and is whole; the printer forgets: %s",
    async (fault, forgets) => {
      const expected = await fresh();
      for (let moves = 1; moves < 40; moves += 3) {
        const { machine, printer } = connected({ [fault]: moves, cannotForget: !forgets });
        const first = await printer.print(VOUCHER);
        if (first.kind === "printed") break;
        machine.mend();
        machine.faults = { cannotForget: !forgets };
        expect(short(await printer.print(VOUCHER))).toBe("printed");
        expect(machine.papers.at(-1)?.lines, `${fault} ${moves}`).toEqual(expected);
        // What was left half done was cut off before it, and says so where that is certain.
        const slip = machine.papers.at(-2)!.lines.join(" ");
        expect(slip).toContain(first.kind === "part" ? "NO VALE" : "La impresora se detuvo");
        expect(machine.sheet.height).toBe(0);
      }
    },
  );

  test("nothing is cut off before the printer is ready again", async () => {
    const { machine, printer } = connected({ paperOutAfter: 6 });
    await printer.print(VOUCHER);
    expect(await printer.status()).toBe("paper-out");
    expect(short(await printer.print(VOUCHER))).toBe("nothing paper-out");
    machine.mend();
    expect(await printer.status()).toBe("ready");
    expect(short(await printer.print(VOUCHER))).toBe("printed");
    expect(short(await printer.print(VOUCHER))).toBe("printed");
    // The torn one, two whole ones.
    expect(machine.papers).toHaveLength(3);
  });

  test("a link that died between two papers is opened anew", async () => {
    const { cable, machine, printer } = connected();
    await printer.print(VOUCHER);
    cable.breaksAfter = 0;
    const asked = printer.status();
    cable.breaksAfter = Number.POSITIVE_INFINITY;
    expect(await asked).toBe("ready");
    expect(short(await printer.print(VOUCHER))).toBe("printed");
    expect(machine.papers).toHaveLength(2);
  });
});

test("a printer that is closed while it is being reached hangs up", async () => {
  let [opened, closed] = [0, 0];
  const open: OpenLink = async () => {
    opened += 1;
    return {
      write: async () => true,
      close() {
        closed += 1;
      },
    };
  };
  const printer = createEscPosPrinter(open, { paper: 80, after });
  const asked = printer.status();
  await printer.close();
  expect(await asked).toBe("offline");
  expect([opened, closed]).toEqual([1, 1]);
});

describe("answers", () => {
  const read = (bytes: readonly number[], size: number): PrinterAnswer[] => {
    const answers: PrinterAnswer[] = [];
    const take = createAnswerReader((answer) => answers.push(answer));
    for (let i = 0; i < bytes.length; i += size) take(Uint8Array.from(bytes.slice(i, i + size)));
    return answers;
  };

  test("are told apart however they arrive", () => {
    const bytes = [0x12, 0x00, 0x10, 0x08, 0x0c, 0x0f, 0x37, 0x25, 0x00, 0x11, 0x13, 0x0c, 0x1a];
    for (const size of [1, 2, 3, 13])
      expect(read(bytes, size)).toEqual([
        { kind: "status", byte: 0x12 },
        { kind: "mark" },
        { kind: "report", state: "paper-out" },
        { kind: "mark" },
        { kind: "status", byte: 0x1a },
      ]);
  });

  test.each([
    ["ready", [0x12, 0x12, 0x12, 0x12]],
    ["paper-low", [0x12, 0x12, 0x12, 0x1e]],
    ["paper-out", [0x1a, 0x32, 0x12, 0x7e]],
    ["cover-open", [0x1a, 0x16, 0x12, 0x12]],
    ["error", [0x1a, 0x52, 0x1a, 0x12]],
    ["busy", [0x1a, 0x1a, 0x12, 0x12]],
    ["offline", [0x1a, 0x12, 0x12, 0x12]],
  ] as const)("of a printer that is %s", (state, bytes) => {
    expect(stateOf(bytes)).toBe(state);
  });

  test.each([
    ["ready", [0x10, 0, 0, 0]],
    ["offline", [0x18, 0, 0, 0]],
    ["cover-open", [0x38, 0, 0, 0]],
    ["error", [0x18, 0x08, 0, 0]],
    ["paper-low", [0x10, 0, 0x03, 0]],
    ["busy", [0x58, 0, 0, 0]],
  ] as const)("that come unasked: %s", (state, bytes) => {
    expect(stateOfReport(bytes)).toBe(state);
  });
});
