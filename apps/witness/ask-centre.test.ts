/**
 * A kept acta against a centre that is honest, absent, behind, or made to lie in one place: each lie has its alarm, and each
 * contradiction file is accepted by the program that others check it with.
 */
import { decodeUtf8, encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import { createMemoryLog, signCheckpoint } from "@triplicate/core/log/log.test-helper.ts";
import { parseLogProof, printLogProof } from "@triplicate/core/log/log-proof.ts";
import { proveInclusion } from "@triplicate/core/merkle-tree.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { printNote, signNote } from "@triplicate/core/note/note.ts";
import { SHEET } from "@triplicate/core/statement/sheet.ts";
import { checkContradiction } from "@triplicate/core/verification/contradiction.ts";
import { parseContradiction } from "@triplicate/core/verification/contradiction-file.ts";
import { witnessTranslator } from "@triplicate/ui/screen-messages.ts";
import { describe, expect, test } from "vitest";
import { ALARM_CODES } from "./alarm.ts";
import { askCentre, type CentreAnswer, type Known } from "./ask-centre.ts";
import { createCentre } from "./centre.ts";
import { judgeActa } from "./judge-acta.ts";
import { deliver } from "./receipt.ts";
import {
  actaOf,
  checkpointOf,
  createFakeCentre,
  ELECTION,
  type FakeCentre,
  publishedOf,
  STATION,
  signedActa,
  signerNamed,
  verified,
} from "./witness.test-helper.ts";

const kit = verified();
const COUNTER = `${ELECTION}/counter/ong/1`;
const ADDRESS = "https://centre.example/base/";
const note = await signedActa(actaOf("secretary"));
const acta = judgeActa(note, kit, verifyPortably)!;

const clientOf = (centre: FakeCentre) =>
  createCentre(ADDRESS, async (address, init) => {
    const { pathname } = new URL(address);
    expect(pathname.startsWith("/base/")).toBe(true);
    const body = init?.body instanceof Uint8Array ? init.body : undefined;
    return centre.answer(init?.method ?? "GET", pathname.slice("/base".length), body);
  });

type Change = Partial<Pick<Known, "receipt" | "seen">>;
const ask = (centre: FakeCentre, change: Change = {}): Promise<CentreAnswer> =>
  askCentre(
    kit,
    { acta, noteBytes: note, receipt: null, seen: [], ...change },
    clientOf(centre),
    verifyPortably,
  );

async function honest(): Promise<FakeCentre> {
  const centre = createFakeCentre();
  for (const text of ["one", "two", "three"]) centre.append(utf8(`${text}\n`));
  centre.append(note);
  centre.append(await signedActa(actaOf("board")));
  return centre;
}

const alarmsOf = (answer: CentreAnswer): string[] =>
  answer.is === "answered" ? answer.alarms.map(({ code }) => code) : [answer.is];
const logOf = (answer: CentreAnswer): string => (answer.is === "answered" ? answer.inLog.is : answer.is);

/** What the alarm's contradiction files prove, by the judge of others. */
function proofsOf(answer: CentreAnswer): string[] {
  if (answer.is !== "answered") return [];
  const { definition, definitionDigest, roster, book, policy } = kit;
  const context = {
    definition,
    definitionDigest,
    roster,
    book,
    mode: "live" as const,
    verify: verifyPortably,
  };
  return answer.alarms.flatMap(({ files }) =>
    files.flatMap(({ bytes, isProof }) => {
      const file = isProof ? parseContradiction(bytes) : null;
      if (file === null) return [];
      const proven = file.ok
        ? checkContradiction(file.value, { ...context, origin: policy.logs[0]!.key.name })
        : file;
      return [proven.ok ? proven.value.kind : proven.error.code];
    }),
  );
}

describe("a centre that tells the truth", () => {
  test("has the acta, publishes its numbers, and gives a checkpoint to keep", async () => {
    const centre = await honest();
    const answer = await ask(centre);
    expect(alarmsOf(answer)).toEqual([]);
    expect(answer).toMatchObject({
      is: "answered",
      inLog: { is: "included", index: 3, size: 5, cosigners: 1 },
    });
    if (answer.is !== "answered") throw new Error();
    expect(answer.checkpoint).toEqual(await checkpointOf(centre.log));
    const later = await honest();
    later.append(utf8("more\n"));
    expect(alarmsOf(await ask(later, { seen: [answer.checkpoint!] }))).toEqual([]);
  });
  test("does not have it yet: no alarm", async () => {
    const centre = createFakeCentre();
    centre.append(utf8("one\n"));
    const answer = await ask(centre);
    expect([logOf(answer), alarmsOf(answer)]).toEqual(["absent", []]);
  });
  test("is not to be reached, or not ready: no alarm", async () => {
    const centre = await honest();
    centre.isUp = false;
    expect(await ask(centre)).toEqual({ is: "unreachable", detail: "network" });
    centre.isUp = true;
    centre.lies.set("/checkpoint", { status: 503, body: "{}" });
    expect(await ask(centre)).toEqual({ is: "unreachable", detail: "503" });
    const alone = await signCheckpoint(centre.log.head, [], signerNamed("log.example/sutrabor-2026"));
    centre.lies.set("/checkpoint", { body: alone });
    expect([logOf(await ask(centre)), alarmsOf(await ask(centre))]).toEqual(["no-quorum", []]);
    centre.lies.delete("/checkpoint");
    centre.lies.set(`/results/station/${STATION}`, { body: "<html>" });
    expect(await ask(centre)).toMatchObject({ inLog: { is: "included" }, published: null, alarms: [] });
  });
  test("counts the election, of which a rehearsal's acta says nothing", async () => {
    const noteBytes = await signedActa(actaOf("secretary", { mode: "test" }, [1, 2, 3, 4]));
    const kept = judgeActa(noteBytes, kit, verifyPortably)!;
    const centre = await honest();
    const known = { acta: kept, noteBytes, receipt: null, seen: [] };
    expect(await askCentre(kit, known, clientOf(centre), verifyPortably)).toMatchObject({
      ...{ inLog: { is: "absent" }, published: null, rows: null, alarms: [] },
    });
  });
  test("shows results of an earlier tree: not counted yet is no alarm", async () => {
    const centre = await honest();
    centre.published = { ...publishedOf({ entries: [] }), tree: 3 };
    expect(alarmsOf(await ask(centre))).toEqual([]);
  });
});

describe("a centre that publishes other numbers", () => {
  test("line by line, with what it said as evidence", async () => {
    const centre = await honest();
    const lie = publishedOf(centre) as { contests: { signed: { votes: Record<string, number> } }[] };
    const [option] = Object.keys(lie.contests[0]!.signed.votes);
    lie.contests[0]!.signed.votes[option!] = 121;
    centre.published = lie;
    const answer = await ask(centre);
    expect(alarmsOf(answer)).toEqual(["numbers-differ"]);
    if (answer.is !== "answered") throw new Error();
    const [alarm] = answer.alarms;
    expect(alarm!.rows?.filter((row) => row.acta !== row.published)).toEqual([
      { line: option, acta: 120, published: 121 },
    ]);
    expect(JSON.parse(decodeUtf8(alarm!.files[0]!.bytes)!)).toEqual(lie);
  });
  test("a number that it leaves out is unknown, not zero", async () => {
    const centre = await honest();
    const lie = publishedOf(centre) as { contests: { signed: Record<string, unknown> }[] };
    delete lie.contests[0]!.signed.null;
    centre.published = lie;
    const answer = await ask(centre);
    expect(alarmsOf(answer)).toEqual(["numbers-differ"]);
    expect(answer.is === "answered" && answer.rows?.at(-1)).toEqual({
      line: "null",
      acta: 0,
      published: null,
    });
  });
  test("without having logged the acta at all", async () => {
    const centre = createFakeCentre();
    const other = createFakeCentre();
    other.append(await signedActa(actaOf("secretary", {}, [0, 215, 40, 8])));
    centre.append(utf8("one\n"));
    centre.published = { ...publishedOf(other), tree: 1 };
    centre.published.contests = (centre.published.contests as object[]).map((one) => ({ ...one, actas: [] }));
    expect(alarmsOf(await ask(centre))).toEqual(["numbers-differ"]);
  });
  test("counted instead of the acta's, by a hand count that nobody can read", async () => {
    const centre = await honest();
    type Lie = { contests: { withPaper: object; sheets: number[] }[] };
    const lie = publishedOf(centre) as Lie;
    const [secretary] = lie.contests;
    const votes = {
      ...(publishedOf(centre) as { contests: { signed: { votes: object } }[] }).contests[0]!.signed.votes,
    };
    const [option] = Object.keys(votes);
    secretary!.withPaper = { votes: { ...votes, [option!]: 500 }, blank: 5, null: 0 };
    centre.published = lie;
    expect(alarmsOf(await ask(centre))).toEqual(["paper-unproved"]);
    // Nor by an entry that is no sheet, nor by one that is nowhere.
    secretary!.sheets = [0, 3, 99];
    expect(alarmsOf(await ask(centre))).toEqual(["paper-unproved"]);
    const sheet = (first: number) =>
      SHEET.print({
        ...{ election: acta.acta.election, mode: "live", station: STATION, contest: "secretary" },
        ...{ counted: 1_795_050_000, papers: 648, blank: 5, null: 0 },
        votes: { options: acta.acta.votes.options, votes: [first, ...acta.acta.votes.votes.slice(1)] },
      });
    for (const [first, expected] of [
      [499, ["paper-unproved"]],
      [500, []],
    ] as const) {
      centre.append(printNote(await signNote(sheet(first), [signerNamed(COUNTER)])));
      secretary!.sheets = [centre.entries.length - 1];
      expect(alarmsOf(await ask(centre))).toEqual(expected);
    }
  });
  test("an acta that is logged and not counted", async () => {
    const centre = await honest();
    const lie = publishedOf(centre) as { contests: object[] };
    lie.contests[0] = { contest: "secretary", status: "missing", signed: null, withPaper: null, actas: [] };
    centre.published = lie;
    expect(alarmsOf(await ask(centre))).toEqual(["not-counted"]);
  });
});

describe("a log that lies", () => {
  test("another acta of the same machine proves itself", async () => {
    const centre = await honest();
    centre.append(await signedActa(actaOf("secretary", {}, [0, 215, 40, 8])));
    const answer = await ask(centre);
    expect([alarmsOf(answer), proofsOf(answer)]).toEqual([["second-acta"], ["two-actas"]]);
  });
  test("an entry for the station that its machine did not sign proves itself", async () => {
    const centre = await honest();
    centre.append(await signedActa(actaOf("secretary", {}, [0, 215, 40, 8]), `${ELECTION}/machine/01.2`));
    const answer = await ask(centre);
    expect([alarmsOf(answer), proofsOf(answer)]).toEqual([["unsigned-entry"], ["unsigned-entry"]]);
  });
  test("a history written anew proves itself, with and without growing", async () => {
    const before = await checkpointOf((await honest()).log);
    for (const more of [1, 40]) {
      const centre = createFakeCentre();
      for (let i = 0; i < 3 + more; i += 1) centre.append(utf8(`other ${i}\n`));
      centre.append(note);
      const answer = await ask(centre, { seen: [before] });
      expect([alarmsOf(answer), proofsOf(answer)]).toEqual([["history-rewritten"], ["split-view"]]);
    }
  });
  test("a shorter log than before, a false signature, contents that are not the signed ones", async () => {
    const before = await checkpointOf((await honest()).log);
    const shorter = createFakeCentre();
    shorter.append(note);
    expect(alarmsOf(await ask(shorter, { seen: [before] }))).toEqual(["history-behind"]);
    const centre = await honest();
    const foreign = await signCheckpoint(centre.log.head, [], signerNamed("log.example/other"));
    centre.lies.set("/checkpoint", { body: foreign });
    expect(alarmsOf(await ask(centre))).toEqual(["checkpoint-false"]);
    centre.lies.clear();
    centre.append(utf8("six\n"));
    centre.lies.set("/tile/0/000.p/6", { body: new Uint8Array(192) });
    expect(alarmsOf(await ask(centre, { seen: [before] }))).toEqual(["tiles-false"]);
  });
  test("tiles that are not to be had say nothing", async () => {
    const before = await checkpointOf((await honest()).log);
    const centre = await honest();
    centre.append(utf8("six\n"));
    for (const status of [404, 503]) {
      centre.lies.set("/tile/0/000.p/6", { status, body: "" });
      centre.lies.set("/tile/0/000", { status, body: "" });
      expect(alarmsOf(await ask(centre, { seen: [before] }))).toEqual([]);
    }
  });
  test("a proof of another entry, a proof that does not hold, a checkpoint of nobody inside it", async () => {
    const centre = await honest();
    const path = `/proof/text/${encodeHex(acta.digest)}`;
    const good = await proofBytes(centre);
    const parsed = parseLogProof(good);
    if (!parsed.ok) throw new Error();
    const { value } = parsed;
    const [first, ...rest] = value.hashes;
    const turned = first!.map((byte) => byte ^ 1);
    centre.lies.set(path, { body: printLogProof({ ...value, hashes: [turned, ...rest] }) });
    expect(alarmsOf(await ask(centre))).toEqual(["proof-false"]);
    centre.lies.set(path, { body: "no proof" });
    expect(alarmsOf(await ask(centre))).toEqual(["proof-false"]);
    const foreign = await signCheckpoint(centre.log.head, [], signerNamed("log.example/other"));
    centre.lies.set(path, { body: printLogProof({ ...value, checkpoint: foreign }) });
    expect(alarmsOf(await ask(centre))).toEqual(["proof-false"]);
    centre.lies.set(path, { body: printLogProof({ ...value, index: 2 }) });
    const answer = await ask(centre);
    expect([alarmsOf(answer), logOf(answer)]).toEqual([["entry-differs"], "unproved"]);
  });
  test("an entry taken out after it was acknowledged proves itself", async () => {
    const centre = await honest();
    const receipt = { proof: await proofBytes(centre), entry: note };
    expect(alarmsOf(await ask(centre, { receipt }))).toEqual([]);
    const cut = createFakeCentre();
    for (const text of ["one", "two", "three", "four", "five", "six"]) cut.append(utf8(`${text}\n`));
    const answer = await ask(cut, { receipt });
    expect([alarmsOf(answer), proofsOf(answer)]).toEqual([["receipt-broken"], ["entry-replaced"]]);
  });
});

const proofBytes = async ({ log }: FakeCentre): Promise<Uint8Array> =>
  printLogProof({ index: 3, hashes: proveInclusion(log.leaves, 3), checkpoint: await checkpointOf(log) });

describe("delivering", () => {
  const send = (centre: FakeCentre, bytes = note) => deliver(bytes, kit, clientOf(centre), verifyPortably);
  test("a receipt that holds is kept, the second time too", async () => {
    const centre = createFakeCentre();
    for (let i = 0; i < 2; i += 1) expect(await send(centre)).toMatchObject({ is: "receipt", entry: note });
    expect(centre.entries.length).toBe(1);
    const more = await signedActa(
      actaOf("secretary"),
      `${ELECTION}/machine/${STATION}`,
      `${ELECTION}/witness/ong/1`,
    );
    expect(await send(centre, more)).toMatchObject({ is: "receipt", entry: note });
  });
  test("busy and unreachable are for later; a refusal has its code; anything else is no receipt", async () => {
    const rows: [path: string, status: number, body: string | Uint8Array, expected: object][] = [
      ["/submissions", 503, "{}", { is: "later", why: "503" }],
      ["/submissions", 429, "{}", { is: "later", why: "429" }],
      ["/submissions", 422, '{"code":"wrong-mode"}', { is: "refused", code: "wrong-mode" }],
      ["/submissions", 422, '{"code":"<b>"}', { is: "refused", code: "422" }],
      ["/submissions", 201, "thank you", { is: "false", code: "proof-other-form" }],
    ];
    for (const [path, status, body, expected] of rows) {
      const centre = createFakeCentre();
      centre.lies.set(path, { status, body });
      expect(await send(centre), `${path} ${status}`).toMatchObject(expected);
    }
    const centre = createFakeCentre();
    centre.isUp = false;
    expect(await send(centre)).toEqual({ is: "later", why: "network" });
  });
  test("where the text was logged before, what stands there is asked for and judged", async () => {
    const witness = `${ELECTION}/witness/ong/1`;
    const before = await signedActa(actaOf("secretary"), `${ELECTION}/machine/${STATION}`, witness);
    const rows: [status: number, body: string | Uint8Array, expected: object][] = [
      [200, before, { is: "receipt", entry: before }],
      [404, "", { is: "later", why: "entry" }],
      [200, "other\n", { is: "false", code: "entry-differs" }],
      [200, await signedActa(actaOf("secretary"), witness), { is: "false", code: "entry-differs" }],
    ];
    for (const [status, body, expected] of rows) {
      const centre = createFakeCentre();
      centre.append(before);
      centre.lies.set("/entries/0", { status, body });
      expect(await send(centre)).toMatchObject(expected);
    }
  });
  test("a receipt of a log that nobody knows is none; one that waits for cosigners is for later", async () => {
    const centre = createFakeCentre();
    centre.append(note);
    const proof = async (name: string) => {
      const checkpoint = await signCheckpoint(centre.log.head, [], signerNamed(name));
      return printLogProof({ index: 0, hashes: [], checkpoint });
    };
    centre.lies.set("/submissions", { status: 201, body: await proof("log.example/other") });
    expect(await send(centre)).toMatchObject({ is: "false", code: "checkpoint-unknown-log" });
    centre.lies.set("/submissions", { status: 201, body: await proof("log.example/sutrabor-2026") });
    expect(await send(centre)).toEqual({ is: "later", why: "no-quorum" });
  });
  test("an answer without end is cut off", async () => {
    const centre = createFakeCentre();
    centre.lies.set("/submissions", { status: 201, body: new Uint8Array(10_000_000) });
    expect(await send(centre)).toEqual({ is: "later", why: "too-large" });
  });
});

test("every alarm has its words in both languages", () => {
  for (const language of ["es", "en"] as const) {
    const t = witnessTranslator(language);
    const values = { code: "x", size: 1, seen: 2, index: 3, status: "x" };
    for (const code of ALARM_CODES) {
      expect(t.t(`witness.alarm.${code}.title`, values)).not.toBe("");
      expect(t.t(`witness.alarm.${code}.text`, values)).not.toBe("");
    }
  }
});

test("a log in memory reads as it was written", () => {
  expect(createMemoryLog().head.size).toBe(0);
});
