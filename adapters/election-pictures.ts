/**
 * The pictures of a ballot: the files that a definition names, each held against the digest that was signed.
 * Spec: spec/election.md, clauses 5.5 and 13.7.
 * @module
 */
import { open } from "node:fs/promises";
import { join } from "node:path";
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import type { ElectionDefinition, Picture } from "@triplicate/core/election/definition.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { nodeSha256 } from "./ed25519-node.ts";

export const MAX_PICTURE_BYTES = 524_288;

export const PICTURE_TYPES: Readonly<Record<string, string>> = {
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  webp: "image/webp",
};

export type PictureFault =
  | { readonly code: "picture-unreadable"; readonly file: string; readonly reason: string }
  | { readonly code: "picture-too-large"; readonly file: string; readonly atMost: number }
  | { readonly code: "picture-differs"; readonly file: string };

/** Every picture that the definition names, once. */
export function picturesOf({ contests }: ElectionDefinition): Picture[] {
  const found = contests.flatMap(({ candidates, options }) => [
    ...candidates.map(({ photo }) => photo),
    ...options.map(({ symbol }) => symbol),
  ]);
  const byFile = new Map<string, Picture>();
  // Two digests for one file: one of them differs, and both are asked.
  for (const picture of found)
    if (picture !== undefined) byFile.set(`${picture.file} ${picture.sha256}`, picture);
  return [...byFile.values()];
}

/** The pictures' bytes by file, or every fault. `folder` holds the definition; or, flat, the pictures themselves. */
export async function readPictures(
  folder: string,
  definition: ElectionDefinition,
  isFlat = false,
): Promise<Result<ReadonlyMap<string, Uint8Array>, readonly PictureFault[]>> {
  const pictures = new Map<string, Uint8Array>();
  const faults: PictureFault[] = [];
  for (const { file, sha256 } of picturesOf(definition)) {
    const bytes = await readPicture(folder, isFlat ? file.slice("pictures/".length) : file);
    if (!bytes.ok) faults.push(bytes.error);
    else if (encodeBase64(nodeSha256(bytes.value)) !== sha256) faults.push({ code: "picture-differs", file });
    else pictures.set(file, bytes.value);
  }
  return faults.length > 0 ? err(faults) : ok(pictures);
}

/** One picture, whatever it holds. */
export async function readPicture(folder: string, file: string): Promise<Result<Uint8Array, PictureFault>> {
  try {
    await using handle = await open(join(folder, file), "r");
    const { size } = await handle.stat();
    if (size > MAX_PICTURE_BYTES) return err({ code: "picture-too-large", file, atMost: MAX_PICTURE_BYTES });
    return ok(await handle.readFile());
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
    return err({ code: "picture-unreadable", file, reason });
  }
}
