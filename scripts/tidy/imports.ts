/**
 * The table of allowed imports: which room may look into which, and which npm packages each may use.
 *
 *     apps/cli ──▶ simulation, adapters ──▶ ui ──▶ core/reconciliation ──▶ core/outcome, core/reading ──▶ core/election ──▶ core
 *
 * Arrows go one way. What a row does not name is forbidden, and a folder without a row may not exist. The three
 * counts never import one another, because evidence is independent only if its code is: only core/reconciliation sees
 * all three. core/reading turns what others publish into counts; it feeds core/reconciliation and is no count of ours,
 * so it too sees none of them.
 *
 * What runs for somebody who compares an election uses only what package.json calls its dependencies: the tools of the
 * developers, their schema library among them, cost a start of the program time and are code that nobody needs to trust.
 * @module
 */
import { posix } from "node:path";
import {
  type Breach,
  isCode,
  isTest,
  manifests,
  type PackageManifest,
  packageOf,
  type Repository,
} from "./repository.ts";
import type { Reference } from "./source.ts";

type Row = {
  /** Rooms it may import beside itself; "core/*" is every room of the core with its base files. */
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  /** May it touch the machine through node:*? */
  readonly node: boolean;
  /** Published files it is made of: data of the whole house, outside every package. */
  readonly documents?: readonly string[];
};

const CORE_PACKAGES = ["@noble/*", "canonicalize"];
const core = (...rooms: string[]): Row => ({ rooms, packages: CORE_PACKAGES, node: false });

export const ALLOWED: Readonly<Record<string, Row>> = {
  core: core(),
  "core/note": core("core"),
  // The schema that others read is the one that judges, so that the two cannot part.
  "core/election": { ...core("core", "core/note"), documents: ["spec/election.schema.json"] },
  "core/outcome": core("core", "core/note", "core/election"),
  "core/reading": {
    ...core("core", "core/note", "core/election"),
    documents: ["spec/mapping.schema.json", "spec/announced.schema.json"],
  },
  // What is written on paper is one text for all three counts; how it was counted is each count's own.
  "core/statement": core("core", "core/note", "core/election"),
  "core/count-machine": core("core", "core/note", "core/election", "core/statement"),
  "core/count-hand": core("core", "core/note", "core/election", "core/statement"),
  "core/count-central": core("core", "core/note", "core/election", "core/statement"),
  "core/log": core("core", "core/note"),
  "core/audit": core("core", "core/note", "core/election"),
  "core/reconciliation": core(
    "core",
    "core/note",
    "core/election",
    "core/outcome",
    "core/reading",
    "core/statement",
    "core/count-machine",
    "core/count-hand",
    "core/count-central",
  ),
  // What a stranger runs over published files: it sees the log and every count, and nothing sees it but the edges.
  "core/verification": core("core/*"),
  simulation: { rooms: ["core/*"], packages: ["@noble/*"], node: false },
  ui: { rooms: ["core/*"], packages: ["@lingui/*", "@fontsource/*"], node: false },
  adapters: {
    rooms: ["core/*", "ui"],
    packages: [
      "@point-of-sale/*",
      "age-encryption",
      "esbuild",
      "jsonc-parser",
      "pdfkit",
      "qr",
      "sodium-native",
      "zxing-wasm",
    ],
    node: true,
  },
  // What runs in a browser: no node, and nothing of adapters that needs it (the bundler refuses it).
  "apps/screen-parts": {
    rooms: ["core/*", "ui"],
    packages: ["preact", "qr", "zxing-wasm"],
    node: false,
  },
  "apps/machine-screens": {
    rooms: ["core/*", "ui", "apps/screen-parts"],
    packages: ["preact"],
    node: false,
  },
  "apps/witness": {
    rooms: ["core/*", "ui", "adapters", "apps/screen-parts"],
    packages: ["preact"],
    node: false,
  },
  // The site verifies by the same code as a witness's telephone.
  "apps/centre-screens": {
    rooms: ["core/*", "ui", "adapters", "apps/screen-parts", "apps/witness"],
    packages: ["preact"],
    node: false,
  },
  "apps/machine": {
    rooms: ["core/*", "ui", "adapters", "apps/machine-screens"],
    packages: ["@fastify/*", "fastify", "typebox"],
    node: true,
  },
  "apps/collector": {
    rooms: ["core/*", "ui", "adapters", "apps/witness"],
    packages: ["@fastify/*", "fastify", "typebox"],
    node: true,
  },
  "apps/day-screens": { rooms: [], packages: [], node: false },
  // One laptop that plays a whole election day: it starts every program there is.
  "apps/election-day": {
    rooms: [
      "core/*",
      "ui",
      "simulation",
      "adapters",
      "apps/centre",
      "apps/cli",
      "apps/collector",
      "apps/day-screens",
      "apps/machine",
      "apps/witness",
    ],
    packages: ["fastify"],
    node: true,
  },
  "apps/centre": {
    rooms: ["core/*", "ui", "adapters", "apps/centre-screens"],
    packages: ["@fastify/*", "fastify", "prom-client", "typebox"],
    node: true,
  },
  "apps/cli": {
    rooms: ["core/*", "ui", "simulation", "adapters", "apps/centre", "apps/collector", "apps/machine"],
    packages: ["@clack/prompts", "commander", "cli-progress"],
    node: true,
  },
  scripts: { rooms: ["*"], packages: ["*"], node: true },
};

