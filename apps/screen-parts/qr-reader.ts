/**
 * Reads QR codes in a browser, from a camera's frames and from photographs: pictures in, texts out.
 *
 * The decoder is zxing's, as WebAssembly that lies beside the program: nothing is fetched from anywhere else, and it works
 * without a network. A frame is tried quickly, since the next one comes at once; a photograph thoroughly, at several sizes,
 * because there is only this one. No text is judged here.
 * @module
 */
import { prepareZXingModule, type ReaderOptions, readBarcodes } from "zxing-wasm/reader";
import wasmAddress from "zxing-wasm/reader/zxing_reader.wasm";

export type QrReader = {
  /** The texts that a frame shows, in no order. */
  readFrame(frame: ImageData): Promise<readonly string[]>;
  /** The texts that a picture file shows; null for a file that is no picture or too large. */
  readPhoto(file: Blob): Promise<readonly string[] | null>;
};

/** A telephone's photograph has some 12 to 50 million points; a file may say that it has more. */
const MAX_PHOTO_BYTES = 64 * 1024 * 1024;
/** Larger ones are scaled down to this on their longer side: a symbol on paper still has its points. */
const MAX_PHOTO_SIDE = 4096;
/** An acta of 99 parts on one photograph is not printed by anybody. */
const MAX_SYMBOLS = 99;

const QUICK: ReaderOptions = {
  formats: ["QRCode"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: false,
  tryDownscale: true,
  maxNumberOfSymbols: 8,
};

/** From quick to thorough; the first that finds something ends it. */
const THOROUGH: readonly ReaderOptions[] = [
  { ...QUICK, maxNumberOfSymbols: MAX_SYMBOLS },
  { ...QUICK, maxNumberOfSymbols: MAX_SYMBOLS, tryInvert: true, tryDenoise: true },
  { ...QUICK, maxNumberOfSymbols: MAX_SYMBOLS, downscaleFactor: 2, downscaleThreshold: 150 },
  { ...QUICK, maxNumberOfSymbols: MAX_SYMBOLS, binarizer: "GlobalHistogram" },
];

/** Loads the decoder; fails where there is no WebAssembly, or its file is not to be had. */
export async function createQrReader(wasm: string = wasmAddress): Promise<QrReader> {
  const overrides = { locateFile: () => wasm, print: () => {}, printErr: () => {} };
  await prepareZXingModule({ overrides, fireImmediately: true });
  return {
    readFrame: (frame) => read(frame, QUICK),
    readPhoto: async (file) => {
      const picture = await openPicture(file);
      if (picture === null) return null;
      for (const options of THOROUGH) {
        const texts = await read(picture, options);
        if (texts.length > 0) return texts;
      }
      return [];
    },
  };
}

async function read(picture: ImageData, options: ReaderOptions): Promise<readonly string[]> {
  const found = await readBarcodes(picture, options);
  return found.filter(({ isValid, text }) => isValid && text !== "").map(({ text }) => text);
}

async function openPicture(file: Blob): Promise<ImageData | null> {
  if (file.size > MAX_PHOTO_BYTES) return null;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null;
  }
  try {
    const scale = Math.min(1, MAX_PHOTO_SIDE / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [bitmap.width, bitmap.height].map((side) =>
      Math.max(1, Math.round(side * scale)),
    );
    const canvas = new OffscreenCanvas(width!, height!);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) return null;
    // A transparent ground would be read as black.
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, width!, height!);
    context.drawImage(bitmap, 0, 0, width!, height!);
    return context.getImageData(0, 0, width!, height!);
  } finally {
    bitmap.close();
  }
}
