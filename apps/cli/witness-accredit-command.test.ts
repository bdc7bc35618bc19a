import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createKeyPair, nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import { symbolSvg } from "@triplicate/adapters/symbol-svg.ts";
import { withElection } from "@triplicate/centre/centre.test-helper.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { createNoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { printNote, signNote } from "@triplicate/core/note/note.ts";
import { ACCREDITATION, type Accreditation } from "@triplicate/core/statement/accreditation.ts";
import { noteToLine } from "@triplicate/core/statement/one-line.ts";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { inTemporaryFolder, ROOT, run } from "./cli.test-helper.ts";
import type { Io } from "./io.ts";
import { runAccredit } from "./witness-accredit-command.ts";

const pairOf = (name: string) => createKeyPair(nodeSha256(utf8(`telephone of ${name}`)));

/** As a telephone makes it: `phone` holds the key. */
async function request(
  witness: string,
  change: Partial<Accreditation> = {},
  phone = witness,
  signedBy = phone,
): Promise<Uint8Array> {
  const value: Accreditation = {
    ...{ election: "club-2026", witness, party: "red", scope: "station/p1.1" },
    ...{ key: pairOf(phone).publicKey, name: `Person ${witness}` },
    ...change,
  };
  const { publicKey, sign } = pairOf(signedBy);
  const name = `${value.election}/witness/${value.witness}`;
  const key = createNoteKey(name, SIGNATURE_TYPE.ed25519, publicKey);
  return printNote(await signNote(ACCREDITATION.print(value), [{ key, sign }]));
}
const line = async (...args: Parameters<typeof request>) => noteToLine("accredit", await request(...args));

