import { scryptSync } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeKeyFile } from "@triplicate/adapters/key-file.ts";
import { readQrImages } from "@triplicate/adapters/qr-images.ts";
import { seedOf, signer, withElection } from "@triplicate/centre/centre.test-helper.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { CARD, PIN_SCRYPT } from "@triplicate/core/statement/card.ts";
import { lineToNote } from "@triplicate/core/statement/one-line.ts";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { runCardNew } from "./card-command.ts";
import { drawPin, pinFault } from "./card-pin.ts";
import { run } from "./cli.test-helper.ts";
import type { Io } from "./io.ts";

const PASSPHRASE = "correct horse battery";

type Place = { readonly folder: string; readonly at: (name: string) => string; readonly base: string[] };

const withAuthority = (
  use: (place: Place, test: Parameters<Parameters<typeof withElection>[0]>[0]) => Promise<void>,
) =>
  withElection(async (test) => {
    const root = join(test.data, "..");
    const at = (name: string) => join(root, name);
    for (const name of ["authority/alba", "centre/office"]) {
      const file = at(`${name.split("/")[0]}.key`);
      const written = await writeKeyFile(file, signer(name).key, seedOf(name), PASSPHRASE, {
        workFactor: 10,
      });
      if (!written.ok) throw new Error(written.error.code);
    }
    writeFileSync(at("passphrase"), `${PASSPHRASE}\n`);
    writeFileSync(at("pin"), "730514\n");
    const base = ["card", "new", "--election", test.folder, "--key", at("authority.key")];
    await use({ folder: test.folder, at, base: [...base, "--passphrase-file", at("passphrase")] }, test);
  });

const read = (line: string) => {
  const note = lineToNote("card", line);
  const parsed = note === null ? null : parseNote(note);
  if (parsed?.ok !== true) throw new Error("a card's line is a note");
  const card = CARD.parse(parsed.value.text);
  if (!card.ok) throw new Error(card.error.code);
  return { card: card.value, note: parsed.value };
};

const opens = (pin: string, [salt, check]: readonly [Uint8Array, Uint8Array]): boolean =>
  scryptSync(pin, salt, 32, { ...PIN_SCRYPT, maxmem: 2 ** 26 }).equals(check);

