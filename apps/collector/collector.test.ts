import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { utf8 } from "@triplicate/core/bytes.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { CLOSING_RECORD } from "@triplicate/core/statement/closing-record.ts";
import { parseKit } from "@triplicate/witness/kit.ts";
import { verifyKit } from "@triplicate/witness/verify-kit.ts";
import { describe, expect, it } from "vitest";
import {
  actaOf,
  actaText,
  ELECTION,
  get,
  post,
  signed,
  signer,
  stationName,
  withCollector,
} from "./collector.test-helper.ts";
import { startCollector, startProgram } from "./collector.ts";

describe("taking actas", () => {
  it("keeps an acta once and joins the signatures of its copies", () =>
    withCollector(async ({ election, start }) => {
      const collector = await start();
      const bare = await actaOf(election, "p1.1");
      const red = await actaOf(election, "p1.1", [10, 20, 5], "red/p1.1");
      const blue = await actaOf(election, "p1.1", [10, 20, 5], "blue/p1.1");
      const rows: [note: Uint8Array, status: number, outcome: string, signatures: number][] = [
        [bare, 201, "kept", 1],
        [bare, 200, "known", 1],
        [red, 201, "added", 2],
        [blue, 201, "added", 3],
        [red, 200, "known", 3],
        [bare, 200, "known", 3],
      ];
      for (const [note, status, outcome, signatures] of rows) {
        const answer = await post(collector, "/actas", note);
        expect([answer.status, answer.json]).toEqual([
          status,
          {
            actas: [expect.objectContaining({ outcome, station: "p1.1", signatures, conflict: false })],
            refused: [],
          },
        ]);
      }
      const [line] = (await get(collector, "/actas")).text.trim().split("\n");
      const { note, acta } = JSON.parse(line!);
      const kept = parseNote(new Uint8Array(Buffer.from(note, "base64")));
      expect(kept.ok && kept.value.signatures.map(({ name }) => name)).toEqual([
        `${ELECTION}/machine/p1.1`,
        `${ELECTION}/witness/red/p1.1`,
        `${ELECTION}/witness/blue/p1.1`,
      ]);
      expect((await get(collector, `/actas/${acta}`)).text).toBe(Buffer.from(note, "base64").toString());
      expect((await get(collector, "/coverage")).json).toMatchObject({ covered: 1, nothing: 5 });
    }));

  it("shows two different actas of one station as a conflict, and keeps both", () =>
    withCollector(async ({ election, start }) => {
      const collector = await start();
      await post(collector, "/actas", await actaOf(election, "p1.2", [10, 20, 5]));
      const second = await post(collector, "/actas", await actaOf(election, "p1.2", [10, 30, 5]));
      expect(second.json).toMatchObject({ actas: [{ outcome: "kept", conflict: true }] });
      expect((await get(collector, "/coverage")).json).toMatchObject({
        ...{ covered: 0, conflict: 1 },
        conflicts: ["p1.2"],
      });
      const page = (await get(collector, "/overview/station?id=p1.2&lang=en")).text;
      expect(page).toContain("In conflict");
      expect(page).toMatch(/<td class="number differs">[23]0<\/td><td class="number differs">[23]0<\/td>/);
    }));

  it("refuses what the centre would refuse, by its rules, and counts none of it", () =>
    withCollector(async ({ election, start }) => {
      const collector = await start();
      const text = (change = {}) => actaText(election, "p1.1", [10, 20, 5], change);
      const good = await actaOf(election, "p1.1");
      const altered = utf8(Buffer.from(good).toString().replace("A=10", "A=11"));
      const closing = CLOSING_RECORD.print({
        election: [ELECTION, election.definitionDigest],
        ...{ mode: "live", station: "p1.1", closed: 1_795_036_000, copies: 3, witness: [] },
        acta: [["president", election.definitionDigest]],
      });
      const rows: [body: Uint8Array | string, status: number, code: string][] = [
        [altered, 403, "bad-signature"],
        [await signed(text(), "machine/p1.2"), 403, "not-the-machine"],
        [await signed(text(), "witness/red/p1.1"), 403, "not-the-machine"],
        [await signed(text(), "machine/p1.1", "witness/red/p1.2"), 403, "witness-scope"],
        [await signed(text(), "machine/p9.9"), 403, "no-known-key"],
        [await signed(text({ mode: "test" }), "machine/p1.1"), 422, "wrong-mode"],
        [await signed(text({ station: "p9.1" }), "machine/p1.1"), 422, "unknown-station"],
        [
          await signed(text({ election: [ELECTION, new Uint8Array(32)] }), "machine/p1.1"),
          422,
          "wrong-election",
        ],
        [await signed(closing, "machine/p1.1"), 422, "not-an-acta"],
        [good.subarray(0, good.length - 30), 400, "note-form"],
        ["", 400, "note-form"],
        ["hello", 400, "note-form"],
        ["ACTA/1 nonsense", 422, "symbol-bad-text"],
        ["x".repeat(70_000), 413, "body-too-large"],
        ["x".repeat(1_100_000), 413, "body-too-large"],
      ];
      for (const [body, status, code] of rows) {
        const answer = await post(collector, "/actas", body);
        expect([answer.status, answer.json.code], code).toEqual([status, code]);
        expect(answer.json).toMatchObject({
          clause: expect.stringMatching(/^(transmission|collecting|acta) \d+\.\d+$/),
          message: { es: expect.stringMatching(/\.$/), en: expect.stringMatching(/\.$/) },
        });
      }
      expect((await get(collector, "/coverage")).json).toMatchObject({
        nothing: 6,
        // Those that say they are an acta, for people.
        kept: { actas: 0, refused: 8 },
      });
    }));

  it("is not kept from a true acta by a line that does not hold beside it", () =>
    withCollector(async ({ election, start }) => {
      const collector = await start();
      const good = Buffer.from(await actaOf(election, "p1.1", [1, 2, 3], "red/p1.1")).toString();
      const other = Buffer.from(await actaOf(election, "p1.2", [1, 2, 3], "red/p1.2")).toString();
      // Blue's name and key id over red's signature of another station.
      const { key } = signer("witness/blue/p1.1");
      const blob = Buffer.from(other.trim().split(" ").at(-1)!, "base64").subarray(4);
      const id = Buffer.alloc(4);
      id.writeUInt32BE(key.id);
      const line = `— ${key.name} ${Buffer.concat([id, blob]).toString("base64")}\n`;
      const answer = await post(collector, "/actas", good + line);
      expect(answer.json).toMatchObject({ actas: [{ outcome: "kept", signatures: 2 }] });
    }));

  it("bounds the texts that one machine's key can sign, but not those that somebody new vouches for", () =>
    withCollector(async ({ election, start }) => {
      const collector = await start();
      for (let votes = 0; votes < 8; votes += 1)
        expect((await post(collector, "/actas", await actaOf(election, "p1.1", [votes, 0, 0]))).status).toBe(
          201,
        );
      const ninth = await post(collector, "/actas", await actaOf(election, "p1.1", [99, 0, 0]));
      expect([ninth.status, ninth.json.code]).toEqual([409, "too-many-texts"]);
      const vouched = await actaOf(election, "p1.1", [99, 0, 0], "red/p1.1");
      expect((await post(collector, "/actas", vouched)).status).toBe(201);
    }));

  it("forgets a body that breaks off, and answers the next", () =>
    withCollector(async ({ election, start, data }) => {
      const collector = await start();
      const note = await actaOf(election, "p1.1");
      for (const type of ["text/plain", "image/jpeg"]) {
        const { hostname, port } = new URL(collector.url);
        await new Promise<void>((resolve) => {
          const socket = connect(Number(port), hostname, () => {
            socket.write(
              `POST /actas HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: ${note.length}\r\n\r\n`,
            );
            socket.write(note.subarray(0, 100), () => socket.destroy());
          });
          socket.on("close", () => resolve());
        });
      }
      expect((await post(collector, "/actas", note)).status).toBe(201);
      expect((await get(collector, "/coverage")).json).toMatchObject({ kept: { actas: 1, unread: 0 } });
      await collector.stop();
      // Nothing is left of what was being received.
      const { readdirSync } = await import("node:fs");
      expect(readdirSync(join(data, "incoming"))).toEqual([]);
    }));
});

