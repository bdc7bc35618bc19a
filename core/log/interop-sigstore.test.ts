/** Sigstore's verifier of transparency logs, written by others, reads what we write. It knows checkpoints and inclusion. */
import { createPublicKey } from "node:crypto";
import { LogCheckpoint, verifyCheckpoint } from "@sigstore/verify/dist/tlog/checkpoint.js";
import { verifyMerkleInclusion } from "@sigstore/verify/dist/tlog/merkle.js";
import { beforeAll, describe, expect, test } from "vitest";
import { decodeUtf8 } from "../bytes.ts";
import {
  cosignerOf,
  entryOf,
  flip,
  LOG_ORIGIN,
  logSigner,
  type MemoryLog,
  memoryLogOf,
  sha,
  signCheckpoint,
} from "./log.test-helper.ts";
import { createTileReader } from "./tile-reader.ts";

const keyId = Buffer.alloc(4);
keyId.writeUInt32BE(logSigner.key.id);
const x = Buffer.from(logSigner.key.publicKey).toString("base64url");
const authority = {
  logID: keyId,
  baseURL: `https://${LOG_ORIGIN}`,
  publicKey: createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }),
};

let log: MemoryLog;
let envelope: string;

beforeAll(async () => {
  log = memoryLogOf(777);
  envelope = decodeUtf8(await signCheckpoint(log.head, [cosignerOf("psuv.example/cosigner", 2)]))!;
});

/** The parts of a bundle that the two functions look at. */
async function bundleOf(index: number, entry = entryOf(index), note = envelope) {
  const proof = await createTileReader(log.head, log.read, { sha }).proveInclusion(index);
  if (!proof.ok) throw new Error(proof.error.code);
  const inclusionProof = {
    logIndex: String(index),
    treeSize: String(log.head.size),
    rootHash: Buffer.from(log.head.root),
    hashes: proof.value.map((hash) => Buffer.from(hash)),
    checkpoint: { envelope: note },
  };
  return { canonicalizedBody: Buffer.from(entry), inclusionProof };
}

type Verify = (entry: Awaited<ReturnType<typeof bundleOf>>) => void;
const verify: Verify = (entry) => {
  const checkpoint = verifyCheckpoint(entry as never, [authority as never]);
  verifyMerkleInclusion(entry as never, checkpoint);
};

describe("sigstore", () => {
  test("reads our checkpoint as we do, cosigned or not", () => {
    const { origin, logSize, logHash, rest } = LogCheckpoint.fromString(envelope.split("\n\n")[0]!);
    expect([origin, logSize, new Uint8Array(logHash), rest]).toEqual([LOG_ORIGIN, 777n, log.head.root, []]);
  });

  test("accepts every fourth of our proofs, and the first and last", async () => {
    for (let index = 0; index < 777; index += 4) verify(await bundleOf(index));
  });

  test("refuses what we refuse: another entry, another index, another tree", async () => {
    const other = await bundleOf(5, entryOf(6));
    expect(() => verify(other)).toThrow(/root hash/);
    const good = await bundleOf(5);
    expect(() => verify({ ...good, inclusionProof: { ...good.inclusionProof, logIndex: "4" } })).toThrow();
    const forged = envelope.replace("\n777\n", "\n778\n");
    expect(() =>
      verify({ ...good, inclusionProof: { ...good.inclusionProof, checkpoint: { envelope: forged } } }),
    ).toThrow(/signature/);
    const hashes = good.inclusionProof.hashes.with(0, Buffer.from(flip(good.inclusionProof.hashes[0]!, 0)));
    expect(() => verify({ ...good, inclusionProof: { ...good.inclusionProof, hashes } })).toThrow(
      /root hash/,
    );
  });
});
