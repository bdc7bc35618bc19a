/**
 * Setting up: the key, the request for accreditation, the kit of a station, the language, and erasing it all.
 * Spec: spec/witness-app.md, sections 2 and 3.
 * @module
 */
import { decodeBase64, decodeUtf8 } from "@triplicate/core/bytes.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import type { Accreditation } from "@triplicate/core/statement/accreditation.ts";
import type { Language } from "@triplicate/core/text.ts";
import { makeAccreditation } from "./answer.ts";
import { type App, currentKit, openKit } from "./app.ts";
import { EMPTY_GATHERING } from "./gather.ts";
import { request } from "./http.ts";
import { importDemoKey, isLoopback, makeKey, signWith } from "./keys.ts";
import { type Kit, MAX_KIT_BYTES, parseKit } from "./kit.ts";
import {
  type AuthorityPin,
  isSamePin,
  type KitFault,
  pinOf,
  type VerifiedKit,
  verifyKit,
} from "./verify-kit.ts";

export async function chooseLanguage(app: App, language: Language): Promise<void> {
  app.change({ language });
  await app.setting.store.put("values", "language", language);
}

/**
 * Makes the key and the request for it; the key is kept before anybody is shown the request. Where another page has made one meanwhile,
 * that one stays: whose request was shown already would never be let sign with the other.
 */
export async function createIdentity(app: App, wish: Omit<Accreditation, "key">): Promise<void> {
  const { store } = app.setting;
  const key = await makeKey();
  const line = await makeAccreditation({ ...wish, key: key.publicKey }, signWith(key));
  const identity = await store.putFirst("identity", "own", { key, request: { ...wish, line } });
  app.change({ identity });
  await askToPersist(app);
}

/** Asks the browser not to clear this site when it runs out of room. */
async function askToPersist(app: App): Promise<void> {
  const isPersisted = await navigator.storage?.persist?.().catch(() => false);
  app.change({ isPersisted: isPersisted ?? null });
}

export async function playWitness(app: App): Promise<void> {
  const { store } = app.setting;
  const loaded = currentKit(app.state());
  const seed = decodeBase64(loaded?.demoKey?.seed ?? "");
  if (loaded === null || seed === null) return;
  // A key of one's own cannot be made again: whoever has one forgets it first, and is asked.
  const own = await store.get("identity", "own");
  if (own !== undefined && !own.key.isDemo) return app.change({ identity: own });
  const key = await importDemoKey(seed, { isDemo: loaded.kit.isDemo, hostname: app.setting.hostname });
  const identity = { key, request: null };
  await store.put("identity", "own", identity);
  app.change({ identity });
}

export const mayPlay = (app: App): boolean => {
  const loaded = currentKit(app.state());
  const { identity } = app.state();
  if (identity !== null && !identity.key.isDemo) return false;
  return loaded?.kit.isDemo === true && loaded.demoKey !== null && isLoopback(app.setting.hostname);
};

export async function forgetIdentity(app: App): Promise<void> {
  await app.setting.store.remove("identity", "own");
  app.change({ identity: null });
}

export type KitAnswer =
  | { readonly is: "loaded" }
  /** Nobody has compared this authority's keys on this telephone yet. */
  | { readonly is: "new"; readonly kit: VerifiedKit; readonly raw: Kit }
  /** The authority's keys are others than those that were compared. */
  | { readonly is: "other-authority"; readonly kit: VerifiedKit; readonly before: AuthorityPin }
  | { readonly is: "no-station" }
  | { readonly is: "unreachable"; readonly detail: string }
  | { readonly is: "fault"; readonly fault: KitFault };

export async function fetchKit(app: App, station: string): Promise<KitAnswer> {
  const { store, fetch, origin } = app.setting;
  const address = `${origin}/kit?station=${encodeURIComponent(station)}`;
  const fetched = await request(fetch, address, MAX_KIT_BYTES);
  if (fetched.is === "unreachable") return { is: "unreachable", detail: fetched.detail };
  if (fetched.is === "status") {
    return fetched.status === 404 || fetched.status === 400
      ? { is: "no-station" }
      : { is: "unreachable", detail: String(fetched.status) };
  }
  const raw = parseKit(decodeUtf8(fetched.bytes) ?? "");
  if (!raw.ok) return { is: "fault", fault: raw.error };
  if (raw.value.station !== station) return { is: "fault", fault: { code: "kit-station" } };
  const verified = verifyKit(raw.value, verifyPortably);
  if (!verified.ok) return { is: "fault", fault: verified.error };
  const pin = pinOf(verified.value);
  const before = await store.get("pins", pin.election);
  if (before === undefined) return { is: "new", kit: verified.value, raw: raw.value };
  if (!isSamePin(before, pin)) return { is: "other-authority", kit: verified.value, before };
  await keepKit(app, raw.value);
  return { is: "loaded" };
}

/** The person has compared, or has decided to go on without: from here on these keys are the authority. */
export async function trustKit(app: App, raw: Kit, kit: VerifiedKit): Promise<void> {
  const pin = pinOf(kit);
  await app.setting.store.put("pins", pin.election, pin);
  await keepKit(app, raw);
}

async function keepKit(app: App, raw: Kit): Promise<void> {
  const { store, now } = app.setting;
  const loaded = openKit(raw, now());
  if (loaded === null) throw new Error("a kit that was verified holds");
  await store.put("kits", loaded.id, { id: loaded.id, kit: raw, loadedAt: loaded.loadedAt });
  await useKit(app, loaded.id, [...app.state().kits.filter(({ id }) => id !== loaded.id), loaded]);
}

export async function useKit(app: App, id: string, kits = app.state().kits): Promise<void> {
  const { store } = app.setting;
  await store.put("values", "current", id);
  // What was read of another station does not belong to this one.
  if (app.state().current !== id) {
    await store.put("values", "texts", []);
    app.change({ gathering: EMPTY_GATHERING });
  }
  app.change({ kits, current: id });
}

export async function eraseEverything(app: App): Promise<void> {
  await app.setting.store.eraseAll();
  app.change({
    ...{ identity: null, kits: [], current: null, gathering: EMPTY_GATHERING },
    ...{ kept: [], photos: [], outbox: [] },
  });
}
