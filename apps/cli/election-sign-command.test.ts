/** Three of the authority, each on a machine of their own; and everybody who should not sign. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { utf8 } from "@triplicate/core/bytes.ts";
import { ELECTION_NOTE } from "@triplicate/core/election/election-note.ts";
import { readElectionNote } from "@triplicate/core/election/election-package.ts";
import { verifyRosterProof } from "@triplicate/core/election/roster-proof.ts";
import { parseNote, printNote } from "@triplicate/core/note/note.ts";
import { expect, test } from "vitest";
import type { Ask } from "./ask.ts";
import { inTemporaryFolder, run } from "./cli.test-helper.ts";
import { runElectionSign } from "./election-sign-command.ts";
import { ELECTION, newArguments, PASSPHRASE, TABLES, writeTestKey } from "./election-tables.test-helper.ts";

type Place = {
  readonly folder: string;
  readonly out: string;
  sign(copy: string, id: string, ...more: string[]): ReturnType<typeof run>;
  copy(name: string): string;
  note(copy: string): string;
};

/** A package that nobody has signed yet, and keys as they are asked for. */
async function inPackage(use: (place: Place) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, "package");
    expect((await run([...newArguments(folder), "--out", out])).err).toBe("");
    const keys = new Map<string, Promise<{ key: string; passphrase: string }>>();
    await use({
      folder,
      out,
      async sign(copy, id, ...more) {
        const name = id.includes("/") ? id : `${ELECTION}/authority/${id}`;
        if (!keys.has(name)) keys.set(name, writeTestKey(folder, name));
        const { key, passphrase } = await keys.get(name)!;
        const args = ["--key", key, "--passphrase-file", passphrase];
        return run(["election", "sign", copy, ...args, ...(more.length === 0 ? ["--yes"] : more)]);
      },
      copy(name) {
        cpSync(out, join(folder, name), { recursive: true });
        return join(folder, name);
      },
      note: (copy) => readFileSync(join(copy, "election.note"), "utf8"),
    });
  });
}

const signersOf = (note: string): string[] =>
  [...note.matchAll(/^— sutrabor-2026\/authority\/(\w+) /gm)].map((match) => match[1]!);

test("two sign one after the other, and the package is sound", async () => {
  await inPackage(async ({ out, sign, note }) => {
    const before = note(out);
    const first = await sign(out, "alba");
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(first.out).toContain("Fingerprint of the election note: ");
    expect(first.out).toContain(before.trimEnd());
    expect(first.out).toContain("One signature added. Keys of the authority that have signed: 1; needed: 2.");
    expect((await run(["election", "check", out])).err).toContain("[too-few-signatures]");
    expect((await sign(out, "celia")).out).toContain("have signed: 2; needed: 2.");
    expect(signersOf(note(out))).toEqual(["alba", "celia"]);
    expect(note(out).startsWith(before)).toBe(true);
    const checked = await run(["election", "check", out], "en", true);
    expect([checked.code, checked.err]).toEqual([0, ""]);
    expect(checked.out).toContain("the package is sound. Stations: 5; keys: 27; roster lines: 30.");
    expect(readdirSync(out).sort()).toEqual([
      "definition.json",
      "election.note",
      "log.policy",
      "roster.jsonl",
    ]);
  });
});

test("copies signed apart are merged, however often", async () => {
  await inPackage(async ({ out, sign, copy, note }) => {
    const [a, b] = [copy("a"), copy("b")];
    await sign(a, "alba");
    await sign(b, "bruno");
    const merged = await run(["election", "sign", a, "--merge", b]);
    expect(merged.out).toBe("One signature added. Keys of the authority that have signed: 2; needed: 2.\n");
    const again = await run(["election", "sign", a, "--merge", join(b, "election.note"), "--merge", b]);
    expect(again.out).toContain("No signature was new.");
    expect(signersOf(note(a))).toEqual(["alba", "bruno"]);
    // Signing and merging at once, into the copy that nobody has signed.
    expect((await sign(out, "celia", "--merge", a, "--yes")).out).toContain(
      "3 signatures added. Keys of the authority that have signed: 3",
    );
    expect(signersOf(note(out))).toEqual(["alba", "bruno", "celia"]);
  });
});

test("nobody signs who is not of the authority, nor twice", async () => {
  await inPackage(async ({ out, sign, note }) => {
    const before = note(out);
    for (const name of [
      `${ELECTION}/machine/01.1`,
      `${ELECTION}/witness/ong/1`,
      `${ELECTION}/authority/dora`,
      "log.example/sutrabor-2026",
    ]) {
      const { code, err } = await sign(out, name);
      expect([code, err]).toEqual([
        2,
        expect.stringContaining(`The key ${name} is none of this election’s authority`),
      ]);
    }
    expect(note(out)).toBe(before);
    await sign(out, "alba");
    expect((await sign(out, "alba")).err).toContain("has signed this note already");
    expect(signersOf(note(out))).toEqual(["alba"]);
  });
});