describe("a card", () => {
  it("is signed by the authority, opens with its PIN alone, and is read from its picture", () =>
    withAuthority(async ({ at, base }, { election }) => {
      const one = [
        "--card",
        "mesa-1",
        "--name",
        "Ana Pérez",
        "--scope",
        "station/p1.1",
        "--pin-file",
        at("pin"),
      ];
      const ran = await run([...base, ...one, "--out", at("cards")]);
      expect(ran).toMatchObject({ code: 0, err: "", out: expect.stringContaining("One card in") });
      expect(readdirSync(at("cards")).sort()).toEqual([
        ...["card-mesa-1.note", "card-mesa-1.svg", "card-mesa-1.txt", "cards.pdf"],
      ]);
      const line = readFileSync(at("cards/card-mesa-1.txt"), "utf8").trimEnd();
      const { card, note } = read(line);
      expect(card).toMatchObject({ card: "mesa-1", name: "Ana Pérez", scope: "station/p1.1" });
      expect(note.signatures.map(({ name }) => name)).toEqual(["club-2026/authority/alba"]);
      expect(opens("730514", card.pin)).toBe(true);
      expect(opens("730515", card.pin)).toBe(false);
      await sharp(readFileSync(at("cards/card-mesa-1.svg")))
        .png()
        .toFile(at("card.png"));
      expect((await readQrImages([at("card.png")], undefined, "accreditation")).images[0]?.texts).toEqual([
        line,
      ]);
      const found = election.book.find(note.signatures[0]!.name, note.signatures[0]!.keyId);
      expect(found?.holder.role).toBe("authority");
      // The PIN is nowhere.
      const all = readdirSync(at("cards")).map((name) => readFileSync(at(`cards/${name}`), "latin1"));
      expect(all.join("") + ran.out + ran.err).not.toContain("730514");
    }));

  it("asks for its PIN twice, unseen", () =>
    withAuthority(async ({ at, folder }) => {
      const io = { language: "en", isTerminal: true, out: () => {}, err: () => {} } as unknown as Io;
      const args = {
        ...{
          election: folder,
          key: at("authority.key"),
          passphraseFile: at("passphrase"),
          language: "es" as const,
        },
        ...{ card: "a", name: "Ana", scope: "election" },
      } as const;
      const ask = (...answers: string[]) => ({
        text: async () => "",
        confirm: async () => true,
        secret: async () => answers.shift() ?? "",
      });
      await expect(runCardNew({ ...args, out: at("a") }, io, ask("730514", "730541"))).rejects.toThrow(
        "not the same",
      );
      await expect(runCardNew({ ...args, out: at("a") }, io, ask("121212", "121212"))).rejects.toThrow(
        "guesses",
      );
      expect(await runCardNew({ ...args, out: at("a") }, io, ask("730514", "730514"))).toBe(0);
    }));

  it("is made for a whole table, with letters that hold the PINs apart", () =>
    withAuthority(async ({ at, base }) => {
      writeFileSync(
        at("table.csv"),
        'card,name,scope\np1/a,"Pérez, Ana",place/p1\np1/b,Luis Peña,station/p1.2\np2/a,Eva Sol,region/Lower\n',
      );
      const ran = await run([
        ...[...base, "--table", at("table.csv"), "--letters", at("letters.pdf"), "--out", at("cards")],
      ]);
      expect(ran).toMatchObject({ code: 0, err: "", out: expect.stringContaining("3 cards in") });
      expect(readdirSync(at("cards"))).toHaveLength(10);
      expect(statSync(at("letters.pdf")).mode & 0o777).toBe(0o600);
      expect(readFileSync(at("letters.pdf")).subarray(0, 5).toString()).toBe("%PDF-");
      const pins = ["p1_a", "p1_b", "p2_a"].map(
        (name) => read(readFileSync(at(`cards/card-${name}.txt`), "utf8").trimEnd()).card.pin[1],
      );
      expect(new Set(pins.map((pin) => Buffer.from(pin).toString("hex"))).size).toBe(3);
    }));

  it("says everything that is wrong with a table, and makes no card", () =>
    withAuthority(async ({ at, base }) => {
      const rows = [
        ...["card,name,scope", "a,Ana,place/p1", "a,Eva,place/p1", "a b,Eva,place/p1", "c,,place/p1"],
        ...["d,Eva,place/p9", "e,Eva,station/p1", "f,Eva,everywhere", "a/x,Eva,election", "A_X,Eva,election"],
      ];
      writeFileSync(at("table.csv"), `${rows.join("\n")}\n`);
      const { code, err } = await run([
        ...[...base, "--table", at("table.csv"), "--letters", at("letters.pdf"), "--out", at("cards")],
      ]);
      expect(code).toBe(2);
      const lines = [...err.matchAll(/line (\d+), column (\d+)/g)].map(
        ([, line, column]) => `${line}.${column}`,
      );
      expect(lines).toEqual(["3.1", "4.1", "5.2", "6.3", "7.3", "8.3", "10.1"]);
      expect(existsSync(at("cards")) || existsSync(at("letters.pdf"))).toBe(false);
    }));

  it("is not made of what does not fit", () =>
    withAuthority(async ({ at, base, folder }) => {
      writeFileSync(at("table.csv"), "card,name,scope\na,Ana,election\n");
      const one = ["--card", "a", "--name", "Ana", "--scope", "election", "--pin-file", at("pin")];
      const table = ["--table", at("table.csv"), "--letters", at("letters.pdf")];
      const out = ["--out", at("cards")];
      const foreign = base.map((word) => (word === at("authority.key") ? at("centre.key") : word));
      const rows: [args: string[], says: string][] = [
        [[...base, "--card", "a", ...out], "One card takes"],
        [[...base, ...one, ...table, ...out], "not both"],
        [[...base, "--table", at("table.csv"), ...out], "--letters"],
        [
          [...base, "--table", at("table.csv"), "--letters", at("cards/letters.pdf"), ...out],
          "do not go into",
        ],
        [[...base, "--table", at("table.csv"), "--letters", at("pin"), ...out], "is there already"],
        [[...base, ...one, "--out", folder], "is there already"],
        [[...base, ...one.slice(0, -2), ...out], "PIN is missing"],
        [[...base, ...one.with(3, "a\u202eb"), ...out], "cannot be a name"],
        [[...foreign, ...one, ...out], "no key of this election"],
      ];
      for (const [args, says] of rows) {
        const { code, err } = await run(args);
        expect([code, err], says).toEqual([2, expect.stringContaining(says)]);
      }
    }));
});

describe("a PIN", () => {
  it("is refused when anybody would guess it", () => {
    const rows: Record<string, string[]> = {
      form: ["", "12345", "123456789", "12a456", "12345 ", "１２３４５６", "730514\n"],
      alike: [
        "111111",
        "000000",
        "121212",
        "112211",
        "22222223",
        "123123",
        "12341234",
        "7878787",
        "12312312",
      ],
      row: ["123456", "654321", "987654", "890123", "246802", "135791", "12345678", "0369258"],
      common: ["159753", "147258", "112233", "123321", "11223344"],
    };
    for (const [fault, pins] of Object.entries(rows))
      expect(pins.map((pin) => [pin, pinFault(pin)])).toEqual(pins.map((pin) => [pin, fault]));
    for (const pin of ["730514", "8301947", "40718265"]) expect(pinFault(pin)).toBeNull();
  });

  it("is drawn again until it is a strong one", () => {
    const draws = [111_111, 123_456, 7, 730_514];
    expect(drawPin(() => draws.shift()!)).toBe("730514");
    expect(drawPin(() => 70_514)).toBe("070514");
  });
});