describe("the server", () => {
  it("keeps what it has over a restart, and is alone with its folder", () =>
    withCollector(async ({ election, folder, data, start }) => {
      const first = await start();
      await post(first, "/actas", await actaOf(election, "p1.1"));
      const again = (change = {}) =>
        startCollector({
          ...{ election, electionFolder: folder, data, host: "127.0.0.1", port: 0, mode: "live" },
          ...change,
        });
      expect(await again()).toEqual({ ok: false, error: { code: "data-in-use" } });
      await first.stop();
      expect(await again({ mode: "test" })).toEqual({ ok: false, error: { code: "data-of-another-mode" } });
      const other = { ...election, definitionDigest: new Uint8Array(32) };
      expect(await again({ election: other })).toEqual({
        ok: false,
        error: { code: "data-of-another-election" },
      });
      expect(await again({ host: "192.0.2.1", port: 1 })).toEqual({
        ok: false,
        error: { code: "address-unavailable" },
      });
      const second = await start();
      expect(second.actas()).toBe(1);
      expect((await get(second, "/coverage")).json).toMatchObject({ covered: 1 });
    }));

  it("hands out kits that a telephone believes, and the telephone's program", () =>
    withCollector(async ({ start }) => {
      const centre = "https://centre.example/x";
      const collector = await start({ centre, centreMilliseconds: 1e9 });
      const kit = parseKit((await get(collector, "/kit?station=p2.1")).text);
      expect(kit.ok && kit.value).toMatchObject({ station: "p2.1", centre, isDemo: false });
      const verified = kit.ok ? verifyKit(kit.value, verifyPortably) : kit;
      expect(verified.ok && verified.value.witnesses.map(({ id }) => id)).toEqual(["red/p2.1", "blue/p2.1"]);
      for (const query of [
        "",
        "?station=",
        "?station=p9.9",
        `?station=${"x".repeat(100)}`,
        "?station=a&station=b",
      ])
        expect([(await get(collector, `/kit${query}`)).json.code, query]).toEqual(["no-station", query]);
      const page = await get(collector, "/");
      expect(page.status).toBe(200);
      expect(page.headers.get("content-security-policy")).toContain(
        "connect-src 'self' https://centre.example;",
      );
      expect((await get(collector, "/manifest.webmanifest")).status).toBe(200);
    }));

  it("says later before it reads, and writes nothing of who asked", () =>
    withCollector(async ({ election, start, data }) => {
      let lines = "";
      const collector = await start({
        limits: { actasAtOnce: 0 },
        lines: {
          write: (line) => {
            lines += line;
          },
        },
      });
      const note = await actaOf(election, "p1.1");
      const full = await post(collector, "/actas", note);
      expect([full.status, full.json.code, full.headers.get("retry-after")]).toEqual([
        503,
        "overloaded",
        "5",
      ]);
      await get(collector, "/overview/station?id=p1.1", { "user-agent": "Ana's telephone" });
      await get(collector, "/nowhere/p1.1");
      await collector.stop();
      expect(
        lines
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line).route),
      ).toEqual([undefined, "/actas", "/overview/station", "unknown"]);
      const written =
        lines.replaceAll(collector.url, "") + readFileSync(join(data, "collected.sqlite"), "latin1");
      expect(written).not.toMatch(/127\.0\.0\.1|Ana|p1\.1/);
    }));

  it("offers the program alone before there is an election", async () => {
    const started = await startProgram({ host: "127.0.0.1", port: 0 });
    if (!started.ok) throw new Error(started.error.code);
    const program = { ...started.value, actas: () => 0 };
    try {
      expect((await get(program, "/")).status).toBe(200);
      for (const path of ["/kit?station=p1.1", "/overview", "/overview/stations", "/actas", "/coverage"])
        expect([path, (await get(program, path)).json.code]).toEqual([path, "no-election"]);
      const answer = await post(program, "/actas", "anything");
      expect([answer.status, answer.json.code]).toEqual([503, "no-election"]);
    } finally {
      await program.stop();
    }
  });

  it("answers for every station name that is one", () =>
    withCollector(async ({ start }) => {
      const collector = await start();
      for (let i = 0; i < 6; i += 1)
        expect((await get(collector, `/overview/station?id=${stationName(i)}`)).status).toBe(200);
      for (const id of ["", "p9.9", "%00", "%F1"])
        expect((await get(collector, `/overview/station?id=${id}`)).status).toBeOneOf([400, 404]);
    }));
});
