import { describe, expect, it } from "vitest";
import { concatBytes, decodeUtf8, utf8 } from "../bytes.ts";
import { parseNote, printNote } from "../note/note.ts";
import {
  acta,
  CONTEXT,
  closing,
  DEFINITION,
  DIGEST,
  judge,
  sheet,
  signed,
  unverified,
} from "./count.test-helper.ts";
import { type JudgedEntry, judgeEntry, printAccepted, printAddition, readEntry } from "./entry.ts";

const verdict = (bytes: Uint8Array) => {
  const judged = judge(bytes);
  return "rule" in judged ? judged.rule : "accepted";
};
const ACTA = acta("p1.1", [10, 20, 5]);
const SHEET = sheet("p1.1", [10, 20, 5]);
const CLOSING = closing("p1.1", [["president", DIGEST]]);

describe("who may sign what", () => {
  const rows: readonly [what: string, text: string, names: string, expected: string][] = [
    ["its machine", ACTA, "machine/p1.1", "accepted"],
    ["its machine and a witness of the station", ACTA, "machine/p1.1 witness/red/p1.1", "accepted"],
    ["… of the place", ACTA, "machine/p1.1 witness/blue/p1", "accepted"],
    ["a witness first", ACTA, "witness/blue/p1 machine/p1.1", "accepted"],
    ["a witness of another region", ACTA, "machine/p1.1 witness/blue/lower", "witness-scope"],
    ["another station's machine", ACTA, "machine/p1.2", "not-the-machine"],
    ["both machines", ACTA, "machine/p1.1 machine/p1.2", "not-the-machine"],
    ["a spare of its region", ACTA, "spare/upper/1", "accepted"],
    ["a spare and a witness", ACTA, "spare/upper/1 witness/red/p1.1", "accepted"],
    ["its machine, and a spare of it", ACTA, "machine/p1.1 spare/upper/1", "accepted"],
    ["a spare of another place", ACTA, "spare/p2/1", "not-the-machine"],
    ["its machine, and a spare of another place", ACTA, "machine/p1.1 spare/p2/1", "not-the-machine"],
    ["witnesses alone", ACTA, "witness/red/p1.1 witness/blue/p1", "not-the-machine"],
    ["the authority", ACTA, "authority/alba", "foreign-signer"],
    ["the centre beside the machine", ACTA, "machine/p1.1 centre/office", "foreign-signer"],
    ["a counter beside the machine", ACTA, "machine/p1.1 counter/red/1", "foreign-signer"],
    ["closing record by its machine", CLOSING, "machine/p1.1", "accepted"],
    ["closing record by a spare", CLOSING, "spare/upper/1", "accepted"],
    ["closing record by a spare of elsewhere", CLOSING, "spare/p2/1", "not-the-machine"],
    ["closing record by another", CLOSING, "machine/p2.1", "not-the-machine"],
    ["sheet by rivals", SHEET, "counter/red/1 counter/blue/1", "accepted"],
    ["sheet by rivals and one more", SHEET, "counter/red/1 counter/red/2 counter/blue/p1", "accepted"],
    ["sheet by friends", SHEET, "counter/red/1 counter/red/2", "rival-counters"],
    ["sheet by one", SHEET, "counter/red/1", "rival-counters"],
    ["sheet by one twice", SHEET, "counter/red/1 counter/red/1", "rival-counters"],
    [
      "sheet of elsewhere",
      sheet("p2.1", [1, 2, 3]),
      "counter/red/1 counter/blue/1 counter/blue/p1",
      "counter-scope",
    ],
    ["sheet by the machine", SHEET, "machine/p1.1", "foreign-signer"],
    ["sheet by a spare", SHEET, "spare/upper/1 counter/red/1 counter/blue/1", "foreign-signer"],
    ["sheet by witnesses", SHEET, "witness/red/p1.1 witness/blue/p1", "foreign-signer"],
  ];
  it.each(rows)("%s", async (_, text, names, expected) => {
    expect(verdict(await signed(text, ...names.split(" ")))).toBe(expected);
  });
});

