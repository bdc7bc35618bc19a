/**
 * Two copies of a station: one pulled, behind, ahead, another's, or gone on with by another machine.
 * @module
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
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
  stepsOf,
  temporaryFolders,
} from "./station-store.test-helper.ts";
import {
  createMirroredStore,
  type MirroredStore,
  openMirroredStore,
  resumeFromCopy,
  STORE_FILE,
} from "./station-store-mirror.ts";

const folders = temporaryFolders(MEMORY);
const onDisk = temporaryFolders();
afterAll(() => {
  folders.remove();
  onDisk.remove();
});

const options = { identity: IDENTITY };

type Station = {
  readonly machine: string;
  readonly medium: string;
  open(): MirroredStore;
  /** Opens, takes so many steps, closes. */
  run(steps: number): void;
  fault(): string;
};

function stationAt(machine: string, medium: string): Station {
  const open = () => opened(openMirroredStore(machine, medium, options));
  return {
    ...{ machine, medium, open },
    run(steps) {
      const store = open();
      take(store, steps);
      store.close();
    },
    fault: () => codeOf(openMirroredStore(machine, medium, options)),
  };
}

function take(store: MirroredStore, steps: number): void {
  for (let i = 0; i < steps; i += 1) store.commit(changeOf(stepsOf(store)));
}

/** A station that has taken so many steps on both media, and is closed. */
function station(steps: number): Station {
  const root = folders.make();
  const made = stationAt(join(root, "machine"), join(root, "medium"));
  mkdirSync(made.medium);
  const store = opened(createMirroredStore(made.machine, made.medium, { ...options, shape: SHAPE }));
  expect(store.secondCopy()).toBe("fine");
  take(store, steps);
  store.close();
  return made;
}

/** What is on the medium; looking changes nothing. */
function copyOf(medium: string): string {
  const store = opened(openMirroredStore(medium, null, options));
  const content = contentOf(store);
  store.close();
  return content;
}

/** Puts a folder back as it was, into the same files. */
function keep(folder: string): () => void {
  const kept = folders.make();
  cpSync(folder, kept, { recursive: true });
  return () => {
    for (const name of readdirSync(kept)) writeFileSync(join(folder, name), readFileSync(join(kept, name)));
  };
}

describe("the second copy", () => {
  test("is the same after each step", () => {
    const { medium, open, machine } = station(30);
    const store = open();
    expect([contentOf(store), store.secondCopy()]).toEqual([contentAfter(30), "fine"]);
    store.close();
    const alone = opened(openMirroredStore(machine, null, options));
    expect([alone.secondCopy(), alone.tryAgain()]).toEqual(["none", "none"]);
    alone.close();
    expect(copyOf(medium)).toBe(contentAfter(30));
  });

  test("may be pulled: voting goes on, the machine says so, and it is brought up to date when it is back", () => {
    const { medium, open } = station(10);
    const store = open();
    renameSync(medium, `${medium}-pulled`);
    take(store, 1);
    expect(store.secondCopy()).toBe("missing");
    take(store, 30);
    expect([store.secondCopy(), store.tryAgain()]).toEqual(["missing", "missing"]);
    renameSync(`${medium}-pulled`, medium);
    expect(store.tryAgain()).toBe("fine");
    expect(stepsOf(store)).toBe(41);
    take(store, 5);
    expect(store.secondCopy()).toBe("fine");
    store.close();
    expect(copyOf(medium)).toBe(contentAfter(46));
  });

  test("is brought up to date by the next step too, and at the start", () => {
    const one = station(10);
    const store = one.open();
    renameSync(one.medium, `${one.medium}-pulled`);
    take(store, 3);
    renameSync(`${one.medium}-pulled`, one.medium);
    take(store, 1);
    expect(store.secondCopy()).toBe("fine");
    renameSync(one.medium, `${one.medium}-pulled`);
    take(store, 20);
    store.close();
    renameSync(`${one.medium}-pulled`, one.medium);
    one.open().close();
    expect(copyOf(one.medium)).toBe(contentAfter(34));
  });

  test("that is not there at the start stops nobody, and an empty mount point is no medium", () => {
    const { medium, machine, open } = station(10);
    rmSync(medium, { recursive: true });
    const store = open();
    expect(store.secondCopy()).toBe("missing");
    take(store, 5);
    expect(existsSync(medium)).toBe(false);
    // A folder that somebody made is an order to use it.
    mkdirSync(medium);
    take(store, 1);
    expect(store.secondCopy()).toBe("fine");
    store.close();
    expect(copyOf(medium)).toBe(contentAfter(16));
    expect(readdirSync(machine).sort()).toEqual(["station.lock", STORE_FILE, `${STORE_FILE}-journal`]);
  });

  test.skipIf(MEMORY !== "/dev/shm")("gets a folder on a new medium", () => {
    const [machine, medium] = [join(onDisk.make(), "machine"), join(folders.make(), "station")];
    const made = opened(createMirroredStore(machine, null, { ...options, shape: SHAPE }));
    take(made, 5);
    made.close();
    stationAt(machine, medium).run(1);
    expect(copyOf(medium)).toBe(contentAfter(6));
  });

  test("that cannot be read or is held by somebody else is left alone", () => {
    const { medium, open } = station(10);
    const held = opened(openMirroredStore(medium, null, options));
    const store = open();
    take(store, 1);
    expect(store.secondCopy()).toBe("missing");
    held.close();
    take(store, 1);
    expect(store.secondCopy()).toBe("fine");
    store.close();
    const rubbish = Buffer.from("a photograph of somebody's holidays ".repeat(300));
    writeFileSync(join(medium, STORE_FILE), rubbish);
    const again = open();
    take(again, 1);
    expect(again.secondCopy()).toBe("missing");
    again.close();
    expect(readFileSync(join(medium, STORE_FILE)).equals(rubbish)).toBe(true);
  });
});

