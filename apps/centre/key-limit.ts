/**
 * How often one key may have something logged: so many in a minute, counted only for signatures that held.
 *
 * Forged names cost nothing here, since nobody is counted before their signature is verified. Witnesses are not limited
 * by it: one may be accredited at a thousand stations, and their lines alone log nothing.
 * Spec: spec/transmission.md, clause 7.2.
 * @module
 */
import type { Clock } from "./clock.ts";

const MINUTE = 60_000;

/** Whether the key of that name may have one more entry logged now. */
export function createKeyLimit(perMinute: number, clock: Clock): (name: string) => boolean {
  let counts = new Map<string, number>();
  let since = clock.now();
  return (name) => {
    const now = clock.now();
    if (now - since >= MINUTE) {
      counts = new Map();
      since = now;
    }
    const count = counts.get(name) ?? 0;
    if (count >= perMinute) return false;
    counts.set(name, count + 1);
    return true;
  };
}
