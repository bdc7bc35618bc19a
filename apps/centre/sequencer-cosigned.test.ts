/** @module */
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { printLogProof, verifyLogProof } from "@triplicate/core/log/log-proof.ts";
import { createPolicy } from "@triplicate/core/log/policy.ts";
import { cosignText, type NoteSignature } from "@triplicate/core/note/note.ts";
import { describe, expect, test } from "vitest";
import type { Cosigning, CosignTarget } from "./cosigning.ts";
import { createWorld, LOG_SIGNER, testSigner } from "./sequencer.test-helper.ts";
import type { SequencerOptions } from "./sequencer.ts";
import { entry, inMemory, manualClock, textOf, turns } from "./sequencer-run.test-helper.ts";
import type { Published, Sequencer } from "./sequencer-types.ts";

const COSIGNER = testSigner("party.example/cosigner", 0x04, 70);
const policy = (quorum: number) => createPolicy({ key: LOG_SIGNER.key }, [{ key: COSIGNER.key }], quorum);

describe("cosignatures", () => {
  /** A cosigner that signs when it is told to. */
  function held() {
    const signatures: NoteSignature[] = [];
    let target: CosignTarget | null = null;
    let onMore = (): void => {};
    let settle = (): void => {};
    const rounds: number[] = [];
    const cosigning: Cosigning = {
      ask(asked, more) {
        if (target?.text !== asked.text) signatures.length = 0;
        target = asked;
        onMore = more;
        rounds.push(asked.head.size);
        const { promise, resolve } = Promise.withResolvers<void>();
        settle = resolve;
        return { settled: promise, signatures: () => [...signatures], isQuorum: () => signatures.length > 0 };
      },
      stop: () => {},
    };
    const sign = async () => {
      signatures.push(await cosignText(target!.text, 5, COSIGNER));
    };
    return { cosigning, rounds, sign, settle: () => settle(), more: () => onMore() };
  }

  async function begin(options: Partial<SequencerOptions> = {}) {
    const cosigner = held();
    const opening = inMemory({ cosigning: cosigner.cosigning, ...options });
    await turns();
    await cosigner.sign();
    cosigner.settle();
    const world = await opening;
    const told: string[] = [];
    world.sequencer.onPublished(({ from, size, entries, quorum }: Published) => {
      told.push(`${from}-${size} ${entries.length} ${quorum}`);
    });
    return { ...world, cosigner, told };
  }

  test("a slow round holds up nobody's writing; the next one takes all that came meanwhile", async () => {
    const { sequencer, cosigner, told, read } = await begin();
    const first = sequencer.submit(entry(0));
    await turns();
    const others: ReturnType<Sequencer["submit"]>[] = [];
    for (let i = 1; i < 4; i += 1) {
      others.push(sequencer.submit(entry(i)));
      await turns();
    }
    expect(cosigner.rounds).toEqual([0, 1]);
    expect(read("tile/0/000.p/4")).not.toBeNull();
    expect(sequencer.size).toBe(0);
    await cosigner.sign();
    cosigner.settle();
    expect(await first).toEqual({ ok: true, value: { index: 0, size: 1, quorum: true } });
    await turns();
    expect(cosigner.rounds).toEqual([0, 1, 4]);
    await cosigner.sign();
    cosigner.settle();
    expect((await Promise.all(others)).map((answer) => answer.ok && answer.value)).toEqual(
      [1, 2, 3].map((index) => ({ index, size: 4, quorum: true })),
    );
    expect(told).toEqual(["0-1 1 true", "1-4 3 true"]);
    await sequencer.stop();
  });

  test("without a quorum it is published and marked; a signature that comes later is added", async () => {
    const { sequencer, cosigner, told, read } = await begin();
    const answer = sequencer.submit(entry(0));
    await turns();
    cosigner.settle();
    expect(await answer).toEqual({ ok: true, value: { index: 0, size: 1, quorum: false } });
    expect(sequencer.quorum).toBe(false);
    const early = await sequencer.proof(0);
    expect(early.quorum).toBe(false);
    expect(verifyLogProof(printLogProof(early), entry(0), policy(1), verifyEd25519).ok).toBe(false);
    await cosigner.sign();
    cosigner.more();
    await turns();
    expect(told).toEqual(["0-1 1 false", "1-1 0 true"]);
    expect(sequencer.quorum).toBe(true);
    const proof = printLogProof(await sequencer.proof(0));
    expect(verifyLogProof(proof, entry(0), policy(1), verifyEd25519).ok).toBe(true);
    expect(read("checkpoint")).toEqual(sequencer.checkpointNote());
    await sequencer.stop();
  });

  test("without a quorum it asks again, and says nothing when nothing has changed", async () => {
    const { clock, pass } = manualClock();
    const { sequencer, cosigner, told } = await begin({ clock });
    const answer = sequencer.submit(entry(0));
    await pass(200);
    cosigner.settle();
    expect((await answer).ok).toBe(true);
    await turns();
    await pass(1000);
    expect(cosigner.rounds).toEqual([0, 1, 1]);
    cosigner.settle();
    await turns();
    await pass(999);
    expect(cosigner.rounds).toEqual([0, 1, 1]);
    await pass(1);
    await cosigner.sign();
    cosigner.settle();
    await turns();
    await pass(10_000);
    expect(cosigner.rounds).toEqual([0, 1, 1, 1]);
    expect(told).toEqual(["0-1 1 false", "1-1 0 true"]);
    await sequencer.stop();
  });

  test("proofs are made for the newest checkpoint with a quorum that holds the entry", async () => {
    const { sequencer, cosigner } = await begin();
    const first = sequencer.submit(entry(0));
    await turns();
    await cosigner.sign();
    cosigner.settle();
    await first;
    const second = sequencer.submit(entry(1));
    await turns();
    cosigner.settle();
    await second;
    const [old, young] = [await sequencer.proof(0), await sequencer.proof(1)];
    expect([old.size, old.quorum, young.size, young.quorum]).toEqual([1, true, 2, false]);
    await sequencer.stop();
  });

  test("after a restart the checkpoint keeps the cosignatures it had", async () => {
    const world = createWorld();
    const cosigner = held();
    const opening = world.start(cosigner.cosigning);
    await turns();
    await cosigner.sign();
    cosigner.settle();
    const first = await opening;
    if (!first.ok) throw new Error(first.error.code);
    await first.value.stop();
    const known: number[] = [];
    const second = await world.start({
      ask: (target) => {
        known.push(target.known.length);
        const signatures = target.known.filter(({ name }) => name === COSIGNER.key.name);
        return { settled: Promise.resolve(), signatures: () => signatures, isQuorum: () => true };
      },
      stop: () => {},
    });
    if (!second.ok) throw new Error(second.error.code);
    expect(known).toEqual([2]);
    expect(textOf(second.value.checkpointNote())).toContain(COSIGNER.key.name);
    await second.value.stop();
    world.close();
  });
});
