/** @module */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { openDatabase } from "@triplicate/adapters/sqlite.ts";
import { equalBytes } from "@triplicate/core/bytes.ts";
import { isConsistent } from "@triplicate/core/merkle-tree.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { smallLog } from "./cosigner.test-helper.ts";
import { createCosigner } from "./cosigner.ts";
import { type CosignerState, openCosignerState } from "./cosigner-state.ts";
import { cosignerSigner, randomOf, startChild } from "./crash.test-helper.ts";
import { LOG_SIGNER } from "./sequencer.test-helper.ts";

const honest = smallLog();
const forked = smallLog("fork ", 4);
const SIZES = [3, 5, 6, 9, 12, 200] as const;

/** A signature that left the house. */
type Signed = { readonly size: number; readonly isFork: boolean };

/** Two trees contradict each other if the larger does not begin with the smaller. */
function contradictions(signed: readonly Signed[]): string[] {
  const found: string[] = [];
  const sorted = signed.toSorted((a, b) => a.size - b.size);
  // If each is the beginning of the next, each is of all later ones.
  for (const [i, a] of sorted.slice(0, -1).entries()) {
    const b = sorted[i + 1]!;
    const large = b.isFork ? forked : honest;
    const roots = { oldRoot: (a.isFork ? forked : honest).root(a.size), newRoot: large.root(b.size) };
    const isOne =
      a.size === b.size
        ? equalBytes(roots.oldRoot, roots.newRoot)
        : isConsistent({ oldSize: a.size, newSize: b.size, ...roots }, large.prove(a.size, b.size));
    if (!isOne) found.push(`${a.size}${a.isFork ? " of the fork" : ""} and ${b.size}`);
  }
  return found;
}

type Post = (body: Uint8Array) => Promise<{ readonly status: number; readonly body: string }>;

/** A liar's client: offers each next tree of both histories, in either order, with whatever size it is told. */
async function tempt(
  post: Post,
  order: () => number,
  signed: Signed[],
  sizes: readonly number[] = SIZES,
): Promise<void> {
  for (const size of sizes) {
    for (const isFork of order() < 0.5 ? [false, true] : [true, false]) {
      const log = isFork ? forked : honest;
      let old = 0;
      for (let tries = 0; tries < 3; tries += 1) {
        const { status, body } = await post(
          await log.request(old, size, old <= size ? log.prove(old, size) : []),
        );
        if (status === 200) signed.push({ size, isFork });
        if (status !== 409) break;
        old = Number(body);
        if (old > size) break;
      }
    }
  }
}

describe("a cosigner whose database fails", () => {
  test.each(["fail", "fail-stored"] as const)("%s at every exchange", async (kind) => {
    for (let at = 0; at < 12; at += 1) {
      for (const seed of [1, 2, 3]) {
        const database = openDatabase(":memory:");
        const state = openCosignerState(database);
        let exchanges = 0;
        const troubled: CosignerState = {
          ...state,
          exchange(accepted, note) {
            const isTrouble = exchanges++ === at;
            if (isTrouble && kind === "fail") throw new Error("the database fails");
            const done = state.exchange(accepted, note);
            if (isTrouble) throw new Error("the database fails after it is done");
            return done;
          },
        };
        const cosigner = createCosigner({
          logs: [LOG_SIGNER.key],
          signer: cosignerSigner(0),
          verify: verifyEd25519,
          state: troubled,
          clock: { now: () => 0, after: () => () => {} },
          keepEvidence: async () => {},
          onEvent: () => {},
        });
        const signed: Signed[] = [];
        const post: Post = (body) => cosigner.addCheckpoint(body).catch(() => ({ status: 500, body: "" }));
        await tempt(post, randomOf(seed), signed);
        expect(signed.length).toBeGreaterThan(3);
        expect(contradictions(signed)).toEqual([]);
        database.close();
      }
    }
  });

  test("a state that forgets what it signed is found out", async () => {
    const database = openDatabase(":memory:");
    const state: CosignerState = { ...openCosignerState(database), exchange: () => true };
    const parts = { logs: [LOG_SIGNER.key], signer: cosignerSigner(0), verify: verifyEd25519, state };
    const clock = { now: () => 0, after: () => () => {} };
    const cosigner = createCosigner({ ...parts, clock, keepEvidence: async () => {}, onEvent: () => {} });
    const signed: Signed[] = [];
    await tempt(cosigner.addCheckpoint, randomOf(1), signed);
    expect(contradictions(signed)).not.toEqual([]);
    database.close();
  });
});

describe("a cosigner that is killed", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "triplicate-cosigner-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("at random instants, it never signs a second history", async () => {
    const random = randomOf(7);
    const signed: Signed[] = [];
    const sizes = Array.from({ length: 400 }, (_, i) => i).filter((i) => i > 2);
    for (let life = 0; life < 12; life += 1) {
      const child = startChild("cosigner", [join(folder, "data"), "0", "0"]);
      const [word, url] = (await child.opened).split(" ");
      expect(word).toBe("open");
      const before = signed.length;
      const patience = 1 + Math.floor(random() * 30);
      const post: Post = async (body) => {
        if (signed.length - before >= patience) setTimeout(() => child.process.kill("SIGKILL"), random() * 4);
        const response = await fetch(`${url}/add-checkpoint`, { method: "POST", body: Buffer.from(body) });
        return { status: response.status, body: await response.text() };
      };
      // From what was signed last: after the kill the client does not know what the cosigner kept.
      const last = signed.at(-1)?.size ?? 0;
      await tempt(
        post,
        random,
        signed,
        sizes.filter((size) => size >= last),
      ).catch(() => {});
      child.process.kill("SIGKILL");
      await child.gone;
    }
    expect(signed.length).toBeGreaterThan(60);
    expect(contradictions(signed)).toEqual([]);
  });
});
