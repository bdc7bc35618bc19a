/**
 * A station's whole day by its commands: prepared, run, voted at, closed, transmitted to a real centre, read by a carrier and an auditor.
 * @module
 */
import { createHash, scryptSync } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeKeyFile } from "@triplicate/adapters/key-file.ts";
import {
  ELECTION,
  seedOf,
  signer,
  type TestElection,
  withElection,
} from "@triplicate/centre/centre.test-helper.ts";
import { printCode } from "@triplicate/core/count-machine/voucher-code.ts";
import { printNote, signNote } from "@triplicate/core/note/note.ts";
import { CARD, PIN_SCRYPT } from "@triplicate/core/statement/card.ts";
import { noteToLine } from "@triplicate/core/statement/one-line.ts";
import type { Action, Answer, MachineView, Paper } from "@triplicate/machine/machine.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ran, run } from "./cli.test-helper.ts";
import type { Io } from "./io.ts";
import { type InitArguments, readMoment, runMachineInit } from "./machine-init-command.ts";

const PIN = "481516";
const STATION = "p1.1";
const PASSPHRASE = "correcto caballo pila grapa";
/** Before the day of the helper's election, whenever this test runs. */
const EVE = Date.UTC(2026, 10, 21, 12) / 1000;

let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "triplicate-machine-command-"));
  writeFileSync(join(root, "secret.txt"), `${PASSPHRASE}\n`);
  const { key } = signer(`machine/${STATION}`);
  const seed = seedOf(`machine/${STATION}`);
  await writeKeyFile(join(root, "machine.key"), key, seed, PASSPHRASE, { workFactor: 1 });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function cardLine({ election }: TestElection, card: string): Promise<string> {
  const salt = createHash("sha256").update(card).digest().subarray(0, 16);
  const check = scryptSync(PIN, salt, 32, { ...PIN_SCRYPT, maxmem: 128 * 1024 * 1024 });
  const text = CARD.print({
    election: [ELECTION, election.definitionDigest],
    ...{ card, name: `Poll worker ${card}`, scope: "election" },
    pin: [new Uint8Array(salt), new Uint8Array(check)],
  });
  return noteToLine("card", printNote(await signNote(text, [signer("authority/alba")])));
}

const initArguments = (election: string, folder: string, medium?: string): InitArguments => ({
  ...{ election, station: STATION, key: join(root, "machine.key"), data: folder },
  ...{
    passphraseFile: join(root, "secret.txt"),
    mode: "live",
    paper: "80",
    printer: "screen",
    language: "es",
  },
  ...{ opens: "2026-11-22T06:00-04:00", closes: "2026-11-22T18:00-04:00" },
  ...(medium === undefined ? {} : { secondCopy: medium }),
});

type Screen = {
  act(...actions: readonly Action[]): Promise<MachineView>;
  get<T>(path: string): Promise<T>;
  send(method: string, path: string): Promise<void>;
  /** Its type and how it begins. */
  picture(path: string): Promise<string>;
};

/** As the page speaks to its daemon. */
function screenAt(launchUrl: string): Screen {
  const { origin, hash } = new URL(launchUrl);
  const headers = { authorization: `Bearer ${hash.slice(1)}`, "content-type": "application/json" };
  const get = async <T>(path: string): Promise<T> =>
    (await fetch(`${origin}${path}`, { headers })).json() as Promise<T>;
  const settled = async (): Promise<MachineView> => {
    for (;;) {
      const view = await get<MachineView>("/api/view");
      if (view.voter?.step !== "printing" && !view.copies.printing) return view;
    }
  };
  return {
    get,
    async picture(path) {
      const response = await fetch(`${origin}${path}`, { headers });
      return `${response.headers.get("content-type")} ${(await response.text()).slice(0, 40)}`;
    },
    send: async (method, path) => {
      await fetch(`${origin}${path}`, { method, headers });
    },
    async act(...actions) {
      for (const action of actions) {
        const body = JSON.stringify(action);
        const answer = (await (
          await fetch(`${origin}/api/act`, { method: "POST", headers, body })
        ).json()) as Answer;
        if (!answer.ok) throw new Error(`${action.do}: ${JSON.stringify(answer.refused)}`);
        await settled();
      }
      return settled();
    },
  };
}

