import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { nodeSha256, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { concatBytes, utf8 } from "@triplicate/core/bytes.ts";
import { MAX_TEXTS } from "@triplicate/core/count-central/acceptance.ts";
import { parseLogProof, verifyLogProof } from "@triplicate/core/log/log-proof.ts";
import { parsePolicy } from "@triplicate/core/log/policy.ts";
import { describe, expect, it } from "vitest";
import {
  actaText,
  closingText,
  get,
  json,
  ONE_THREAD,
  post,
  sheetText,
  signed,
  signer,
  type TestElection,
  withElection,
} from "./centre.test-helper.ts";
import { startCentre } from "./server.ts";

const receipt = (text: string) => {
  const parsed = parseLogProof(utf8(text));
  if (!parsed.ok) throw new Error(parsed.error.code);
  return parsed.value;
};
const proven = ({ election }: TestElection, text: string, entry: Uint8Array) => {
  const policy = parsePolicy(utf8(election.policyText));
  if (!policy.ok) throw new Error("policy");
  return verifyLogProof(utf8(text), entry, policy.value, verifyEd25519);
};

describe("a submission", () => {
  it("is answered with a receipt that holds, and the same text with the same receipt ever after", () =>
    withElection(async (test) => {
      const { election, start } = test;
      const text = actaText(election, "p1.1", [10, 20, 5]);
      const note = await signed(text, "machine/p1.1", "witness/red/p1.1");
      const first = await start();
      const answer = await post(first, note);
      expect([answer.status, answer.headers.get("triplicate-outcome")]).toEqual([201, "logged"]);
      expect(proven(test, answer.text, note)).toMatchObject({ ok: true, value: { index: 0 } });
      const again = await post(first, note);
      expect([again.status, again.text]).toEqual([200, answer.text]);
      await first.stop();
      const second = await start();
      const later = await post(second, note);
      expect([later.status, later.text]).toEqual([200, answer.text]);
      // The text alone decides, whatever lines come with it.
      const stranger = concatBytes(note, utf8("— stranger.example AAAAAAAAAAAAAAAA\n"));
      expect((await post(second, stranger)).text).toBe(answer.text);
      const broken = note.slice();
      broken[broken.length - 10]! ^= 1;
      expect((await post(second, broken)).text).toBe(answer.text);
      expect((await json(second, "/results")).tree).toBe(1);
    }));

  it("adds witness signatures that are new, and only these", () =>
    withElection(async (test) => {
      const { election, start } = test;
      const centre = await start();
      const text = actaText(election, "p1.1", [10, 20, 5]);
      await post(centre, await signed(text, "machine/p1.1", "witness/red/p1.1"));
      const both = await signed(text, "machine/p1.1", "witness/red/p1.1", "witness/blue/p1.1");
      const added = await post(centre, both);
      expect([added.status, added.headers.get("triplicate-outcome")]).toEqual([200, "added"]);
      expect(receipt(added.text).index).toBe(0);
      expect((await get(centre, "/entries/1")).text).toBe(
        new TextDecoder().decode(await signed(text, "machine/p1.1", "witness/blue/p1.1")),
      );
      expect((await post(centre, both)).headers.get("triplicate-outcome")).toBe("known");
      expect(await json(centre, "/results/station/p1.1")).toMatchObject({
        tree: 2,
        contests: [{ status: "counted", actas: [0, 1] }, { status: "missing" }],
      });
    }));

  it("with another text by the same machine is a conflict: both logged, neither counted, until paper decides", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      await post(centre, await signed(actaText(election, "p1.1", [10, 20, 5]), "machine/p1.1"));
      const other = await post(centre, await signed(actaText(election, "p1.1", [30, 0, 5]), "machine/p1.1"));
      expect(other.status).toBe(201);
      expect(await json(centre, "/results")).toMatchObject({
        tree: 2,
        contests: [{ counted: 0, conflict: 1, flagged: 1, signed: { votes: { A: 0 } } }, {}],
      });
      expect((await json(centre, "/results/stations?contest=president&status=conflict")).stations).toEqual([
        "p1.1",
      ]);
      const sheet = sheetText(election, "p1.1", [9, 21, 5]);
      expect((await post(centre, await signed(sheet, "counter/red/1", "counter/blue/1"))).status).toBe(201);
      expect(await json(centre, "/results")).toMatchObject({
        contests: [{ conflict: 0, paper: 1, withPaper: { votes: { A: 9, B: 21, C: 5 } } }, {}],
      });
      expect(await json(centre, "/ledger/p1.1")).toMatchObject({
        contests: [
          {
            machine: null,
            hand: { votes: [9, 21, 5] },
            prevails: "hand",
            reasons: [{ rule: "machine-conflict", detail: { actas: 2 } }],
          },
          {},
        ],
      });
    }));

  it("whose numbers do not hold together is logged and flagged, never refused", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      const text = actaText(election, "p1.1", [10, 20, 5], { ballots: 99, registered: 50 });
      expect((await post(centre, await signed(text, "machine/p1.1"))).status).toBe(201);
      const { contests } = await json(centre, "/results/station/p1.1");
      expect(contests[0]).toMatchObject({
        status: "counted",
        flags: ["acta-sum", "acta-checked-in", "acta-register"],
      });
    }));

  it("of a closing record is held against the actas that are logged", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      const texts = [actaText(election, "p1.1", [10, 20, 5]), actaText(election, "p1.1", [20, 15])];
      for (const text of texts) await post(centre, await signed(text, "machine/p1.1"));
      const digests = texts.map((text) => nodeSha256(utf8(text)));
      const named = [
        ["president", digests[0]!],
        ["treasurer", digests[0]!],
      ] as const;
      const closing = closingText(election, "p1.1", named, [
        { witness: "red/p1.1", decision: "refused", reason: "faltan comprobantes" },
        { witness: "blue/p1.1", decision: "absent" },
      ]);
      expect((await post(centre, await signed(closing, "machine/p1.1"))).status).toBe(201);
      expect(await json(centre, "/results/station/p1.1")).toMatchObject({
        closings: [2],
        contests: [{ flags: [] }, { flags: ["closing-differs"] }],
      });
    }));

  it("of a closing record that leaves a witness out is logged, and flagged for every contest", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      const named = ["president", "treasurer"].map((id) => [id, nodeSha256(utf8(id))] as const);
      const closing = closingText(election, "p1.2", named, [{ witness: "blue/p1.2", decision: "signed" }]);
      expect((await post(centre, await signed(closing, "machine/p1.2"))).status).toBe(201);
      const { contests } = await json(centre, "/results/station/p1.2");
      expect(contests).toMatchObject([{ flags: ["closing-witnesses"] }, { flags: ["closing-witnesses"] }]);
    }));
});

