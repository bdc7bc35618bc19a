/**
 * `npm run schemas`: writes spec/*.schema.json from scripts/schemas, in the format of the house.
 *
 * The published files are what the program judges by; the schema library stays here, among the developers' tools,
 * where it also says that the TypeScript types are those of the schemas.
 * @module
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DOCUMENTS } from "./schemas/documents.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = Object.keys(DOCUMENTS);
for (const [file, document] of Object.entries(DOCUMENTS)) {
  writeFileSync(join(root, file), `${JSON.stringify(document, null, 2)}\n`);
}
const biome = ["node_modules/@biomejs/biome/bin/biome", "format", "--write", ...files];
execFileSync(process.execPath, biome, { cwd: root, stdio: "inherit" });
