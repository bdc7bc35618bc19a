/** A package as its files say it, and every way in which one of them can be wrong: what was done, what is then said. */
import { expect, test } from "vitest";
import { equalBytes, utf8 } from "../bytes.ts";
import { verifyPortably } from "../note/ed25519.ts";
import { SIGNATURE_TYPE } from "../note/key.ts";
import { parseNote, printNote } from "../note/note.ts";
import { isQuorumSize, isThreshold, judgePackage, printDefinition } from "./election-package.ts";
import { PACKAGE_FAULTS } from "./faults.ts";
import {
  ELECTION,
  type PackageChanges,
  packageDefinition,
  packageLines,
  packageParts,
  publicKeyOf,
  readLines,
  signerNamed,
} from "./package.test-data.ts";
import { cosignerLine, logLine } from "./roster.ts";

async function faultsOf(changes: PackageChanges, noteBytes?: (bytes: Uint8Array) => Uint8Array) {
  const parts = await packageParts(changes);
  const changed = noteBytes === undefined ? parts : { ...parts, noteBytes: noteBytes(parts.noteBytes) };
  const judged = judgePackage(changed, { verify: verifyPortably });
  if (judged.ok) return [];
  expect(judged.error.total).toBe(judged.error.faults.length);
  return judged.error.faults.map(({ file, code, path, line }) =>
    `${file} ${code} ${path === "" ? (line === 0 ? "" : line) : path}`.trim(),
  );
}

const definition = (change: (text: string) => string) =>
  utf8(change(new TextDecoder().decode(printDefinition(packageDefinition()))));
const without = (field: string) => {
  const { [field as "paper"]: _, ...rest } = packageDefinition();
  return printDefinition(rest);
};
const lines = (change: (lines: string[]) => string[]) => change(packageLines());
const drop = (kind: string) => lines((all) => all.filter((line) => !line.startsWith(`{"${kind}"`)));
const authority = (id: string) => `${ELECTION}/authority/${id}`;
const replaced = (index: number, line: string) => lines((all) => all.with(index, line));