describe("what is refused", () => {
  it("has a rule, a clause and words in both languages, and is kept in the incident record, not in the log", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      const acta = (change = {}) => actaText(election, "p1.1", [1, 2, 3], change);
      const rows: [body: Uint8Array | string, status: number, code: string][] = [
        ["hello", 400, "note-form"],
        [await signed("hello\n", "machine/p1.1"), 400, "statement-form"],
        [
          await signed(acta({ election: ["other", election.definitionDigest] }), "machine/p1.1"),
          422,
          "wrong-election",
        ],
        [
          await signed(acta({ election: ["club-2026", new Uint8Array(32)] }), "machine/p1.1"),
          422,
          "wrong-election",
        ],
        [await signed(acta({ mode: "test" }), "machine/p1.1"), 422, "wrong-mode"],
        [await signed(acta({ station: "p9.9" }), "machine/p1.1"), 422, "unknown-station"],
        [await signed(acta({ contest: "pope" }), "machine/p1.1"), 422, "unknown-contest"],
        [await signed(acta(), "machine/p1.2"), 403, "not-the-machine"],
        [await signed(acta(), "witness/red/p1.1"), 403, "not-the-machine"],
        [await signed(acta(), "machine/p1.1", "witness/red/p1.2"), 403, "witness-scope"],
        [await signed(acta(), "machine/p1.1", "authority/alba"), 403, "foreign-signer"],
        [
          await signed(sheetText(election, "p1.1", [1, 2, 3]), "counter/blue/1", "counter/blue/2"),
          403,
          "rival-counters",
        ],
      ];
      for (const [body, status, code] of rows) {
        const answer = await post(centre, body);
        const refusal = JSON.parse(answer.text);
        expect([answer.status, refusal.code]).toEqual([status, code]);
        expect(refusal.clause).toMatch(/^\d+\.\d+$/);
        expect(refusal.message.es).not.toBe("");
        expect(refusal.message.en).not.toBe("");
      }
      centre.incidents.flush();
      const kept = centre.incidents.list(100);
      expect(kept.map(({ rule }) => rule).reverse()).toEqual(rows.map(([, , code]) => code));
      expect(new TextDecoder().decode(kept.at(-1)!.body)).toBe("hello");
      expect((await json(centre, "/results")).tree).toBe(0);
    }));

  it("forgeries: a stolen name, a changed number, a machine's line of another text", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      const good = await signed(actaText(election, "p1.1", [10, 20, 5]), "machine/p1.1");
      const text = new TextDecoder().decode(good);
      const changed = text.replace("A=10 B=20", "A=20 B=10");
      expect((await post(centre, changed)).status).toBe(403);
      expect(JSON.parse((await post(centre, changed)).text)).toMatchObject({ code: "bad-signature" });
      const cut = text.slice(0, text.indexOf("\n\n") + 1);
      expect((await post(centre, `${cut}\n`)).status).toBe(400);
      expect((await json(centre, "/results")).tree).toBe(0);
    }));

  it("bodies that are too large, of another kind, or sent elsewhere; there is no route that takes numbers", () =>
    withElection(async ({ start }) => {
      const centre = await start();
      const code = async (answer: Promise<{ status: number; text: string }>) => {
        const { status, text } = await answer;
        return [status, JSON.parse(text).code];
      };
      expect(await code(post(centre, "x".repeat(65_536)))).toEqual([413, "body-too-large"]);
      expect(await code(post(centre, '{"A":10}', "application/json"))).toEqual([415, "media-type"]);
      expect(await code(get(centre, "/nothing"))).toEqual([404, "not-found"]);
      const api = await json(centre, "/openapi.json");
      const writing = Object.entries<object>(api.paths).filter(([, path]) =>
        ["post", "put", "patch", "delete"].some((method) => method in path),
      );
      expect(writing.map(([path]) => path)).toEqual(["/submissions"]);
    }));

  it("more than so many contradictory texts of one station", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      const statuses: number[] = [];
      for (let i = 0; i < MAX_TEXTS + 2; i += 1) {
        statuses.push(
          (await post(centre, await signed(actaText(election, "p1.1", [i, 0, 0]), "machine/p1.1"))).status,
        );
      }
      expect(statuses).toEqual([...Array(MAX_TEXTS).fill(201), 409, 409]);
      // Whoever stole the key keeps out no text that a witness of the station has signed, or each of them one.
      const outcomes: number[] = [];
      for (const [votes, party] of [
        [50, "red"],
        [51, "red"],
        [52, "blue"],
      ] as const) {
        const names = ["machine/p1.1", `witness/${party}/p1.1`];
        outcomes.push(
          (await post(centre, await signed(actaText(election, "p1.1", [votes, 0, 0]), ...names))).status,
        );
      }
      expect(outcomes).toEqual([201, 409, 201]);
      // What is logged keeps its receipt.
      expect(
        (await post(centre, await signed(actaText(election, "p1.1", [0, 0, 0]), "machine/p1.1"))).status,
      ).toBe(200);
    }));
});

