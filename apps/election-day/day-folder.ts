/**
 * The folder of a day, which is gone when the day is over; and those of days that were killed before they could clear up.
 *
 * A folder says in a file whose process it belongs to. One whose process is gone, and nobody else's, goes at the next start.
 * @module
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const PREFIX = "triplicate-day-";
const OWNER = "process";

/** `parent` is where temporary files lie. */
export async function makeDayFolder(parent: string): Promise<string> {
  await sweep(parent);
  const folder = await mkdtemp(join(parent, PREFIX));
  await writeFile(join(folder, OWNER), `${process.pid}\n`);
  return folder;
}

async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(parent, name);
    // One that is somebody else's, or has not said yet whose it is, is left alone.
    const owner = await readFile(join(folder, OWNER), "utf8").catch(() => "");
    if (/^[0-9]+\n$/.test(owner) && !isRunning(Number(owner)))
      await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
