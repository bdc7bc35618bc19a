/**
 * Bodies that are too large for memory, into a file, with an end to how large they may be; and how many may come at once.
 *
 * A telephone in the last hour of its battery on the last bar of its network takes a minute for a picture, and a thousand of them are a
 * thousand files, not a thousand buffers.
 * @module
 */
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

class TooLarge extends Error {}

/** False where the body is larger than that; the file is gone then. Rejects where the body breaks off. */
export async function receive(body: Readable, path: string, atMost: number): Promise<boolean> {
  let length = 0;
  try {
    await pipeline(
      body,
      async function* (source: AsyncIterable<Uint8Array>) {
        for await (const chunk of source) {
          length += chunk.length;
          if (length > atMost) throw new TooLarge();
          yield chunk;
        }
      },
      createWriteStream(path, { flags: "wx", mode: 0o600 }),
    );
    return true;
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof TooLarge) return false;
    throw error;
  }
}

/** How many requests of a kind are under way, in all and of one address. */
export type Gate = {
  /** Null when it is full, or that address has its share; else what is called, any number of times, when the request is over. */
  enter(address: string): (() => void) | null;
  readonly inside: number;
};

/** Bodies that never end must not hold every place: one address has a third of them, and is forgotten when it has none. */
const SHARE = 3;

export function createGate(atMost: number): Gate {
  const share = Math.ceil(atMost / SHARE);
  const addresses = new Map<string, number>();
  let inside = 0;
  return {
    get inside() {
      return inside;
    },
    enter(address) {
      const own = addresses.get(address) ?? 0;
      if (inside >= atMost || own >= share) return null;
      inside += 1;
      addresses.set(address, own + 1);
      let isInside = true;
      return () => {
        if (!isInside) return;
        isInside = false;
        inside -= 1;
        const left = addresses.get(address)! - 1;
        if (left > 0) addresses.set(address, left);
        else addresses.delete(address);
      };
    },
  };
}
