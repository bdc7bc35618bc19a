/** Packages on disk: what stands in the folder, and what is said when it is not what it should be. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeHex } from "@triplicate/core/bytes.ts";
import {
  AUTHORITIES,
  ELECTION,
  packageDefinition,
  packageLines,
  publicKeyOf,
  signerNamed,
} from "@triplicate/core/election/package.test-data.ts";
import { stationLine, witnessLine } from "@triplicate/core/election/roster.ts";
import { signText } from "@triplicate/core/note/note.ts";
import { afterAll, expect, test } from "vitest";
import { createKeyPair } from "./ed25519-node.ts";
import { addNoteLines, readNoteFile } from "./election-note-file.ts";
import { type LoadOptions, loadPackage } from "./election-package.ts";
import { isFree, type PackagePlan, writePackage } from "./election-package-write.ts";

const root = mkdtempSync(join(tmpdir(), "triplicate-package-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const plan = (changes: Partial<PackagePlan> = {}): PackagePlan => ({
  definition: packageDefinition(),
  lines: packageLines(),
  threshold: 2,
  quorum: 1,
  ...changes,
});

async function signAll(folder: string, ids: readonly string[] = AUTHORITIES): Promise<void> {
  const note = await readNoteFile(folder);
  if (!note.ok) throw new Error(note.error.code);
  const signers = ids.map((id) => signerNamed(`${ELECTION}/authority/${id}`));
  const lines = await Promise.all(signers.map((signer) => signText(note.value.text, signer)));
  expect(await addNoteLines(folder, note.value.text, lines)).toEqual({ ok: true, value: lines.length });
}

const sound = join(root, "sound");
expect((await writePackage(sound, plan())).ok).toBe(true);
await signAll(sound);

let copies = 0;
async function faultsOf(change: (folder: string) => void, options: LoadOptions = {}): Promise<string[]> {
  const folder = join(root, `copy-${copies++}`);
  cpSync(sound, folder, { recursive: true });
  change(folder);
  const loaded = await loadPackage(folder, options);
  if (loaded.ok) return [];
  expect(loaded.error.total).toBe(loaded.error.faults.length);
  return loaded.error.faults.map(({ file, code }) => `${file} ${code}`);
}

const edit = (file: string, change: (text: string) => string) => (folder: string) => {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  if (change(text) === text) throw new Error(`nothing changed in ${file}`);
  writeFileSync(path, change(text));
};
const without =
  (...files: string[]) =>
  (folder: string) => {
    for (const file of files) rmSync(join(folder, file));
  };

test("a package is loaded whole, and from the folder above it", async () => {
  const above = join(root, "above");
  mkdirSync(above);
  cpSync(sound, join(above, "election"), { recursive: true });
  for (const folder of [sound, above]) {
    const steps: number[] = [];
    const loaded = await loadPackage(folder, {
      keys: "full",
      onProgress: (done, total) => steps.push(done / total),
    });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    expect(loaded.value.signers).toEqual(AUTHORITIES.map((id) => `${ELECTION}/authority/${id}`));
    expect(loaded.value.policyText).toBe(readFileSync(join(sound, "log.policy"), "utf8"));
    expect(steps.at(-1)).toBe(1);
  }
});

test.each([
  ["nothing", () => {}, []],
  ["no policy", without("log.policy"), ["policy file-unreadable"]],
  ["no note", without("election.note"), ["note file-unreadable"]],
  ["no roster", without("roster.jsonl"), ["roster file-unreadable"]],
  ["no definition", without("definition.json"), ["definition file-unreadable"]],
  [
    "two files missing and a bad roster",
    (folder: string) => {
      without("election.note", "log.policy")(folder);
      edit("roster.jsonl", (text) => `${text}[]\n`)(folder);
    },
    ["note file-unreadable", "policy file-unreadable", "roster bad-line"],
  ],
  [
    "a policy of half a gigabyte",
    edit("log.policy", (text) => text + "#".repeat(300_000)),
    ["policy file-too-large"],
  ],
  ["a note too large", edit("election.note", (text) => text + "#".repeat(70_000)), ["note file-too-large"]],
  ["another quorum", edit("log.policy", (text) => text.replace(" any ", " all ")), ["policy other-policy"]],
  ["no policy's text", edit("log.policy", () => "hello\n"), ["policy other-policy"]],
  ["a policy with comments", edit("log.policy", (text) => `# ours\n${text}`), []],
  [
    "another policy and another note",
    (folder: string) => {
      edit("log.policy", (text) => text.replace(" any ", " all "))(folder);
      edit("election.note", (text) => text.replace("stations 5", "stations 6"))(folder);
    },
    [
      "note other-stations",
      "note note-bad-signature",
      "note note-bad-signature",
      "note note-bad-signature",
      "note too-few-signatures",
      "policy other-policy",
    ],
  ],
  [
    "a roster cut off",
    edit("roster.jsonl", (text) => text.slice(0, -1)),
    ["roster unterminated-line", "note other-lines"],
  ],
] as const)("with %s", async (_, change, expected) => {
  expect(await faultsOf(change)).toEqual(expected);
});

test("an empty folder, and none", async () => {
  const names = ["definition", "note", "policy", "roster"].map((file) => `${file} file-unreadable`);
  expect(
    (await faultsOf(without("definition.json", "election.note", "log.policy", "roster.jsonl"))).sort(),
  ).toEqual(names);
  const loaded = await loadPackage(join(root, "nowhere"));
  expect(loaded.ok ? 0 : loaded.error.total).toBe(4);
});

/** Points that are none, or have a part of small order; the bytes of each are in order. */
const NO_POINT = decodeHex(`02${"00".repeat(31)}`)!;
/** The base point and a point of order eight, added. */
const WITH_TORSION = decodeHex("da99e28ba529cdde35a25fba9059e78ecaee239f99755b9b1aa4f65df00803e2")!;

