/**
 * A worker thread that judges packed batches of signatures or of public keys, one batch at a time.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { PUBLIC_KEY_FAULTS, publicKeyFault, publicKeyFaultOfForm } from "@triplicate/core/note/public-key.ts";
import { verifyEd25519 } from "./ed25519-node.ts";
import { type PoolReply, type PoolRequest, type SignatureBackend, unpackChecks } from "./signature-batch.ts";
import { loadSodium, sodiumVerifier } from "./sodium.ts";

const port = parentPort!;
const backend = workerData as SignatureBackend;
const verify = backend === "sodium" ? sodiumVerifier() : verifyEd25519;
if (verify === null) throw new Error("sodium-native does not load");
const sodium = backend === "sodium" ? loadSodium() : null;

port.on("message", ({ id, kind, batch }: PoolRequest) => {
  const results = kind === "checks" ? judgeChecks(batch) : judgeKeys(batch);
  port.postMessage({ id, results } satisfies PoolReply, [results.buffer as ArrayBuffer]);
});

function judgeChecks(batch: ArrayBuffer): Uint8Array {
  const checks = unpackChecks(batch);
  const results = new Uint8Array(checks.length);
  for (let i = 0; i < checks.length; i += 1) {
    const { publicKey, message, signature } = checks.at(i);
    results[i] = verify!(publicKey, message, signature) ? 1 : 0;
  }
  return results;
}

/** 0 for a key that may be one, else 1 and the place of its fault in PUBLIC_KEY_FAULTS. */
function judgeKeys(batch: ArrayBuffer): Uint8Array {
  const results = new Uint8Array(batch.byteLength / 32);
  for (let i = 0; i < results.length; i += 1) {
    const key = new Uint8Array(batch, 32 * i, 32);
    const isValid = sodium?.crypto_core_ed25519_is_valid_point(key) === true;
    // The library says no and not why.
    const fault = isValid ? publicKeyFaultOfForm(key) : publicKeyFault(key);
    results[i] = fault === null ? 0 : 1 + PUBLIC_KEY_FAULTS.indexOf(fault);
  }
  return results;
}
