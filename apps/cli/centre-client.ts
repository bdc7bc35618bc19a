/**
 * A centre as somebody who delivers sees it: send, and ask again as long as it is only busy.
 *
 * Every answer is bounded before it is believed to be one; what a receipt claims is for its reader to verify.
 * Spec: spec/transmission.md, sections 7 and 9.
 * @module
 */
import { MAX_NOTE_BYTES } from "@triplicate/core/note/note.ts";

export type ClientAnswer =
  | { readonly kind: "receipt"; readonly proof: Uint8Array; readonly outcome: string }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly message: { readonly es: string; readonly en: string };
    }
  | { readonly kind: "unreachable"; readonly detail: string };

export type CentreClient = {
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
  const ask = options.fetch ?? fetch;
  const pause = (attempt: number, asked = 0): Promise<void> =>
    options.wait(Math.min(LONGEST_WAIT, Math.max(asked, FIRST_WAIT * 2 ** attempt))).then(() => {});

  const once = async (
    note: Uint8Array,
  ): Promise<ClientAnswer | { readonly later: number; readonly why: string }> => {
    try {
      const response = await ask(new URL("submissions", base), {
        method: "POST",
        headers: { "content-type": "text/plain; charset=utf-8" },
        body: note as Uint8Array<ArrayBuffer>,
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT),
      });
      const body = await bounded(response);
      if (response.ok)
        return { kind: "receipt", proof: body, outcome: response.headers.get("triplicate-outcome") ?? "" };
      if (response.status === 429 || response.status >= 500) {
        const seconds = Number(response.headers.get("retry-after") ?? 0);
        return { later: Number.isFinite(seconds) ? seconds * 1000 : 0, why: String(response.status) };
      }
      return refusalOf(body, response.status);
    } catch (error) {
      return { later: 0, why: reasonOf(error) };
    }
  };
  const read = async (path: string): Promise<Uint8Array | null> => {
    try {
      const response = await ask(new URL(path, base), {
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT),
      });
      return response.ok ? await bounded(response) : null;
    } catch {
      return null;
    }
  };
  return {
    async submit(note) {
      let why = "";
      for (let attempt = 0; attempt < options.attempts; attempt += 1) {
        const answer = await once(note);
        if ("kind" in answer) return answer;
        why = answer.why;
        if (attempt + 1 < options.attempts) await pause(attempt, answer.later);
      }
      return { kind: "unreachable", detail: why };
    },
    proof: (index) => read(`proof/index/${index}`),
    entry: (index) => read(`entries/${index}`),
    pause: (attempt) => pause(attempt),
  };
}

async function bounded(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > MAX_ANSWER_BYTES) throw new Error("answer-too-large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function refusalOf(body: Uint8Array, status: number): ClientAnswer {
  const unknown = { kind: "refused", code: String(status), message: { es: "", en: "" } } as const;
  try {
    const { code, message } = JSON.parse(Buffer.from(body).toString("utf8")) as Record<string, unknown>;
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