describe("accrediting witnesses", () => {
  it("takes lines, notes and pictures, each once, and gives the table that election new takes", () =>
    inTemporaryFolder(async (folder) => {
      const at = (name: string) => join(folder, name);
      mkdirSync(at("in"));
      writeFileSync(
        at("in/list.txt"),
        `\ufeff${await line("red/1")}\r\n\r\n${await line("red/2", { scope: "region/Álamo, norte" })}\r\n`,
      );
      writeFileSync(at("in/ana.note"), await request("red/3", { name: '=Ana, la de "la" 3' }));
      const picture = sharp(Buffer.from(symbolSvg(await line("red/4"), "code")));
      await picture
        .resize(900)
        .extend({ top: 60, bottom: 60, left: 60, right: 60, background: "#ddd" })
        .jpeg()
        .toFile(at("in/luis.jpg"));
      writeFileSync(at("again.txt"), await line("red/1", { name: "The same telephone" }));
      const ran = await run([
        ...["witness", "accredit", at("in"), at("again.txt"), "--election", "club-2026", "--party", "red"],
        ...["--out", at("witnesses.csv"), "--names", at("names.csv")],
      ]);
      expect(ran).toEqual({
        ...{ code: 0, out: "" },
        err: "4 witnesses accredited; no request left out; one repeated.\n",
      });
      const keys = ["1", "2", "3", "4"].map((n) =>
        Buffer.from(pairOf(`red/${n}`).publicKey).toString("base64"),
      );
      expect(readFileSync(at("witnesses.csv"), "utf8")).toBe(
        [
          "witness,party,scope,key",
          `red/1,red,station/p1.1,${keys[0]}`,
          `red/2,red,"region/Álamo, norte",${keys[1]}`,
          `red/3,red,station/p1.1,${keys[2]}`,
          `red/4,red,station/p1.1,${keys[3]}`,
          "",
        ].join("\n"),
      );
      expect(readFileSync(at("names.csv"), "utf8").split("\n")[3]).toBe(
        `red/3,"'=Ana, la de ""la"" 3",station/p1.1`,
      );
      expect(readFileSync(at("witnesses.csv"), "utf8")).not.toContain("Person");
    }));

  it("tells each request that does not hold by file and line, and lets the others in", () =>
    inTemporaryFolder(async (folder) => {
      const at = (name: string) => join(folder, name);
      const good = await line("red/1");
      const lines: [text: string, says: string | null][] = [
        [good, null],
        [good.slice(0, -4), "was cut or changed"],
        ["triplicate-card:AAAA", "no request"],
        ["hello", "no request"],
        [await line("red/2", {}, "red/2", "somebody else"), "does not hold"],
        [await line("red/3", { key: new Uint8Array(32) }), "no sound key"],
        [await line("red/4", { election: "other-2026" }), "another election, other-2026"],
        [await line("blue/5", { party: "blue" }), "another party, blue"],
        [await line("red/6", { scope: "station/p9.9" }), "not in the roster"],
      ];
      writeFileSync(at("list.txt"), `${lines.map(([text]) => text).join("\n")}\n`);
      writeFileSync(at("broken.jpg"), Buffer.from([0xff, 0xd8, 0xff, 0xe0]));
      writeFileSync(at("stations.csv"), "station,place,registered\np1.1,p1,10\n");
      const ran = await run([
        ...[
          "witness",
          "accredit",
          at("list.txt"),
          at("nowhere"),
          at("broken.jpg"),
          "--election",
          "club-2026",
        ],
        ...["--party", "red", "--stations", at("stations.csv")],
      ]);
      expect(ran.code).toBe(2);
      expect(ran.out.split("\n")).toHaveLength(3);
      for (const [i, [, says]] of lines.entries()) {
        const told = ran.err.split("\n").filter((text) => text.includes(`list.txt, line ${i + 1}:`));
        expect(told).toEqual(says === null ? [] : [expect.stringContaining(says)]);
      }
      expect(ran.err).toContain("nowhere: it cannot be opened");
      expect(ran.err).toContain("broken.jpg: no code can be read");
    }));

  it("lets none of those in that clash, and says with what", () =>
    inTemporaryFolder(async (folder) => {
      const list = join(folder, "list.txt");
      const texts = [
        await line("red/1", {}, "phone 1"),
        await line("red/1", {}, "phone 2"),
        await line("red/2", {}, "phone 3"),
        await line("red/3", {}, "phone 3"),
        await line("red/4", {}, "phone 4"),
        await line("red/4", { scope: "election" }, "phone 4"),
        await line("red/5", {}, "phone 5"),
      ];
      writeFileSync(list, texts.join("\n"));
      const ran = await run(["witness", "accredit", list, "--election", "club-2026"]);
      expect(ran.code).toBe(1);
      expect(ran.out.split("\n").map((row) => row.split(",")[0])).toEqual(["witness", "red/5", ""]);
      expect(ran.err).toContain("line 1: red/1 is asked for otherwise also in");
      expect(ran.err).toMatch(/line 2: red\/1 .* line 1\./);
      expect(ran.err).toMatch(/line 3: the key of red\/2 is also that of red\/3 in .* line 4\./);
      expect(ran.err).toMatch(/line 4: the key of red\/3 is also that of red\/2/);
      expect(ran.err).toMatch(/line 5: red\/4 is asked for otherwise/);
    }));

  it("reads what a scanner types, and holds scopes against a package", () =>
    withElection(async ({ folder }) => {
      let out = "";
      let err = "";
      const io = {
        language: "es",
        data: (text: string) => {
          out += text;
        },
        err: (text: string) => {
          err += text;
        },
      } as unknown as Io;
      const typed = `${await line("red/x", { scope: "place/p1" })}\n${await line("red/y", { scope: "place/p9" })}\n`;
      expect(await runAccredit(["-"], { election: folder }, io, async () => utf8(typed))).toBe(2);
      expect(out).toContain("red/x,red,place/p1,");
      expect(err).toContain("-, línea 2: red/y pide para place/p9, que no está en el padrón.");
      await expect(runAccredit(["-"], { election: "no such" }, io, async () => utf8(""))).rejects.toThrow(
        "no such",
      );
      await expect(runAccredit(["-"], { election: "a" }, io, async () => utf8(""))).rejects.toThrow();
    }));

  it("makes a table that a package can be made of", () =>
    inTemporaryFolder(async (folder) => {
      const list = join(folder, "list.txt");
      const texts = await Promise.all(
        ["Unidad/01.1", "Base/01.1"].map((id) =>
          line(id, {
            ...{ election: "sutrabor-2026", party: id.split("/")[0]!, scope: "station/01.1" },
          }),
        ),
      );
      writeFileSync(list, texts.join("\n"));
      const example = (name: string) => join(ROOT, "examples/small-package", `${name}.csv`);
      const ran = await run([
        ...[
          "witness",
          "accredit",
          list,
          "--election",
          "sutrabor-2026",
          "--out",
          join(folder, "witnesses.csv"),
        ],
        ...["--places", example("places"), "--stations", example("stations")],
      ]);
      expect(ran).toMatchObject({ code: 0 });
      const header = (file: string) => readFileSync(file, "utf8").split("\n")[0];
      expect(header(join(folder, "witnesses.csv"))).toBe(header(example("witnesses")));
    }));
});
