/** One station's line shown to a phone, and everything that shows it nothing. */
import { describe, expect, test } from "vitest";
import { equalBytes, utf8 } from "../bytes.ts";
import { leafHash, proveInclusion, rootHash } from "../merkle-tree.ts";
import { readElectionNote } from "./election-package.ts";
import type { Scope } from "./key-book.ts";
import { packageLines, packageParts, publicKeyOf } from "./package.test-data.ts";
import { spareLine } from "./roster-print.ts";
import { createRosterPaths, ROSTER_PROOF, verifyRosterProof } from "./roster-proof.ts";

const parts = await packageParts();
const read = readElectionNote(parts.noteBytes);
if (!read.ok) throw new Error(read.error.code);
const note = read.value.electionNote;
const lines = packageLines();
const leaves = lines.map((line) => leafHash(utf8(line)));
const indexOf = (begin: string) => lines.findIndex((line) => line.startsWith(begin));

type Proof = Parameters<typeof ROSTER_PROOF.print>[0];

function proofOf(place: number, station: number): Proof {
  const paths = createRosterPaths([place, station]);
  for (const leaf of leaves) paths.add(leaf);
  const { paths: found, size, root } = paths.finish();
  expect([size, equalBytes(root, note.roster[1])]).toEqual([lines.length, true]);
  return {
    election: note.election,
    place: [place, lines[place]!],
    "place-path": found[0]!,
    station: [station, lines[station]!],
    "station-path": found[1]!,
    spare: [],
    "spare-path": [],
  };
}

const [place, station] = [indexOf('{"place":"03"'), indexOf('{"station":"03.2"')];
const sound = proofOf(place, station);
const verify = (proof: Proof) => verifyRosterProof(utf8(ROSTER_PROOF.print(proof)), note);
const codeOf = (result: ReturnType<typeof verify>) => (result.ok ? "holds" : result.error.code);

test("a station's line and its place's are shown", () => {
  const result = verify(sound);
  expect(result).toEqual({
    ok: true,
    value: {
      id: "03.2",
      place: "03",
      placeName: "Casa del puerto",
      region: "Sur",
      registered: 320,
      key: publicKeyOf("sutrabor-2026/machine/03.2"),
      spares: [],
    },
  });
});

test("the paths of a stream are those of a tree at hand, for every pair of lines", () => {
  for (let i = 0; i < lines.length; i += 1) {
    const proof = proofOf(i, (i * 7) % lines.length);
    expect(proof["place-path"]).toEqual(proveInclusion(leaves, i));
    expect(proof["station-path"]).toEqual(proveInclusion(leaves, (i * 7) % lines.length));
  }
});

describe("shows nothing", () => {
  const other = indexOf('{"place":"01"');
  const witness = indexOf('{"witness":"Base/03.2"');
  const wrongPlace = proofOf(other, station);
  test.each([
    ["with another place", wrongPlace, "proof-of-another-place"],
    ["with the lines exchanged", proofOf(station, place), "proof-of-no-station"],
    ["of a witness", proofOf(place, witness), "proof-of-no-station"],
    ["of another election", { ...sound, election: "other" }, "proof-of-another-election"],
    [
      "at another index",
      { ...sound, station: [station - 1, lines[station]!] as const },
      "proof-not-in-roster",
    ],
    [
      "beyond the roster",
      { ...sound, station: [lines.length, lines[station]!] as const },
      "proof-not-in-roster",
    ],
    [
      "with more voters",
      { ...sound, station: [station, lines[station]!.replace("320", "920")] as const },
      "proof-not-in-roster",
    ],
    [
      "with another key",
      { ...sound, station: [station, lines[station]!.replace(/key":"./, 'key":"A')] as const },
      "proof-not-in-roster",
    ],
    ["without a path", { ...sound, "station-path": [] }, "proof-not-in-roster"],
    ["with a step fewer", { ...sound, "place-path": sound["place-path"].slice(1) }, "proof-not-in-roster"],
    [
      "with a step more",
      { ...sound, "place-path": [...sound["place-path"], leaves[0]!] },
      "proof-not-in-roster",
    ],
    [
      "with the paths exchanged",
      { ...sound, "place-path": sound["station-path"], "station-path": sound["place-path"] },
      "proof-not-in-roster",
    ],
    [
      "with more steps than a tree is high",
      { ...sound, "place-path": Array.from({ length: 4000 }, () => leaves[0]!) },
      "proof-too-large",
    ],
  ] as const)("%s", (_, proof, code) => {
    expect(codeOf(verify(proof))).toBe(code);
  });

  test("with any byte changed, left out or put in", () => {
    const bytes = utf8(ROSTER_PROOF.print(sound));
    for (let at = 0; at < bytes.length; at += 1) {
      for (const flip of [0x01, 0x20, 0x80]) {
        const changed = Uint8Array.from(bytes);
        changed[at]! ^= flip;
        expect(verifyRosterProof(changed, note).ok, `byte ${at}`).toBe(false);
      }
    }
    for (let at = 0; at < bytes.length; at += 17) {
      expect(verifyRosterProof(bytes.subarray(0, at), note).ok).toBe(false);
      const longer = new Uint8Array(bytes.length + 1);
      longer.set(bytes.subarray(0, at));
      longer.set(bytes.subarray(at), at + 1);
      longer[at] = 0x41;
      expect(verifyRosterProof(longer, note).ok).toBe(false);
    }
    expect(verifyRosterProof(Uint8Array.of(0xff), note)).toEqual({
      ok: false,
      error: { code: "proof-not-utf8" },
    });
  });

  test("against the note of another roster", async () => {
    const elsewhere = await packageParts({ lines: lines.toSpliced(-1, 1) });
    const its = readElectionNote(elsewhere.noteBytes);
    if (!its.ok) throw new Error(its.error.code);
    const proof = utf8(ROSTER_PROOF.print(sound));
    expect(codeOf(verifyRosterProof(proof, its.value.electionNote))).toBe("proof-not-in-roster");
  });

  test("of a station whose line is in the tree but says something in another form", () => {
    // Only the authority could have signed such a roster; the phone does not read it either.
    const spaced = lines.with(station, lines[station]!.replace(",", ", "));
    const hashes = spaced.map((line) => leafHash(utf8(line)));
    const paths = createRosterPaths([place, station]);
    for (const leaf of hashes) paths.add(leaf);
    const { paths: found, root } = paths.finish();
    const proof = {
      ...sound,
      station: [station, spaced[station]!] as const,
      "place-path": found[0]!,
      "station-path": found[1]!,
    };
    const its = { ...note, roster: [lines.length, root] as const };
    expect(codeOf(verifyRosterProof(utf8(ROSTER_PROOF.print(proof)), its))).toBe("proof-of-no-station");
  });
});

