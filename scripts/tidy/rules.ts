/**
 * All rules of the house that a machine can check, by name. docs/developer/style.md says why each exists.
 * @module
 */
import { checkBannedCalls } from "./banned-calls.ts";
import { checkCatalogues } from "./catalogues.ts";
import { checkDependencies } from "./dependencies.ts";
import { checkDocumentedCodes } from "./documented-codes.ts";
import { checkDocuments } from "./documents.ts";
import { checkHeaders } from "./headers.ts";
import { checkImports } from "./imports.ts";
import { checkReachable } from "./reachable.ts";
import type { Breach, Repository } from "./repository.ts";
import { checkSizes } from "./sizes.ts";
import { checkWords } from "./words.ts";

export const RULES = {
  imports: checkImports,
  "banned-calls": checkBannedCalls,
  sizes: checkSizes,
  headers: checkHeaders,
  reachable: checkReachable,
  "documented-codes": checkDocumentedCodes,
  catalogues: checkCatalogues,
  words: checkWords,
  dependencies: checkDependencies,
  documents: checkDocuments,
} as const satisfies Record<string, (repository: Repository) => Breach[]>;

export type RuleName = keyof typeof RULES;

/** Every breach as `file:line  rule  message` with its remedy below, in rule order. */
export function report(repository: Repository): string[] {
  return Object.entries(RULES).flatMap(([rule, check]) =>
    check(repository).map((breach) => describe(rule, breach)),
  );
}

const describe = (rule: string, { file, line, message, remedy }: Breach): string =>
  `${file}:${line}  ${rule}  ${message}\n    remedy: ${remedy}`;
