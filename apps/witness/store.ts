/**
 * What a telephone keeps: its key, kits, actas with their photographs, checkpoints that were seen, and what is still to be sent.
 *
 * IndexedDB, since only there a key can lie that nobody can read. A few stores and plain values; each write is done when its
 * promise is. Nothing else of this program touches the disk.
 * @module
 */
import type { AnswerDecision } from "@triplicate/core/statement/witness-answer.ts";
import type { CentreAnswer } from "./ask-centre.ts";
import type { WitnessKey } from "./keys.ts";
import type { Kit } from "./kit.ts";
import type { AuthorityPin } from "./verify-kit.ts";

export type Identity = {
  readonly key: WitnessKey;
  /** What was asked for; what the roster gave stands in a kit. Null for a demonstration's. */
  readonly request: {
    readonly election: string;
    readonly witness: string;
    readonly party: string;
    readonly scope: string;
    readonly name: string;
    /** The line of the QR code. */
    readonly line: string;
  } | null;
};

export type KeptActa = {
  /** Hexadecimal SHA-256 of the text. */
  readonly id: string;
  readonly election: string;
  readonly station: string;
  readonly contest: string;
  readonly mode: "live" | "test";
  /** With whoever signed it, the witness of this telephone among them. */
  readonly noteBytes: Uint8Array;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
  readonly decision: AnswerDecision | null;
  /** The line of the answer's QR code: for the whole station. */
  readonly answer: string | null;
  readonly receipt: { readonly proof: Uint8Array; readonly entry: Uint8Array } | null;
  /** What the centre gave as a receipt, and why it is none. */
  readonly falseReceipt: { readonly proof: Uint8Array; readonly code: string } | null;
  readonly asked: { readonly at: number; readonly answer: CentreAnswer } | null;
};

export type KeptPhoto = { readonly id: string; readonly acta: string; readonly picture: Blob };

export type KeptCheckpoint = {
  readonly id: string;
  readonly election: string;
  readonly size: number;
  readonly bytes: Uint8Array;
};

export type KeptKit = { readonly id: string; readonly kit: Kit; readonly loadedAt: number };

export type Letter = {
  /** `collector <acta>`, `centre <acta>` or `photo <photo>`. */
  readonly id: string;
  readonly to: "collector" | "centre" | "photo";
  readonly subject: string;
  readonly tries: number;
  /** Milliseconds since 1970: not before. */
  readonly notBefore: number;
  /** A refusal that no further try will change, or what went wrong last. */
  readonly trouble: string | null;
  readonly isRefused: boolean;
};

type Stores = {
  identity: Identity;
  kits: KeptKit;
  pins: AuthorityPin;
  actas: KeptActa;
  photos: KeptPhoto;
  checkpoints: KeptCheckpoint;
  outbox: Letter;
  /** Texts read and not yet decided on, the language, the station in use. */
  values: unknown;
};
export type StoreName = keyof Stores;
const NAMES: readonly StoreName[] = [
  "identity",
  "kits",
  "pins",
  "actas",
  "photos",
  "checkpoints",
  "outbox",
  "values",
];

export type Store = {
  get<N extends StoreName>(name: N, key: string): Promise<Stores[N] | undefined>;
  all<N extends StoreName>(name: N): Promise<Stores[N][]>;
  put<N extends StoreName>(name: N, key: string, value: Stores[N]): Promise<void>;
  /** Puts it where nothing is, in one step, and gives what is there then: of two pages the first has it. */
  putFirst<N extends StoreName>(name: N, key: string, value: Stores[N]): Promise<Stores[N]>;
  remove(name: StoreName, key: string): Promise<void>;
  /** Reads and writes in one step, so that a page and its worker do not undo each other. */
  change<N extends StoreName>(name: N, key: string, change: (value: Stores[N]) => Stores[N]): Promise<void>;
  eraseAll(): Promise<void>;
  close(): void;
};

const DATABASE = "triplicate-witness";

export async function openStore(): Promise<Store> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    for (const name of NAMES) opening.result.createObjectStore(name);
  };
  const database = await done(opening);
  // Another page erased or changed the database: this one lets go, and opens it anew when it is next loaded.
  database.onversionchange = () => database.close();
  const write = async (name: StoreName, act: (store: IDBObjectStore) => void): Promise<void> => {
    const transaction = database.transaction(name, "readwrite", { durability: "strict" });
    act(transaction.objectStore(name));
    await finished(transaction);
  };
  const read = (name: StoreName) => database.transaction(name).objectStore(name);
  return {
    get: (name, key) => done(read(name).get(key)),
    all: (name) => done(read(name).getAll()),
    put: (name, key, value) => write(name, (store) => void store.put(value, key)),
    async putFirst(name, key, value) {
      let there = value;
      await write(name, (store) => {
        const reading = store.get(key);
        reading.onsuccess = () => {
          if (reading.result === undefined) store.put(value, key);
          else there = reading.result;
        };
      });
      return there;
    },
    remove: (name, key) => write(name, (store) => void store.delete(key)),
    change: (name, key, change) =>
      write(name, (store) => {
        const reading = store.get(key);
        reading.onsuccess = () => {
          if (reading.result !== undefined) store.put(change(reading.result), key);
        };
      }),
    async eraseAll() {
      for (const name of NAMES) await write(name, (store) => void store.clear());
    },
    close: () => database.close(),
  };
}

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