describe("copies that differ", () => {
  test("by a step that the medium lacks: it gets it", () => {
    const one = station(10);
    const back = keep(one.medium);
    one.run(1);
    back();
    one.open().close();
    expect(copyOf(one.medium)).toBe(contentAfter(11));
  });

  test("by a step that the machine's disk lost after it was done: the machine gets it", () => {
    const one = station(10);
    const back = keep(one.machine);
    one.run(1);
    back();
    const store = one.open();
    expect([contentOf(store), store.secondCopy()]).toEqual([contentAfter(11), "fine"]);
    take(store, 1);
    store.close();
    expect(copyOf(one.medium)).toBe(contentAfter(12));
  });

  test("by more: the medium knows more than the machine, and people decide", () => {
    const one = station(10);
    const back = keep(one.machine);
    one.run(2);
    back();
    expect(one.fault()).toBe("copy-ahead");
    expect(copyOf(one.medium)).toBe(contentAfter(12));
    // Without it the machine goes on; the medium that is put back is not written over.
    renameSync(one.medium, `${one.medium}-pulled`);
    const store = one.open();
    renameSync(`${one.medium}-pulled`, one.medium);
    take(store, 1);
    expect(store.secondCopy()).toBe("other");
    // Also when it has taken more steps than the medium.
    take(store, 5);
    expect(store.secondCopy()).toBe("other");
    store.close();
    expect(one.fault()).toBe("copy-ahead");
    expect(copyOf(one.medium)).toBe(contentAfter(12));
  });

  test("by steps that the medium had said were flushed: it gets them again", () => {
    const one = station(10);
    const back = keep(one.medium);
    one.run(60);
    back();
    one.run(1);
    expect(copyOf(one.medium)).toBe(contentAfter(71));
  });

  test("by so many that nobody can say whether its history is another one: it is left alone", () => {
    const one = station(10);
    const back = keep(one.medium);
    one.run(70);
    back();
    expect(one.fault()).toBe("copy-ahead");
  });

  test("with as many steps, but others", () => {
    const one = station(10);
    const back = keep(one.machine);
    one.run(1);
    back();
    renameSync(one.medium, `${one.medium}-pulled`);
    one.run(1);
    renameSync(`${one.medium}-pulled`, one.medium);
    expect(one.fault()).toBe("copy-ahead");
  });

  test("because they are another's", () => {
    const [one, other] = [station(10), station(10)];
    const mixed = stationAt(one.machine, other.medium);
    // Same words, but another machine made it.
    expect(mixed.fault()).toBe("copy-other");
    for (const identity of [
      { station: "t" },
      { mode: "test" as const },
      { election: "f" },
      { definition: "x" },
    ]) {
      const root = folders.make();
      const wanted = { identity: { ...IDENTITY, ...identity } };
      opened(createMirroredStore(root, null, { ...wanted, shape: SHAPE })).close();
      expect(codeOf(openMirroredStore(root, one.medium, wanted))).toBe("copy-other");
      expect(codeOf(resumeFromCopy(one.medium, join(root, "new"), wanted))).toBe("copy-other");
      expect(codeOf(createMirroredStore(join(root, "new"), one.medium, { ...wanted, shape: SHAPE }))).toBe(
        "copy-other",
      );
    }
    expect(copyOf(one.medium)).toBe(contentAfter(10));
  });

  test("put in while the machine runs: the machine says so and leaves it alone", () => {
    const [one, other] = [station(10), station(20)];
    const store = one.open();
    renameSync(one.medium, `${one.medium}-pulled`);
    cpSync(other.medium, one.medium, { recursive: true });
    take(store, 2);
    expect([store.secondCopy(), store.tryAgain()]).toEqual(["other", "other"]);
    rmSync(one.medium, { recursive: true });
    renameSync(`${one.medium}-pulled`, one.medium);
    expect(store.tryAgain()).toBe("fine");
    store.close();
  });
});

