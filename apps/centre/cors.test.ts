/** Pages of other sites read every answer, refusals too, and send notes: a witness's telephone, a party's own site. */
import { expect, it } from "vitest";
import { actaText, signed, withElection } from "./centre.test-helper.ts";

const EXPOSED = "triplicate-outcome, retry-after, location";
const origin = { origin: "https://party.example" };

it("every answer may be read from any page, with what a sender needs of its headers", () =>
  withElection(async ({ election, start }) => {
    const centre = await start({ limits: { submissionsPerMinute: 2 } });
    const note = await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.1");
    const posted = (body: Uint8Array | string) =>
      fetch(`${centre.url}/submissions`, {
        ...{ method: "POST", body: body as string },
        headers: { ...origin, "content-type": "text/plain; charset=utf-8" },
      });
    const first = await posted(note);
    expect([first.status, first.headers.get("triplicate-outcome")]).toEqual([201, "logged"]);
    const answers = [
      first,
      await posted("nothing"),
      // Too many for a minute: the reader must see when to come again.
      await posted(note),
      ...(await Promise.all(
        [
          "checkpoint",
          "election/log.policy",
          "entries/0",
          "proof/index/0",
          "results/station/p1.1",
          "nowhere",
        ].map((path) => fetch(`${centre.url}/${path}`, { headers: origin })),
      )),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 400, 429, 200, 200, 200, 200, 200, 404]);
    for (const { headers } of answers) {
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-expose-headers")).toBe(EXPOSED);
      // No cookie, no login: a page may not even ask for them.
      expect(headers.get("access-control-allow-credentials")).toBeNull();
    }
    expect(Number(answers[2]!.headers.get("retry-after"))).toBeGreaterThan(0);
    const leave = await fetch(`${centre.url}/submissions`, { method: "OPTIONS", headers: origin });
    expect([leave.status, leave.headers.get("access-control-allow-methods")]).toEqual([204, "GET, POST"]);
    expect(leave.headers.get("access-control-allow-headers")).toBe("content-type");
  }));
