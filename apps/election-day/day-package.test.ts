/** The day's election: sound, its numbers those of the printouts, its papers such as the centre takes without a word. */
import { scryptSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeSha256, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { readPictures } from "@triplicate/adapters/election-pictures.ts";
import { readKeyFile } from "@triplicate/adapters/key-file.ts";
import { createCentralCount } from "@triplicate/core/count-central/central-count.ts";
import { type EntryContext, judgeEntry, readEntry } from "@triplicate/core/count-central/entry.ts";
import { openNote } from "@triplicate/core/note/note.ts";
import { CARD, PIN_PATTERN, PIN_SCRYPT } from "@triplicate/core/statement/card.ts";
import { lineToNote } from "@triplicate/core/statement/one-line.ts";
import { afterAll, describe, expect, test } from "vitest";
import { type DayPackage, makeDayPackage } from "./day-package.ts";

const folder = mkdtempSync(join(tmpdir(), "triplicate-day-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const urls = async () => ["http://127.0.0.1:1", "http://127.0.0.1:2"];
const made: DayPackage = await makeDayPackage(folder, "2026-11-25", urls);
const HOURS = { opened: 1_764_054_000, closed: 1_764_090_000 };

describe("the day's election", () => {
  const { day, election } = made;
  const context: EntryContext = { ...election, mode: "live", sha256: nodeSha256 };

  test("has pictures that are those it was signed with", async () => {
    const pictures = await readPictures(join(folder, "election"), election.definition);
    expect(pictures.ok && pictures.value.size).toBe(14);
  });

  test("leaves El Casabe's first station to whoever votes there", async () => {
    expect(day.stations[day.visited]).toMatchObject({ id: "080702001.01", registered: 411 });
    const key = await readKeyFile(made.machineKey, made.passphrase);
    expect(key.ok && key.value.key.name).toBe("ve-bolivar-2017/machine/080702001.01");
    expect((await readKeyFile(made.machineKey, "another")).ok).toBe(false);
  });

  test("gives two poll workers cards whose PINs are theirs", () => {
    for (const { text, pin } of made.cards) {
      const opened = openNote(lineToNote("card", text)!, election.book.find, verifyEd25519);
      const card = opened.ok ? CARD.parse(opened.value.note.text) : opened;
      if (!card.ok) throw new Error("no card");
      const [salt, check] = card.value.pin;
      expect(pin).toMatch(PIN_PATTERN);
      expect(new Uint8Array(scryptSync(pin, salt, 32, { ...PIN_SCRYPT, maxmem: 2 ** 26 }))).toEqual(check);
      expect(card.value.scope).toBe("station/080702001.01");
    }
  });

  test("reports what the printouts said, with nothing odd about it", () => {
    const count = createCentralCount(context);
    for (const [row] of day.stations.entries()) {
      const { acta, closing } = day.notes(row, HOURS);
      for (const note of [acta, closing]) {
        const read = readEntry(note, context);
        if (!read.ok) throw new Error(JSON.stringify(read.error));
        // Signatures of some; all of them would take a while.
        const verdicts = read.value.checks.map(({ key, message, signature }) =>
          row % 60 === 0 ? verifyEd25519(key.publicKey, message, signature) : true,
        );
        const judged = judgeEntry(read.value, verdicts);
        if (!judged.ok) throw new Error(JSON.stringify(judged.error));
        count.add(count.size, judged.value);
      }
    }
    const { counted, flagged, conflict, signed } = count.totals(0);
    expect([counted, flagged, conflict]).toEqual([1642, 0, 0]);
    // The officially announced totals with the eleven stations put right.
    expect(signed.votes.slice(0, 2)).toEqual([274_589, 275_317]);
  });

  test("has other keys every day", async () => {
    const again = join(folder, "again");
    const other = await makeDayPackage(again, "2026-11-25", urls);
    expect(readFileSync(join(again, "election/definition.json"))).toEqual(
      readFileSync(join(folder, "election/definition.json")),
    );
    expect(other.day.log.key.publicKey).not.toEqual(day.log.key.publicKey);
  });
});