/** Runs the daemon by its command while `use` is at its screen. */
async function withMachine(args: readonly string[], use: (screen: Screen) => Promise<void>): Promise<Ran> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const { promise: listening, resolve: listen } = Promise.withResolvers<string>();
  const running = run(
    ["machine", "run", "--listen", "127.0.0.1:0", ...args],
    "en",
    false,
    () => stopped,
    (text) => {
      const url = /http:\/\/127\.0\.0\.1:[0-9]+\/#\S+/.exec(text)?.[0];
      if (url !== undefined) listen(url);
    },
  );
  try {
    const failed = running.then(({ err }) => Promise.reject(new Error(err)));
    await use(screenAt(await Promise.race([listening, failed])));
  } finally {
    stop();
  }
  return running;
}

const init = (args: InitArguments): Promise<Ran> => {
  let out = "";
  const io = { out: (text: string) => (out += text), language: "en", isTerminal: false } as unknown as Io;
  return runMachineInit(args, io, () => EVE).then((code) => ({ code, out, err: "" }));
};

describe("a station's day", () => {
  test("by its commands", () =>
    withElection(async (election) => {
      const centre = await election.start();
      const [folder, medium] = [join(root, "day"), join(root, "medium")];
      mkdirSync(medium);
      const prepared = await init(initArguments(election.folder, folder, medium));
      expect(prepared.out).toContain(`It signs as ${ELECTION}/machine/${STATION}`);
      expect(prepared.out).toContain("2026-11-22T10:00:00Z to 2026-11-22T22:00:00Z");
      const cards = await Promise.all(["a", "b"].map((id) => cardLine(election, id)));
      const unlock = cards.map((card): Action => ({ do: "present-card", card, pin: PIN }));
      const vouchers: Paper[] = [];
      const options = [
        "--data",
        folder,
        "--passphrase-file",
        join(root, "secret.txt"),
        "--centre",
        centre.url,
      ];
      const ran = await withMachine(options, async ({ act, get, send, picture }) => {
        await act(...unlock, { do: "print-zero-tape" }, { do: "open" });
        for (const [selections, matches] of [
          [[[0], [1]], true],
          [[[2], []], false],
          [[[2], []], true],
        ] as const) {
          const view = await get<MachineView>("/api/view");
          if (view.voter === null) await act(unlock[0]!, { do: "activate" });
          await act({ do: "confirm", selections }, { do: "match", matches });
          if (matches) await act({ do: "dismiss" });
          // The newest first: the voucher of the one who has just voted.
          const [voucher] = await get<Paper[]>("/api/papers");
          expect(voucher!.kind).toBe("voucher");
          vouchers.push(voucher!);
        }
        const [, , last] = vouchers;
        expect(await picture(last!.picture)).toMatch(/^image\/svg\+xml <svg/);
        await send("DELETE", `/api/papers/${last!.id}`);
        expect((await get<Paper[]>("/api/papers")).map(({ id }) => id)).not.toContain(last!.id);
        const closed = await act(
          ...unlock,
          { do: "close", checkedIn: 2, early: "the test is over" },
          { do: "count" },
          { do: "print-copies", copies: 5 },
        );
        expect(closed).toMatchObject({ phase: "printed", tally: { agrees: true, ballots: 2, spoiled: 1 } });
        await act(...WITNESS_ROUND, { do: "seal" }, { do: "export" });
        expect(readdirSync(join(medium, `triplicate-${ELECTION}-${STATION}-live`, "notes")).sort()).toEqual(
          NOTES,
        );
        await act({ do: "transmit" });
        const sent = await until(
          get,
          ({ phase, halfPrinted }) => phase === "transmitted" && halfPrinted === null,
        );
        expect(sent.transmission).toMatchObject({ state: "done", receipts: [{}, {}, {}] });
      });
      expect(ran).toMatchObject({ code: 0, err: "" });
      expect(ran.out).toContain("Everything is on its disk.");
      expect(centre.sequencer.size).toBe(3);

      const out = join(root, "carried");
      const exported = await run(["machine", "export", "--data", folder, "--out", out]);
      expect(exported).toMatchObject({ code: 0 });
      expect(readdirSync(join(out, "notes")).filter((name) => name.endsWith(".tlog-proof"))).toHaveLength(3);
      await openRecords(folder, join(out, "notes", "acta-president.note"), election.folder, vouchers);
    }));
});

const WITNESS_ROUND: Action[] = [
  { do: "witness-decision", witness: `red/${STATION}`, decision: "paper" },
  { do: "witness-decision", witness: `blue/${STATION}`, decision: "absent" },
  { do: "decided" },
];
const NOTES = ["acta-president.note", "acta-treasurer.note", "closing.note", "zero-tape.note"];