describe("many at once", () => {
  it("of one text are one entry; of two texts are one conflict", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      const [a, b] = [
        await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.1"),
        await signed(actaText(election, "p1.1", [3, 2, 1]), "machine/p1.1"),
      ];
      const answers = await Promise.all([a, b, a, b, a, b, a].map((note) => post(centre, note)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201, 201]);
      const indexes = answers.map(({ text }) => receipt(text).index);
      expect(new Set(indexes)).toEqual(new Set([0, 1]));
      expect(await json(centre, "/results")).toMatchObject({ tree: 2, contests: [{ conflict: 1 }, {}] });
    }));

  it("more than fit are refused at once with a time to come again, and none of the rest is lost", () =>
    withElection(async ({ election, start }) => {
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const slow = {
        ...ONE_THREAD,
        verify: async (checks: Parameters<typeof ONE_THREAD.verify>[0]) => {
          await held;
          return ONE_THREAD.verify(checks);
        },
      };
      const centre = await start({ pool: slow, limits: { submissionsAtOnce: 3 } });
      const notes = await Promise.all(
        ["p1.1", "p1.2", "p2.1"].map((id) => signed(actaText(election, id, [1, 2, 3]), `machine/${id}`)),
      );
      const first = notes.map((note) => post(centre, note));
      const late = await signed(actaText(election, "p2.2", [1, 2, 3]), "machine/p2.2");
      let refused = await post(centre, late);
      while (refused.status !== 503) refused = await post(centre, late);
      expect(refused.headers.get("retry-after")).toBe("1");
      expect(JSON.parse(refused.text)).toMatchObject({ code: "overloaded", clause: "7.1" });
      // Reading goes on.
      expect((await get(centre, "/results")).status).toBe(200);
      release();
      expect((await Promise.all(first)).map(({ status }) => status)).toEqual([201, 201, 201]);
      expect((await post(centre, late)).status).toBe(201);
    }));

  it("by one address or one key have a limit", () =>
    withElection(async ({ election, start }) => {
      const centre = await start({ limits: { submissionsPerMinute: 6 }, keyPerMinute: 2 });
      const note = (station: string, a: number) =>
        signed(actaText(election, station, [a, 0, 0]), `machine/${station}`);
      const codes: (number | string)[] = [];
      for (const body of [
        await note("p1.1", 1),
        await note("p1.1", 2),
        await note("p1.1", 3),
        await note("p1.2", 1),
      ]) {
        const { status, text } = await post(centre, body);
        codes.push(status < 300 ? status : JSON.parse(text).code);
      }
      expect(codes).toEqual([201, 201, "key-too-busy", 201]);
      for (let i = 0; i < 2; i += 1) await post(centre, "hello");
      const { status, text } = await post(centre, "hello");
      expect([status, JSON.parse(text).code]).toEqual([429, "address-too-busy"]);
      expect((await get(centre, "/results")).status).toBe(200);
    }));
});