test("keys that are no points are found where they are asked about in full", async () => {
  const scope = { kind: "station", id: "01.1" } as const;
  const lines = [
    ...packageLines(),
    witnessLine("x", "Base", scope, NO_POINT),
    witnessLine("y", "Base", scope, WITH_TORSION),
  ];
  const target = join(root, "points");
  expect((await writePackage(target, plan({ lines, keys: "form" }))).ok).toBe(true);
  expect((await loadPackage(target, { unsigned: true })).ok).toBe(true);
  const full = await loadPackage(target, { unsigned: true, keys: "full" });
  const wanted = [
    { file: "roster", code: "key-not-a-point", path: "", line: 0, detail: { name: "witness/x" } },
    { file: "roster", code: "key-torsion", path: "", line: 0, detail: { name: "witness/y" } },
  ];
  expect(full.ok ? [] : full.error.faults).toEqual(wanted);
  const refused = await writePackage(join(root, "refused"), plan({ lines }));
  expect(refused.ok ? [] : refused.error.faults).toEqual(wanted);
  // As many as take threads: the same answer.
  const many = Array.from({ length: 250 }, (_, i) =>
    stationLine(`m${i}`, "03", 1, i === 77 ? NO_POINT : createKeyPair().publicKey),
  );
  const { expected: _, ...definition } = packageDefinition();
  const large = await writePackage(
    join(root, "refused"),
    plan({ definition, lines: [...packageLines(), ...many] }),
  );
  expect(large.ok ? [] : large.error.faults.map(({ code, detail }) => [code, detail.name])).toEqual([
    ["key-not-a-point", "machine/m77"],
  ]);
  expect(existsSync(join(root, "refused"))).toBe(false);
});

test("what is refused or interrupted leaves nothing behind", async () => {
  const before = readdirSync(root).sort();
  const target = join(root, "never");
  async function* interrupted() {
    yield* packageLines().slice(0, 12);
    throw new Error("the disk went away");
  }
  await expect(writePackage(target, plan({ lines: interrupted() }))).rejects.toThrow("the disk went away");
  const faults: (readonly [string, number])[] = [];
  let taken = 0;
  function* counted() {
    for (const line of [...packageLines().slice(0, -1), "[]"]) {
      taken += 1;
      yield line;
    }
  }
  const onFault = ({ code }: { code: string }) => void faults.push([code, taken]);
  const written = await writePackage(target, plan({ lines: counted(), onFault }));
  // Told while the faulty line is the last one taken.
  expect([written.ok, faults]).toEqual([false, [["bad-line", packageLines().length]]]);
  expect((await writePackage(target, plan({ threshold: 1 }))).ok).toBe(false);
  expect((await writePackage(target, plan({ quorum: 0 }))).ok).toBe(false);
  expect((await writePackage(target, plan({ lines: packageLines().slice(1) }))).ok).toBe(false);
  expect(readdirSync(root).sort()).toEqual(before);
  await expect(writePackage(sound, plan())).rejects.toThrow(/ENOTEMPTY|EEXIST/);
  expect((await loadPackage(sound)).ok).toBe(true);
  expect(readdirSync(root).sort()).toEqual(before);
  expect(await Promise.all([isFree(target), isFree(sound), isFree(join(sound, "log.policy"))])).toEqual([
    true,
    false,
    false,
  ]);
});

test("a line already there is not added again, nor one to another text", async () => {
  const folder = join(root, "lines");
  await writePackage(folder, plan());
  await signAll(folder, ["alba"]);
  const note = await readNoteFile(folder);
  if (!note.ok) throw new Error(note.error.code);
  const { text, signatures } = note.value;
  expect(await addNoteLines(folder, text, signatures)).toEqual({ ok: true, value: 0 });
  expect(await addNoteLines(folder, `${text}x\n`, signatures)).toEqual({
    ok: false,
    error: { code: "other-text" },
  });
  const many = Array.from({ length: 100 }, (_, i) => ({ ...signatures[0]!, name: `n${i}` }));
  expect(await addNoteLines(folder, text, many)).toEqual({ ok: false, error: { code: "too-many-lines" } });
  expect(await readNoteFile(folder)).toEqual(note);
  expect(publicKeyOf("x")).toHaveLength(32);
});
