/**
 * A centre as a witness's telephone reads it: the public log and what is published of one station, none of it trusted.
 * Spec: spec/transmission.md, section 9.
 * @module
 */
import { encodeHex } from "@triplicate/core/bytes.ts";
import { MAX_PROOF_HASHES } from "@triplicate/core/log/log-proof.ts";
import { MAX_ENTRY_BYTES, TILE_WIDTH, type TileId, tilePath } from "@triplicate/core/log/tile.ts";
import { HASH_BYTES } from "@triplicate/core/merkle-tree.ts";
import { MAX_NOTE_BYTES } from "@triplicate/core/note/note.ts";
import { below, type Fetch, type Fetched, request } from "./http.ts";
import { MAX_STATION_BYTES } from "./published.ts";

export type Centre = {
  checkpoint(): Promise<Fetched>;
  /** Rejects where nothing can be said, as a reader of tiles asks. */
  tile(tile: TileId): Promise<Uint8Array | null>;
  entry(index: number): Promise<Fetched>;
  proofOf(index: number): Promise<Fetched>;
  proofOfText(digest: Uint8Array): Promise<Fetched>;
  station(id: string): Promise<Fetched>;
  submit(note: Uint8Array): Promise<Fetched>;
};

const MAX_PROOF_BYTES = 2 * MAX_NOTE_BYTES + 46 * MAX_PROOF_HASHES;

export function createCentre(address: string, fetcher: Fetch): Centre {
  const get = (path: string, atMost: number) => request(fetcher, below(address, path), atMost);
  return {
    checkpoint: () => get("checkpoint", MAX_NOTE_BYTES),
    async tile(tile) {
      const found = await get(tilePath(tile), TILE_WIDTH * HASH_BYTES);
      if (found.is === "ok") return found.bytes;
      if (found.is === "status" && found.status === 404) return null;
      throw new Error("tile-unreachable");
    },
    entry: (index) => get(`entries/${index}`, MAX_ENTRY_BYTES),
    proofOf: (index) => get(`proof/index/${index}`, MAX_PROOF_BYTES),
    proofOfText: (digest) => get(`proof/text/${encodeHex(digest)}`, MAX_PROOF_BYTES),
    // Ids may have slashes, which are part of the path there too.
    station: (id) => get(`results/station/${id}`, MAX_STATION_BYTES),
    submit: (note) =>
      request(fetcher, below(address, "submissions"), MAX_PROOF_BYTES, {
        method: "POST",
        headers: { "content-type": "text/plain; charset=utf-8" },
        body: note.slice(),
      }),
  };
}
