/**
 * Fetches one file of a server that may be hostile, slow or dying: capped, timed, asked again a few times.
 * Spec: spec/verification.md, section 2.
 * @module
 */
import { open, stat } from "node:fs/promises";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { SourceFault } from "./log-source.ts";

export type Fetching = {
  readonly fetch: typeof fetch;
  /** Waits before another attempt; a test waits for nothing. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly attempts: number;
  /** Silence that ends a request, and what a whole one may take. */
  readonly idleMilliseconds: number;
  readonly wholeMilliseconds: number;
};

export const FETCHING: Fetching = {
  fetch: (...given) => fetch(...given),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  attempts: 4,
  idleMilliseconds: 30_000,
  wholeMilliseconds: 30 * 60_000,
};
const FIRST_WAIT_MILLISECONDS = 250;

type Body = { readonly status: number; readonly chunks: AsyncIterable<Uint8Array> };
type Take<T> = (body: Body) => Promise<Result<T, SourceFault>>;

export function fetchBytes(
  url: URL,
  name: string,
  atMost: number,
  given: Partial<Fetching> = {},
): Promise<Result<Uint8Array, SourceFault>> {
  return attempt(url, name, given, {}, async ({ chunks }) => {
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of chunks) {
      length += chunk.length;
      if (length > atMost) return err({ code: "source-too-large", name, detail: String(atMost) });
      parts.push(chunk);
    }
    return ok(joined(parts, length));
  });
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Into `part`, going on after what is there already, where the server can (RFC 9110, section 14). */
export async function fetchToFile(
  url: URL,
  name: string,
  part: string,
  atMost: number,
  given: Partial<Fetching> = {},
): Promise<Result<{ readonly resumed: boolean }, SourceFault>> {
  let resumed = false;
  const headers = async (): Promise<Record<string, string>> => {
    const there = await sizeOf(part);
    return there > 0 ? { range: `bytes=${there}-` } : {};
  };
  return attempt(url, name, given, headers, async ({ status, chunks }) => {
    const goesOn = status === 206;
    const file = await open(part, goesOn ? "a" : "w");
    try {
      let length = goesOn ? (await file.stat()).size : 0;
      resumed ||= goesOn && length > 0;
      for await (const chunk of chunks) {
        length += chunk.length;
        if (length > atMost) return err({ code: "source-too-large", name, detail: String(atMost) });
        await file.write(chunk);
      }
      await file.sync();
      return ok({ resumed });
    } finally {
      await file.close();
    }
  });
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

/** Statuses after which asking again may help: overload, and what a proxy says of a server that is away. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

async function attempt<T>(
  url: URL,
  name: string,
  given: Partial<Fetching>,
  headers: Record<string, string> | (() => Promise<Record<string, string>>),
  take: Take<T>,
): Promise<Result<T, SourceFault>> {
  const fetching = { ...FETCHING, ...given };
  let fault: SourceFault = { code: "source-unreachable", name, detail: "UNKNOWN" };
  for (let i = 0; i < fetching.attempts; i += 1) {
    if (i > 0) await fetching.wait(FIRST_WAIT_MILLISECONDS * 2 ** (i - 1));
    const asked = typeof headers === "function" ? await headers() : headers;
    const once = await request(url, name, asked, fetching, take);
    if (once.ok || once.error.code !== "source-unreachable") return once;
    fault = once.error;
  }
  return err(fault);
}

async function request<T>(
  url: URL,
  name: string,
  headers: Record<string, string>,
  { fetch, idleMilliseconds, wholeMilliseconds }: Fetching,
  take: Take<T>,
): Promise<Result<T, SourceFault>> {
  const stop = new AbortController();
  const whole = setTimeout(() => stop.abort(), wholeMilliseconds);
  let idle = setTimeout(() => stop.abort(), idleMilliseconds);
  const stillThere = () => {
    clearTimeout(idle);
    idle = setTimeout(() => stop.abort(), idleMilliseconds);
  };
  try {
    // Nobody who publishes a log may make this machine ask another address for something (clause 2.6).
    const response = await fetch(url, { headers, signal: stop.signal, redirect: "manual" });
    const { status, body } = response;
    if (status === 404 || status === 410)
      return err({ code: "source-missing", name, detail: String(status) });
    // A part that is whole already: the server has no further byte to give.
    if (status === 416) return await take({ status: 206, chunks: nothing() });
    if (PASSING.has(status)) return err({ code: "source-unreachable", name, detail: String(status) });
    if (status !== 200 && status !== 206)
      return err({ code: "source-refused", name, detail: String(status) });
    return await take({ status, chunks: body === null ? nothing() : told(body, stillThere) });
  } catch (error) {
    return err({ code: "source-unreachable", name, detail: reasonOf(error) });
  } finally {
    clearTimeout(whole);
    clearTimeout(idle);
    // Ends a body that is still coming.
    stop.abort();
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* told(body: AsyncIterable<Uint8Array>, each: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    each();
    yield chunk;
  }
}

function reasonOf(error: unknown): string {
  const { cause, name } = error as Error & { cause?: NodeJS.ErrnoException };
  return cause?.code ?? name;
}
