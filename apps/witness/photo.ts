/**
 * A photograph of the paper, made fit to be kept: scaled, and drawn anew, so that nothing of what a camera writes beside the
 * picture (place, time, telephone) goes on with it. Spec: spec/witness-app.md, section 7.
 * @module
 */

/** A whole acta of sixty lines stays readable. */
const MAX_SIDE = 2000;
const QUALITY = 0.82;
const MAX_BYTES = 64 * 1024 * 1024;

/** Null for a file that is no picture. */
export async function cleanPhoto(file: Blob): Promise<Blob | null> {
  if (file.size > MAX_BYTES) return null;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  try {
    const scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(bitmap.width * scale)),
      Math.max(1, Math.round(bitmap.height * scale)),
    );
    const context = canvas.getContext("2d");
    if (context === null) return null;
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  } finally {
    bitmap.close();
  }
}
