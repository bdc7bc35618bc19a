import { describe, expect, it } from "vitest";
import { actaText, get, json, post, signed, withElection } from "./centre.test-helper.ts";

describe("a centre", () => {
  it("takes an acta and answers with a receipt", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      const note = await signed(actaText(election, "p1.1", [10, 20, 5]), "machine/p1.1", "witness/red/p1.1");
      const answer = await post(centre, note);
      expect([answer.status, answer.text.split("\n")[0]]).toEqual([201, "c2sp.org/tlog-proof@v1"]);
      expect(await json(centre, "/results")).toMatchObject({
        tree: 1,
        contests: [{ counted: 1, missing: 3, signed: { votes: { A: 10, B: 20, C: 5 } } }, { missing: 4 }],
      });
      expect((await get(centre, "/")).status).toBe(200);
    }));
});
