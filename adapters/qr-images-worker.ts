/**
 * A worker thread that reads one image at a time.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { type QrImageRequest, readQrImage } from "./qr-images.ts";

const port = parentPort!;

port.on("message", async ({ file, kind }: QrImageRequest) => port.postMessage(await readQrImage(file, kind)));
