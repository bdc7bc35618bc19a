/**
 * The worker behind the page: registered once, ready when every file is kept, and a new version only when the page says so.
 * Spec: spec/witness-app.md, section 1.
 * @module
 */

/** What Chromium offers and no standard has: the browser's own question whether to install. */
type InstallPrompt = Event & { prompt(): Promise<unknown> };

export type Installing = {
  isReady(): Promise<boolean>;
  isInstalled(): boolean;
  /** Asks the person to install; null where the browser does not let a page ask. */
  offer(): (() => Promise<void>) | null;
  /** Puts the waiting version in and loads the page anew. */
  update(): void;
};

export function startInstalling(onUpdate: () => void): Installing {
  let prompt: InstallPrompt | null = null;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    prompt = event as InstallPrompt;
  });
  let waiting: ServiceWorker | null = null;
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const hadWorker = workers?.controller !== null && workers !== undefined;
  if (workers !== undefined) {
    // The first worker takes over a page that it has the files of; a later one changes them under it.
    let isLoading = false;
    workers.addEventListener("controllerchange", () => {
      if (!hadWorker || isLoading) return;
      isLoading = true;
      location.reload();
    });
    void register(workers, (worker) => {
      waiting = worker;
      onUpdate();
    });
  }
  return {
    isReady: async () => (await workers?.getRegistration())?.active !== null && workers?.controller !== null,
    isInstalled: () => matchMedia("(display-mode: standalone)").matches,
    offer: () => {
      const own = prompt;
      return own === null ? null : () => own.prompt().then(() => {});
    },
    update: () => waiting?.postMessage("activate"),
  };
}

async function register(
  workers: ServiceWorkerContainer,
  onWaiting: (worker: ServiceWorker) => void,
): Promise<void> {
  // Without a network there is nothing new; what is installed goes on.
  const registration = await workers
    .register("/service-worker.js", { updateViaCache: "none" })
    .catch(() => null);
  if (registration === null) return;
  const look = (worker: ServiceWorker | null) => {
    if (worker?.state === "installed" && workers.controller !== null) onWaiting(worker);
  };
  look(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => look(worker));
  });
}