const ROWS: readonly (readonly [string, PackageChanges, readonly string[]])[] = [
  ["sound", {}, []],
  ["signed by all", { signers: ["alba", "bruno", "celia"].map(authority) }, []],
  [
    "signed by all, and by strangers and others of the roster",
    { signers: [...["alba", "bruno"].map(authority), "nobody.example", `${ELECTION}/machine/01.1`] },
    [],
  ],
  [
    "no cosignature asked for where there are no cosigners",
    { lines: drop("cosigner"), wishes: { threshold: 2, quorum: 0 } },
    [],
  ],
  ["no counters", { lines: drop("counter") }, []],

  [
    "a space in the definition",
    { definition: definition((text) => text.replace(":", ": ")) },
    ["definition not-canonical-json"],
  ],
  [
    "a line end after the definition",
    { definition: definition((text) => `${text}\n`) },
    ["definition not-canonical-json"],
  ],
  [
    "fields of the definition in another order",
    { definition: utf8(JSON.stringify(packageDefinition())) },
    ["definition not-canonical-json"],
  ],
  [
    "a field twice",
    { definition: definition((text) => text.replace('"paper":', '"paper":"prevails","paper":')) },
    ["definition not-canonical-json"],
  ],
  ["no definition", { definition: new Uint8Array() }, ["definition not-canonical-json"]],
  ["a definition that is no UTF-8", { definition: Uint8Array.of(0xff) }, ["definition not-canonical-json"]],
  [
    "paper that does not prevail",
    { definition: without("paper") },
    ["definition paper-not-prevailing /paper"],
  ],
  [
    "another word for it",
    { definition: definition((text) => text.replace('"prevails"', '"decides"')) },
    ["definition not-allowed /paper"],
  ],
  ["no roster named", { definition: without("roster") }, ["definition roster-elsewhere /roster"]],
  [
    "another roster named",
    { definition: definition((text) => text.replace("roster.jsonl", "people.jsonl")) },
    ["definition roster-elsewhere /roster"],
  ],
  [
    "a plus sign in the election's id",
    { definition: definition((text) => text.replace(ELECTION, "a+b")), signers: [] },
    ["definition election-with-plus /id", "note too-few-signatures"],
  ],

  ["no log", { lines: drop("log") }, ["roster log-not-once"]],
  [
    "two logs",
    { lines: lines((all) => [logLine("log.example/2", publicKeyOf("2")), ...all]) },
    ["roster log-not-once"],
  ],
  ["no centre", { lines: drop("centre") }, ["roster no-centre"]],
  [
    "no authority",
    { lines: drop("authority") },
    ["roster no-authority", "note bad-threshold", "note too-few-signatures"],
  ],
  [
    "a station without a key",
    { lines: lines((all) => all.map((line) => line.replace(/("registered":450),.*/, "$1}"))) },
    ["roster missing-key 11", "roster missing-key 14"],
  ],
  [
    "counters of one party",
    { lines: lines((all) => all.filter((line) => !line.includes('"counter":"Base'))) },
    ["roster counters-of-one-party"],
  ],
  [
    "a cosigner named as the log",
    { lines: replaced(2, cosignerLine("log.example/sutrabor-2026", "Unidad", publicKeyOf("x"))) },
    ["roster name-taken"],
  ],
  [
    "a log named as a machine",
    { lines: replaced(0, logLine(`${ELECTION}/machine/01.1`, publicKeyOf("x"))) },
    ["roster name-taken"],
  ],
  [
    "a log named under the election",
    { lines: replaced(0, logLine(`${ELECTION}/log`, publicKeyOf("x"))) },
    [],
  ],
  [
    "one line more than expected stations",
    { lines: lines((all) => all.filter((line) => !line.includes("03.2"))) },
    ["roster expected-stations", "roster expected-registered"],
  ],

  ["another election", { note: (note) => ({ ...note, election: "other" }) }, ["note other-election"]],
  [
    "another definition",
    { note: (note) => ({ ...note, definition: note.roster[1] }) },
    ["note other-definition"],
  ],
  [
    "another root",
    { note: (note) => ({ ...note, roster: [note.roster[0], note.definition] }) },
    ["note other-roster"],
  ],
  [
    "a line more",
    { note: (note) => ({ ...note, roster: [note.roster[0] + 1, note.roster[1]] }) },
    ["note other-lines"],
  ],
  ["another number of stations", { note: (note) => ({ ...note, stations: 6 }) }, ["note other-stations"]],
  [
    "another number of voters",
    { note: (note) => ({ ...note, registered: 1999 }) },
    ["note other-registered"],
  ],
  [
    "a note for more authorities",
    { note: (note) => ({ ...note, authorities: [2, 2] }) },
    ["note other-authorities"],
  ],
  [
    "a note for fewer cosigners",
    { note: (note) => ({ ...note, cosigners: [1, 1] }) },
    ["note other-cosigners"],
  ],
  ["half of the authority", { wishes: { threshold: 1, quorum: 1 } }, ["note bad-threshold"]],
  [
    "more than all",
    { wishes: { threshold: 4, quorum: 1 } },
    ["note bad-threshold", "note too-few-signatures"],
  ],
  ["nobody", { wishes: { threshold: 0, quorum: 1 } }, ["note bad-threshold"]],
  ["no cosignature", { wishes: { threshold: 2, quorum: 0 } }, ["note bad-quorum"]],
  ["more cosignatures than cosigners", { wishes: { threshold: 2, quorum: 3 } }, ["note bad-quorum"]],

  ["one signature fewer", { signers: [authority("alba")] }, ["note too-few-signatures"]],
  ["one authority twice", { signers: ["alba", "alba"].map(authority) }, ["note too-few-signatures"]],
  [
    "a machine in place of an authority",
    { signers: [authority("alba"), `${ELECTION}/machine/01.1`] },
    ["note too-few-signatures"],
  ],
  [
    "a witness, a counter and the centre",
    { signers: ["witness/ong/1", "counter/Base/01", "centre/oficina"].map((rest) => `${ELECTION}/${rest}`) },
    ["note too-few-signatures"],
  ],
  ["the log", { signers: [authority("alba"), "log.example/sutrabor-2026"] }, ["note too-few-signatures"]],
  [
    "an authority of that name with another key",
    {
      lines: replaced(4, `{"authority":"alba","key":"${Buffer.from(publicKeyOf("x")).toString("base64")}"}`),
    },
    ["note too-few-signatures"],
  ],
  ["nobody yet", { signers: [] }, ["note too-few-signatures"]],
  [
    "everything at once",
    {
      definition: without("paper"),
      lines: lines((all) => [...all, "[]"]),
      note: (note) => ({ ...note, election: "x" }),
    },
    ["definition paper-not-prevailing /paper", "roster bad-line 34", "note other-election"],
  ],
];

test.each(ROWS)("%s", async (_, changes, expected) => {
  expect(await faultsOf(changes)).toEqual(expected);
});

test("every package fault but those of the disk is shown above", () => {
  const shown = new Set(ROWS.flatMap(([, , faults]) => faults.map((fault) => fault.split(" ")[1]!)));
  const ofDisk = ["file-unreadable", "file-too-large", "other-policy"];
  expect(Object.keys(PACKAGE_FAULTS).filter((code) => !shown.has(code))).toEqual(ofDisk);
});

