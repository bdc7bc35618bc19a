/**
 * Kept actas against an honest log and against logs that lack, replace or contradict them.
 * @module
 */
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drawSymbol, encodePng } from "@triplicate/adapters/acta-symbols.ts";
import { decodeUtf8, utf8 } from "@triplicate/core/bytes.ts";
import { actaToSymbols } from "@triplicate/core/count-machine/acta-symbol.ts";
import { printLogProof } from "@triplicate/core/log/log-proof.ts";
import { leafHash, proveInclusion, rootHash } from "@triplicate/core/merkle-tree.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import { signAs } from "@triplicate/simulation/election/signed-day.ts";
import { describe, expect, test } from "vitest";
import { inTemporaryFolder, run } from "./cli.test-helper.ts";
import { nodeSigningKit } from "./simulated-kit.ts";
import { signCheckpoint, writeSimulatedLog } from "./simulated-log.ts";
import {
  day,
  ELECTION,
  flip,
  HONEST,
  noteOf,
  SHAPE,
  signedInstead,
  UNCOUNTED,
  without,
} from "./verify-log.test-helper.ts";

const { cast } = ELECTION;
const kept = day(UNCOUNTED).actas[0]!;
const moved = signedInstead((acta) => ({
  ...acta,
  votes: {
    ...acta.votes,
    votes: acta.votes.votes.map((value, i) => (i === 0 ? value - 10 : i === 1 ? value + 10 : value)),
  },
}));

type Kept = {
  readonly code: number;
  readonly rules: readonly string[];
  readonly out: string;
  readonly proofs: string[];
};

/** Writes a log of these entries and verifies the files of `write` against it. */
async function verifyKept(
  entries: readonly Uint8Array[],
  files: Readonly<Record<string, Uint8Array>>,
  more: (folder: string) => Promise<readonly string[]> = async () => [],
): Promise<Kept> {
  return inTemporaryFolder(async (folder) => {
    await writeSimulatedLog({ folder, shape: SHAPE, entries });
    const paths: string[] = [];
    for (const [name, bytes] of Object.entries(files)) {
      paths.push(join(folder, name));
      await writeFile(join(folder, name), bytes);
    }
    paths.push(...(await more(folder)));
    const out = join(folder, "proofs");
    const options = ["--against", folder, "--out", out, "--json"];
    const ran = await run(["verify", "acta", ...paths, ...options]);
    if (ran.code > 1 && ran.out === "") throw new Error(ran.err);
    const { breaches } = JSON.parse(ran.out);
    const proofs = await readdir(out).catch(() => []);
    for (const proof of proofs) {
      const checked = await run(["verify", "contradiction", join(out, proof), "--election", folder]);
      expect(checked.code, checked.err).toBe(1);
    }
    return { code: ran.code, rules: Object.keys(breaches.byRule), out: ran.out, proofs };
  });
}

/** The last line is a witness's. */
const spoilt = (note: Uint8Array): Uint8Array => note.with(note.length - 10, note.at(-10)! === 65 ? 66 : 65);

