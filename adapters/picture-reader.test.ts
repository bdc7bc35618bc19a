import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { drawSymbol, encodePng } from "./acta-symbols.ts";
import { createPictureReader } from "./picture-reader.ts";

const folder = mkdtempSync(join(tmpdir(), "picture-reader-"));
afterAll(() => rmSync(folder, { recursive: true }));
const picture = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, encodePng(drawSymbol(text, 400)));
  return file;
};

describe("the reader of pictures", () => {
  it("reads on as many threads as it may, in any order of arrival, each its own", async () => {
    const reader = createPictureReader({ atMost: 20, threads: 2 });
    const files = Array.from({ length: 8 }, (_, i) => picture(`${i}.png`, `text ${i}`));
    const read = await Promise.all(files.map((file) => reader.read(file, "acta")));
    expect(read.map((one) => one?.is === "read" && one.image.texts)).toEqual(
      files.map((_, i) => [`text ${i}`]),
    );
    await reader.close();
  });

  it("says that too many wait, gives up a picture that takes too long, and reads the next", async () => {
    const file = picture("one.png", "one");
    const reader = createPictureReader({ atMost: 1, threads: 1, milliseconds: 0 });
    const first = reader.read(file, "acta");
    const second = reader.read(file, "acta");
    expect(reader.read(file, "acta")).toBeNull();
    expect([await first, await second]).toEqual([{ is: "slow" }, { is: "slow" }]);
    await reader.close();
    const patient = createPictureReader({ atMost: 1 });
    expect(await patient.read(file, "acta")).toMatchObject({ is: "read", image: { texts: ["one"] } });
    await patient.close();
  });

  it("fails what is open when it is closed", async () => {
    const reader = createPictureReader({ atMost: 5 });
    const open = [1, 2, 3].map(() => reader.read(picture("two.png", "two"), "acta")!.catch(() => "closed"));
    await reader.close();
    expect(await Promise.all(open)).toEqual(["closed", "closed", "closed"]);
    await expect(reader.read("x", "acta")).rejects.toThrow("closed");
  });
});
