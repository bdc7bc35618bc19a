/**
 * A centre as somebody who delivers sees it: send once, or send and ask again as long as it is only busy.
 *
 * Every answer is bounded before it is believed to be one, no redirect is followed, and what a receipt claims is for its
 * reader to verify (receipt.ts). Runs in a browser too. Spec: spec/transmission.md, sections 7 and 9.
 * @module
 */
import { concatBytes, decodeUtf8 } from "@triplicate/core/bytes.ts";
import { MAX_NOTE_BYTES } from "@triplicate/core/note/note.ts";

/** `outcome` is what the centre says it did, and empty where whoever answered says nothing of the kind. */
export type ReceiptAnswer = {
  readonly kind: "receipt";
  readonly proof: Uint8Array;
  readonly outcome: string;
};
export type RefusedAnswer = {
  readonly kind: "refused";
  readonly code: string;
  /** Empty texts: whoever answered did not answer as a centre does, and `code` is an HTTP status. */
  readonly message: { readonly es: string; readonly en: string };
};
export type UnreachableAnswer = { readonly kind: "unreachable"; readonly detail: string };
/** Not now; `later` is how many milliseconds it asks to be left alone, 0 where it does not say. */
export type BusyAnswer = { readonly kind: "busy"; readonly detail: string; readonly later: number };

export type ClientAnswer = ReceiptAnswer | RefusedAnswer | UnreachableAnswer;
export type ClientReply = ClientAnswer | BusyAnswer;

export type CentreClient = {
  /** One attempt. */
  post(note: Uint8Array): Promise<ClientReply>;
  /** As many attempts as the client was made with. */
  submit(note: Uint8Array): Promise<ClientAnswer>;
  /** The receipt of an entry, as it is now. */
  proof(index: number): Promise<Uint8Array | null>;
  entry(index: number): Promise<Uint8Array | null>;
  /** Waits before a further attempt. */
  pause(attempt: number): Promise<void>;
};

export type ClientOptions = {
  readonly attempts: number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly fetch?: typeof fetch;
  /** Milliseconds that one request may take in all. */
  readonly timeout?: number;
  /** Ends every request that is under way. */
  readonly signal?: AbortSignal;
};

const FIRST_WAIT = 250;
const LONGEST_WAIT = 30_000;
const TIMEOUT = 60_000;
/** A receipt has a checkpoint note and at most 63 hashes. */
const MAX_ANSWER_BYTES = 2 * MAX_NOTE_BYTES;

/** Null for an address that is none. */
export function createCentreClient(address: string, options: ClientOptions): CentreClient | null {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) return null;
  const base = address.endsWith("/") ? address : `${address}/`;
  const send = options.fetch ?? fetch;
  const ask = (path: string, request: RequestInit = {}): Promise<Response> => {
    const timeout = AbortSignal.timeout(options.timeout ?? TIMEOUT);
    const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
    return send(new URL(path, base), { ...request, redirect: "error", credentials: "omit", signal });
  };
  const pause = (attempt: number, asked = 0): Promise<void> =>
    options.wait(Math.min(LONGEST_WAIT, Math.max(asked, FIRST_WAIT * 2 ** attempt))).then(() => {});

  const post = async (note: Uint8Array): Promise<ClientReply> => {
    try {
      const response = await ask("submissions", {
        method: "POST",
        headers: { "content-type": "text/plain; charset=utf-8" },
        body: note as Uint8Array<ArrayBuffer>,
      });
      const body = await bounded(response);
      if (response.ok)
        return { kind: "receipt", proof: body, outcome: response.headers.get("triplicate-outcome") ?? "" };
      if (response.status === 429 || response.status >= 500) {
        const seconds = Number(response.headers.get("retry-after") ?? 0);
        const later = Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : 0;
        return { kind: "busy", detail: String(response.status), later };
      }
      return refusalOf(body, response.status);
    } catch (error) {
      return { kind: "unreachable", detail: reasonOf(error) };
    }
  };
  const read = async (path: string): Promise<Uint8Array | null> => {
    try {
      const response = await ask(path);
      const body = await bounded(response);
      return response.ok ? body : null;
    } catch {
      return null;
    }
  };
  return {
    post,
    async submit(note) {
      let detail = "";
      for (let attempt = 0; attempt < options.attempts; attempt += 1) {
        const answer = await post(note);
        if (answer.kind === "receipt" || answer.kind === "refused") return answer;
        detail = answer.detail;
        const later = answer.kind === "busy" ? answer.later : 0;
        if (attempt + 1 < options.attempts) await pause(attempt, later);
      }
      return { kind: "unreachable", detail };
    },
    proof: (index) => read(`proof/index/${index}`),
    entry: (index) => read(`entries/${index}`),
    pause: (attempt) => pause(attempt),
  };
}

/** Not `for await` over the body: not every browser has that. */
async function bounded(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const reader = response.body?.getReader();
  let length = 0;
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    length += part.value.length;
    if (length > MAX_ANSWER_BYTES) {
      await reader?.cancel();
      throw Object.assign(new Error("answer too large"), { name: "answer-too-large" });
    }
    parts.push(part.value);
  }
  return concatBytes(...parts);
}

function refusalOf(body: Uint8Array, status: number): RefusedAnswer {
  const unknown = { kind: "refused", code: String(status), message: { es: "", en: "" } } as const;
  try {
    const { code, message } = JSON.parse(decodeUtf8(body) ?? "") as Record<string, unknown>;
    const { es, en } = message as Record<string, unknown>;
    if (typeof code !== "string" || typeof es !== "string" || typeof en !== "string") return unknown;
    return { kind: "refused", code, message: { es, en } };
  } catch {
    return unknown;
  }
}

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? (error instanceof Error ? error.name : "UNKNOWN");
}
