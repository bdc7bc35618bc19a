/**
 * What a telephone asks of others: bodies with a limit that is enforced while they arrive, silence that ends a request, and no
 * redirect to where nobody meant to ask. Nothing that comes back is believed here.
 * @module
 */
import { concatBytes } from "@triplicate/core/bytes.ts";

export type Fetch = (address: string, init?: RequestInit) => Promise<Response>;

export type Fetched =
  | { readonly is: "ok"; readonly status: number; readonly bytes: Uint8Array; readonly headers: Headers }
  /** Answered, but not with what was asked for. */
  | { readonly is: "status"; readonly status: number; readonly bytes: Uint8Array }
  | { readonly is: "unreachable"; readonly detail: "timeout" | "network" | "too-large" };

const TIMEOUT_MS = 30_000;

export async function request(
  fetcher: Fetch,
  address: string,
  atMost: number,
  init: RequestInit = {},
): Promise<Fetched> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    // Credentials of other pages are nobody's business here, and a copy kept by a browser would be old news.
    const response = await fetcher(address, {
      ...{ redirect: "error", credentials: "omit", cache: "no-store", signal },
      ...init,
    });
    const bytes = await bounded(response, atMost);
    if (bytes === null) return { is: "unreachable", detail: "too-large" };
    const { status, headers } = response;
    return response.ok ? { is: "ok", status, bytes, headers } : { is: "status", status, bytes };
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === "TimeoutError";
    return { is: "unreachable", detail: isLate ? "timeout" : "network" };
  }
}

async function bounded(response: Response, atMost: number): Promise<Uint8Array | null> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) return concatBytes(...parts);
    length += part.value.length;
    if (length > atMost) {
      await reader?.cancel();
      return null;
    }
    parts.push(part.value);
  }
}

/** An address below another, which may have a path of its own. */
export const below = (base: string, path: string): string =>
  new URL(path, base.endsWith("/") ? base : `${base}/`).href;
