/**
 * The witness's program on a telephone or laptop: opens what is kept, draws the first screen, and listens for the network.
 * Spec: spec/witness-app.md.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { render } from "preact";
import { sendNow } from "./actions-acta.ts";
import { type App, openApp } from "./app.ts";
import { startInstalling } from "./installing.ts";
import { asked } from "./parts.tsx";
import { Root } from "./root.tsx";
import { openStore } from "./store.ts";

function languageOf(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.slice(0, 2)).find((tag) => tag === "es" || tag === "en");
  return known === "en" ? "en" : "es";
}

async function start(): Promise<void> {
  const setting = {
    store: await openStore(),
    fetch: (address: string, init?: RequestInit) => fetch(address, init),
    origin: location.origin,
    hostname: location.hostname,
    now: () => Date.now(),
    random: () => Math.random(),
  };
  const app = await openApp(setting, languageOf(navigator.languages));
  const installing = startInstalling(() => app.change({ hasUpdate: true }));
  const hear = () => {
    app.change({ isOnline: navigator.onLine });
    if (navigator.onLine) void sendNow(app);
  };
  addEventListener("online", hear);
  addEventListener("offline", hear);
  followLink(app);
  render(<Root app={app} installing={installing} />, document.getElementById("app")!);
  void sendNow(app);
}

/** A link to a station or to accreditation opens what is still to be done of it; without one, the first screen. */
function followLink(app: App): void {
  if (location.hash !== "") return;
  const { kits, identity } = app.state();
  const station = asked("station");
  if (asked("election") !== "" && identity === null) location.hash = "#/key";
  else if (station !== "" && !kits.some(({ kit }) => kit.station.id === station)) location.hash = "#/station";
}

start().catch((error: unknown) => {
  // Before there is a store there is no language and no screen: this is all that can be said.
  const place = document.getElementById("app")!;
  place.textContent = `Este navegador no puede abrir la aplicación. / This browser cannot open the application. (${String(error)})`;
});
