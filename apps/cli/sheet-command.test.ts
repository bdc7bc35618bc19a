import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { writeKeyFile } from "@triplicate/adapters/key-file.ts";
import { seedOf, signer, withElection } from "@triplicate/centre/centre.test-helper.ts";
import { openNote } from "@triplicate/core/note/note.ts";
import { SHEET } from "@triplicate/core/statement/sheet.ts";
import { describe, expect, it } from "vitest";
import { inTemporaryFolder, run } from "./cli.test-helper.ts";

const LIST = "papers,38\nA,10\nB,20\nC,5\nblank,1\nnull,2\n";

/** Runs `triplicate sheet` over two lists; `counters` are the ids of who signs. */
const sheet = (
  first: string,
  second: string,
  counters: readonly string[],
  change: Record<string, string> = {},
) =>
  withElection(({ folder, election }) =>
    inTemporaryFolder(async (work) => {
      const place = (name: string) => join(work, name);
      writeFileSync(place("first.csv"), first);
      writeFileSync(place("second.csv"), second);
      writeFileSync(place("passphrase"), "correct horse\n");
      const keys: string[] = [];
      for (const [i, id] of counters.entries()) {
        const name = `counter/${id}`;
        const options = { workFactor: 10 };
        await writeKeyFile(place(`${i}.key`), signer(name).key, seedOf(name), "correct horse", options);
        keys.push("--key", place(`${i}.key`));
      }
      const options = {
        "--election": folder,
        "--station": "p1.1",
        "--contest": "president",
        "--first": place("first.csv"),
        "--second": place("second.csv"),
        "--counted": "2026-11-22T21:30:00Z",
        "--passphrase-file": place("passphrase"),
        "--out": place("sheet.note"),
        ...change,
      };
      const ran = await run(["sheet", ...Object.entries(options).flat(), ...keys]);
      const note = existsSync(place("sheet.note")) ? readFileSync(place("sheet.note")) : null;
      return { ...ran, note, election };
    }),
  );

describe("two people who counted", () => {
  it("sign one sheet when their lists are the same", async () => {
    const { code, note, election } = await sheet(LIST, LIST.replaceAll("\n", "\r\n"), ["red/1", "blue/1"]);
    expect(code).toBe(0);
    const opened = openNote(note!, (name, id) => election.book.find(name, id), verifyEd25519);
    expect(opened.ok && opened.value.verified.map(({ key }) => key.name)).toEqual([
      "club-2026/counter/red/1",
      "club-2026/counter/blue/1",
    ]);
    const read = SHEET.parse(opened.ok ? opened.value.note.text : "");
    expect(read).toMatchObject({ value: { papers: 38, votes: { votes: [10, 20, 5] }, station: "p1.1" } });
  });

  it("sign nothing when a line differs, and are told which", async () => {
    const { code, err, note } = await sheet(LIST, LIST.replace("A,10", "A,11"), ["red/1", "blue/1"]);
    expect([code, note]).toEqual([1, null]);
    expect(err).toBe("The two counts differ in one line. Nothing was signed.\n  A: 10 and 11\n");
  });

  const rows: [
    what: string,
    list: string,
    counters: string[],
    change: Record<string, string>,
    says: string,
  ][] = [
    ["are friends", LIST, ["blue/1", "blue/2"], {}, "two different parties"],
    ["are one", LIST, ["red/1"], {}, "two different parties"],
    ["wrote what does not add up", LIST.replace("38", "99"), ["red/1", "blue/1"], {}, "sheet-sum"],
    ["wrote another list", "hello\n", ["red/1", "blue/1"], {}, "tally-bad-line"],
    ["name no station", LIST, ["red/1", "blue/1"], { "--station": "p9" }, "not in the election’s roster"],
    [
      "name no contest",
      LIST,
      ["red/1", "blue/1"],
      { "--contest": "pope" },
      "not in the election’s definition",
    ],
    ["name no time", LIST, ["red/1", "blue/1"], { "--counted": "today" }, "today"],
  ];
  it.each(rows)("are refused when they %s", async (_, list, counters, change, says) => {
    const { code, err, note } = await sheet(list, list, counters, change);
    expect([code, note]).toEqual([2, null]);
    expect(err).toContain(says);
  });
});
