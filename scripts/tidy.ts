/**
 * `npm run tidy`: prints every breach of the house's rules with its remedy, and fails if there is one.
 * @module
 */
import { fileURLToPath } from "node:url";
import { loadRepository } from "./tidy/repository.ts";
import { RULES, report } from "./tidy/rules.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const breaches = report(loadRepository(root));
for (const breach of breaches) console.log(breach);
const rules = Object.keys(RULES).length;
console.log(breaches.length === 0 ? `tidy: ${rules} rules hold` : `tidy: ${breaches.length} breaches`);
process.exitCode = breaches.length === 0 ? 0 : 1;
