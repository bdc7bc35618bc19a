/**
 * Our cosigner asked by a log of others, and our log cosigned by a cosigner of others: over HTTP, as in life.
 *
 *     npm run interop-cosign
 *
 * The others are the Go project's packages note and tlog (Debian: golang-go, golang-golang-x-mod-dev) with a few lines of
 * protocol around them (scripts/interop/cosign.go). Where they are not installed this says so and is content.
 * Spec: spec/log-operation.md, section 5.
 * @module
 */
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createKeyPair, signerOf, verifyEd25519 } from "../adapters/ed25519-node.ts";
import { openDatabase } from "../adapters/sqlite.ts";
import { createCosigning } from "../apps/centre/cosign-round.ts";
import { startCosigner } from "../apps/centre/cosigner-server.ts";
import { openSequencer } from "../apps/centre/sequencer.ts";
import { concatBytes, encodeBase64 } from "../core/bytes.ts";
import { createPolicy } from "../core/log/policy.ts";
import { openCheckpoint } from "../core/log/signed-checkpoint.ts";
import { createNoteKey, keyIdHex, parseVerifierKey, printVerifierKey } from "../core/note/key.ts";

const SOURCES = "/usr/share/gocode";
const folder = mkdtempSync(join(tmpdir(), "triplicate-interop-"));
const say = (text: string) => process.stdout.write(`${text}\n`);

/** The compiler on the path, or where Debian's versioned packages put it. */
function findGo(): string | undefined {
  const versioned = existsSync("/usr/lib")
    ? readdirSync("/usr/lib").filter((name) => /^go-\d/.test(name))
    : [];
  return ["go", ...versioned.map((name) => `/usr/lib/${name}/bin/go`)].find(
    (program) => spawnSync(program, ["version"]).status === 0,
  );
}

function build(go: string): string {
  const program = join(folder, "cosign");
  const env = {
    ...process.env,
    GO111MODULE: "off",
    GOPATH: SOURCES,
    GOFLAGS: "",
    GOCACHE: join(folder, ".cache"),
  };
  const source = join(import.meta.dirname, "interop/cosign.go");
  const built = spawnSync(go, ["build", "-o", program, source], { env, encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stderr);
  return program;
}

const pair = createKeyPair();
const log = signerOf(createNoteKey("log.example/interop", 0x01, pair.publicKey), pair.seed);

/** Their log asks our cosigner. */
async function cosignTheirs(program: string): Promise<void> {
  const own = createKeyPair();
  const signer = signerOf(createNoteKey("party.example/cosigner", 0x04, own.publicKey), own.seed);
  const data = join(folder, "cosigner");
  const started = await startCosigner({ logs: [log.key], signer, data, host: "127.0.0.1", port: 0 });
  if (!started.ok) throw new Error(started.error.code);
  // The Go project's form of a private key.
  const secret = encodeBase64(concatBytes(Uint8Array.of(0x01), pair.seed));
  const skey = `PRIVATE+KEY+${log.key.name}+${keyIdHex(log.key.id)}+${secret}`;
  const args = ["log", started.value.url, printVerifierKey(signer.key), skey];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  for await (const chunk of child.stdout) out += String(chunk);
  const code = child.exitCode ?? (await new Promise((resolve) => child.once("exit", resolve)));
  await started.value.stop();
  if (code !== 0 || out !== "8\n") throw new Error("their log and our cosigner disagree");
  const evidence = readdirSync(join(data, "evidence")).length;
  if (evidence !== 4) throw new Error(`${evidence} files of evidence`);
  say(
    "golang.org/x/mod as a log: our cosigner signed 8 checkpoints up to 70,000 entries, all verified by it;",
  );
  say(
    "  told it the size when that was wrong, and refused two second histories with 422, keeping both as evidence",
  );
}

/** Our log is cosigned by theirs. */
async function beCosigned(program: string): Promise<void> {
  const args = ["witness", "university.example/w", encodeBase64(randomBytes(32)), printVerifierKey(log.key)];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const url = (await lines.next()).value as string;
  const key = parseVerifierKey((await lines.next()).value as string);
  if (!key.ok) throw new Error(`we refuse their key: ${key.error.code}`);
  const policy = createPolicy({ key: log.key }, [{ key: key.value, url }], 1);
  const place = join(folder, "public");
  mkdirSync(place);
  const database = openDatabase(join(folder, "centre.sqlite"));
  const opened = await openSequencer({
    ...{ folder: place, database, signer: log, batchMilliseconds: 1 },
    cosigning: createCosigning({ policy, verify: verifyEd25519 }),
  });
  if (!opened.ok) throw new Error(opened.error.code);
  let rounds = 0;
  for (const count of [1, 1, 300, 7, 600, 4000]) {
    const entries = Array.from({ length: count }, () => new Uint8Array(randomBytes(40)));
    const answers = await Promise.all(entries.map(opened.value.submit));
    if (!answers.every((answer) => answer.ok && answer.value.quorum)) throw new Error("no quorum");
    const checkpoint = openCheckpoint(opened.value.checkpointNote(), policy, verifyEd25519);
    if (!checkpoint.ok) throw new Error(`we refuse their cosignature: ${checkpoint.error.code}`);
    rounds += 1;
  }
  say(
    `golang.org/x/mod as a cosigner: signed our log of ${opened.value.size} entries in ${rounds} steps and more`,
  );
  await opened.value.stop();
  database.close();
  child.kill();
}

const go = findGo();
try {
  if (go === undefined || !existsSync(join(SOURCES, "src/golang.org/x/mod/sumdb/tlog"))) {
    say("skipped: no Go compiler with golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev)");
  } else {
    const program = build(go);
    await cosignTheirs(program);
    await beCosigned(program);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