/** The room a file is in: core/<folder>, apps/<folder>, or the top folder. */
export function roomOf(path: string): string {
  const parts = path.split("/");
  if (parts.length === 1) return "";
  const two = parts[0] === "apps" || (parts[0] === "core" && parts.length > 2);
  return two ? `${parts[0]}/${parts[1]}` : parts[0]!;
}

const matches = (name: string, pattern: string): boolean =>
  pattern === "*" ||
  name === pattern ||
  (pattern.endsWith("/*") && (name.startsWith(pattern.slice(0, -1)) || name === pattern.slice(0, -2)));

type Context = {
  readonly packages: ReadonlyMap<string, PackageManifest>;
  /** Package name -> folder, for our own packages. */
  readonly own: ReadonlyMap<string, string>;
};

export function checkImports(repository: Repository): Breach[] {
  const packages = manifests(repository);
  const own = new Map([...packages].map(([folder, manifest]) => [manifest.name, folder]));
  const breaches: Breach[] = [];
  for (const path of repository.files.keys()) {
    const room = roomOf(path);
    // Configuration files at the root belong to tools.
    if (!isCode(path) || room === "") continue;
    const row = ALLOWED[room];
    if (row === undefined) {
      const remedy =
        "add a row to ALLOWED in scripts/tidy/imports.ts, in a commit of its own, or move the file";
      breaches.push({
        file: path,
        line: 1,
        message: `folder ${room} has no row in the table of imports`,
        remedy,
      });
      continue;
    }
    for (const reference of repository.source(path).references) {
      const fault = judge(path, row, reference, { packages, own });
      if (fault !== undefined) breaches.push({ file: path, line: reference.line, ...fault });
    }
  }
  return breaches;
}

type Fault = Pick<Breach, "message" | "remedy">;

function judge(path: string, row: Row, { specifier, kind }: Reference, context: Context): Fault | undefined {
  if (specifier.startsWith("node:")) {
    if (row.node || isTest(path)) return undefined;
    return {
      message: `${roomOf(path)} imports ${specifier}`,
      remedy: "take what you need as an argument; an adapter touches the machine and hands it in",
    };
  }
  const target = resolve(path, specifier, context.own);
  // A URL that names data is a path, not an arrow between rooms.
  if (kind === "url")
    return target === undefined || !isCode(target) ? undefined : judgeRoom(path, row, target);
  if (target === undefined) return judgePackage(path, row, specifier, context.packages);
  if (row.documents?.includes(target)) return undefined;
  return judgeSpelling(path, specifier, target, context) ?? judgeRoom(path, row, target);
}

/** The file a specifier names, or undefined when it is a package of others. */
export function resolve(
  path: string,
  specifier: string,
  own: ReadonlyMap<string, string>,
): string | undefined {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(path), specifier);
  const name = packageName(specifier);
  const folder = own.get(name);
  return folder === undefined ? undefined : posix.join(folder, specifier.slice(name.length + 1));
}

const packageName = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

function judgeSpelling(path: string, specifier: string, target: string, context: Context): Fault | undefined {
  const [from, to] = [packageOf(path, context.packages.keys()), packageOf(target, context.packages.keys())];
  // Scripts belong to the whole house: no package border to keep.
  if (from === "") return undefined;
  const relative = specifier.startsWith(".");
  if (from === to && !relative) {
    return { message: `${specifier} is in the same package`, remedy: "write it as a relative path" };
  }
  if (from !== to && relative) {
    const name = context.packages.get(to)?.name;
    return { message: `${specifier} leaves the package`, remedy: `import it as ${name}/… and declare it` };
  }
  if (from === to) return undefined;
  const name = packageName(specifier);
  if (context.packages.get(from)?.dependencies?.[name] !== undefined) return undefined;
  return { message: `${name} is not declared`, remedy: `add it to dependencies in ${from}/package.json` };
}

function judgeRoom(path: string, row: Row, target: string): Fault | undefined {
  const [from, to] = [roomOf(path), roomOf(target)];
  // Developers' own tools play what tests play.
  if (isTest(target) && !isTest(path) && from !== "scripts") {
    return { message: `${target} is for tests`, remedy: "move what is shared to a file that is not" };
  }
  if (to === from || row.rooms.some((room) => matches(to, room))) return undefined;
  return {
    message: `${from} may not import ${to} (${target})`,
    remedy: `${from} may import: ${row.rooms.join(", ") || "nothing but itself"}; move the code or pass it in`,
  };
}

function judgePackage(
  path: string,
  row: Row,
  specifier: string,
  packages: Context["packages"],
): Fault | undefined {
  const name = packageName(specifier);
  const root = packages.get("");
  if (isTest(path) && root?.devDependencies?.[name] !== undefined) return undefined;
  if (!row.packages.some((pattern) => matches(name, pattern))) {
    return {
      message: `${roomOf(path)} may not use the package ${name}`,
      remedy: `allowed there: ${row.packages.join(", ") || "none"}; a new one needs its reason in docs/developer/dependencies.md`,
    };
  }
  const folder = packageOf(path, packages.keys());
  // Scripts look after the whole house, so they may use what any of its rooms has, and the developers' tools.
  const holders = folder === "" ? [...packages.values()] : [packages.get(folder)];
  if (holders.some((holder) => holder?.dependencies?.[name] !== undefined)) return undefined;
  if (folder === "" && holders.some((holder) => holder?.devDependencies?.[name] !== undefined))
    return undefined;
  return { message: `${name} is not declared`, remedy: `add it to dependencies in ${folder}/package.json` };
}
