/**
 * The program's state and all that can be done to it: screens draw the one and call the other, and know nothing else.
 *
 *     store (IndexedDB) ──open──▶ state ──▶ screens
 *        ▲                                      │
 *        └────────────── actions ◀──────────────┘
 *
 * What must outlive a page that the telephone puts away (keys, kits, texts that were read, actas) is written before the state
 * says it. Spec: spec/witness-app.md.
 * @module
 */
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import type { Language } from "@triplicate/core/text.ts";
import { addTexts, EMPTY_GATHERING, type Gathering } from "./gather.ts";
import type { Fetch } from "./http.ts";
import { type KeyTrouble, keyTrouble } from "./keys.ts";
import { kitId } from "./outbox.ts";
import type { Identity, KeptActa, KeptPhoto, Letter, Store } from "./store.ts";
import { type KitWitness, type VerifiedKit, verifyKit, witnessWithKey } from "./verify-kit.ts";

export type LoadedKit = {
  readonly id: string;
  readonly kit: VerifiedKit;
  readonly loadedAt: number;
  readonly demoMachine: string | null;
  readonly demoKey: { readonly witness: string; readonly seed: string } | null;
};

export type AppState = {
  readonly language: Language;
  readonly trouble: KeyTrouble | null;
  readonly identity: Identity | null;
  readonly kits: readonly LoadedKit[];
  /** The kit in use. */
  readonly current: string | null;
  readonly gathering: Gathering;
  readonly kept: readonly KeptActa[];
  readonly photos: readonly KeptPhoto[];
  readonly outbox: readonly Letter[];
  readonly isOnline: boolean;
  readonly hasUpdate: boolean;
  /** The browser promised not to clear this site by itself; null where it does not say. */
  readonly isPersisted: boolean | null;
  readonly isSending: boolean;
};

export type Setting = {
  readonly store: Store;
  readonly fetch: Fetch;
  readonly origin: string;
  readonly hostname: string;
  readonly now: () => number;
  readonly random: () => number;
};

export type App = {
  readonly setting: Setting;
  state(): AppState;
  change(part: Partial<AppState>): void;
  subscribe(listener: () => void): () => void;
};

export async function openApp(setting: Setting, language: Language): Promise<App> {
  const { store } = setting;
  const [identity, kits, kept, photos, outbox] = await Promise.all([
    store.get("identity", "own"),
    store.all("kits"),
    store.all("actas"),
    store.all("photos"),
    store.all("outbox"),
  ]);
  const [chosen, current, texts] = await Promise.all([
    store.get("values", "language"),
    store.get("values", "current"),
    store.get("values", "texts"),
  ]);
  const loaded = kits.flatMap(({ kit, loadedAt }) => openKit(kit, loadedAt) ?? []);
  const currentId = loaded.find(({ id }) => id === current)?.id ?? null;
  let state: AppState = {
    language: chosen === "es" || chosen === "en" ? chosen : language,
    trouble: await keyTrouble(),
    identity: identity ?? null,
    kits: loaded,
    current: currentId,
    gathering: Array.isArray(texts) ? addTexts(EMPTY_GATHERING, texts as string[]) : EMPTY_GATHERING,
    kept: sorted(kept),
    ...{ photos, outbox },
    isOnline: navigator.onLine,
    hasUpdate: false,
    isPersisted: (await navigator.storage?.persisted?.()) ?? null,
    isSending: false,
  };
  const listeners = new Set<() => void>();
  return {
    setting,
    state: () => state,
    change(part) {
      state = { ...state, ...part };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The latest first; actas of one station together, in the order of their contests' ids. */
export const sorted = (kept: readonly KeptActa[]): readonly KeptActa[] =>
  kept.toSorted((a, b) => b.keptAt - a.keptAt || (a.contest < b.contest ? -1 : 1));

/** Verified each time: what lies in a browser's storage may have been changed there. Null where it no longer holds. */
export function openKit(kit: Parameters<typeof verifyKit>[0], loadedAt: number): LoadedKit | null {
  const verified = verifyKit(kit, verifyPortably);
  if (!verified.ok) return null;
  const { definition, station } = verified.value;
  return {
    id: kitId({ election: definition.id, station: station.id }),
    ...{ kit: verified.value, loadedAt },
    demoMachine: kit.isDemo ? (kit.demoMachine ?? null) : null,
    demoKey: kit.isDemo ? (kit.demoKey ?? null) : null,
  };
}

export const currentKit = ({ kits, current }: AppState): LoadedKit | null =>
  kits.find(({ id }) => id === current) ?? null;

/** Who holds this telephone's key by the roster that the kit proves; null where the kit does not name them. */
export function ownWitness({ identity }: AppState, loaded: LoadedKit | null): KitWitness | null {
  return identity === null || loaded === null ? null : witnessWithKey(loaded.kit, identity.key.publicKey);
}
