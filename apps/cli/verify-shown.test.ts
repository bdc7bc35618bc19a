/**
 * Bulletins that somebody was given, against the log that should hold them.
 * @module
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BULLETIN, type Bulletin } from "@triplicate/core/statement/bulletin.ts";
import { underOldSignatures } from "@triplicate/simulation/attacks/forgery.ts";
import { signAs } from "@triplicate/simulation/election/signed-day.ts";
import { expect, test } from "vitest";
import { inTemporaryFolder, run } from "./cli.test-helper.ts";
import { nodeSigningKit } from "./simulated-kit.ts";
import { writeSimulatedLog } from "./simulated-log.ts";
import { day, ELECTION, entriesOf, HONEST, noteOf, SHAPE } from "./verify-log.test-helper.ts";

const { cast } = ELECTION;

/** The honest log, its bulletin, and files that somebody may have been given; what `verify` says of each. */
async function given<T>(
  use: (give: (bytes: Uint8Array) => ReturnType<typeof run>, logged: Uint8Array) => Promise<T>,
) {
  return inTemporaryFolder(async (folder) => {
    const log = await writeSimulatedLog({ folder: join(folder, "log"), shape: SHAPE, entries: HONEST });
    const logged = (await entriesOf(join(folder, "log"), log.size)).at(-1)!;
    const file = join(folder, "given.note");
    return use(async (bytes) => {
      await writeFile(file, bytes);
      return run(["verify", join(folder, "log"), "--bulletin", file, "--state", join(folder, "state")]);
    }, logged);
  });
}

const bulletinOf = (bytes: Uint8Array): Bulletin => {
  const bulletin = BULLETIN.parse(noteOf(bytes).text);
  if (!bulletin.ok) throw new Error(bulletin.error.code);
  return bulletin.value;
};

test("the bulletin that the log holds is one that was announced", () =>
  given(async (give, logged) => {
    expect(await give(logged)).toMatchObject({ code: 0 });
  }));

test("another that the centre signed and never logged is told by its file and number", () =>
  given(async (give, logged) => {
    const bulletin = bulletinOf(logged);
    const votes = bulletin.votes.votes.map((value, i) => (i === 0 ? value + 40 : value));
    const other = { ...bulletin, votes: { ...bulletin.votes, votes } };
    const ran = await give(signAs(BULLETIN.print(other), [cast.centre], nodeSigningKit));
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("8.9 kept-bulletin");
    expect(ran.out).toContain("bulletin 1 as announced");
    expect(ran.out.match(/^ {2}[0-9]+\.[0-9]+ /gm)).toHaveLength(1);
  }));

test("what the centre has not signed, or is no bulletin, is bad input", () =>
  given(async (give, logged) => {
    const text = noteOf(logged).text;
    const rows: readonly [Uint8Array, string][] = [
      [underOldSignatures(logged, text.replace("number 1", "number 2")), "bad-signature"],
      [signAs(text, [cast.machine(0)], nodeSigningKit), "not-the-centre"],
      [day(0).actas[0]!, "acta"],
      [new TextEncoder().encode("no note\n"), "note-form"],
    ];
    for (const [bytes, detail] of rows) {
      const ran = await give(bytes);
      expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(`(${detail})`)]);
    }
  }));
