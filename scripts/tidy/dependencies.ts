/**
 * Dependencies are exact versions that are used, each with a line in docs/developer/dependencies.md that says what it saves us.
 * @module
 */
import { type Breach, isCode, lineOf, manifests, type Repository } from "./repository.ts";

export const DEPENDENCIES_PAGE = "docs/developer/dependencies.md";
const EXACT = /^(?:npm:[@\w./-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/;

export function checkDependencies(repository: Repository): Breach[] {
  const packages = manifests(repository);
  const own = new Set([...packages.values()].map(({ name }) => name));
  const page = repository.files.get(DEPENDENCIES_PAGE) ?? "";
  const used = new Set<string>();
  const breaches: Breach[] = [];
  for (const [folder, manifest] of packages) {
    const file = folder === "" ? "package.json" : `${folder}/package.json`;
    const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
    for (const [name, version] of Object.entries({ ...all, ...manifest.overrides })) {
      const line = lineOf(repository.files.get(file)!, `"${name}":`);
      if (!EXACT.test(version)) {
        const remedy = "write one exact version: what was tested is what runs";
        breaches.push({ file, line, message: `${name} is not pinned: ${version}`, remedy });
      }
      // Tools at the root are started rather than imported; what a room declares, some file of it names.
      if (
        folder !== "" &&
        manifest.dependencies?.[name] !== undefined &&
        !isNamed(repository, folder, name)
      ) {
        const message = `${name} is declared and never used`;
        breaches.push({ file, line, message, remedy: "remove it from dependencies" });
      }
      if (own.has(name)) continue;
      used.add(name);
      if (page.includes(`| \`${name}\` `)) continue;
      const remedy = `add a row to ${DEPENDENCIES_PAGE}: what it saves us, what else was looked at`;
      breaches.push({ file, line, message: `${name} has no reason written down`, remedy });
    }
  }
  for (const [row, name] of page.matchAll(/^\| `([^`]+)` /gm)) {
    if (used.has(name!)) continue;
    const line = lineOf(page, row);
    const message = `${name} is no dependency any more`;
    breaches.push({ file: DEPENDENCIES_PAGE, line, message, remedy: "delete its row" });
  }
  return breaches;
}

function isNamed(repository: Repository, folder: string, name: string): boolean {
  const named = new RegExp(`["'\`]${name.replaceAll(/[/.]/g, "\\$&")}["'\`/]`);
  return [...repository.files].some(
    ([path, text]) => path.startsWith(`${folder}/`) && isCode(path) && named.test(text),
  );
}
