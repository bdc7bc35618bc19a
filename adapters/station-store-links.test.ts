/**
 * A medium that somebody prepared: votes made on another computer, and links that lead to the machine's own disk, where nothing may be wiped,
 * read or written through them.
 * @module
 */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import {
  changeOf,
  codeOf,
  contentAfter,
  contentOf,
  IDENTITY,
  MEMORY,
  opened,
  SHAPE,
  temporaryFolders,
} from "./station-store.test-helper.ts";
import {
  createMirroredStore,
  openMirroredStore,
  resumeFromCopy,
  STORE_FILE,
} from "./station-store-mirror.ts";

const folders = temporaryFolders(MEMORY);
afterAll(() => folders.remove());

const options = { identity: IDENTITY };

describe("a copy that says it is one commit ahead", () => {
  function ahead(): { machine: string; medium: string } {
    const [machine, medium, aside] = [folders.make(), folders.make(), folders.make()];
    const store = opened(createMirroredStore(machine, medium, { ...options, shape: SHAPE }));
    for (let step = 0; step < 20; step += 1) store.commit(changeOf(step));
    cpSync(machine, aside, { recursive: true });
    store.commit(changeOf(20));
    store.close();
    cpSync(aside, machine, { recursive: true });
    return { machine, medium };
  }
  const forge = (medium: string, ...statements: string[]): void => {
    const connection = new DatabaseSync(join(medium, STORE_FILE));
    for (const sql of statements) connection.exec(sql);
    connection.close();
  };

  test("is taken if it is one, and left alone if it brings more", () => {
    const honest = ahead();
    const store = opened(openMirroredStore(honest.machine, honest.medium, options));
    expect(contentOf(store)).toBe(contentAfter(21));
    store.close();
    const forged = [
      "UPDATE slot SET bytes = (SELECT bytes FROM slot WHERE bytes <> zeroblob(64) LIMIT 1) WHERE n IN (SELECT n FROM slot WHERE bytes = zeroblob(64) LIMIT 2)",
      "UPDATE journal SET line = 'half hour of another day' WHERE n = (SELECT max(n) FROM journal)",
    ];
    for (const sql of forged) {
      const { machine, medium } = ahead();
      forge(medium, sql);
      expect(codeOf(openMirroredStore(machine, medium, options))).toBe("copy-ahead");
    }
  });
});

describe.skipIf(process.platform === "win32")("a link on the medium", () => {
  /** A machine that has some votes, and a medium that is prepared before it is put in. */
  function start(): { machine: string; medium: string; precious: string } {
    const machine = folders.make();
    const store = opened(createMirroredStore(machine, null, { ...options, shape: SHAPE }));
    for (let step = 0; step < 20; step += 1) store.commit(changeOf(step));
    store.close();
    const precious = join(folders.make(), "precious");
    writeFileSync(precious, "something of the machine's own");
    return { machine, medium: folders.make(), precious };
  }

  const NAMES = [
    `${STORE_FILE}.new`,
    `${STORE_FILE}.new-journal`,
    `${STORE_FILE}-journal`,
    STORE_FILE,
    "station.lock",
  ];
  test.each(NAMES)("named %s leads nowhere", (name) => {
    const { machine, medium, precious } = start();
    const own = readFileSync(join(machine, STORE_FILE));
    symlinkSync(precious, join(medium, name));
    const store = opened(openMirroredStore(machine, medium, options));
    expect(store.secondCopy()).toBe("missing");
    store.close();
    expect(readFileSync(precious, "utf8")).toBe("something of the machine's own");
    expect(readFileSync(join(machine, STORE_FILE)).length).toBe(own.length);
  });

  test.each(NAMES)("named %s is not followed by a replacement machine either", (name) => {
    const { medium, precious } = start();
    symlinkSync(precious, join(medium, name));
    if (name !== STORE_FILE) writeFileSync(join(medium, STORE_FILE), "");
    expect(codeOf(resumeFromCopy(medium, folders.make(), options))).toBe("store-unreadable");
    expect(readFileSync(precious, "utf8")).toBe("something of the machine's own");
  });

  test("in the copy's place leads to no folder of the machine's own", () => {
    const { machine, medium } = start();
    const own = folders.make();
    mkdirSync(join(own, "deep"));
    symlinkSync(join(own, "deep"), join(medium, "copy"));
    const store = opened(openMirroredStore(machine, join(medium, "copy"), options));
    expect(store.secondCopy()).toBe("missing");
    store.close();
  });
});
