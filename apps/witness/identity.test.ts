/**
 * A key that was made is not lost to a second page, nor to a demonstration: nobody could make it again.
 */
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { expect, test } from "vitest";
import { createIdentity, forgetIdentity, mayPlay, playWitness } from "./actions.ts";
import type { App, AppState } from "./app.ts";
import { makeKey } from "./keys.ts";
import type { Identity, Store } from "./store.ts";
import { ELECTION, STATION, verified } from "./witness.test-helper.ts";

const WISH = {
  election: ELECTION,
  witness: "red/01.1/ana",
  party: "red",
  scope: `station/${STATION}`,
  name: "Ana",
};
const SEED = encodeBase64(new Uint8Array(32).fill(7));

/** Two pages of one browser have one store, and each a state of its own. */
function pages(): { open(): App; stored(): Identity | undefined } {
  const kept = new Map<string, Identity>();
  const store = {
    get: async (_name: string, key: string) => kept.get(key),
    put: async (_name: string, key: string, value: Identity) => void kept.set(key, value),
    putFirst: async (_name: string, key: string, value: Identity) => {
      if (!kept.has(key)) kept.set(key, value);
      return kept.get(key);
    },
    remove: async (_name: string, key: string) => void kept.delete(key),
  } as unknown as Store;
  const loaded = {
    ...{ id: "k", kit: { ...verified(), isDemo: true }, loadedAt: 0, demoMachine: null },
    demoKey: { witness: "red/1", seed: SEED },
  };
  const open = (): App => {
    let state = { identity: kept.get("own") ?? null, kits: [loaded], current: "k" } as unknown as AppState;
    return {
      setting: { store, hostname: "127.0.0.1" } as unknown as App["setting"],
      state: () => state,
      change: (part) => {
        state = { ...state, ...part };
      },
      subscribe: () => () => {},
    };
  };
  return { open, stored: () => kept.get("own") };
}

test("of two pages that make a key the first one's stays, and both know it", async () => {
  const { open, stored } = pages();
  const [one, two] = [open(), open()];
  await createIdentity(one, WISH);
  const { line } = one.state().identity!.request!;
  await createIdentity(two, { ...WISH, name: "Ana María" });
  expect([stored()?.request?.line, two.state().identity?.request?.line]).toEqual([line, line]);
});

test("a demonstration takes no own key's place", async () => {
  const { open, stored } = pages();
  // A page that was opened before the key was made does not know of it.
  const [late, app] = [open(), open()];
  await createIdentity(app, WISH);
  expect([mayPlay(app), mayPlay(late)]).toEqual([false, true]);
  await playWitness(late);
  expect([stored()?.key.isDemo, late.state().identity?.key.isDemo]).toEqual([false, false]);
  await forgetIdentity(app);
  await playWitness(app);
  expect([stored()?.key.isDemo, mayPlay(app)]).toEqual([true, true]);
});

test("a key made here cannot be taken out", async () => {
  const { privateKey } = await makeKey();
  expect(privateKey.extractable).toBe(false);
});