describe("a replacement machine", () => {
  const replace = (one: Station): Station => {
    const spare = stationAt(join(folders.make(), "spare"), one.medium);
    const store = opened(resumeFromCopy(one.medium, spare.machine, options));
    expect(store.secondCopy()).toBe("fine");
    store.close();
    return spare;
  };

  test("goes on from the medium, which is its second copy from then on", () => {
    const one = station(21);
    const spare = replace(one);
    spare.run(10);
    const store = spare.open();
    expect(contentOf(store)).toBe(contentAfter(31));
    store.close();
    expect(copyOf(one.medium)).toBe(contentAfter(31));
  });

  test("and the machine that was thought dead does not write over what it did", () => {
    const one = station(21);
    const spare = replace(one);
    expect(one.fault()).toBe("copy-ahead");
    renameSync(one.medium, `${one.medium}-spare`);
    one.run(30);
    renameSync(`${one.medium}-spare`, one.medium);
    expect(one.fault()).toBe("copy-ahead");
    spare.run(1);
    expect(copyOf(one.medium)).toBe(contentAfter(22));
  });

  test("does not write over what the machine that was thought dead did", () => {
    const one = station(21);
    const before = keep(one.medium);
    const spare = replace(one);
    before();
    one.run(2);
    expect(spare.fault()).toBe("copy-ahead");
    expect(copyOf(one.medium)).toBe(contentAfter(23));
  });

  test("may die too", () => {
    const one = station(5);
    const second = replace(one);
    second.run(5);
    const third = replace(one);
    third.run(5);
    expect(second.fault()).toBe("copy-ahead");
    expect(one.fault()).toBe("copy-ahead");
    expect(copyOf(one.medium)).toBe(contentAfter(15));
  });

  test("needs a copy, a place of its own, and begins again when it was interrupted", () => {
    const one = station(5);
    const root = folders.make();
    expect(codeOf(resumeFromCopy(join(root, "none"), join(root, "new"), options))).toBe("store-missing");
    expect(codeOf(resumeFromCopy(one.medium, one.machine, options))).toBe("store-there");
    const held = one.open();
    expect(codeOf(resumeFromCopy(one.medium, join(root, "new"), options))).toBe("store-busy");
    held.close();
    writeFileSync(join(root, "new", `${STORE_FILE}.new`), "half a store");
    writeFileSync(join(root, "new", `${STORE_FILE}.new-journal`), "and its journal");
    opened(resumeFromCopy(one.medium, join(root, "new"), options)).close();
    writeFileSync(join(one.medium, STORE_FILE), "rubbish");
    expect(codeOf(resumeFromCopy(one.medium, join(root, "newer"), options))).toBe("store-unreadable");
  });
});
