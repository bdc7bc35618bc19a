/**
 * A file has at most 400 lines and a function at most 70, so that each can be read in one sitting.
 *
 * Larger ones that already exist are listed with their size in scripts/tidy/ratchet.json. An entry may only shrink,
 * and one that is no longer needed must go: the list can only get shorter.
 * @module
 */
import { type Breach, isCode, isTest, lineOf, type Repository } from "./repository.ts";

export const MAX_FILE_LINES = 400;
export const MAX_FUNCTION_LINES = 70;
export const RATCHET = "scripts/tidy/ratchet.json";

/** "path" or "path#function" -> lines it may have. */
type Ratchet = Readonly<Record<string, number>>;

type Measured = {
  readonly key: string;
  readonly file: string;
  readonly line: number;
  readonly lines: number;
  readonly limit: number;
};

export function checkSizes(repository: Repository): Breach[] {
  const text = repository.files.get(RATCHET) ?? "{}";
  const ratchet: Ratchet = JSON.parse(text);
  const needed = new Set<string>();
  const breaches: Breach[] = [];
  for (const measured of measure(repository)) {
    if (measured.lines <= measured.limit) continue;
    const allowed = ratchet[measured.key];
    if (allowed !== undefined) needed.add(measured.key);
    if (allowed === measured.lines) continue;
    breaches.push({ file: measured.file, line: measured.line, ...verdict(measured, allowed) });
  }
  for (const key of Object.keys(ratchet)) {
    if (needed.has(key)) continue;
    const line = lineOf(text, JSON.stringify(key));
    breaches.push({ file: RATCHET, line, message: `${key} is within the limit`, remedy: "delete its entry" });
  }
  return breaches;
}

function* measure(repository: Repository): Generator<Measured> {
  for (const [path, text] of repository.files) {
    if (!isCode(path)) continue;
    const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
    yield { key: path, file: path, line: 1, lines, limit: MAX_FILE_LINES };
    for (const found of repository.source(path).functions) {
      // A group of tests is a chapter and a fixture is a table; neither is read as a function.
      if (isTest(path) && found.name.startsWith("callback of describe")) continue;
      if (path.endsWith(".test-data.ts")) continue;
      yield { ...found, key: `${path}#${found.name}`, file: path, limit: MAX_FUNCTION_LINES };
    }
  }
}

function verdict(measured: Measured, allowed: number | undefined): Pick<Breach, "message" | "remedy"> {
  const what = measured.key.includes("#") ? `function ${measured.key.split("#")[1]}` : "file";
  if (allowed === undefined) {
    const message = `${what} has ${measured.lines} lines, the limit is ${measured.limit}`;
    return { message, remedy: "split it where its subject changes" };
  }
  if (measured.lines > allowed) {
    const message = `${what} grew from ${allowed} to ${measured.lines} lines`;
    return { message, remedy: `split it; it is over the limit of ${measured.limit} already` };
  }
  const message = `${what} shrank from ${allowed} to ${measured.lines} lines`;
  return { message, remedy: `write ${measured.lines} in ${RATCHET}, so that it cannot grow back` };
}