test("two groups that may sign have a signer in common, and no smaller group may", () => {
  for (let all = 0; all <= 12; all += 1) {
    for (let some = 0; some <= 13; some += 1) {
      expect(isThreshold(some, all), `${some} of ${all}`).toBe(some <= all && some + some > all);
      expect(isQuorumSize(some, all), `${some} of ${all}`).toBe(
        all === 0 ? some === 0 : some >= 1 && some <= all,
      );
    }
  }
});

test("a bad signature of an authority spoils the note, whoever else signs", async () => {
  const spoil = (bytes: Uint8Array) => {
    const note = parseNote(bytes);
    if (!note.ok) throw new Error(note.error.code);
    const [first, ...rest] = note.value.signatures;
    const blob = Uint8Array.from(first!.blob, (byte, i) => (i === 5 ? byte ^ 1 : byte));
    return printNote({ ...note.value, signatures: [{ ...first!, blob }, ...rest] });
  };
  const signers = ["alba", "bruno", "celia"].map(authority);
  expect(await faultsOf({ signers }, spoil)).toEqual(["note note-bad-signature"]);
  const short = (bytes: Uint8Array) => {
    const note = parseNote(bytes);
    if (!note.ok) throw new Error(note.error.code);
    const [first, ...rest] = note.value.signatures;
    return printNote({ ...note.value, signatures: [{ ...first!, blob: first!.blob.subarray(1) }, ...rest] });
  };
  expect(await faultsOf({ signers }, short)).toEqual(["note note-bad-signature", "note too-few-signatures"]);
});

test("a cosigner's type of signature by an authority's name counts for nothing", async () => {
  const parts = await packageParts({ signers: [authority("alba")] });
  const note = parseNote(parts.noteBytes);
  if (!note.ok) throw new Error(note.error.code);
  const { key, sign } = signerNamed(authority("bruno"), SIGNATURE_TYPE.cosignature);
  const line = { name: key.name, keyId: key.id, blob: await sign(utf8(note.value.text)) };
  const noteBytes = printNote({ ...note.value, signatures: [...note.value.signatures, line] });
  const judged = judgePackage({ ...parts, noteBytes }, { verify: verifyPortably });
  expect(judged.ok ? [] : judged.error.faults.map(({ code }) => code)).toEqual(["too-few-signatures"]);
});

test("a package that waits for its signatures may be looked at to sign it", async () => {
  for (const signers of [[], [authority("alba")]]) {
    const judged = judgePackage(await packageParts({ signers }), { verify: verifyPortably, unsigned: true });
    expect(judged.ok && judged.value.signers).toEqual(signers);
  }
});

test("every changed byte of the definition and the note is noticed", async () => {
  const parts = await packageParts();
  const whole = judgePackage(parts, { verify: verifyPortably });
  expect(whole.ok && equalBytes(whole.value.definitionBytes, parts.definitionBytes)).toBe(true);
  const { noteBytes } = parts;
  // Every signature and text but these is refused, in less time than a curve takes.
  const verify = (_: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
    signed.some(([text, blob]) => equalBytes(text, message) && equalBytes(blob, signature));
  const note = parseNote(noteBytes);
  if (!note.ok) throw new Error(note.error.code);
  const signed = note.value.signatures.map(({ blob }) => [utf8(note.value.text), blob] as const);
  expect(judgePackage(parts, { verify }).ok).toBe(true);
  for (let at = 0; at < noteBytes.length; at += 1) {
    for (const flip of [0x01, 0x20, 0x80]) {
      const changed = Uint8Array.from(noteBytes);
      changed[at]! ^= flip;
      expect(judgePackage({ ...parts, noteBytes: changed }, { verify }).ok, `byte ${at}`).toBe(false);
    }
  }
  for (let at = 0; at < noteBytes.length; at += 1) {
    expect(judgePackage({ ...parts, noteBytes: noteBytes.subarray(0, at) }, { verify }).ok).toBe(false);
  }
});

test("every byte of the roster, changed, and every line left out, doubled or moved, is noticed", async () => {
  const all = packageLines();
  const sound = await packageParts();
  const verify = () => true;
  const judge = (changed: readonly string[]) =>
    judgePackage({ ...sound, roster: readLines(changed, sound.definition.definition?.expected) }, { verify })
      .ok;
  expect(judge(all)).toBe(true);
  for (const [i, line] of all.entries()) {
    for (let at = 0; at < line.length; at += 1) {
      const other = String.fromCharCode(line.charCodeAt(at) ^ 1);
      const changed = line.slice(0, at) + other + line.slice(at + 1);
      expect(judge(all.with(i, changed)), `line ${i + 1}: ${changed}`).toBe(false);
    }
    expect(judge(all.toSpliced(i, 1))).toBe(false);
    expect(judge(all.toSpliced(i, 0, line))).toBe(false);
    if (i > 0) expect(judge(all.with(i, all[i - 1]!).with(i - 1, line))).toBe(false);
  }
});
