/** The published vectors of packages and rosters: what they hold is what we make, and what we judge. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { encodeBase64, encodeHex, utf8 } from "../bytes.ts";
import { leafHash, rootHash } from "../merkle-tree.ts";
import { verifyPortably } from "../note/ed25519.ts";
import { publicKeyFaultOfForm } from "../note/public-key.ts";
import { sha256 } from "../sha256.ts";
import { judgeDefinition, judgePackage } from "./election-package.ts";
import { packageLines, packageParts } from "./package.test-data.ts";
import { createRosterReader } from "./roster.ts";
import { KEY_ROWS } from "./roster-keys.test-data.ts";
import { verifyRosterProof } from "./roster-proof.ts";

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../vectors/election/${name}`, import.meta.url), "utf8")) as T;

type Whole = {
  readonly definition: string;
  readonly definitionSha256: string;
  readonly roster: readonly string[];
  readonly rosterRoot: string;
  readonly note: string;
  readonly station: string;
  readonly proof: string;
};
type Rosters = {
  readonly rosters: readonly { name: string; lines: readonly string[]; faults: readonly string[] }[];
};

test("the package of the vectors is sound, and is the one our tests make", async () => {
  const whole = read<Whole>("whole-package.json");
  const definitionBytes = utf8(whole.definition);
  expect(encodeHex(sha256(definitionBytes))).toBe(whole.definitionSha256);
  const root = rootHash(whole.roster.map((line) => leafHash(utf8(line))));
  expect(encodeBase64(root)).toBe(whole.rosterRoot);
  const reader = createRosterReader({}, { needsKeys: true });
  reader.push(utf8(whole.roster.map((line) => `${line}\n`).join("")));
  const judged = judgePackage(
    {
      definition: judgeDefinition(definitionBytes),
      definitionBytes,
      roster: { result: reader.finish(), lines: whole.roster.length, root },
      noteBytes: utf8(whole.note),
    },
    { verify: verifyPortably },
  );
  if (!judged.ok) throw new Error(JSON.stringify(judged.error));
  const proven = verifyRosterProof(utf8(whole.proof), judged.value.electionNote);
  expect(proven.ok && proven.value.id).toBe(whole.station);
  const ours = await packageParts();
  expect(new TextDecoder().decode(ours.noteBytes)).toBe(whole.note);
  expect(packageLines()).toEqual(whole.roster);
});

test.each(read<Rosters>("rosters.json").rosters)("$name", ({ lines, faults }) => {
  const reader = createRosterReader({}, { checkKey: publicKeyFaultOfForm });
  reader.push(utf8(lines.map((line) => `${line}\n`).join("")));
  const result = reader.finish();
  expect(result.ok ? [] : result.error.faults.map(({ line, code }) => `${line} ${code}`)).toEqual(faults);
});

test("the vectors are all rows of our tests but the long ones", () => {
  const rows = KEY_ROWS.filter(([, lines]) => lines.length < 50);
  expect(read<Rosters>("rosters.json").rosters).toEqual(
    rows.map(([name, lines, faults]) => ({ name, lines, faults })),
  );
});
