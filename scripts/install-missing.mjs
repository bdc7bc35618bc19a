/**
 * Installs the dependencies when they are missing or older than the lockfile, so that `npm start` and `npm test` work
 * on a fresh clone. Plain JavaScript without dependencies: it runs on whatever Node the machine has.
 * @module
 */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
// npm writes this file last, so it stands for a finished install.
const marker = `${root}node_modules/.package-lock.json`;
const lock = `${root}package-lock.json`;

if (!existsSync(marker) || statSync(marker).mtimeMs < statSync(lock).mtimeMs) {
  console.log("Installing dependencies (npm ci), about a minute the first time …");
  const npm = process.env.npm_execpath;
  const command = npm ? process.execPath : "npm";
  const args = [...(npm ? [npm] : []), "ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: !npm && process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 3);
}
