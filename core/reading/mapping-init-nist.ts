/**
 * What a NIST report announces about itself, out of its first bytes: the file is mended where it was cut, so that
 * the contests and selections before the cut can be named.
 * @module
 */
import { type NistReport, readNistReport } from "./nist-report.ts";

/** null when not even the beginning is JSON. */
export function beginningOfReport(text: string): NistReport | null {
  try {
    return readNistReport(JSON.parse(mended(text)));
  } catch {
    return null;
  }
}

/** The text up to its last complete value, with everything that is open closed. */
function mended(text: string): string {
  const open: string[] = [];
  let good = { end: 0, closers: "" };
  let inText = false;
  const mark = (end: number) => {
    good = { end, closers: open.toReversed().join("") };
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (inText) {
      if (char === "\\") at += 1;
      else if (char === '"') inText = false;
      continue;
    }
    if (char === '"') inText = true;
    else if (char === "{" || char === "[") {
      open.push(char === "{" ? "}" : "]");
      mark(at + 1);
    } else if (char === "}" || char === "]") {
      open.pop();
      mark(at + 1);
    } else if (char === ",") mark(at);
  }
  return text.slice(0, good.end) + good.closers;
}
