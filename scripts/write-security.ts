/**
 * `npm run security`: writes docs/security.md and docs/seguridad.md from the scenarios of simulation/attacks.
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SECURITY_PAGES, securityPage } from "./security-page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
for (const [file, language] of Object.entries(SECURITY_PAGES)) {
  writeFileSync(join(root, file), securityPage(language));
}
