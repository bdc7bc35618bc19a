/**
 * Finds QR codes in PNG and JPEG files: a photograph of a code, or a whole scanned acta.
 *
 * Attempts go from quick to thorough and stop when what is looked for is found; each one made is recorded. No file
 * is fatal: an image that is broken, too large or shows no code is returned with its reason. The decoder is
 * WebAssembly from the installed package; no network is used.
 * @module
 */
import { createHash } from "node:crypto";
import { open, readdir, readFile, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { QrImage, QrImageFailure } from "@triplicate/core/reading/qr-2024-images.ts";
import { prepareZXingModule, purgeZXingModule, type ReaderOptions, readBarcodes } from "zxing-wasm/reader";
import { imageSize } from "./qr-images-header.ts";
import { isEnough, type QrKind } from "./qr-images-kinds.ts";

export const MAX_IMAGE_BYTES = 64 * 1024 * 1024;
export const MAX_IMAGE_PIXELS = 64 * 1024 * 1024;

export type QrImageFile = QrImage & {
  /** 0 and "" when the file could not be read. */
  readonly bytes: number;
  readonly sha256: string;
};

export type QrImagesRead = {
  /** In order of the paths; inside a folder in order of the names. */
  readonly images: readonly QrImageFile[];
  /** Files of a folder that are not called .png, .jpg or .jpeg: not looked at. */
  readonly skipped: readonly string[];
};

export type QrImagesProgress = { readonly done: number; readonly total: number; readonly decoded: number };

type Attempt = { readonly name: string; readonly options: ReaderOptions };

const thorough: ReaderOptions = { tryHarder: true, tryRotate: true, tryInvert: true, tryDownscale: true };

/** From quick to thorough. The names are what a finding lists. */
const ATTEMPTS: readonly Attempt[] = [
  { name: "quick", options: { tryHarder: false, tryRotate: false, tryInvert: false, tryDownscale: true } },
  { name: "thorough", options: thorough },
  { name: "denoised", options: { ...thorough, tryDenoise: true } },
  {
    name: "half-size",
    options: { ...thorough, tryDenoise: true, downscaleFactor: 2, downscaleThreshold: 150 },
  },
  { name: "quarter-size", options: { ...thorough, downscaleFactor: 4, downscaleThreshold: 150 } },
  { name: "global-threshold", options: { ...thorough, binarizer: "GlobalHistogram" } },
  { name: "fixed-threshold", options: { ...thorough, binarizer: "FixedThreshold" } },
];
export const ATTEMPT_NAMES: readonly string[] = ATTEMPTS.map((attempt) => attempt.name);

let decoder: Promise<unknown> | undefined;

/**
 * Reads every image among `paths`, each a file or a folder with folders in it; many of them on every core.
 * `kind` says what ends the search in an image; every text found is given whatever its kind.
 */
export async function readQrImages(
  paths: readonly string[],
  onProgress: (progress: QrImagesProgress) => void = () => {},
  kind: QrKind = "qr-2024",
): Promise<QrImagesRead> {
  const { files, skipped } = await listImages(paths);
  const images: QrImageFile[] = [];
  let next = 0;
  let done = 0;
  let decoded = 0;
  const work = async (read: (file: string) => Promise<QrImageFile>) => {
    for (let i = next; i < files.length; i = next) {
      next += 1;
      const image = await read(files[i]!);
      images[i] = image;
      done += 1;
      if (image.failure === null) decoded += 1;
      onProgress({ done, total: files.length, decoded });
    }
  };
  const threads = Math.min(availableParallelism(), Math.floor(files.length / IMAGES_A_THREAD));
  if (threads < 2) await work((file) => readQrImage(file, kind));
  else await onThreads(threads, kind, work);
  return { images, skipped };
}

/** A thread loads code and decoder anew, which costs about as much as this many pictures. */
const IMAGES_A_THREAD = 8;

async function onThreads(
  count: number,
  kind: QrKind,
  work: (read: (file: string) => Promise<QrImageFile>) => Promise<void>,
): Promise<void> {
  const threads = Array.from(
    { length: count },
    () => new Worker(new URL("./qr-images-worker.ts", import.meta.url)),
  );
  try {
    await Promise.all(threads.map((thread) => work((file) => readOn(thread, { file, kind }))));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** What a thread is asked. */
export type QrImageRequest = { readonly file: string; readonly kind: QrKind };

function readOn(thread: Worker, request: QrImageRequest): Promise<QrImageFile> {
  return new Promise((resolve, reject) => {
    const done = (image: QrImageFile) => {
      thread.off("error", reject);
      resolve(image);
    };
    thread.once("message", done).once("error", reject);
    thread.postMessage(request);
  });
}

/** One image, on the calling thread. */
export async function readQrImage(file: string, kind: QrKind): Promise<QrImageFile> {
  // Once for the thread, also when two callers come at the same time.
  decoder ??= prepareDecoder();
  await decoder;
  return readImage(file, kind);
}

async function prepareDecoder(): Promise<void> {
  const file = fileURLToPath(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm"));
  const bytes = await readFile(file);
  const wasmBinary = new Uint8Array(bytes).buffer;
  // Its own start aborts loudly on stderr when a file is broken; that is a result here, not an event.
  await prepareZXingModule({ overrides: { wasmBinary, printErr: () => {} }, fireImmediately: true });
}

async function listImages(paths: readonly string[]) {
  const files: string[] = [];
  const skipped: string[] = [];
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) {
      files.push(path);
      continue;
    }
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const name of names) (/\.(png|jpe?g)$/i.test(name) ? files : skipped).push(name);
  }
  const posix = (name: string) => name.split(sep).join("/");
  return { files: files.map(posix), skipped: skipped.map(posix) };
}

async function readImage(source: string, kind: QrKind): Promise<QrImageFile> {
  const failed = (failure: QrImageFailure, bytes = 0, sha256 = "", attempts: readonly string[] = []) => ({
    ...{ source, texts: [], failure, attempts, bytes, sha256 },
  });
  let content: Buffer;
  try {
    await using handle = await open(source, "r");
    const { size } = await handle.stat();
    if (size > MAX_IMAGE_BYTES) return failed("too-large", size);
    content = await handle.readFile();
  } catch {
    return failed("unreadable");
  }
  const sha256 = createHash("sha256").update(content).digest("hex");
  const bytes = content.length;
  if (bytes === 0) return failed("empty-file", bytes, sha256);
  const size = imageSize(content);
  if (size === null) return failed("not-an-image", bytes, sha256);
  if (size.width * size.height > MAX_IMAGE_PIXELS) return failed("too-large", bytes, sha256);
  const { texts, attempts, broken } = await decode(content, kind);
  if (texts.length > 0) return { source, texts, failure: null, attempts, bytes, sha256 };
  return failed(broken ? "not-an-image" : "no-code", bytes, sha256, attempts);
}

async function decode(content: Uint8Array, kind: QrKind) {
  const attempts: string[] = [];
  // A page may also carry a code that is no tally and easier to read, so other texts do not end the search.
  const texts = new Set<string>();
  let broken = false;
  for (const { name, options } of ATTEMPTS) {
    attempts.push(name);
    const found = await attempt(content, options);
    if (found === null) {
      broken = true;
      break;
    }
    const before = texts.size;
    for (const text of found) texts.add(text);
    if (isEnough(kind, [...texts], texts.size > before)) break;
  }
  return { texts: [...texts], attempts, broken };
}

/** The texts found, or null when the decoder cannot read the file as an image. */
async function attempt(content: Uint8Array, options: ReaderOptions): Promise<string[] | null> {
  try {
    const results = await readBarcodes(content, { ...options, formats: ["QRCode"], textMode: "Plain" });
    const valid = results.filter((result) => result.isValid);
    return results.length > 0 && valid.length === 0 ? null : valid.map((result) => result.text);
  } catch {
    // After an abort the instance's memory is not to be trusted; the next image gets a new one.
    purgeZXingModule();
    decoder = prepareDecoder();
    await decoder;
    return null;
  }
}