describe("spare machines", () => {
  const spare = (id: string, scope: Scope) => spareLine(id, scope, publicKeyOf(`sutrabor-2026/spare/${id}`));
  const more = [
    ...lines,
    spare("sur/1", { kind: "region", id: "Sur" }),
    spare("all", { kind: "election" }),
    spare("norte/1", { kind: "region", id: "Norte" }),
    spare("place", { kind: "place", id: "03" }),
    spare("station", { kind: "station", id: "03.2" }),
    spare("other", { kind: "station", id: "03.1" }),
  ];
  const hashes = more.map((line) => leafHash(utf8(line)));
  const root = rootHash(hashes);
  const its = { ...note, roster: [more.length, root] as const };
  const shown = (ids: readonly string[]): Proof => {
    const at = ids.map((id) => more.findIndex((line) => line.startsWith(`{"spare":"${id}"`)));
    return {
      ...sound,
      "place-path": proveInclusion(hashes, place),
      "station-path": proveInclusion(hashes, station),
      spare: at.map((index) => [index, more[index]!]),
      "spare-path": at.map((index) => proveInclusion(hashes, index)),
    };
  };
  const check = (proof: Proof) => verifyRosterProof(utf8(ROSTER_PROOF.print(proof)), its);

  test("that may stand in for the station are shown with their keys", () => {
    const result = check(shown(["sur/1", "all", "place", "station"]));
    expect(result.ok && result.value.spares.map(({ id, key }) => [id, key])).toEqual(
      ["sur/1", "all", "place", "station"].map((id) => [id, publicKeyOf(`sutrabor-2026/spare/${id}`)]),
    );
  });

  const all = shown(["all", "place"]);
  const [first, second] = [all.spare[0]!, all.spare[1]!];
  test.each([
    ["of another region", shown(["norte/1"]), "proof-of-no-spare"],
    ["of another station", shown(["all", "other"]), "proof-of-no-spare"],
    ["that is a witness", { ...all, spare: [[station - 1, more[station - 1]!]] }, "proof-not-in-roster"],
    ["without its path", { ...all, "spare-path": all["spare-path"].slice(1) }, "proof-not-in-roster"],
    ["with a path too many", { ...all, spare: [first] }, "proof-not-in-roster"],
    ["with the paths exchanged", { ...all, spare: [second, first] }, "proof-not-in-roster"],
    [
      "with a wider scope",
      { ...all, spare: [first, [second[0], second[1].replace("place/03", "election")]] },
      "proof-not-in-roster",
    ],
    [
      "that are more than a proof shows",
      { ...all, spare: Array(17).fill(first), "spare-path": Array(17).fill(all["spare-path"][0]) },
      "proof-not-in-roster",
    ],
  ] as [string, Proof, string][])("%s show nothing", (_, proof, code) => {
    expect(codeOf(check(proof))).toBe(code);
  });

  test("whose line is another kind's show nothing", () => {
    const at = more.findIndex((line) => line.startsWith('{"witness"'));
    const proof = { ...all, spare: [[at, more[at]!]] as const, "spare-path": [proveInclusion(hashes, at)] };
    expect(codeOf(check(proof))).toBe("proof-of-no-spare");
  });
});
