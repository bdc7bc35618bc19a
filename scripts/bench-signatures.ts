/**
 * How fast signatures of notes are verified, each way as a ratio to crypto.verify with keys that are imported already,
 * on all cores, measured in turns in the same run.
 *
 *     node scripts/bench-signatures.ts [--notes 6000] [--rounds 5]
 *
 * The notes are as a country's: 900 bytes, four signatures each, no key twice, so that every key is imported for one
 * signature. What the figures were: docs/developer/performance.md.
 * @module
 */
import { cpus } from "node:os";
import process from "node:process";
import { parseArgs } from "node:util";
import { createKeyPair, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { createWebEd25519 } from "@triplicate/adapters/ed25519-web.ts";
import {
  createSignaturePool,
  type PoolCheck,
  type SignaturePool,
} from "@triplicate/adapters/signature-pool.ts";
import { loadSodium, sodiumVerifier } from "@triplicate/adapters/sodium.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { publicKeyFault } from "@triplicate/core/note/public-key.ts";
import { rawVerifications } from "./bench-raw-verify.ts";
import { median } from "./bench-run.ts";

const MESSAGE_BYTES = 900;
const SIGNATURES = 4;
const CALL = 1024;
const CALLS_OPEN = 3;

const { values: flags } = parseArgs({
  options: { notes: { type: "string", default: "6000" }, rounds: { type: "string", default: "5" } },
});

function makeChecks(notes: number): PoolCheck[] {
  const checks: PoolCheck[] = [];
  for (let note = 0; note < notes; note += 1) {
    const message = new Uint8Array(MESSAGE_BYTES).fill(note & 255);
    for (let i = 0; i < SIGNATURES; i += 1) {
      const { publicKey, sign } = createKeyPair();
      checks.push({ publicKey, message, signature: sign(message) });
    }
  }
  return checks;
}

/** A second's verifications of a pool that is kept busy. */
async function ofPool(pool: SignaturePool, checks: readonly PoolCheck[]): Promise<number> {
  const begun = performance.now();
  let next = 0;
  const work = async () => {
    while (next < checks.length) {
      const from = next;
      next += CALL;
      const answers = await pool.verify(checks.slice(from, from + CALL));
      if (answers.includes(0)) throw new Error("a good signature was refused");
    }
  };
  await Promise.all(Array.from({ length: CALLS_OPEN }, work));
  return checks.length / ((performance.now() - begun) / 1000);
}

/** A second's answers of one thread. */
async function ofOne(answer: (i: number) => boolean | Promise<boolean>, seconds: number): Promise<number> {
  const begun = performance.now();
  let done = 0;
  for (; performance.now() - begun < seconds * 1000; done += 1) {
    if (!(await answer(done))) throw new Error("a good signature or key was refused");
  }
  return done / ((performance.now() - begun) / 1000);
}

const say = (name: string, rate: number, note: string) =>
  process.stdout.write(`${name.padEnd(44)}${rate.toFixed(0).padStart(9)}/s  ${note}\n`);

const checks = makeChecks(Number(flags.notes));
const at = (i: number) => checks[i % checks.length]!;
const pools = [createSignaturePool({ backend: "node" })];
if (loadSodium() !== null) pools.push(createSignaturePool({ backend: "sodium" }));
for (const pool of pools) await pool.verify(checks.slice(0, CALL));

const raws: number[] = [];
const rates = pools.map((): number[] => []);
const ratios = pools.map((): number[] => []);
for (let round = 0; round < Number(flags.rounds); round += 1) {
  const raw = await rawVerifications(2);
  raws.push(raw);
  for (const [i, pool] of pools.entries()) {
    const rate = await ofPool(pool, checks);
    rates[i]!.push(rate);
    ratios[i]!.push(rate / raw);
  }
}
say(`crypto.verify, keys imported, ${cpus().length} cores`, median(raws), "the limit");
for (const [i, pool] of pools.entries()) {
  say(
    `pool on ${pool.backend}, new keys`,
    median(rates[i]!),
    `${median(ratios[i]!).toFixed(2)} of the limit`,
  );
}
for (const pool of pools) {
  const keys = checks.slice(0, 4096).map(({ publicKey }) => publicKey);
  const begun = performance.now();
  await pool.checkKeys(keys);
  say(`pool on ${pool.backend}, public keys in full`, keys.length / ((performance.now() - begun) / 1000), "");
  await pool.close();
}

const web = await createWebEd25519();
const sodium = sodiumVerifier();
const one = async (
  name: string,
  verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>,
) =>
  say(
    name,
    await ofOne((i) => verify(at(i).publicKey, at(i).message, at(i).signature), 1),
    "one thread, new keys",
  );
await one("node:crypto", verifyEd25519);
if (sodium !== null) await one("libsodium", sodium);
await one(web.backend, web.verify);
await one("noble, as where there is no WebCrypto", verifyPortably);
say(
  "noble, a public key in full",
  await ofOne((i) => publicKeyFault(at(i).publicKey) === null, 1),
  "one thread",
);
