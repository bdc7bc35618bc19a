/**
 * Who may talk to the machine: the screen that was started with its token, on this machine, and nobody through another page's browser.
 *
 *     Host       one of our own names: a name of the internet that was pointed at 127.0.0.1 is none (DNS rebinding)
 *     Origin     our own, where a browser says it; Sec-Fetch-Site likewise
 *     token      256 bits in the launch address's fragment, then in the header of every question
 *
 * Spec: spec/station.md, clause 9.3.
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";

export const TOKEN_BYTES = 32;

/** Addresses that only this machine reaches. */
export const LOOPBACK = ["127.0.0.1", "::1"] as const;

export const isLoopback = (host: string): boolean => (LOOPBACK as readonly string[]).includes(host);

/** What stands in a URL for a host. */
export const urlHost = (host: string): string => (host.includes(":") ? `[${host}]` : host);

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The names under which a browser on this machine may know us. */
function ownNames(port: number): ReadonlySet<string> {
  return new Set(["127.0.0.1", "[::1]", "localhost"].map((name) => `${name}:${port}`));
}

/** Whether a request is of our own page or of a program on this machine. */
export function isOwnRequest(headers: Headers, port: number): boolean {
  const names = ownNames(port);
  const { host, origin } = headers;
  if (typeof host !== "string" || !names.has(host.toLowerCase())) return false;
  if (origin !== undefined && (typeof origin !== "string" || !isOwnOrigin(origin, names))) return false;
  const site = headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none" || isFollowedLink(headers);
}

/** Somebody followed a link of another page of this machine, as the front of a demonstration's day: a whole page, in no frame, without a token. */
const isFollowedLink = (headers: Headers): boolean =>
  headers["sec-fetch-site"] === "same-site" &&
  headers["sec-fetch-mode"] === "navigate" &&
  headers["sec-fetch-dest"] === "document";

const isOwnOrigin = (origin: string, names: ReadonlySet<string>): boolean =>
  origin.startsWith("http://") && names.has(origin.slice("http://".length).toLowerCase());

/** Compares in a time that tells nothing of the token, whatever was sent. */
export function createTokenCheck(token: string): (authorization: unknown) => boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
  const wanted = digest(`Bearer ${token}`);
  return (authorization) =>
    typeof authorization === "string" && timingSafeEqual(digest(authorization), wanted);
}

/** On every answer. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), microphone=(), geolocation=(), usb=(), serial=(), payment=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};
