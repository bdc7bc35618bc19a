/**
 * The wire to the daemon: views as they come, actions one at a time, pictures and speech; the token never leaves a header.
 *
 * When the daemon is gone the screen says so at once, and tries again until it is back.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import type { Action, Answer, DemoScan, MachineView, Paper } from "./api.ts";

export type Machine = {
  /** null: the daemon did not answer. */
  act(action: Action): Promise<Answer | null>;
  /** Cards that a visitor may hold before the camera; none outside a demonstration. */
  cards(): Promise<DemoScan["cards"]>;
  papers(): Promise<readonly Paper[]>;
  /** Out of the tray: a voucher into the box. */
  takePaper(id: number): Promise<void>;
  /** null where the machine has no voice for it. */
  speech(text: string, language: Language, rate: number): Promise<Blob | null>;
  picture(path: string): Promise<Blob | null>;
  close(): void;
};

export type MachineListener = {
  readonly onView: (view: MachineView) => void;
  /** The daemon is gone: nothing on the screen may be believed. */
  readonly onLost: () => void;
};

const AGAIN_MS = 1000;

export function connectMachine(token: string, { onView, onLost }: MachineListener): Machine {
  const ended = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (path: string, init: RequestInit = {}): Promise<Response | null> => {
    const all = { ...headers, ...(init.headers as Record<string, string> | undefined) };
    const request = fetch(path, { signal: ended.signal, ...init, headers: all, cache: "no-store" });
    const response = await request.catch(() => null);
    return response?.ok === true ? response : null;
  };
  const blob = async (path: string, signal = ended.signal) =>
    (await (await ask(path, { signal }))?.blob().catch(() => null)) ?? null;
  const json = async <T>(path: string, otherwise: T): Promise<T> =>
    ((await (await ask(path))?.json().catch(() => null)) as T | null | undefined) ?? otherwise;
  /** What is asked to be said next takes the place of what was on its way: a browser has few lines, and an action must not wait in them. */
  let said = new AbortController();
  void follow(ask, ended.signal, { onView, onLost });
  return {
    async act(action) {
      const body = JSON.stringify(action);
      const init = { method: "POST", headers: { "content-type": "application/json" }, body };
      const response = await fetch("/api/act", {
        ...init,
        headers: { ...headers, ...init.headers },
        signal: ended.signal,
      }).catch(() => null);
      const answer = (await response?.json().catch(() => null)) as Answer | null | undefined;
      if (answer?.view === undefined) return null;
      onView(answer.view);
      return answer;
    },
    cards: async () => (await json<DemoScan>("/api/scan", { cards: [] })).cards,
    papers: () => json<readonly Paper[]>("/api/papers", []),
    async takePaper(id) {
      await ask(`/api/papers/${id}`, { method: "DELETE" });
    },
    speech(text, language, rate) {
      said.abort();
      said = new AbortController();
      const query = new URLSearchParams({ text, language, rate: String(rate) });
      return blob(`/api/speech?${query}`, AbortSignal.any([ended.signal, said.signal]));
    },
    picture: (path) => blob(path),
    close: () => ended.abort(),
  };
}

type Ask = (path: string, init?: RequestInit) => Promise<Response | null>;

async function follow(ask: Ask, signal: AbortSignal, listener: MachineListener): Promise<void> {
  while (!signal.aborted) {
    const view = await ask("/api/view");
    const shown = (await view?.json().catch(() => null)) as MachineView | null | undefined;
    if (shown != null) {
      listener.onView(shown);
      await read(await ask("/api/events"), listener.onView);
    }
    if (signal.aborted) return;
    listener.onLost();
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
}

/** Until the stream ends: server-sent events by hand, since EventSource cannot carry the token. */
async function read(response: Response | null, onView: (view: MachineView) => void): Promise<void> {
  const reader = response?.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const events = (rest + value).split(/\r?\n\r?\n/);
      rest = events.pop() ?? "";
      for (const event of events) {
        const view = readEvent(event);
        if (view !== null) onView(view);
      }
    }
  } catch {
    // The connection broke: the same as its end.
  }
}

/** The view that an event carries; null for any other event. */
export function readEvent(event: string): MachineView | null {
  const lines = event.split(/\r?\n/);
  if (!lines.some((line) => /^event: ?view$/.test(line))) return null;
  const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5));
  try {
    return JSON.parse(data.join("\n")) as MachineView;
  } catch {
    return null;
  }
}