async function until(get: Screen["get"], holds: (view: MachineView) => boolean): Promise<MachineView> {
  for (;;) {
    const view = await get<MachineView>("/api/view");
    if (holds(view)) return view;
  }
}

/** As an auditor does with the vouchers of a box. */
async function openRecords(
  data: string,
  acta: string,
  election: string,
  vouchers: readonly Paper[],
): Promise<void> {
  const codes = vouchers.map(
    ({ alternative }) => /[0-9A-Z]{3}(?:-[0-9A-Z]{3}){8}/.exec(alternative)?.[0] ?? "",
  );
  const opening = join(root, "opening.txt");
  const verdicts: string[] = [];
  for (const code of codes) {
    const opened = await run(["machine", "open-record", "--data", data, "--code", code.toLowerCase()]);
    expect(opened.code).toBe(0);
    writeFileSync(opening, opened.out);
    const checked = await run(["machine", "check-record", opening, "--acta", acta, "--election", election]);
    expect(checked.code).toBe(0);
    verdicts.push(checked.out.split("\n").slice(2, 5).join(" | "));
  }
  expect(verdicts).toEqual([
    "It is a vote that counts. | president: A | treasurer: Y",
    "It is void: its voter rejected it, and it must not be counted. | president: C | treasurer: blank",
    "It is a vote that counts. | president: C | treasurer: blank",
  ]);
  writeFileSync(opening, readFileSync(opening, "utf8").replace("contest president C", "contest president A"));
  const changed = await run(["machine", "check-record", opening, "--acta", acta, "--election", election]);
  expect(changed).toMatchObject({ code: 1 });
  const foreign = await run(["machine", "open-record", "--data", data, "--code", OTHER_CODE]);
  expect(foreign).toMatchObject({ code: 1, out: "" });
}

/** Of sixteen bytes of zeros: no machine printed it. */
const OTHER_CODE = printCode(new Uint8Array(16));

describe("what is refused", () => {
  const refused = (...args: string[]): Promise<Ran> => run(["machine", ...args]);

  test("an address that others could reach", async () => {
    for (const listen of ["0.0.0.0:8070", "192.168.1.7:8070", "[::]:8070", "machine.example:80"]) {
      const ran = await refused("run", "--data", root, "--listen", listen);
      expect(ran).toMatchObject({ code: 2 });
      expect(ran.err).toContain("its screens are for itself alone");
    }
  });

  test("a folder that is none, a key without its passphrase, a code misread", async () => {
    const secret = join(root, "secret.txt");
    expect((await refused("run", "--data", join(root, "none"), "--passphrase-file", secret)).code).toBe(2);
    expect((await refused("run", "--data", root)).code).toBe(2);
    expect((await refused("open-record", "--data", root, "--code", "ABC")).err).toContain(
      "a letter is misread",
    );
    expect((await refused("export", "--data", root, "--out", root)).err).toContain("no machine’s folder");
  });

  test("by init, with what is wrong, and nothing is left", () =>
    withElection(async ({ folder }) => {
      const data = join(root, "refused");
      const args = [
        "init",
        "--election",
        folder,
        "--station",
        "p9.9",
        "--key",
        join(root, "machine.key"),
        "--data",
        data,
      ];
      args.push("--passphrase-file", join(root, "secret.txt"), "--printer", "screen", "--mode", "test");
      const ran = await refused(...args, "--opens", "2026-11-22T06:00Z", "--closes", "2026-11-22T18:00Z");
      expect(ran).toMatchObject({ code: 2 });
      expect(ran.err).toMatch(/The roster has no station p9\.9|cannot be right|over/);
      expect((await refused(...args, "--opens", "6 o'clock", "--closes", "18:00")).err).toContain(
        "is no moment",
      );
      expect(existsSync(data)).toBe(false);
    }));
});

test("a moment is written with its offset", () => {
  const t = translator("en");
  const read = (text: string) => readMoment(text, "--opens", t);
  expect(read("2026-11-22T06:00-04:00")).toBe(Date.UTC(2026, 10, 22, 10) / 1000);
  expect(read("2026-11-22T15:30:10+05:30")).toBe(Date.UTC(2026, 10, 22, 10, 0, 10) / 1000);
  for (const text of [
    "2026-11-22T06:00",
    "2026-02-30T06:00Z",
    "2026-11-22T24:00Z",
    "2026-11-22 06:00Z",
    "tomorrow",
  ])
    expect(() => read(text)).toThrow("is no moment");
});
