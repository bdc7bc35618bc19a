/**
 * What the pure rooms may not call: clock, chance, locale, environment, console, network, and parsers that forgive.
 *
 * The core is a function of its inputs: two runs on two machines give the same bytes. simulation is a function of its
 * seed; ui may format for a locale but takes the time and the place from whoever calls it.
 * `Number(text)` and `BigInt(text)` forgive too (" 12 ", "0x10"), but syntax alone cannot tell them from the exact
 * conversions between numbers and big integers, so they are left to review.
 * @module
 */
import ts from "typescript";
import { type Breach, isCode, isTest, type Repository } from "./repository.ts";
import { lineOfNode, type Source, visitAll } from "./source.ts";

const CLOCK = "take the time as an argument";
const CHANCE = "take a generator or a seed as an argument";
const EDGE = "return a value and let the edge do it";
const ORDER = "compare by code unit with compareIds of core/text.ts";
const STRICT = "read the text with the strict codec of core/reading, which refuses what it would not print";

type Ban = { readonly remedy: string; readonly rooms: readonly string[] };
const PURE = ["core/", "simulation/", "ui/"];
const EXACT = ["core/", "simulation/"];

/** Global names. A file that declares the name itself means its own. */
const GLOBALS: Readonly<Record<string, Ban>> = {
  Date: { remedy: CLOCK, rooms: PURE },
  performance: { remedy: CLOCK, rooms: PURE },
  setTimeout: { remedy: CLOCK, rooms: PURE },
  setInterval: { remedy: CLOCK, rooms: PURE },
  setImmediate: { remedy: CLOCK, rooms: PURE },
  queueMicrotask: { remedy: CLOCK, rooms: EXACT },
  crypto: { remedy: CHANCE, rooms: PURE },
  process: { remedy: EDGE, rooms: PURE },
  console: { remedy: EDGE, rooms: PURE },
  fetch: { remedy: EDGE, rooms: PURE },
  navigator: { remedy: EDGE, rooms: PURE },
  Buffer: { remedy: "use Uint8Array", rooms: PURE },
  globalThis: { remedy: EDGE, rooms: EXACT },
  require: { remedy: "import it", rooms: PURE },
  eval: { remedy: "write the code", rooms: PURE },
  Function: { remedy: "write the code", rooms: PURE },
  WeakRef: { remedy: "own the object: collection depends on the run", rooms: PURE },
  FinalizationRegistry: { remedy: "own the object: collection depends on the run", rooms: PURE },
  Intl: { remedy: EDGE, rooms: EXACT },
  parseInt: { remedy: STRICT, rooms: EXACT },
  parseFloat: { remedy: STRICT, rooms: EXACT },
};

/** Names after a dot; "owner.name" only on that owner. */
const MEMBERS: Readonly<Record<string, Ban>> = {
  "Math.random": { remedy: CHANCE, rooms: PURE },
  "Number.parseInt": { remedy: STRICT, rooms: EXACT },
  "Number.parseFloat": { remedy: STRICT, rooms: EXACT },
  localeCompare: { remedy: ORDER, rooms: PURE },
  toLocaleString: { remedy: EDGE, rooms: EXACT },
  toLocaleDateString: { remedy: EDGE, rooms: PURE },
  toLocaleTimeString: { remedy: EDGE, rooms: PURE },
  toLocaleUpperCase: { remedy: ORDER, rooms: PURE },
  toLocaleLowerCase: { remedy: ORDER, rooms: PURE },
};

export function checkBannedCalls(repository: Repository): Breach[] {
  const breaches: Breach[] = [];
  for (const path of repository.files.keys()) {
    if (!isCode(path) || isTest(path) || !PURE.some((room) => path.startsWith(room))) continue;
    const source = repository.source(path);
    visitAll(source.tree, (node) => {
      const used = usedName(node, source);
      const ban = used === undefined ? undefined : (own(MEMBERS, used) ?? own(GLOBALS, used));
      if (used === undefined || ban === undefined || !ban.rooms.some((room) => path.startsWith(room))) return;
      const message = `${used} is not allowed in ${path.split("/")[0]}`;
      breaches.push({ file: path, line: lineOfNode(source.tree, node), message, remedy: ban.remedy });
    });
  }
  return breaches;
}

/** Not a plain lookup: "constructor" and "toString" are names that code uses. */
const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** The name a node uses, if it could be one of the banned. */
function usedName(node: ts.Node, source: Source): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const full = `${node.expression.getText(source.tree)}.${node.name.text}`;
    return own(MEMBERS, full) === undefined ? own(MEMBERS, node.name.text) && node.name.text : full;
  }
  if (!ts.isIdentifier(node) || own(GLOBALS, node.text) === undefined) return undefined;
  if (source.declared.has(node.text) || isOnlyALabel(node)) return undefined;
  return node.text;
}

/** True where an identifier names a member of something, and not a global. */
function isOnlyALabel(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent)) {
    return node === (ts.isQualifiedName(parent) ? parent.right : parent.name);
  }
  const named =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isNamedTupleMember(parent);
  return named && parent.name === node;
}