describe("a kept acta", () => {
  test("that is in the log and counts raises nothing, as a note, as text of its symbols or as pictures", async () => {
    const symbols = actaToSymbols(kept);
    const pictures = symbols.map((text, i) => [`${i}.png`, encodePng(drawSymbol(text, 576))] as const);
    const forms: Readonly<Record<string, Uint8Array>>[] = [
      { "a.note": kept },
      { "a.txt": utf8(symbols.join("\r\n")) },
      Object.fromEntries(pictures),
    ];
    for (const files of forms) {
      const { code, rules, out } = await verifyKept(HONEST, files);
      expect({ code, rules }).toEqual({ code: 0, rules: [] });
      const [acta] = JSON.parse(out).actas;
      expect(acta).toMatchObject({
        station: ELECTION.geography.stationId(UNCOUNTED),
        log: { state: "counts" },
      });
      expect(acta.signers.map(({ role }: { role: string }) => role)).toEqual([
        "machine",
        "witness",
        "witness",
        "witness",
      ]);
    }
  });

  test("is told in words, in both languages, with the package alone", async () => {
    await inTemporaryFolder(async (folder) => {
      await writeSimulatedLog({ folder, shape: SHAPE, entries: HONEST });
      const file = join(folder, "a.note");
      await writeFile(file, kept);
      const english = await run(["verify", "acta", file, "--election", join(folder, "election")]);
      expect(english.out).toContain("signed by its machine");
      expect(english.out).toContain("Everything holds together");
      const spanish = await run(["verify", "acta", file, "--against", folder], "es");
      expect(spanish.out).toContain("y por el testigo");
      expect(spanish.out).toContain("es la entrada");
      expect((await run(["verify", "acta", file])).code).toBe(2);
    });
  });

  const text = noteOf(kept).text;
  const rows: readonly [
    what: string,
    entries: readonly Uint8Array[],
    file: Uint8Array,
    rules: string[],
    proofs: number,
  ][] = [
    ["that was never logged", without([kept]), kept, ["kept-not-logged"], 0],
    [
      "whose machine has another acta in the log",
      [...without([kept]), moved.acta],
      kept,
      ["kept-differs"],
      1,
    ],
    // Whoever spoils a witness's line does not undo what the machine signed, nor what it proves.
    ["with a spoilt line of a witness", HONEST, spoilt(kept), ["kept-signature"], 0],
    [
      "with a spoilt line, whose machine has another acta in the log",
      [...without([kept]), moved.acta],
      spoilt(kept),
      ["kept-signature", "kept-differs"],
      1,
    ],
    ["in conflict", [...HONEST, moved.acta], kept, ["kept-not-counted"], 0],
    [
      "signed by a stranger",
      HONEST,
      signAs(text, [cast.stranger("x/y")], nodeSigningKit),
      ["kept-signature"],
      0,
    ],
    [
      "of a witness alone",
      HONEST,
      signAs(text, [cast.witness(UNCOUNTED, 0)], nodeSigningKit),
      ["kept-signature"],
      0,
    ],
    [
      "with a digit changed",
      HONEST,
      utf8(decodeUtf8(kept)!.replace("\nblank ", "\nblank 1")),
      ["kept-signature"],
      0,
    ],
    ["that is a closing record", HONEST, day(0).closing, ["kept-form"], 0],
    ["that is no acta", HONEST, utf8("hello"), ["kept-form"], 0],
    [
      "that does not add up",
      HONEST,
      signedInstead((acta) => ({ ...acta, blank: acta.blank + 1 })).acta,
      ["kept-sums", "kept-differs"],
      1,
    ],
  ];
  for (const [what, entries, file, rules, proofs] of rows) {
    test(`${what} breaks ${rules.join(", ")}`, async () => {
      const result = await verifyKept(entries, { "a.note": file });
      expect(result.rules).toEqual(rules);
      expect(result.code).toBe(rules.includes("kept-form") ? 2 : 1);
      expect(result.proofs).toHaveLength(proofs);
    });
  }

  test("with a receipt proves that the log replaced it", async () => {
    const index = HONEST.findIndex((entry) => Buffer.from(entry).equals(kept));
    const leaves = HONEST.slice(0, 9).map((entry) => leafHash(entry));
    const checkpoint = await signCheckpoint(ELECTION, { size: leaves.length, root: rootHash(leaves) });
    const receipt = printLogProof({ index, hashes: proveInclusion(leaves, index), checkpoint });
    const entries = HONEST.map((entry, i) => (i === index ? moved.acta : entry));
    const result = await verifyKept(entries, { "a.note": kept, "a.tlog-proof": receipt });
    expect(result.code).toBe(1);
    expect(result.proofs.map((name) => name.replace(/-[0-9a-f]+\.contradiction/, "")).sort()).toEqual([
      "entry-replaced",
      "two-actas",
    ]);
    // The same receipt against the log that kept its word.
    const honest = await verifyKept(HONEST, { "a.note": kept, "a.tlog-proof": receipt });
    expect(honest).toMatchObject({ code: 0, proofs: [] });
  });

  test("of a station that the site shows otherwise breaks results-published", async () => {
    const acta = ACTA.parse(text);
    if (!acta.ok) throw new Error(acta.error.code);
    const { station, contest, votes, blank, null: spoilt } = acta.value;
    const page = (first: number) => ({
      station,
      contests: [
        {
          contest,
          signed: {
            votes: Object.fromEntries(votes.options.map((id, i) => [id, i === 0 ? first : votes.votes[i]!])),
            blank,
            null: spoilt,
          },
        },
      ],
    });
    const publish =
      (first: number, room = 0) =>
      async (folder: string) => {
        const { mkdir } = await import("node:fs/promises");
        await mkdir(join(folder, "results/station"), { recursive: true });
        await writeFile(
          join(folder, `results/station/${station}`),
          JSON.stringify(page(first)) + " ".repeat(room),
        );
        return [];
      };
    const same = await verifyKept(HONEST, { "a.note": kept }, publish(votes.votes[0]!));
    expect(same.rules).toEqual([]);
    const other = await verifyKept(HONEST, { "a.note": kept }, publish(votes.votes[0]! + 1));
    expect(other.rules).toEqual(["results-published"]);
    // However large the page was made.
    const large = await verifyKept(HONEST, { "a.note": kept }, publish(votes.votes[0]! + 1, 1_000_000));
    expect(large.rules).toEqual(["results-published"]);
  });

  test("says nothing about a log whose entries are not those it signed", async () => {
    const result = await verifyKept(HONEST, { "a.note": kept }, async (folder) => {
      for (const name of await readdir(join(folder, "tile/entries/000.p")))
        await flip(join(folder, "tile/entries/000.p", name), 900);
      return [];
    });
    expect(result.rules).toEqual(["tree-root"]);
    expect(JSON.parse(result.out).actas[0].log).toBeNull();
  });
});

test("a kept acta against a log that this machine saw otherwise tells that first", async () => {
  await inTemporaryFolder(async (folder) => {
    const [log, state, file] = [join(folder, "log"), join(folder, "state"), join(folder, "a.note")];
    await writeFile(file, kept);
    const rules = async () => {
      const ran = await run(["verify", "acta", file, "--against", log, "--state", state, "--json"]);
      return Object.keys(JSON.parse(ran.out).breaches.byRule);
    };
    await writeSimulatedLog({ folder: log, shape: SHAPE, entries: HONEST });
    expect((await run(["verify", log, "--state", state])).code).toBe(0);
    expect(await rules()).toEqual([]);
    await writeSimulatedLog({ folder: log, shape: SHAPE, entries: [...HONEST].reverse() });
    expect(await rules()).toEqual(["history-rewritten"]);
    await writeSimulatedLog({ folder: log, shape: SHAPE, entries: [kept] });
    expect(await rules()).toEqual(["history-behind"]);
    // The election too is the one of the first visit.
    const options = {
      shape: SHAPE,
      entries: HONEST,
      package: { cosignerUrls: ["https://a.example", "https://b.example"] },
    };
    await writeSimulatedLog({ ...options, folder: log });
    expect(await rules()).toContain("election-changed");
  });
});
