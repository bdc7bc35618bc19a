/**
 * A witness's telephone and a real centre, without a browser between them: the kit from the package on disk, the acta delivered
 * and proved, and the centre's own conflict told by the telephone with the file that proves it.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openKitLines } from "@triplicate/adapters/kit-lines.ts";
import { encodeBase64, utf8 } from "@triplicate/core/bytes.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { printNote } from "@triplicate/core/note/note.ts";
import { expect, test } from "vitest";
import { actaText, signed, type TestElection, withElection } from "../apps/centre/centre.test-helper.ts";
import { askCentre } from "../apps/witness/ask-centre.ts";
import { createCentre } from "../apps/witness/centre.ts";
import { judgeActa } from "../apps/witness/judge-acta.ts";
import { KIT_FORMAT, parseKit } from "../apps/witness/kit.ts";
import { deliver } from "../apps/witness/receipt.ts";
import { verifyKit } from "../apps/witness/verify-kit.ts";

async function kitOf({ folder, election }: TestElection, station: string, centre: string) {
  const lines = (await openKitLines(folder, election)).linesFor(station);
  const kit = parseKit(
    JSON.stringify({
      ...{ format: KIT_FORMAT, station, lines, centre, isDemo: false },
      definition: encodeBase64(new Uint8Array(readFileSync(join(folder, "definition.json")))),
      electionNote: encodeBase64(new Uint8Array(readFileSync(join(folder, "election.note")))),
    }),
  );
  if (!kit.ok) throw new Error(kit.error.code);
  const verified = verifyKit(kit.value, verifyPortably);
  if (!verified.ok) throw new Error(JSON.stringify(verified.error));
  return verified.value;
}

test("every station's lines hold, and a station that is not there has none", () =>
  withElection(async (election) => {
    const lines = await openKitLines(election.folder, election.election);
    for (const station of ["p1.1", "p1.2", "p2.1", "p2.2"]) {
      const kit = await kitOf(election, station, "https://centre.example");
      expect(kit.station.id).toBe(station);
      expect(kit.witnesses.map(({ id }) => id)).toEqual([`red/${station}`, `blue/${station}`]);
    }
    expect(lines.linesFor("p9.9")).toBe(null);
    expect(lines.linesFor("scope election")).toBe(null);
  }));

test("an acta is delivered, proved and found; a second one is told and proved", () =>
  withElection(async (election) => {
    const running = await election.start();
    const kit = await kitOf(election, "p1.1", running.url);
    const centre = createCentre(running.url, fetch);
    const noteBytes = await signed(
      actaText(election.election, "p1.1", [10, 20, 5]),
      "machine/p1.1",
      "witness/red/p1.1",
    );
    const acta = judgeActa(noteBytes, kit, verifyPortably)!;
    expect([acta.isSound, acta.witnesses]).toEqual([true, ["red/p1.1"]]);
    const ask = (receipt: { proof: Uint8Array; entry: Uint8Array } | null, seen: readonly Uint8Array[]) =>
      askCentre(kit, { acta, noteBytes, receipt, seen }, centre, verifyPortably);
    expect(await ask(null, [])).toMatchObject({ is: "answered", inLog: { is: "absent" }, alarms: [] });
    const delivery = await deliver(noteBytes, kit, centre, verifyPortably);
    if (delivery.is !== "receipt") throw new Error(JSON.stringify(delivery));
    const first = await ask(delivery, []);
    expect(first).toMatchObject({
      ...{ is: "answered", inLog: { is: "included", index: 0 }, alarms: [] },
      published: { status: "counted", signed: { votes: { A: 10, B: 20, C: 5 } } },
    });
    const seen = first.is === "answered" && first.checkpoint !== null ? [first.checkpoint] : [];
    const other = await signed(actaText(election.election, "p1.1", [30, 0, 5]), "machine/p1.1");
    expect(await deliver(other, kit, centre, verifyPortably)).toMatchObject({ is: "receipt" });
    const second = await ask(delivery, seen);
    if (second.is !== "answered") throw new Error(second.is);
    expect(second.alarms.map(({ code, files }) => [code, files[0]?.name, files[0]?.isProof])).toEqual([
      ["second-acta", "p1.1-president-two-actas.contradiction", true],
      ["not-counted", "p1.1-president-published.json", false],
    ]);
    const foreign = printNote({ text: acta.note.text, signatures: [] });
    expect(await deliver(foreign, kit, centre, verifyPortably)).toMatchObject({
      is: "refused",
      code: "note-form",
    });
    expect(await deliver(utf8("nothing\n"), kit, centre, verifyPortably)).toMatchObject({ is: "refused" });
  }));
