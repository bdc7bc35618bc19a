/**
 * Asks programs of others to read a log of ours, and reads what they write in turn.
 *
 *     npm run interop-log
 *
 * The Go project's packages note and tlog, which serve the checksums of every Go module: Debian has them as
 * golang-golang-x-mod-dev, with a compiler. Where they are not installed this says so and is content. What sigstore's
 * library makes of a log of ours is a test (core/log), since npm has it.
 * Spec: spec/log.md, section 10.
 * @module
 */
import { spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, hash, type KeyObject, sign, verify } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { utf8 } from "../core/bytes.ts";
import { parseHash, printCheckpoint } from "../core/log/checkpoint.ts";
import { createPolicy } from "../core/log/policy.ts";
import { openCheckpoint } from "../core/log/signed-checkpoint.ts";
import { bundlePath, tilePath } from "../core/log/tile.ts";
import { EMPTY_EDGE, growBundles, growTiles, type TileEdge, type TreeHead } from "../core/log/tile-tree.ts";
import { isConsistent, isIncluded, leafHash } from "../core/merkle-tree.ts";
import {
  createNoteKey,
  type NoteKey,
  parseVerifierKey,
  printVerifierKey,
  SIGNATURE_TYPE,
} from "../core/note/key.ts";
import { cosignText, printNote, type Signer, signText, type VerifyEd25519 } from "../core/note/note.ts";
import type { Sha256 } from "../core/sha256.ts";

const sha: Sha256 = (bytes) => hash("sha256", bytes, "buffer");
const STEPS = [0, 1, 1, 254, 1, 255, 300, 64_724, 4464];
const entryOf = (index: number): Uint8Array => utf8(`entry ${index} ${"é".repeat(index % 50)}`);

function newSigner(name: string, type: NoteKey["type"]): Signer {
  const pair = generateKeyPairSync("ed25519");
  const { x = "" } = pair.publicKey.export({ format: "jwk" });
  const key = createNoteKey(name, type, new Uint8Array(Buffer.from(x, "base64url")));
  return { key, sign: (message) => new Uint8Array(sign(null, message, pair.privateKey)) };
}

const publicKey = (bytes: Uint8Array): KeyObject =>
  createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(bytes).toString("base64url") },
    format: "jwk",
  });

const verifyEd25519: VerifyEd25519 = (key, message, signature) =>
  verify(null, message, publicKey(key), signature);

function write(folder: string, path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}

/** Publishes a log in steps, as a centre does, and keeps every checkpoint. */
async function writeLog(folder: string, log: Signer, cosigners: readonly Signer[]): Promise<TreeHead[]> {
  let edge: TileEdge = EMPTY_EDGE;
  let last: readonly Uint8Array[] = [];
  const heads: TreeHead[] = [];
  for (const [at, step] of STEPS.entries()) {
    const entries = Array.from({ length: step }, (_, i) => entryOf(edge.size + i));
    const hashes = entries.map((entry) => leafHash(entry, sha));
    const tiles = growTiles(edge, hashes, sha);
    const bundles = growBundles(edge.size, last, entries);
    for (const tile of tiles.tiles) write(folder, tilePath(tile), tile.bytes);
    for (const bundle of bundles.bundles) write(folder, bundlePath(bundle), bundle.bytes);
    [edge, last] = [tiles.edge, bundles.last];
    const head = { size: edge.size, root: tiles.root };
    const text = printCheckpoint({ origin: log.key.name, ...head });
    const signatures = [await signText(text, log)];
    for (const cosigner of cosigners) signatures.push(await cosignText(text, 1_700_000_000 + at, cosigner));
    const note = printNote({ text, signatures });
    write(folder, "checkpoint", note);
    write(folder, `checkpoint.${at}`, note);
    heads.push(head);
  }
  return heads;
}

