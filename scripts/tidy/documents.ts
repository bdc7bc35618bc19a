/**
 * Documents in step with the house: the README's map names every top folder and only folders that exist, npm scripts
 * that documents mention exist, as do the examples, and links between documents lead somewhere.
 * @module
 */
import { posix } from "node:path";
import { type Breach, lineAt, manifests, type Repository } from "./repository.ts";

/** Its lines that begin with a folder and two spaces are the map; an indented one is inside the one above. */
const README = "README.md";

export function checkDocuments(repository: Repository): Breach[] {
  const breaches = checkMap(repository);
  const scripts = manifests(repository).get("")?.scripts ?? {};
  for (const [path, text] of repository.files) {
    if (!path.endsWith(".md")) continue;
    for (const match of text.matchAll(/\bnpm run ([\w:-]+)/g)) {
      if (Object.hasOwn(scripts, match[1]!)) continue;
      const message = `package.json has no script ${match[1]}`;
      breaches.push({ file: path, line: lineAt(text, match.index), message, remedy: "name one that exists" });
    }
    for (const match of text.matchAll(/\]\(([^)\s#]+)[^)]*\)|\b(?:src|srcset)="([^"]+)"/g)) {
      const link = match[1] ?? match[2]!;
      if (/^[a-z]+:/.test(link) || leadsSomewhere(repository, posix.join(posix.dirname(path), link)))
        continue;
      const message = `the link to ${link} leads nowhere`;
      breaches.push({ file: path, line: lineAt(text, match.index), message, remedy: "mend or remove it" });
    }
    for (const match of text.matchAll(/(?<![\w./-])examples\/[\w./-]+\.json/g)) {
      if (repository.files.has(match[0])) continue;
      const message = `there is no ${match[0]}`;
      breaches.push({ file: path, line: lineAt(text, match.index), message, remedy: "name one that exists" });
    }
  }
  return breaches;
}

function leadsSomewhere(repository: Repository, target: string): boolean {
  const folder = target.endsWith("/") ? target : `${target}/`;
  return repository.files.has(target) || [...repository.files.keys()].some((path) => path.startsWith(folder));
}

function checkMap(repository: Repository): Breach[] {
  const text = repository.files.get(README);
  if (text === undefined) {
    return [
      { file: README, line: 1, message: "there is no README", remedy: "write what this is and for whom" },
    ];
  }
  const mapped = new Map<string, number>();
  let parent = "";
  for (const match of text.matchAll(/^( *)([a-z][\w/-]*)\/ {2,}\S/gm)) {
    const inner = match[1] !== "";
    if (!inner) parent = match[2]!;
    mapped.set(inner ? `${parent}/${match[2]}` : parent, lineAt(text, match.index));
  }
  const breaches: Breach[] = [];
  for (const [folder, line] of mapped) {
    if (leadsSomewhere(repository, folder)) continue;
    const message = `the map names ${folder}/, which does not exist`;
    breaches.push({ file: README, line, message, remedy: "take it off the map" });
  }
  const top = [...repository.files.keys()].filter((path) => path.includes("/") && !path.startsWith("."));
  for (const folder of new Set(top.map((path) => path.split("/")[0]!))) {
    if ([...mapped.keys()].some((name) => name === folder || name.startsWith(`${folder}/`))) continue;
    const message = `the map does not name ${folder}/`;
    breaches.push({ file: README, line: 1, message, remedy: "say in one line what lives there" });
  }
  return breaches;
}
