/**
 * Gathers the signatures of many submissions into few calls of a bulk verifier.
 *
 * While the verifier is busy, what arrives waits together and goes out in one call when it is free: the busier the
 * centre, the larger the batches. What waits is bounded; beyond that the answer is "not now", before any work.
 * Spec: spec/transmission.md, section 7.
 * @module
 */
import type { SignatureCheck } from "@triplicate/core/note/note.ts";

type Check = { readonly publicKey: Uint8Array; readonly message: Uint8Array; readonly signature: Uint8Array };

/** A pool of threads, or in a test a function. */
export type BulkVerify = (checks: readonly Check[]) => Promise<Uint8Array>;

export type CheckQueue = {
  /** 1 or 0 for each check; null when too many are waiting already. */
  verify(checks: readonly SignatureCheck[]): Promise<Uint8Array> | null;
  readonly waiting: number;
};

type Waiting = {
  readonly checks: readonly SignatureCheck[];
  readonly done: (verdicts: Uint8Array) => void;
  readonly fail: (error: unknown) => void;
};

/** Two calls under way keep every thread busy; a third would only wait elsewhere. */
const CALLS_UNDER_WAY = 2;

export function createCheckQueue(verifyAll: BulkVerify, atMost: number): CheckQueue {
  let queue: Waiting[] = [];
  let waiting = 0;
  let underWay = 0;
  let isScheduled = false;

  const send = async () => {
    isScheduled = false;
    if (underWay >= CALLS_UNDER_WAY || queue.length === 0) return;
    const batch = queue;
    queue = [];
    underWay += 1;
    const checks = batch.flatMap((one) =>
      one.checks.map(({ key, message, signature }) => ({ publicKey: key.publicKey, message, signature })),
    );
    try {
      const verdicts = await verifyAll(checks);
      let at = 0;
      for (const one of batch) {
        one.done(verdicts.subarray(at, at + one.checks.length));
        at += one.checks.length;
      }
    } catch (error) {
      for (const one of batch) one.fail(error);
    } finally {
      waiting -= checks.length;
      underWay -= 1;
      schedule();
    }
  };
  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    // After the requests that arrived in the same turn, so that they share a call.
    setImmediate(() => void send());
  };
  return {
    get waiting() {
      return waiting;
    },
    verify(checks) {
      if (waiting + checks.length > atMost) return null;
      waiting += checks.length;
      return new Promise((done, fail) => {
        queue.push({ checks, done, fail });
        schedule();
      });
    },
  };
}
