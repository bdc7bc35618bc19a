/**
 * What a centre announces by itself: computed from its published log, once each, in their order.
 */
import { setTimeout as wait } from "node:timers/promises";
import { nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import { parseLogProof } from "@triplicate/core/log/log-proof.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { describe, expect, it } from "vitest";
import { actaText, get, json, post, signed, withElection } from "./centre.test-helper.ts";
import { type Clock, systemClock } from "./clock.ts";

describe("bulletins", () => {
  it("are signed, logged, and recomputed by anybody; without news there is none", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      await post(centre, await signed(actaText(election, "p1.1", [10, 20, 5]), "machine/p1.1"));
      const both = await Promise.all([centre.announce(), centre.announce()]);
      expect(both).toEqual([
        { ok: true, value: [1, 2] },
        { ok: true, value: [] },
      ]);
      expect(await centre.announce()).toEqual({ ok: true, value: [] });
      await post(centre, await signed(actaText(election, "p1.2", [1, 1, 1]), "machine/p1.2"));
      expect(await centre.announce()).toEqual({ ok: true, value: [4] });
      const { bulletins } = await json(centre, "/bulletins");
      expect(bulletins.map(({ entries }: { entries: number[] }) => entries)).toEqual([[1, 4], [2]]);
      expect(bulletins[0].latest).toContain("number 2\n");
      expect(bulletins[0].latest).toContain("tree 4 ");
      expect((await json(centre, "/results")).contests[0].announced).toMatchObject({
        number: 2,
        withPaper: { votes: { A: 11, B: 21, C: 6 } },
      });
      const note = parseNote(utf8((await get(centre, "/entries/4")).text));
      expect(note.ok && note.value.signatures[0]!.name).toBe("club-2026/centre/office");
      const digest = encodeHex(nodeSha256(utf8(bulletins[0].latest)));
      expect(parseLogProof(utf8((await get(centre, `/proof/text/${digest}`)).text))).toMatchObject({
        ok: true,
        value: { index: 4 },
      });
    }));
});

describe("what an honest centre announces", () => {
  it("is never of a part of the log that it is still folding", () =>
    withElection(async ({ election, start }) => {
      const first = await start();
      await post(first, await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.1"));
      await first.announce();
      const { size } = first.sequencer;
      await first.stop();
      const every = 12_345;
      let calls = 0;
      const clock: Clock = {
        ...systemClock,
        // The first time is up before a single entry was read.
        after: (milliseconds, act) => {
          if (milliseconds === every) calls += 1;
          return systemClock.after(milliseconds === every && calls === 1 ? 0 : milliseconds, act);
        },
      };
      const second = await start({ clock, bulletinEveryMilliseconds: every });
      await wait(100);
      expect(calls).toBe(2);
      expect(second.sequencer.size).toBe(size);
    }));

  it("has no earlier time than what it announced before, whatever its clock says", () =>
    withElection(async ({ election, start }) => {
      let now = Date.now();
      const centre = await start({ clock: { ...systemClock, now: () => now } });
      const times: number[] = [];
      for (const station of ["p1.1", "p1.2"]) {
        await post(centre, await signed(actaText(election, station, [1, 2, 3]), `machine/${station}`));
        await centre.announce();
        times.push(centre.live.count.bulletins(0).latest!.time);
        now -= 5000;
      }
      expect(times[1]).toBe(times[0]);
    }));
});
