/**
 * One source file, parsed: what it imports, which functions it has, which names it uses.
 *
 * Syntax only, through the TypeScript 6 API (version 7 has none). No types are resolved, so it is fast enough to run
 * on every change; rules that would need types are not written.
 * @module
 */
import ts from "typescript";

export type Reference = {
  readonly specifier: string;
  readonly line: number;
  /** url: `new URL("./x.ts", import.meta.url)`, which is how workers and children are named. */
  readonly kind: "import" | "url";
};

export type FunctionSize = { readonly name: string; readonly line: number; readonly lines: number };

export type Source = {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly references: readonly Reference[];
  readonly functions: readonly FunctionSize[];
  /** Names the file declares itself: they hide a global of the same name. */
  readonly declared: ReadonlySet<string>;
};

export function parseSource(path: string, text: string): Source {
  const kind = kindOf(path);
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const references: Reference[] = [];
  const functions: FunctionSize[] = [];
  const declared = new Set<string>();
  visitAll(tree, (node) => {
    const specifier = referenceOf(node);
    if (specifier !== undefined) references.push({ ...specifier, line: lineOfNode(tree, node) });
    const name = declaredName(node);
    if (name !== undefined) declared.add(name);
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      functions.push(sizeOf(tree, node));
    }
  });
  return { path, text, tree, references, functions, declared };
}

function kindOf(path: string): ts.ScriptKind {
  if (path.endsWith(".mjs")) return ts.ScriptKind.JS;
  return path.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}

export function visitAll(root: ts.Node, visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, walk);
  };
  walk(root);
}

export const lineOfNode = (tree: ts.SourceFile, node: ts.Node): number =>
  tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;

function referenceOf(node: ts.Node): Omit<Reference, "line"> | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
    return literal(node.moduleSpecifier, "import");
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return literal(node.argument.literal, "import");
  }
  if (ts.isCallExpression(node)) {
    const called = node.expression;
    const resolves = ts.isPropertyAccessExpression(called) && called.getText() === "import.meta.resolve";
    if (called.kind === ts.SyntaxKind.ImportKeyword || resolves) return literal(node.arguments[0], "import");
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "URL") {
    if (node.arguments?.[1]?.getText() === "import.meta.url")
      return beside(literal(node.arguments?.[0], "url"));
  }
  return undefined;
}

/** "x.ts" and "./x.ts" name the same URL. */
const beside = (url: Omit<Reference, "line"> | undefined): Omit<Reference, "line"> | undefined =>
  url === undefined || /^[./]|^\w+:/.test(url.specifier) ? url : { ...url, specifier: `./${url.specifier}` };

function literal(node: ts.Node | undefined, kind: Reference["kind"]): Omit<Reference, "line"> | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? { specifier: node.text, kind } : undefined;
}

function declaredName(node: ts.Node): string | undefined {
  const declares =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isImportSpecifier(node) ||
    ts.isImportClause(node) ||
    ts.isNamespaceImport(node);
  if (!declares || node.name === undefined || !ts.isIdentifier(node.name)) return undefined;
  return node.name.text;
}

function sizeOf(tree: ts.SourceFile, node: ts.SignatureDeclaration): FunctionSize {
  const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  const last = tree.getLineAndCharacterOfPosition(node.getEnd()).line;
  return { name: nameOf(node), line: first + 1, lines: last - first + 1 };
}

/** Its own name, that of what it is assigned to, or for a callback that of what is called. */
function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  if (ts.isConstructorDeclaration(node)) return "constructor";
  const parent = node.parent;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  if (ts.isCallExpression(parent)) return `callback of ${parent.expression.getText().split("(")[0]}`;
  return "anonymous";
}
