/**
 * Reads one count from images of acta QR codes: a file, or a folder of them.
 * @module
 */
import { extname, posix, relative, sep } from "node:path";
import { readBuImageTexts } from "@triplicate/core/reading/bu-br.ts";
import type { Finding } from "@triplicate/core/reading/finding.ts";
import { ReadingStopped } from "@triplicate/core/reading/finding.ts";
import { readQrImageTexts } from "@triplicate/core/reading/qr-2024-images.ts";
import { verifyEd25519 } from "./ed25519-node.ts";
import { readQrImages } from "./qr-images.ts";
import {
  finishCount,
  type Reading,
  type ReadProgress,
  type ReadRequest,
  rosterChecked,
} from "./read-count.ts";

const IMAGE_EXTENSIONS = [".png", ".jpg", ".jpeg"];

/** What codes the images of a request would show; null where its format has none. */
function imageKind({ mapping }: ReadRequest): "qr-2024" | "bu-br-2024" | null {
  const { type } = mapping.file;
  return type === "qr-2024" || type === "bu-br-2024" ? type : null;
}

/** Whether a request's file holds images rather than text. */
export const holdsImages = (request: ReadRequest): boolean =>
  imageKind(request) !== null &&
  (request.isFolder || IMAGE_EXTENSIONS.includes(extname(request.path).toLowerCase()));

/** Throws ReadingStopped when there is no image at all; an image that does not decode is a finding. */
export async function readImageCount(
  request: ReadRequest,
  onProgress: (progress: ReadProgress) => void,
): Promise<Reading> {
  const read = await readQrImages(
    [request.path],
    ({ done, total, decoded }) => onProgress({ unit: "images", done, total, rows: decoded }),
    imageKind(request) ?? undefined,
  );
  if (read.images.length === 0) {
    const detail = { extensions: IMAGE_EXTENSIONS.join(" ") };
    throw new ReadingStopped({ code: "no-rows", source: request.source, detail });
  }
  const named = (path: string) => posix.join(request.source, ...relative(request.path, path).split(sep));
  const images = read.images.map((image) => ({ ...image, source: named(image.source) }));
  const findings: Finding[] = [];
  const { mapping, contests } = request;
  const onFinding = (finding: Finding) => findings.push(finding);
  // A file of a folder that is no picture gave no reading either, and is listed with those that gave none.
  const skipped = read.skipped.map((path) => ({
    ...{ source: named(path), texts: [], failure: "not-an-image" as const, attempts: [] },
  }));
  const context = { mapping, contests, onFinding, verifyEd25519 };
  const readTexts = mapping.file.type === "bu-br-2024" ? readBuImageTexts : readQrImageTexts;
  const texts = readTexts([...images, ...skipped], context);
  const tables = rosterChecked(texts.tables, request, onFinding);
  const files = images.map(({ source: name, bytes, sha256 }) => ({ name, bytes, sha256 }));
  return finishCount(request, "qr-images", images.length, tables, findings, files);
}
