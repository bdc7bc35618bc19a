/**
 * Every code a person can meet is explained in the specification, and every clause that code cites exists there.
 *
 * Codes are found where they are declared: exported tables named *_RULES, *_FAULTS, *_CLASSES, *_SIGNALS or *_CODES
 * (keys of an object, members of a list), and the literal unions of `code`, `kind` and `rule` in exported types named
 * *Fault, *Error or *Signal. A code counts as documented where it stands in backticks or bold in spec/ or docs/.
 * @module
 */
import ts from "typescript";
import { type Breach, isTest, type Repository } from "./repository.ts";
import { lineOfNode, visitAll } from "./source.ts";

const TABLE = /_(RULES|FAULTS|CLASSES|SIGNALS|CODES)$/;
const TYPE = /(Fault|Error|Signal)(Code|Kind)?$/;
const FIELD = /^(code|kind|rule)$/;

type Code = { readonly code: string; readonly line: number; readonly clauses: readonly string[] };
type Citation = { readonly spec: string; readonly clause: string; readonly line: number };

export function checkDocumentedCodes(repository: Repository): Breach[] {
  const documents = [...repository.files].filter(([path]) => /^(spec|docs)\/.*\.md$/.test(path));
  const written = documents.map(([, text]) => text).join("\n");
  const breaches: Breach[] = [];
  for (const [path, text] of repository.files) {
    if (!/\.tsx?$/.test(path) || isTest(path) || path.startsWith("scripts/")) continue;
    const spec = specOf(text);
    const cited = new Map<string, Citation>();
    for (const { code, line, clauses } of codesIn(repository, path)) {
      if (!["`", ".**", "**"].some((end) => written.includes(`${end.replace(".", "")}${code}${end}`))) {
        const remedy = `explain \`${code}\` in ${spec ?? "spec/"}: what it means and what to do`;
        breaches.push({ file: path, line, message: `code ${code} is documented nowhere`, remedy });
      }
      if (spec === undefined) continue;
      for (const clause of clauses) cited.set(`${spec} ${clause}`, { spec, clause, line });
    }
    for (const citation of citationsIn(text, spec))
      cited.set(`${citation.spec} ${citation.clause}`, citation);
    breaches.push(...judgeCitations(repository, path, [...cited.values()]));
  }
  return breaches;
}

/** The specification a file obeys: the first one its opening comment names. */
const specOf = (text: string): string | undefined => /spec\/[\w-]+\.md/.exec(text.slice(0, 3000))?.[0];

function codesIn(repository: Repository, path: string): Code[] {
  const { tree } = repository.source(path);
  const codes: Code[] = [];
  for (const statement of tree.statements) {
    if (!ts.canHaveModifiers(statement)) continue;
    const modifiers = ts.getModifiers(statement) ?? [];
    if (!modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) continue;
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (TABLE.test(declaration.name.getText(tree)))
          codes.push(...codesOfTable(tree, declaration.initializer));
      }
    }
    if (ts.isTypeAliasDeclaration(statement) && TYPE.test(statement.name.text)) {
      codes.push(...codesOfType(tree, statement.type));
    }
  }
  return codes;
}

function codesOfTable(tree: ts.SourceFile, value: ts.Expression | undefined): Code[] {
  let table = value;
  while (table !== undefined && (ts.isAsExpression(table) || ts.isSatisfiesExpression(table))) {
    table = table.expression;
  }
  if (table === undefined) return [];
  if (ts.isArrayLiteralExpression(table)) {
    return table.elements.filter(ts.isStringLiteral).map((element) => ({
      code: element.text,
      line: lineOfNode(tree, element),
      clauses: [],
    }));
  }
  if (!ts.isObjectLiteralExpression(table)) return [];
  return table.properties.filter(ts.isPropertyAssignment).map((property) => ({
    code: ts.isStringLiteral(property.name) ? property.name.text : property.name.getText(tree),
    line: lineOfNode(tree, property),
    // Written "4.3", or clause: "4.3" among other fields.
    clauses: [...property.initializer.getText(tree).matchAll(/(?:^|clause: )"(\d+(?:\.\d+)*)"/g)].map(
      (match) => match[1]!,
    ),
  }));
}

/** A type that is itself a union of literals, or whose field `code`, `kind` or `rule` is one. */
function codesOfType(tree: ts.SourceFile, type: ts.TypeNode): Code[] {
  const literals = (node: ts.TypeNode): Code[] =>
    (ts.isUnionTypeNode(node) ? [...node.types] : [node]).flatMap((part) =>
      ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal)
        ? [{ code: part.literal.text, line: lineOfNode(tree, part), clauses: [] }]
        : [],
    );
  const codes = literals(type);
  visitAll(type, (node) => {
    if (!ts.isPropertySignature(node) || node.type === undefined) return;
    if (FIELD.test(node.name.getText(tree))) codes.push(...literals(node.type));
  });
  return codes;
}

/** "spec/reading.md, section 2" anywhere; "clause 4.3" where the file names the specification it obeys. */
function* citationsIn(text: string, spec: string | undefined): Generator<Citation> {
  for (const [index, content] of text.split("\n").entries()) {
    const named = /(spec\/[\w-]+\.md),? (?:section|clause)s? (\d+(?:\.\d+)*)/.exec(content);
    if (named !== null) yield { spec: named[1]!, clause: named[2]!, line: index + 1 };
    else if (spec !== undefined) {
      for (const [, clause] of content.matchAll(/\bclauses? (\d+(?:\.\d+)+)/g)) {
        yield { spec, clause: clause!, line: index + 1 };
      }
    }
  }
}

/** One breach per clause that is missing; one per specification when all of it is. */
function judgeCitations(repository: Repository, file: string, citations: readonly Citation[]): Breach[] {
  const breaches = new Map<string, Breach>();
  const remedy = "cite the clause that says it, or write that clause";
  for (const { spec, clause, line } of citations) {
    const text = repository.files.get(spec);
    if (text !== undefined && hasClause(text, clause)) continue;
    const message = text === undefined ? `${spec} does not exist` : `${spec} has no clause ${clause}`;
    if (!breaches.has(message)) breaches.set(message, { file, line, message, remedy });
  }
  return [...breaches.values()];
}

/** A clause is a heading, a numbered paragraph, or the first cell of a row of a table. */
const hasClause = (text: string, clause: string): boolean =>
  new RegExp(`^(?:#+ +|[-*|] *)?(?:\\*\\*|§|\`)?${clause.replaceAll(".", "\\.")}(?!\\d|\\.\\d)`, "m").test(
    text,
  );