type Proof = { readonly index: number; readonly hashes: readonly string[] | null };
type Answer = {
  readonly size: number;
  readonly tiles: number;
  readonly cosigned: number;
  readonly inclusion: readonly Proof[];
  readonly consistency: readonly Proof[];
  readonly vkey: string;
  readonly note: string;
};

/** The first compiler there is: the one on the path, or where Debian's versioned packages put it. */
function findGo(): string | undefined {
  const places = [
    "go",
    ...(existsSync("/usr/lib") ? readdirSync("/usr/lib").filter((name) => /^go-\d/.test(name)) : []),
  ];
  return places
    .map((name) => (name === "go" ? name : `/usr/lib/${name}/bin/go`))
    .find((program) => spawnSync(program, ["version"]).status === 0);
}

function judge(answer: Answer, heads: readonly TreeHead[]): void {
  const head = heads.at(-1)!;
  const hashesOf = (proof: Proof) => (proof.hashes ?? []).map((text) => parseHash(text)!);
  const demand = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`we refuse what they wrote: ${what}`);
  };
  demand(answer.size === head.size, "size");
  for (const proof of answer.inclusion) {
    const claim = { entry: entryOf(proof.index), index: proof.index, ...head };
    demand(isIncluded(claim, hashesOf(proof), sha), `proof of entry ${proof.index}`);
  }
  for (const proof of answer.consistency) {
    const old = heads.find(({ size }) => size === proof.index)!;
    const claim = { oldSize: old.size, oldRoot: old.root, newSize: head.size, newRoot: head.root };
    demand(isConsistent(claim, hashesOf(proof), sha), `proof from ${proof.index}`);
  }
  const key = parseVerifierKey(answer.vkey);
  if (!key.ok) throw new Error(`we refuse their key: ${key.error.code}`);
  const opened = openCheckpoint(utf8(answer.note), createPolicy({ key: key.value }, [], 0), verifyEd25519);
  demand(opened.ok && opened.value.checkpoint.size === head.size, "checkpoint");
}

const SOURCES = "/usr/share/gocode";
const go = findGo();
if (go === undefined || !existsSync(join(SOURCES, "src/golang.org/x/mod/sumdb/tlog"))) {
  console.log("skipped: no Go compiler with golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev)");
} else {
  const folder = mkdtempSync(join(tmpdir(), "triplicate-interop-"));
  try {
    const log = newSigner("log.example/union-2026", SIGNATURE_TYPE.ed25519);
    const cosigners = ["psuv.example/cosigner", "mud.example/cosigner"].map((name) =>
      newSigner(name, SIGNATURE_TYPE.cosignature),
    );
    const heads = await writeLog(folder, log, cosigners);
    const keys = [log, ...cosigners].map(({ key }) => printVerifierKey(key));
    const env = {
      ...process.env,
      GO111MODULE: "off",
      GOPATH: SOURCES,
      GOFLAGS: "",
      GOCACHE: join(folder, ".cache"),
    };
    const source = join(import.meta.dirname, "interop/sumdb.go");
    const ran = spawnSync(go, ["run", source, folder, ...keys], {
      env,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    if (ran.status !== 0) throw new Error(`they refuse what we wrote: ${ran.stderr}`);
    const answer = JSON.parse(ran.stdout) as Answer;
    judge(answer, heads);
    console.log(
      `golang.org/x/mod: ${answer.size} entries, ${answer.tiles} tiles equal byte for byte, ` +
        `${answer.inclusion.length} proofs of inclusion and ${answer.consistency.length} of consistency both ways, ` +
        `checkpoint with ${answer.cosigned} cosignatures opened, theirs opened by us`,
    );
    const tile = join(folder, "tile/0/000");
    const bytes = readFileSync(tile);
    bytes[0]! ^= 1;
    writeFileSync(tile, bytes);
    const lied = spawnSync(go, ["run", source, folder, ...keys], { env, encoding: "utf8" });
    if (lied.status === 0) throw new Error("they accept a tile that was changed");
    console.log("golang.org/x/mod: notices a tile that was changed");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
