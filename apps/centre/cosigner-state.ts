/**
 * What a cosigner must never forget: of each log the last tree it cosigned.
 *
 * The new tree takes the place of the old one in one durable step, or the step is refused; only then may the cosignature
 * be shown to anybody. A cosigner that forgot could be led to sign two histories, which is all it is there to prevent.
 * Spec: spec/log-operation.md, section 4.
 * @module
 */
import type { Database } from "@triplicate/adapters/sqlite.ts";
import { type AcceptedCheckpoint, NO_TREE } from "@triplicate/core/log/add-checkpoint.ts";
import type { TreeHead } from "@triplicate/core/log/tile-tree.ts";

export type CosignerState = {
  /** Before the first cosignature the empty tree. */
  head(origin: string): TreeHead;
  /** The last cosigned checkpoint with its signatures; null before the first. */
  cosigned(origin: string): Uint8Array | null;
  /** False if another tree has come between. Durable when it returns. May throw: then nobody knows. */
  exchange(accepted: AcceptedCheckpoint, cosigned: Uint8Array): boolean;
};

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS cosigned_tree (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    note BLOB NOT NULL
  ) STRICT;
`;

export function openCosignerState(database: Database): CosignerState {
  database.exec(SCHEMA);
  const row = (origin: string) => database.get("SELECT * FROM cosigned_tree WHERE origin = ?", origin);
  return {
    head(origin) {
      const found = row(origin);
      return found === undefined ? NO_TREE : { size: found.size as number, root: found.root as Uint8Array };
    },
    cosigned: (origin) => (row(origin)?.note as Uint8Array | undefined) ?? null,
    exchange({ origin, head, replaces }, note) {
      return database.transaction(() => {
        // Of an empty tree there may be a row or none.
        const isFirst = replaces.size === 0 && row(origin) === undefined;
        const insert = "INSERT INTO cosigned_tree (size, root, note, origin) VALUES (?, ?, ?, ?)";
        if (isFirst) return database.run(insert, head.size, head.root, note, origin) === 1;
        const update =
          "UPDATE cosigned_tree SET size = ?, root = ?, note = ? WHERE origin = ? AND size = ? AND root = ?";
        return database.run(update, head.size, head.root, note, origin, replaces.size, replaces.root) === 1;
      });
    },
  };
}
