/**
 * Tells where bytes stop being UTF-8, by line and character, for the fault that names the place.
 * @module
 */
const NEWLINE = 0x0a;
const strict = new TextDecoder("utf-8", { fatal: true });
const lenient = new TextDecoder("utf-8");

export type BadPlace = { readonly line: number; readonly column: number; readonly text: string };

/** Whether the bytes, which end at a line end, are UTF-8. */
export function decodesAsUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The first place that is not UTF-8; `firstLine` is the number of the first line. */
export function firstBadPlace(bytes: Uint8Array, firstLine: number): BadPlace {
  let line = firstLine;
  for (let at = 0; at < bytes.length; line += 1) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline === -1 ? bytes.length : newline + 1;
    const bad = bytes.subarray(at, end);
    if (!decodesAsUtf8(bad)) {
      const text = lenient.decode(bad);
      const column = [...text.slice(0, text.indexOf("\ufffd"))].length + 1;
      return { line, column, text: text.slice(0, 200).trimEnd() };
    }
    at = end;
  }
  throw new Error("all bytes are UTF-8");
}