test("nothing is signed unseen", async () => {
  await inPackage(async ({ out, sign, note, folder }) => {
    const before = note(out);
    const { key, passphrase } = await writeTestKey(folder, `${ELECTION}/authority/celia`);
    const bare = await run(["election", "sign", out, "--key", key, "--passphrase-file", passphrase]);
    expect([bare.code, bare.err]).toEqual([2, expect.stringContaining("add --yes")]);
    expect((await run(["election", "sign", out])).err).toContain("Give a key file to sign with");
    writeFileSync(join(folder, "wrong"), "something else\n");
    const wrong = await run([
      "election",
      "sign",
      out,
      "--key",
      key,
      "--passphrase-file",
      join(folder, "wrong"),
      "--yes",
    ]);
    expect([wrong.code, wrong.err]).toEqual([
      2,
      expect.stringContaining("The passphrase does not open the file"),
    ]);
    expect(wrong.err).not.toContain("something else");
    const none = await run([
      "election",
      "sign",
      out,
      "--key",
      key,
      "--passphrase-file",
      join(folder, "no"),
      "--yes",
    ]);
    expect(none.err).toContain("cannot be opened (ENOENT)");
    expect(note(out)).toBe(before);

    let said = "";
    const io = {
      language: "en",
      out: (text: string) => {
        said += text;
      },
    } as Parameters<typeof runElectionSign>[2];
    const questions: string[] = [];
    const ask = (answer: boolean): Ask => ({
      text: () => Promise.reject(new Error("nothing to write")),
      secret: async () => PASSPHRASE,
      confirm: async (message) => {
        // What is signed has been shown by now.
        expect(said).toContain(before.trimEnd());
        questions.push(message);
        return answer;
      },
    });
    const options = { key, merge: [], yes: false };
    await expect(runElectionSign(out, options, io, ask(false))).rejects.toThrow(
      "Stopped before anything was done",
    );
    expect(note(out)).toBe(before);
    expect(await runElectionSign(out, options, io, ask(true))).toBe(0);
    expect(signersOf(note(out))).toEqual(["celia"]);
    expect(questions).toHaveLength(2);
    expect(sign).toBeTypeOf("function");
  });
});

test("a package with a fault is not signed", async () => {
  await inPackage(async ({ out, sign, copy, note }) => {
    const attacks: readonly (readonly [string, string, (text: string) => string, string])[] = [
      [
        "votes moved to another candidate",
        "definition.json",
        (text) =>
          text.replace('"candidate":"ana-rojas","id":"renovar"', '"candidate":"marta-diaz","id":"renovar"'),
        "[other-definition]",
      ],
      [
        "a station's key changed",
        "roster.jsonl",
        (text) => text.replace(/("01\.1".*"key":")(.*)(?=")/, `$1${"Zm9v".repeat(10)}Zm8=`),
        "[other-roster]",
      ],
      [
        "a station more",
        "roster.jsonl",
        (text) =>
          `${text}${text
            .split("\n")[10]!
            .replace("01.1", "01.9")
            .replace(/key":"..../, 'key":"AAAA')}\n`,
        "[other-lines]",
      ],
      [
        "a station fewer",
        "roster.jsonl",
        (text) => text.split("\n").toSpliced(14, 1).join("\n"),
        "[other-lines]",
      ],
      [
        "one signature asked for",
        "election.note",
        (text) => text.replace("authorities 2 3", "authorities 1 3"),
        "[bad-threshold]",
      ],
      [
        "no cosigners asked for",
        "log.policy",
        (text) => text.replace(/group.*\nquorum.*/, "quorum none"),
        "[other-policy]",
      ],
      ["another log", "log.policy", (text) => text.replace("https://base", "https://bass"), "[other-policy]"],
    ];
    for (const [name, file, change, code] of attacks) {
      const changed = copy(name.replaceAll(/\W/g, "-"));
      const path = join(changed, file);
      const text = readFileSync(path, "utf8");
      expect(change(text), name).not.toBe(text);
      writeFileSync(path, change(text));
      const ran = await sign(changed, "alba");
      expect([ran.code, ran.err], name).toEqual([2, expect.stringContaining(code)]);
      expect(note(changed)).not.toContain("—");
    }
    // A policy in a person's own words says the same.
    const path = join(out, "log.policy");
    writeFileSync(path, `# ours\n${readFileSync(path, "utf8").replace(" all ", "  2\t")}`);
    expect((await sign(out, "alba")).code).toBe(0);
  });
});