describe("what is said, and of what", () => {
  const change = (from: string | RegExp, to: string) => ACTA.replace(from, to);
  const rows: readonly [what: string, text: string, expected: string][] = [
    ["an unknown form", change("triplicate/acta/v1", "triplicate/acta/v2"), "statement-form"],
    ["a line that nobody knows", `${ACTA}remark hello\n`, "statement-form"],
    ["a number in another form", change("checked-in 38", "checked-in 038"), "statement-form"],
    ["another election", acta("p1.1", [1, 2, 3], { election: ["other", DIGEST] }), "wrong-election"],
    [
      "another definition",
      acta("p1.1", [1, 2, 3], { election: [DEFINITION.id, new Uint8Array(32)] }),
      "wrong-election",
    ],
    ["a rehearsal", acta("p1.1", [1, 2, 3], { mode: "test" }), "wrong-mode"],
    ["a station that is not there", acta("p9.9", [1, 2, 3]), "unknown-station"],
    ["a contest that is not there", acta("p1.1", [1, 2, 3], { contest: "pope" }), "unknown-contest"],
  ];
  it.each(rows)("%s", async (_, text, expected) => {
    expect(verdict(await signed(text, "machine/p1.1"))).toBe(expected);
  });

  it("numbers that do not hold together are accepted", async () => {
    const text = acta("p1.1", [10, 20, 5], { ballots: 3, "checked-in": 2, registered: 1 });
    expect(verdict(await signed(text, "machine/p1.1"))).toBe("accepted");
  });

  it("a live acta is refused by a rehearsal", async () => {
    expect(judge(await signed(ACTA, "machine/p1.1"), { ...CONTEXT, mode: "test" })).toMatchObject({
      rule: "wrong-mode",
    });
  });
});

describe("signatures", () => {
  it("a known key's line that does not hold refuses the note, whoever else signed", async () => {
    const note = parseNote(await signed(ACTA, "machine/p1.1", "witness/red/p1.1"));
    if (!note.ok) throw new Error("unreachable");
    for (const broken of [0, 1]) {
      const signatures = note.value.signatures.map((line, i) =>
        i === broken ? { ...line, blob: line.blob.map((byte) => byte ^ 1) } : line,
      );
      const judged = judge(printNote({ ...note.value, signatures }));
      expect(judged).toEqual({ rule: "bad-signature", detail: { name: signatures[broken]!.name } });
    }
  });

  it("unknown keys count for nothing and are not logged", async () => {
    const bytes = await signed(ACTA, "machine/p1.1");
    const stranger = utf8("— stranger.example AAAAAAAAAAAAAAAA\n");
    const judged = judge(concatBytes(bytes, stranger)) as JudgedEntry;
    expect(printAccepted(judged)).toEqual(bytes);
    expect(verdict(utf8(`${ACTA}\n— stranger.example AAAAAAAAAAAAAAAA\n`))).toBe("no-known-key");
  });

  it("every byte that changes is refused, or changes nothing that counts", async () => {
    const bytes = await signed(ACTA, "machine/p1.1", "witness/red/p1.1");
    const first = judge(bytes) as JudgedEntry;
    for (let at = 0; at < bytes.length; at += 1) {
      const corrupted = bytes.slice();
      corrupted[at]! ^= 1;
      const read = readEntry(corrupted, CONTEXT);
      // A changed name or key id is another key's line, which is left out; the text may not differ.
      if (!read.ok) continue;
      const isSame = read.value.note.text === first.note.text;
      if (isSame && read.value.checks.length < 2) continue;
      expect(judge(corrupted), `byte ${at}`).toMatchObject({ rule: "bad-signature" });
    }
  }, 60_000);

  it("asks for as many verdicts as there are checks", () => {
    const read = readEntry(unverified(ACTA, "machine/p1.1"), CONTEXT);
    if (!read.ok) throw new Error("unreachable");
    expect(() => judgeEntry(read.value, [])).toThrow(RangeError);
  });

  it("refuses what is no note, by the reason of the note's reader", () => {
    expect(judge(utf8("hello"))).toEqual({ rule: "note-form", detail: { code: "note-no-signatures" } });
    expect(judge(new Uint8Array(70_000))).toEqual({ rule: "note-form", detail: { code: "note-too-large" } });
  });
});

describe("additions", () => {
  it("carry the machine's line and the lines that are new, and nothing when none is", async () => {
    const logged = judge(await signed(ACTA, "machine/p1.1", "witness/red/p1.1")) as JudgedEntry;
    const again = judge(
      await signed(ACTA, "machine/p1.1", "witness/red/p1.1", "witness/blue/p1"),
    ) as JudgedEntry;
    const addition = printAddition(again, logged.note.signatures)!;
    expect(addition).toEqual(await signed(ACTA, "machine/p1.1", "witness/blue/p1"));
    expect(printAddition(again, again.note.signatures)).toBeNull();
    expect(decodeUtf8(addition)).not.toContain("witness/red");
    expect(verdict(addition)).toBe("accepted");
  });
});