describe("starting and stopping", () => {
  it("needs the keys of the roster and a folder of this election", () =>
    withElection(async ({ election, folder, data, start }) => {
      const options = {
        ...{ election, electionFolder: folder, data, mode: "live" as const, host: "127.0.0.1", port: 0 },
        pool: ONE_THREAD,
      };
      const code = async (change: object) => {
        const started = await startCentre({ ...options, logSigner: signer("log"), ...change });
        return started.ok ? "started" : started.error.code;
      };
      expect(await code({ logSigner: signer("centre/office") })).toBe("log-key-not-in-roster");
      expect(await code({ centreSigner: signer("machine/p1.1") })).toBe("centre-key-not-in-roster");
      expect(await code({ mode: "test" })).toBe("log-of-another-mode");
      await start();
      expect(await code({})).toBe("log-in-use");
      await withElection(
        async (other) =>
          expect(await code({ electionFolder: other.folder })).toBe("data-of-another-election"),
        { cosignerUrl: "http://127.0.0.1:1/", quorum: 1 },
      );
      await withElection(
        async ({ election: rehearsal, folder: other }) => {
          const change = { election: rehearsal, electionFolder: other, logSigner: signer("log/test") };
          expect(await code(change)).toBe("log-of-another-mode");
        },
        { log: "log/test" },
      );
    }));

  it("refuses a log whose entries were altered on the disk", () =>
    withElection(async ({ election, data, start, folder }) => {
      const centre = await start();
      // What is no note of ours counts for nothing, and a full bundle is not written anew at the start.
      const entries = Array.from({ length: 300 }, (_, i) => utf8(`entry ${i}`));
      await Promise.all(entries.map((entry) => centre.sequencer.submit(entry)));
      await centre.sequencer.submit(utf8("the batch after"));
      expect(await json(centre, "/results")).toMatchObject({ tree: 301, contests: [{ missing: 4 }, {}] });
      await centre.stop();
      const bundle = join(data, "public/tile/entries/000");
      const bytes = readFileSync(bundle);
      bytes[20]! ^= 1;
      writeFileSync(bundle, bytes);
      const started = await startCentre({
        ...{ election, electionFolder: folder, data, mode: "live", host: "127.0.0.1", port: 0 },
        logSigner: signer("log"),
        pool: ONE_THREAD,
      });
      expect(started).toEqual({ ok: false, error: { code: "log-entries-damaged" } });
    }));

  it("stops with every submission answered, and goes on where it was", () =>
    withElection(async ({ election, start }) => {
      const centre = await start({ batchMilliseconds: 50 });
      const notes = await Promise.all(
        ["p1.1", "p1.2", "p2.1", "p2.2"].map((id) =>
          signed(actaText(election, id, [1, 2, 3]), `machine/${id}`),
        ),
      );
      const answers = notes.map((note) => post(centre, note));
      while (centre.sequencer.waiting < 4) await wait(1);
      await centre.stop();
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
      await expect(get(centre, "/health")).rejects.toThrow();
      const next = await start();
      expect(await json(next, "/results")).toMatchObject({ tree: 4, contests: [{ counted: 4 }, {}] });
    }));
});