test("a copy of another note, of no note or with a bad signature is not merged", async () => {
  await inPackage(async ({ out, sign, copy, note, folder }) => {
    const other = copy("other");
    await sign(other, "alba");
    const path = join(other, "election.note");
    const signed = readFileSync(path, "utf8");
    const before = note(out);
    const merge = () => run(["election", "sign", out, "--merge", other]);
    const record = readElectionNote(utf8(signed));
    if (!record.ok) throw new Error(record.error.code);
    const { signatures } = record.value.note;
    const otherText = ELECTION_NOTE.print({ ...record.value.electionNote, registered: 1999 });
    writeFileSync(path, printNote({ text: otherText, signatures }));
    expect((await merge()).err).toContain("holds the note of another package");
    const [line] = signatures;
    const blob = Uint8Array.from(line!.blob, (byte, i) => (i === 9 ? byte ^ 1 : byte));
    writeFileSync(path, printNote({ text: record.value.note.text, signatures: [{ ...line!, blob }] }));
    expect((await merge()).err).toContain("the signature of sutrabor-2026/authority/alba does not hold");
    writeFileSync(path, "hello\n");
    expect((await merge()).err).toContain("is no election note");
    writeFileSync(path, "x".repeat(70_000));
    expect((await merge()).err).toContain("is no election note");
    expect((await run(["election", "sign", out, "--merge", join(folder, "nowhere")])).err).toContain(
      "ENOENT",
    );
    expect(note(out)).toBe(before);
    // Lines of strangers stay where they are.
    const stranger = { ...line!, name: "stranger.example" };
    writeFileSync(path, printNote({ text: record.value.note.text, signatures: [stranger, line!] }));
    expect((await merge()).out).toContain("One signature added.");
    expect(note(out)).not.toContain("stranger");
  });
});

test("missing files are named together, with the faults of those that are there", async () => {
  await inPackage(async ({ out }) => {
    writeFileSync(join(out, "roster.jsonl"), "nothing\n");
    for (const file of ["election.note", "log.policy"]) cpSync(join(out, file), join(out, `${file}.old`));
    const { rmSync } = await import("node:fs");
    for (const file of ["election.note", "log.policy"]) rmSync(join(out, file));
    const { code, err } = await run(["election", "check", out]);
    expect(code).toBe(2);
    expect(err).toContain("election.note: The file election.note cannot be read (ENOENT). [file-unreadable]");
    expect(err).toContain("log.policy: The file log.policy cannot be read (ENOENT). [file-unreadable]");
    expect(err).toContain("roster.jsonl, line 1: The line is no valid JSON: “nothing” [bad-json]");
    expect((await run(["election", "check", join(out, "..", "nowhere")])).code).toBe(2);
  });
});

test("what is shown, in words and for programs, and one station with its proof", async () => {
  await inPackage(async ({ out, sign, folder, note }) => {
    await sign(out, "alba");
    const shown = await run(["election", "show", out], "es");
    expect(shown.code).toBe(0);
    for (const text of [
      "Secretaría general (secretary), regla first-round, 3 opciones:",
      "deben firmar 2 de 3:",
      "sutrabor-2026/authority/alba  ha firmado",
      "sutrabor-2026/authority/bruno  no ha firmado",
      "aún no está firmada: 1",
    ]) {
      expect(shown.out).toContain(text);
    }
    const json = JSON.parse((await run(["election", "show", out, "--json"])).out);
    expect([json.isSigned, json.stations, json.authorities.threshold, json.cosigners.keys[1].url]).toEqual([
      false,
      5,
      2,
      "https://base.example/c",
    ]);
    const proof = join(folder, "proof");
    const station = await run(["election", "show", out, "--station", "03.2", "--proof", proof]);
    expect(station.out).toContain("Station 03.2\nPlace: Casa del puerto (03), –\nRegistered voters: 320\n");
    const read = readElectionNote(utf8(note(out)));
    if (!read.ok) throw new Error(read.error.code);
    const proven = verifyRosterProof(readFileSync(proof), read.value.electionNote);
    expect(proven.ok && [proven.value.id, proven.value.placeName, proven.value.registered]).toEqual([
      "03.2",
      "Casa del puerto",
      320,
    ]);
    expect(proven.ok && proven.value.spares.map(({ id }) => id)).toEqual(["all"]);
    expect((await run(["election", "show", out, "--station", "03.2"])).out).toContain(
      readFileSync(proof, "utf8"),
    );
    expect((await run(["election", "show", out, "--station", "03.2", "--json"])).out).toContain(
      '"proof": "triplicate/roster-proof/v1',
    );
    expect((await run(["election", "show", out, "--station", "03.2", "--proof", proof])).err).toContain(
      "EEXIST",
    );
    expect((await run(["election", "show", out, "--station", "09"])).err).toContain("no station “09”");
    expect((await run(["election", "show", out, "--proof", proof])).err).toContain("--proof needs --station");
  });
});

test("a note in the folder election of a public folder is found too", async () => {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, "public", "election");
    await run([...newArguments(folder, TABLES), "--out", out]);
    expect((await run(["election", "show", join(folder, "public")])).code).toBe(0);
    const { key, passphrase } = await writeTestKey(folder, `${ELECTION}/authority/alba`);
    const ran = await run([
      "election",
      "sign",
      join(folder, "public"),
      "--key",
      key,
      "--passphrase-file",
      passphrase,
      "--yes",
    ]);
    expect(ran.out).toContain("One signature added.");
    const parsed = parseNote(readFileSync(join(out, "election.note")));
    expect(parsed.ok && parsed.value.signatures.length).toBe(1);
  });
});
