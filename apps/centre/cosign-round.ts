/**
 * Asks all cosigners of a policy about one checkpoint after another.
 *
 *     round 1   PSUV ✓ MUD ✓ ──quorum: settled        university … still thinking
 *     round 2   PSUV ✓ MUD ✓ ──quorum: settled        university ✓ of round 2: told through onMore
 *
 * Each cosigner answers one question at a time; while it thinks, only the newest checkpoint waits for it. A round
 * settles when the policy is satisfied or everybody has answered, and nobody takes longer than the time-out. One
 * proof serves all cosigners that have the same tree.
 * Spec: spec/log-operation.md, section 3.
 * @module
 */
import { isQuorum, type Policy } from "@triplicate/core/log/policy.ts";
import { type NoteSignature, signatureChecks, type VerifyEd25519 } from "@triplicate/core/note/note.ts";
import type { Result } from "@triplicate/core/result.ts";
import { type Clock, systemClock } from "./clock.ts";
import { askCosigner, type CosignError, type CosignerAddress, httpPost, type Post } from "./cosign-client.ts";
import type { Cosigning, CosignRound, CosignTarget } from "./cosigning.ts";

export type CosigningOptions = {
  /** Its cosigners that have a URL are asked; the others may count for a quorum, and nobody hears from them here. */
  readonly policy: Policy;
  readonly verify: VerifyEd25519;
  readonly timeoutMilliseconds?: number;
  readonly post?: Post;
  readonly clock?: Clock;
  /** Told of every answer: for logs, counters and alarms. */
  readonly onAnswer?: (cosigner: string, size: number, result: Result<NoteSignature, CosignError>) => void;
};

type Answer = Result<NoteSignature, CosignError>;

export function createCosigning(options: CosigningOptions): Cosigning {
  const { policy } = options;
  const stopping = new AbortController();
  const agents = policy.cosigners.flatMap(({ name, key, url }) =>
    url === undefined ? [] : [createAgent({ name, key, url }, options, stopping.signal)],
  );
  return {
    ask(target, onMore) {
      const shared = withSharedProofs(target);
      const signatures = verifyKnown(target, options);
      const asked = agents.filter(({ name }) => !signatures.has(name));
      let missing = asked.length;
      const isEnough = () => isQuorum(policy, signatures.keys());
      const { promise: settled, resolve, reject } = Promise.withResolvers<void>();
      let isSettled = isEnough() || missing === 0;
      if (isSettled) resolve();
      for (const agent of asked) {
        const onAnswer = (answer: Answer): void => {
          missing -= 1;
          if (answer.ok) signatures.set(agent.name, answer.value);
          if (isSettled && answer.ok) onMore();
          if (isSettled || (missing > 0 && !isEnough())) return;
          isSettled = true;
          resolve();
        };
        agent.ask({ target: shared, onAnswer, onFault: reject });
      }
      return {
        settled,
        signatures: () => policy.cosigners.flatMap(({ name }) => signatures.get(name) ?? []),
        isQuorum: isEnough,
      } satisfies CosignRound;
    },
    stop: () => stopping.abort(),
  };
}

type Agent = {
  readonly name: string;
  /** Takes the place of a question that was not put yet. */
  ask(question: Question): void;
};

type Question = {
  readonly target: CosignTarget;
  readonly onAnswer: (answer: Answer) => void;
  /** Our own: the log could not be read. */
  readonly onFault: (error: unknown) => void;
};

/** One cosigner, asked about one checkpoint at a time. */
function createAgent(address: CosignerAddress, options: CosigningOptions, stopping: AbortSignal): Agent {
  const { verify, timeoutMilliseconds = 2000, post = httpPost, clock = systemClock, onAnswer } = options;
  let next: Question | null = null;
  let isBusy = false;
  // A cosigner that never heard of the log has 0; any other says what it has.
  let size = 0;
  const put = async ({ target, onAnswer: tell }: Question): Promise<void> => {
    const tooSlow = new AbortController();
    const callOff = clock.after(timeoutMilliseconds, () => tooSlow.abort());
    const signal = AbortSignal.any([tooSlow.signal, stopping]);
    const answer = await askCosigner(address, target, size, { post, verify, signal });
    callOff();
    size = answer.size;
    const isAhead = !answer.result.ok && answer.result.error.code === "cosigner-ahead";
    // Anybody may have shown it a checkpoint that was published meanwhile; it is asked about a newer one next.
    const isOvertaken = isAhead && next !== null && size <= next.target.head.size;
    if (!isOvertaken) onAnswer?.(address.name, target.head.size, answer.result);
    // A cosigner that was set back to an earlier state says so when it is asked from the beginning.
    if (isAhead && !isOvertaken) size = 0;
    tell(answer.result);
  };
  const run = async (): Promise<void> => {
    isBusy = true;
    for (let question = next; question !== null; question = next) {
      next = null;
      await put(question).catch(question.onFault);
    }
    isBusy = false;
  };
  return {
    name: address.name,
    ask(question) {
      next = question;
      if (!isBusy) void run();
    },
  };
}

/** Those of a checkpoint's published signatures that are the policy's cosigners' and hold. */
function verifyKnown(target: CosignTarget, { policy, verify }: CosigningOptions): Map<string, NoteSignature> {
  const signatures = new Map<string, NoteSignature>();
  for (const { name, key } of policy.cosigners) {
    const find = (keyName: string, keyId: number) =>
      keyName === key.name && keyId === key.id ? key : undefined;
    const checks = signatureChecks({ text: target.text, signatures: target.known }, find);
    const [check] = checks.ok ? checks.value : [];
    if (check !== undefined && verify(key.publicKey, check.message, check.signature))
      signatures.set(name, check.line);
  }
  return signatures;
}

function withSharedProofs(target: CosignTarget): CosignTarget {
  const proofs = new Map<number, ReturnType<CosignTarget["prove"]>>();
  return {
    ...target,
    prove(oldSize) {
      const known = proofs.get(oldSize) ?? target.prove(oldSize);
      proofs.set(oldSize, known);
      return known;
    },
  };
}
