/**
 * The worker that makes the program work without a network: every file of it is kept when it is installed, and served from there.
 *
 * A new version is fetched beside the old one and waits until the page says that nobody is in the middle of an acta: half of an
 * old program and half of a new one would be neither. Only files of this program are kept; kits and actas lie in the database.
 * When the browser says that there is a network again, what is still to be sent is sent.
 * Spec: spec/witness-app.md, section 1.
 * @module
 */
import { sendLetters } from "./outbox.ts";
import { openStore } from "./store.ts";

/** Put in when the program is bundled: the paths of its files, and a name for all their bytes. */
declare const __FILES__: readonly string[];
declare const __VERSION__: string;

/** As much of a worker's own interface as is used; the library of types for workers contradicts that for pages. */
type WorkerEvent = { waitUntil(work: Promise<unknown>): void };
type WorkerScope = {
  addEventListener(type: "install" | "activate", act: (event: WorkerEvent) => void): void;
  addEventListener(type: "message", act: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "sync", act: (event: WorkerEvent & { readonly tag: string }) => void): void;
  addEventListener(type: "fetch", act: (event: FetchLike) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
};
type FetchLike = { readonly request: Request; respondWith(answer: Promise<Response>): void };

const scope = globalThis as unknown as WorkerScope;
const PREFIX = "triplicate-witness-";
const CACHE = `${PREFIX}${__VERSION__}`;
const HOME = "/index.html";
const paths = new Set(__FILES__);

scope.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

/** All or nothing; past every other cache, so that it is this version's bytes that are kept. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(__FILES__.map((path) => new Request(path, { cache: "reload" })));
}

scope.addEventListener("activate", (event) => {
  event.waitUntil(becomeOnly());
});

async function becomeOnly(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

scope.addEventListener("message", ({ data }) => {
  if (data === "activate") void scope.skipWaiting();
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== scope.location.origin) return;
  const path = request.mode === "navigate" && pathname === "/" ? HOME : pathname;
  if (paths.has(path)) event.respondWith(serve(path, request));
});

async function serve(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

scope.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(sendInBackground());
});

async function sendInBackground(): Promise<void> {
  const store = await openStore();
  try {
    const { origin } = scope.location;
    const left = await sendLetters({
      ...{ store, origin, fetch: (address, init) => fetch(address, init) },
      now: () => Date.now(),
      random: () => Math.random(),
    });
    // A rejected promise asks the browser to try again by itself.
    if (left !== null) throw new Error("letters are left");
  } finally {
    store.close();
  }
}
