/**
 * How many Ed25519 signatures this machine verifies a second when it does nothing else: crypto.verify with keys that are
 * imported already, one thread a core. Every benchmark of verification is a ratio to this, measured in the same run.
 * @module
 */
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign, verify } from "node:crypto";
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const MESSAGE_BYTES = 600;
const KEYS = 64;

type Signed = { readonly key: KeyObject; readonly message: Buffer; readonly signature: Buffer };

function makeSigned(): Signed {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const message = randomBytes(MESSAGE_BYTES);
  const key = createPublicKey({ key: publicKey.export({ format: "jwk" }), format: "jwk" });
  return { key, message, signature: sign(null, message, privateKey) };
}

/** Verifications a second of one thread, over `seconds`. */
function measureOne(seconds: number): number {
  const all = Array.from({ length: KEYS }, makeSigned);
  let done = 0;
  const begun = performance.now();
  while (performance.now() - begun < seconds * 1000) {
    for (const { key, message, signature } of all) {
      if (!verify(null, message, key, signature)) throw new Error("a good signature was refused");
      done += 1;
    }
  }
  return done / ((performance.now() - begun) / 1000);
}

/** Verifications a second of all cores together. */
export async function rawVerifications(seconds: number): Promise<number> {
  const threads = Array.from({ length: availableParallelism() }, () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { rawVerifySeconds: seconds } });
    return new Promise<number>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  });
  const rates = await Promise.all(threads);
  return rates.reduce((sum, rate) => sum + rate, 0);
}

const asked: unknown = isMainThread ? undefined : workerData?.rawVerifySeconds;
if (typeof asked === "number") parentPort!.postMessage(measureOne(asked));
