/** The published vectors of spec/log.md: what every implementation of it, ours among them, has to answer. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeBase64, decodeUtf8, encodeBase64, encodeHex, utf8 } from "../bytes.ts";
import { leafHash } from "../merkle-tree.ts";
import { type NoteKey, parseVerifierKey } from "../note/key.ts";
import { answerRefusal, judgeAddCheckpoint, parseAddCheckpoint } from "./add-checkpoint.ts";
import { entryOf, sha, verifyEd25519 } from "./log.test-helper.ts";
import { verifyLogProof } from "./log-proof.ts";
import { isQuorum, type Policy, parsePolicy, printPolicy } from "./policy.ts";
import { bundlePath, parseTilePath, partialTiles, tilePath } from "./tile.ts";
import { EMPTY_EDGE, growBundles, growTiles, type TileEdge } from "./tile-tree.ts";

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../vectors/log/${name}.json`, import.meta.url), "utf8")) as T;

type Tiles = {
  readonly paths: readonly { level: number; index: number; width: number; tile: string; entries: string }[];
  readonly partial: readonly { size: number; widths: Record<string, number> }[];
  readonly growth: readonly { size: number; root: string; files: Record<string, string> }[];
};

describe("tiles", () => {
  const { paths, partial, growth } = read<Tiles>("tiles");

  test.each(paths)("$tile", ({ level, index, width, tile, entries }) => {
    expect([tilePath({ level, index, width }), bundlePath({ index, width })]).toEqual([tile, entries]);
    expect([parseTilePath(tile), parseTilePath(entries)]).toEqual([
      { level, index, width },
      { index, width },
    ]);
  });

  test.each(partial)("the right edge of $size", ({ size, widths }) => {
    expect(Object.fromEntries(partialTiles(size).map(({ level, width }) => [level, width]))).toEqual(widths);
  });

  test("a growing log writes these files and no others", () => {
    let edge: TileEdge = EMPTY_EDGE;
    let last: readonly Uint8Array[] = [];
    for (const { size, root, files } of growth) {
      const entries = Array.from({ length: size - edge.size }, (_, i) => entryOf(edge.size + i));
      const hashes = entries.map((entry) => leafHash(entry, sha));
      const tiles = growTiles(edge, hashes, sha);
      const bundles = growBundles(edge.size, last, entries);
      const written = [
        ...tiles.tiles.map((tile) => [tilePath(tile), encodeHex(sha(tile.bytes))]),
        ...bundles.bundles.map((bundle) => [bundlePath(bundle), encodeHex(sha(bundle.bytes))]),
      ];
      expect(Object.fromEntries(written)).toEqual(files);
      expect(encodeBase64(tiles.root)).toBe(root);
      [edge, last] = [tiles.edge, bundles.last];
    }
  });
});

type Policies = {
  readonly accepted: readonly {
    name: string;
    text: string;
    printed: string;
    quorums: readonly string[][];
    notQuorums: readonly string[][];
  }[];
  readonly refused: readonly { text: string; faults: readonly object[] }[];
};

function policyOf(text: string): Policy {
  const policy = parsePolicy(utf8(text));
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  return policy.value;
}

describe("policies", () => {
  const { accepted, refused } = read<Policies>("policies");

  test.each(accepted)("$name", ({ text, printed, quorums, notQuorums }) => {
    const policy = policyOf(text);
    expect(printPolicy(policy)).toBe(printed);
    for (const names of quorums) expect([names, isQuorum(policy, names)]).toEqual([names, true]);
    for (const names of notQuorums) expect([names, isQuorum(policy, names)]).toEqual([names, false]);
  });

  test.each(refused)("$text", ({ text, faults }) => {
    expect(parsePolicy(utf8(text))).toEqual({ ok: false, error: faults });
  });
});

type Proofs = {
  readonly cases: readonly { name: string; entry: string; policy: string; proof: string; verdict: string }[];
};

test.each(read<Proofs>("proofs").cases)("proof: $name: $verdict", ({ entry, policy, proof, verdict }) => {
  const result = verifyLogProof(utf8(proof), utf8(entry), policyOf(policy), verifyEd25519);
  expect(result.ok ? "holds" : result.error.code).toBe(verdict);
});

type AddCheckpoints = {
  readonly cases: readonly {
    name: string;
    known: { keys: readonly string[]; size: number; root: string } | null;
    request: string;
    status: number;
    code?: string;
  }[];
};

function keyOf(text: string): NoteKey {
  const key = parseVerifierKey(text);
  if (!key.ok) throw new Error(key.error.code);
  return key.value;
}

test.each(read<AddCheckpoints>("add-checkpoint").cases)(
  "add-checkpoint: $name: $status",
  ({ known, request, status, code }) => {
    const parsed = parseAddCheckpoint(utf8(request));
    const held =
      known === null
        ? undefined
        : { keys: known.keys.map(keyOf), head: { size: known.size, root: decodeBase64(known.root)! } };
    const verdict = parsed.ok ? judgeAddCheckpoint(held, parsed.value, verifyEd25519) : parsed;
    if (verdict.ok) expect([200, undefined]).toEqual([status, code]);
    else expect([answerRefusal(verdict.error).status, verdict.error.code]).toEqual([status, code]);
    if (parsed.ok) expect(decodeUtf8(parsed.value.note)).toBe(request.slice(request.indexOf("\n\n") + 2));
  },
);
