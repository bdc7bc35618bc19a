/** What a machine does with every kind of answer: what it says, how long it waits, what it keeps, and when it is done. */
import type { CentreClient, ClientReply } from "@triplicate/adapters/centre-client.ts";
import { createKeyPair, nodeSha256, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { acta, CONTEXT, closing, signed } from "@triplicate/core/count-central/count.test-helper.ts";
import { printCheckpoint } from "@triplicate/core/log/checkpoint.ts";
import { printLogProof } from "@triplicate/core/log/log-proof.ts";
import { createPolicy } from "@triplicate/core/log/policy.ts";
import { leafHash, proveInclusion, rootHash } from "@triplicate/core/merkle-tree.ts";
import { createNoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { cosignText, printNote, type Signer, signText } from "@triplicate/core/note/note.ts";
import type { TransmissionState } from "@triplicate/machine-screens/api.ts";
import { describe, expect, test } from "vitest";
import { KEPT, LONGEST_ASKED, LONGEST_WAIT, type Transmitting, transmit } from "./transmission.ts";

function signer(name: string, type: 1 | 4): Signer {
  const pair = createKeyPair(nodeSha256(utf8(name)));
  return { key: createNoteKey(name, type, pair.publicKey), sign: pair.sign };
}
const LOG = signer("log.example/club", SIGNATURE_TYPE.ed25519);
const COSIGNER = signer("red.example/cosigner", SIGNATURE_TYPE.cosignature);
const policy = createPolicy({ key: LOG.key }, [{ key: COSIGNER.key }], 1);
const context = { policy, election: CONTEXT, verify: verifyEd25519 };

const [ONE, TWO, END] = [
  await signed(acta("p1.1", [10, 20, 5]), "machine/p1.1", "witness/red/p1.1"),
  await signed(acta("p1.1", [30, 5]), "machine/p1.1", "witness/red/p1.1"),
  await signed(closing("p1.1", []), "machine/p1.1"),
];
/** The same text as ONE, as somebody else delivered it; and as no centre may log it. */
const [LOGGED, FOREIGN] = [
  await signed(acta("p1.1", [10, 20, 5]), "machine/p1.1"),
  await signed(acta("p1.1", [10, 20, 5]), "machine/p1.2"),
];
const NOTES = [
  { name: "acta-president.note", bytes: ONE },
  { name: "acta-treasurer.note", bytes: TWO },
  { name: "closing.note", bytes: END },
];

/** A log of these entries, and a receipt out of it. */
async function receiptOf(
  entries: readonly Uint8Array[],
  index: number,
  isCosigned = true,
): Promise<Uint8Array> {
  const leaves = entries.map((entry) => leafHash(entry));
  const text = printCheckpoint({ origin: LOG.key.name, size: entries.length, root: rootHash(leaves) });
  const signatures = [await signText(text, LOG)];
  if (isCosigned) signatures.push(await cosignText(text, 1_800_000_000, COSIGNER));
  const checkpoint = printNote({ text, signatures });
  return printLogProof({ index, hashes: proveInclusion(leaves, index), checkpoint });
}

const ENTRIES = [utf8("another's"), ONE, TWO, END];
const goodReply = async (note: Uint8Array): Promise<ClientReply> => {
  const proof = await receiptOf(ENTRIES, ENTRIES.indexOf(note));
  return { kind: "receipt", proof, outcome: "logged" };
};
const busy = (later = 0): ClientReply => ({ kind: "busy", detail: "503", later });
const gone: ClientReply = { kind: "unreachable", detail: "ECONNRESET" };
const refusal: ClientReply = { kind: "refused", code: "wrong-mode", message: { es: "modo", en: "mode" } };
const portal: ClientReply = {
  kind: "receipt",
  proof: utf8("<html>Welcome to the hotel</html>"),
  outcome: "",
};
const nobody: ClientReply = { kind: "refused", code: "404", message: { es: "", en: "" } };

type Script = (note: Uint8Array, attempt: number) => ClientReply | Promise<ClientReply>;

/** Runs to its end; `script` answers the nth time that a note is sent, from 1. */
async function run(
  script: Script,
  change: Partial<Transmitting> & Partial<Pick<CentreClient, "proof" | "entry">> = {},
) {
  const disk = new Map<string, Uint8Array>();
  const states: TransmissionState[] = [];
  const waits: number[] = [];
  const sent: string[] = [];
  const times = new Map<Uint8Array, number>();
  const { proof = async () => null, entry = async () => null, ...rest } = change;
  const receipts = await transmit({
    notes: NOTES,
    client: {
      async post(note) {
        const attempt = (times.get(note) ?? 0) + 1;
        times.set(note, attempt);
        sent.push(`${NOTES.find(({ bytes }) => bytes === note)!.name} ${attempt}`);
        return script(note, attempt);
      },
      proof,
      entry,
    },
    context,
    kept: { read: (name) => disk.get(name) ?? null, write: (name, bytes) => void disk.set(name, bytes) },
    wait: async (milliseconds) => void waits.push(milliseconds),
    random: () => 0,
    now: () => 1000,
    onState: (state) => states.push(state),
    signal: new AbortController().signal,
    ...rest,
  });
  const told = states.map((state) => {
    if (state.state === "waiting") return `waiting ${state.reason} ${state.next}`;
    if (state.state === "trying") return `trying ${state.attempt} ${state.sent}/${state.of}`;
    return "code" in state ? `${state.state} ${state.code}` : state.state;
  });
  return { receipts, told, waits, sent, disk };
}

const DONE = [1, 2, 3];
const indexes = ({ receipts }: { receipts: Awaited<ReturnType<typeof transmit>> }) =>
  receipts?.map(({ index }) => index);

test("all at once, each receipt kept before it is told", async () => {
  const disk = new Map<string, Uint8Array>();
  const keptWhenTold: number[] = [];
  const ran = await run(goodReply, {
    kept: {
      read: (name) => disk.get(name) ?? null,
      write: async (name, bytes) => {
        await Promise.resolve();
        disk.set(name, bytes);
      },
    },
    onState: (state) => {
      if (state.state === "trying") keptWhenTold.push(disk.size - state.sent);
      if (state.state === "done") expect(disk.size).toBe(3);
    },
  });
  expect(indexes(ran)).toEqual(DONE);
  expect([ran.sent.length, ran.waits]).toEqual([3, []]);
  expect(keptWhenTold.every((more) => more >= 0)).toBe(true);
});

describe("goes on after", () => {
  test.each([
    ["a busy centre", busy(), "waiting busy 1001"],
    ["no answer", gone, "waiting unreachable 1001"],
    ["a captive portal", portal, "waiting unreachable 1001"],
    ["an error page", nobody, "waiting unreachable 1001"],
    ["a refusal, which a stranger may have made", refusal, "refused wrong-mode"],
  ])("%s", async (_, reply, told) => {
    const ran = await run((note, attempt) => (note === TWO && attempt === 1 ? reply : goodReply(note)));
    expect(indexes(ran)).toEqual(DONE);
    expect(ran.told).toContain(told);
    expect(ran.told.at(-1)).toBe("done");
    // The others had their receipts already, and are not sent again.
    expect(ran.sent.filter((line) => line.endsWith(" 2"))).toEqual(["acta-treasurer.note 2"]);
  });

  test("each false receipt, which is kept and told by its fault", async () => {
    const good = await receiptOf(ENTRIES, 2);
    const other = signer("log.example/other", 1);
    const foreign = printNote({ text: "x\n", signatures: [await signText("x\n", other)] });
    const broken = good.slice();
    broken[broken.length - 20]! ^= 1;
    const rows: [Uint8Array, string][] = [
      [utf8("c2sp.org/tlog-proof@v1\nindex"), "proof-other-form"],
      [broken, "note-bad-signature"],
      [await receiptOf(ENTRIES, 1), "entry-differs"],
      [await receiptOf([ONE], 0), "entry-differs"],
      [printLogProof({ index: 2, hashes: [], checkpoint: foreign }), "checkpoint-bad-lines"],
    ];
    for (const [proof, code] of rows) {
      const ran = await run(
        (note, attempt) =>
          note === TWO && attempt === 1 ? { kind: "receipt", proof, outcome: "logged" } : goodReply(note),
        { entry: async (index) => ENTRIES[index] ?? null },
      );
      expect([ran.told.find((line) => line.startsWith("false")), indexes(ran)]).toEqual([
        `false-receipt ${code}`,
        DONE,
      ]);
      expect(ran.disk.get(KEPT.falseReceipt("acta-treasurer.note"))).toEqual(proof);
      expect(ran.disk.get(KEPT.receipt("acta-treasurer.note"))).toEqual(good);
    }
  });
});

test("waits twice as long after each round in vain, takes away up to half by chance, and never longer than two minutes", async () => {
  const often = (note: Uint8Array, attempt: number) => (attempt <= 10 ? gone : goodReply(note));
  const least = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000];
  expect((await run(often)).waits).toEqual(least);
  const most = await run(often, { random: () => 0.999_999 });
  expect(most.waits.at(-1)).toBe(LONGEST_WAIT);
  expect(most.waits.every((wait, i) => wait <= 2 * least[i]! && wait > least[i]!)).toBe(true);
});

test("begins to hurry again when a note got through", async () => {
  const slow = (note: Uint8Array, attempt: number) => {
    if (note === ONE) return attempt < 5 ? gone : goodReply(note);
    return attempt < 7 ? gone : goodReply(note);
  };
  expect((await run(slow)).waits).toEqual([1000, 2000, 4000, 8000, 500, 1000]);
});

test("honours what the centre asks, up to ten minutes", async () => {
  const asked = async (later: number) =>
    (await run((note, attempt) => (attempt === 1 ? busy(later) : goodReply(note)))).waits;
  expect(await asked(7000)).toEqual([7000]);
  expect(await asked(86_400_000)).toEqual([LONGEST_ASKED]);
  expect(await asked(10)).toEqual([1000]);
});

describe("cosigners that are behind", () => {
  test("are waited for, by asking for the receipt again and not by sending", async () => {
    let asked = 0;
    const ran = await run(
      async (note) => {
        const index = ENTRIES.indexOf(note);
        return { kind: "receipt", proof: await receiptOf(ENTRIES, index, index !== 3), outcome: "logged" };
      },
      { proof: async (index) => receiptOf(ENTRIES, index, ++asked > 2) },
    );
    expect(indexes(ran)).toEqual(DONE);
    expect([ran.sent.length, asked]).toEqual([3, 3]);
    expect(ran.told.filter((line) => line.includes("no-quorum")).length).toBe(3);
  });

  test("of a centre that forgot the entry meanwhile are sent the note again", async () => {
    const ran = await run(async (note, attempt) => {
      const index = ENTRIES.indexOf(note);
      return { kind: "receipt", proof: await receiptOf(ENTRIES, index, attempt > 1), outcome: "known" };
    });
    expect([indexes(ran), ran.sent.length]).toEqual([DONE, 6]);
  });
});

describe("a text that somebody delivered before, with other lines", () => {
  const known = async (note: Uint8Array): Promise<ClientReply> => {
    const index = ENTRIES.indexOf(note);
    const proof = await receiptOf(ENTRIES.with(1, LOGGED), index);
    return { kind: "receipt", proof, outcome: index === 1 ? "added" : "logged" };
  };

  test("has the receipt of the entry that is there, which is kept beside it", async () => {
    const ran = await run(known, { entry: async () => LOGGED });
    expect(indexes(ran)).toEqual(DONE);
    expect(ran.disk.get(KEPT.entry("acta-president.note"))).toEqual(LOGGED);
    // Kept ones are enough after a restart, without a question to anybody.
    const again = await run(() => Promise.reject(new Error("nothing is sent")), {
      kept: { read: (name) => ran.disk.get(name) ?? null, write: () => {} },
      entry: () => Promise.reject(new Error("nothing is asked")),
    });
    expect([indexes(again), again.told]).toEqual([DONE, ["done"]]);
  });

  test.each([
    ["cannot be read", null, "waiting unreachable 1001"],
    ["says something else", TWO, "false-receipt entry-differs"],
    ["is signed by another machine", FOREIGN, "false-receipt entry-differs"],
    ["is no note", utf8("x"), "false-receipt entry-differs"],
    ["is our note, and the proof is of another", ONE, "false-receipt proof-does-not-hold"],
  ])("%s: nothing is believed", async (_, entry, told) => {
    let round = 0;
    const ran = await run((note) => (note === ONE && ++round > 1 ? goodReply(note) : known(note)), {
      entry: async () => entry,
    });
    expect([ran.told.includes(told), indexes(ran)]).toEqual([true, DONE]);
  });
});

describe("after a power cut", () => {
  test("only what has no receipt is sent, and a kept receipt that was tampered with counts for nothing", async () => {
    const first = await run(goodReply);
    const disk = new Map(first.disk);
    const receipt = (name: string) => KEPT.receipt(name);
    const kept = {
      read: (name: string) => disk.get(name) ?? null,
      write: (name: string, bytes: Uint8Array) => void disk.set(name, bytes),
    };
    disk.delete(receipt("closing.note"));
    const second = await run(goodReply, { kept });
    expect([second.sent, indexes(second)]).toEqual([["closing.note 1"], DONE]);
    const bytes = disk.get(receipt("acta-treasurer.note"))!.slice();
    bytes[40]! ^= 1;
    disk.set(receipt("acta-treasurer.note"), bytes);
    // Another note's receipt and entry, put in its place by a hand.
    disk.set(receipt("acta-president.note"), disk.get(receipt("closing.note"))!);
    disk.set(KEPT.entry("acta-president.note"), END);
    const third = await run(goodReply, { kept });
    expect(third.sent).toEqual(["acta-president.note 1", "acta-treasurer.note 1"]);
    expect(indexes(third)).toEqual(DONE);
  });

  test("it ends when it is switched off, and does not say that it is done", async () => {
    const off = new AbortController();
    const ran = await run((note) => (note === END ? gone : goodReply(note)), {
      signal: off.signal,
      wait: async () => off.abort(),
    });
    expect([ran.receipts, ran.told.includes("done")]).toEqual([null, false]);
    expect(ran.disk.has(KEPT.receipt("acta-president.note"))).toBe(true);
    const never = await run(goodReply, { signal: off.signal });
    expect([never.receipts, never.sent]).toEqual([null, []]);
  });
});

test("a stranger's words are cut before they reach a screen", async () => {
  const long: ClientReply = {
    kind: "refused",
    code: "x".repeat(9000),
    message: { es: "ñ".repeat(9000), en: "y" },
  };
  const states: TransmissionState[] = [];
  await run((note, attempt) => (attempt === 1 ? long : goodReply(note)), {
    onState: (state) => states.push(state),
  });
  const refused = states.find(({ state }) => state === "refused");
  expect(refused?.state === "refused" && [refused.code.length, refused.message.es.length]).toEqual([64, 400]);
});
