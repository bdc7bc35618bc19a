/**
 * Every source file is reached from something that runs: a command, an npm script, a test, a worker named by URL, a
 * child process named by its path from the root.
 *
 * A product file that only its own test reaches is dead all the same: nobody's election uses it.
 * @module
 */
import { resolve } from "./imports.ts";
import { type Breach, isCode, isTest, manifests, type Repository } from "./repository.ts";

export function checkReachable(repository: Repository): Breach[] {
  const own = new Map([...manifests(repository)].map(([folder, manifest]) => [manifest.name, folder]));
  const live = reach(repository, entries(repository), own);
  const tests = [...repository.files.keys()].filter((path) => path.endsWith(".test.ts"));
  const tested = reach(repository, tests, own);
  const breaches: Breach[] = [];
  for (const path of repository.files.keys()) {
    if (!isCode(path) || live.has(path) || (isTest(path) && tested.has(path))) continue;
    const message = tested.has(path) ? "only tests reach this file" : "nothing reaches this file";
    breaches.push({ file: path, line: 1, message, remedy: "use it from where it is needed, or delete it" });
  }
  return breaches;
}

/** What somebody can start: bin files, scripts named in package.json, and the configuration of tools at the root. */
function entries(repository: Repository): string[] {
  const found: string[] = [];
  for (const [folder, manifest] of manifests(repository)) {
    const text = JSON.stringify({ ...manifest.scripts, ...(manifest as { bin?: object }).bin });
    for (const [path] of text.matchAll(/[\w./-]+\.(?:ts|mjs)\b/g)) {
      found.push(folder === "" ? path.replace(/^\.\//, "") : `${folder}/${path.replace(/^\.\//, "")}`);
    }
  }
  found.push(...[...repository.files.keys()].filter((path) => isCode(path) && !path.includes("/")));
  return found;
}

function reach(
  repository: Repository,
  from: readonly string[],
  own: ReadonlyMap<string, string>,
): Set<string> {
  const reached = new Set<string>();
  const waiting = [...from];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path) || !repository.files.has(path)) continue;
    reached.add(path);
    if (!isCode(path)) continue;
    for (const { specifier } of repository.source(path).references) {
      const target = resolve(path, specifier, own);
      if (target !== undefined) waiting.push(target);
    }
    for (const [, named] of repository.files
      .get(path)!
      .matchAll(/["'`]([\w.-]+\/[\w./-]+\.(?:ts|tsx|mjs))["'`]/g)) {
      waiting.push(named!);
    }
  }
  return reached;
}
