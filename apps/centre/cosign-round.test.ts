/** @module */
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { parseAddCheckpoint } from "@triplicate/core/log/add-checkpoint.ts";
import { createPolicy } from "@triplicate/core/log/policy.ts";
import {
  cosignText,
  type NoteSignature,
  printSignatureLine,
  type Signer,
} from "@triplicate/core/note/note.ts";
import { describe, expect, test } from "vitest";
import type { Clock } from "./clock.ts";
import { askCosigner, type HttpAnswer, type Post } from "./cosign-client.ts";
import { createCosigning } from "./cosign-round.ts";
import { smallLog } from "./cosigner.test-helper.ts";
import { LOG_SIGNER, testSigner } from "./sequencer.test-helper.ts";

const A = testSigner("a.example/cosigner", 0x04, 61);
const B = testSigner("b.example/cosigner", 0x04, 62);
const C = testSigner("c.example/cosigner", 0x04, 63);
const log = smallLog();
const TEXT = "text/plain; charset=utf-8";
const SIZE = "text/x.tlog.size";

const answer = (status: number, body = "", mediaType = TEXT): HttpAnswer => ({
  ...{ status, mediaType, body: utf8(body) },
});
const signedBy = async (signer: Signer, body: Uint8Array): Promise<HttpAnswer> => {
  const request = parseAddCheckpoint(body);
  if (!request.ok) throw new Error(request.error.code);
  return answer(200, printSignatureLine(await cosignText(request.value.parsed.text, 5, signer)));
};

describe("one cosigner is asked", () => {
  const ask = async (post: Post, size: number, known = 0) =>
    askCosigner({ name: "a", key: A.key, url: "http://a.example/x/" }, await log.target(size), known, {
      ...{ post, verify: verifyEd25519, signal: new AbortController().signal },
    });

  test("learns its size from the refusal, and proves from there", async () => {
    const asked: string[] = [];
    const { result, size } = await ask(async (url, body) => {
      asked.push(`${url} ${new TextDecoder().decode(body).split("\n")[0]}`);
      return asked.length === 1 ? answer(409, "7\n", SIZE) : signedBy(A, body);
    }, 20);
    expect(asked).toEqual([
      "http://a.example/x/add-checkpoint old 0",
      "http://a.example/x/add-checkpoint old 7",
    ]);
    expect([result.ok, size]).toEqual([true, 20]);
  });

  const other = smallLog("other ");
  const cosigned = async (text: string, signer: Signer) =>
    printSignatureLine(await cosignText(text, 5, signer));
  const cases: readonly [what: string, post: Post, code: string][] = [
    ["no connection", () => Promise.reject(new Error("refused")), "cosigner-unreachable"],
    ["400", async () => answer(400), "cosigner-refused"],
    ["404", async () => answer(404), "cosigner-refused"],
    ["500", async () => answer(500), "cosigner-refused"],
    ["201", async () => answer(201), "cosigner-refused"],
    ["422", async () => answer(422), "cosigner-contradicts"],
    ["409 without a size", async () => answer(409, "x\n", SIZE), "cosigner-answer-malformed"],
    ["409 of another type", async () => answer(409, "7\n", TEXT), "cosigner-answer-malformed"],
    ["409 with the size that was asked", async () => answer(409, "0\n", SIZE), "cosigner-answer-malformed"],
    ["409 with a larger size", async () => answer(409, "21\n", SIZE), "cosigner-ahead"],
    [
      "409 for ever",
      async (_, body) => answer(409, body[4] === 0x31 ? "2\n" : "1\n", SIZE),
      "cosigner-answer-malformed",
    ],
    ["200 with nothing", async () => answer(200), "cosigner-answer-malformed"],
    ["200 with no line", async () => answer(200, "hello\n"), "cosigner-answer-malformed"],
    ["another's signature", (_, body) => signedBy(B, body), "cosigner-bad-signature"],
    [
      "its signature under another checkpoint",
      async () => answer(200, await cosigned((await other.target(20)).text, A)),
      "cosigner-bad-signature",
    ],
    [
      "its line with a changed byte",
      async (_, body) => {
        const good = new TextDecoder().decode((await signedBy(A, body)).body);
        return answer(200, good.replace(/.{10}=\n$/, "AAAAAAAAAA=\n").replace(/.{9}==\n$/, "AAAAAAAAA==\n"));
      },
      "cosigner-bad-signature",
    ],
  ];
  test.each(cases)("%s", async (_, post, code) => {
    const { result } = await ask(post, 20);
    expect(result.ok ? "ok" : result.error.code).toBe(code);
  });

  // Of the size that was asked about, v1.0.0 of the protocol refuses another root so, with or without the size.
  test.each([
    ["20\n", SIZE],
    ["another root\n", TEXT],
  ])("409 with %s from a cosigner that has that size", async (body, type) => {
    const { result } = await ask(async () => answer(409, body, type), 20, 20);
    expect(result.ok ? "ok" : result.error.code).toBe("cosigner-contradicts");
  });

  test("lines of others are left out, a second line of its own too", async () => {
    const { result } = await ask(async (_, body) => {
      const lines = await Promise.all([B, A, A].map((signer) => signedBy(signer, body)));
      return answer(200, lines.map((line) => new TextDecoder().decode(line.body)).join(""));
    }, 20);
    expect(result.ok && result.value.name).toBe(A.key.name);
  });
});

describe("a round", () => {
  const still: Clock = { now: () => 0, after: () => () => {} };
  const urls = { a: A, b: B, c: C } as const;
  type Name = keyof typeof urls;
  const policy = (quorum: number) =>
    createPolicy(
      { key: LOG_SIGNER.key },
      Object.entries(urls).map(([name, { key }]) => ({ key, url: `http://${name}` })),
      quorum,
    );
  const nameOf = (url: string): Name => new URL(url).hostname as Name;
  const names = (signatures: readonly NoteSignature[]) => signatures.map(({ name }) => name[0]).join("");
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 50; i += 1) await new Promise(setImmediate);
  };

  /** Cosigners that answer when they are told to. */
  function held() {
    const waiting = new Map<
      Name,
      { body: Uint8Array; give: (answer: HttpAnswer) => void; fail: () => void }
    >();
    const post: Post = (url, body, signal) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new Error("broken"));
        signal.addEventListener("abort", fail);
        waiting.set(nameOf(url), { body, give: resolve, fail });
      });
    const sign = async (name: Name) => {
      const { body, give } = waiting.get(name)!;
      waiting.delete(name);
      give(await signedBy(urls[name], body));
      await turns();
    };
    return { post, sign, waiting };
  }

  test("settles at the quorum, and tells of what comes later", async () => {
    const { post, sign, waiting } = held();
    const cosigning = createCosigning({ policy: policy(2), verify: verifyEd25519, post, clock: still });
    let more = 0;
    const round = cosigning.ask(await log.target(10), () => {
      more += 1;
    });
    await turns();
    expect(waiting.size).toBe(3);
    await sign("c");
    expect([names(round.signatures()), round.isQuorum(), more]).toEqual(["c", false, 0]);
    await sign("a");
    await round.settled;
    expect([names(round.signatures()), round.isQuorum(), more]).toEqual(["ac", true, 0]);
    await sign("b");
    expect([names(round.signatures()), more]).toEqual(["abc", 1]);
    cosigning.stop();
  });

  test("settles without a quorum when everybody has answered", async () => {
    const post: Post = async (url, body) =>
      nameOf(url) === "a"
        ? signedBy(A, body)
        : nameOf(url) === "b"
          ? answer(500)
          : Promise.reject(new Error());
    const told: string[] = [];
    const cosigning = createCosigning({
      ...{ policy: policy(2), verify: verifyEd25519, post, clock: still },
      onAnswer: (name, size, result) =>
        told.push(`${name[0]} ${size} ${result.ok ? "ok" : result.error.code}`),
    });
    const round = cosigning.ask(await log.target(10), () => {});
    await round.settled;
    expect([names(round.signatures()), round.isQuorum()]).toEqual(["a", false]);
    expect(told.toSorted()).toEqual(["a 10 ok", "b 10 cosigner-refused", "c 10 cosigner-unreachable"]);
  });

  test("does not wait longer than the time-out", async () => {
    const { post, sign } = held();
    const timers: (() => void)[] = [];
    const after: Clock["after"] = (_, act) => {
      timers.push(act);
      return () => {};
    };
    const clock: Clock = { now: () => 0, after };
    const told: string[] = [];
    const cosigning = createCosigning({
      ...{ policy: policy(3), verify: verifyEd25519, post, clock },
      onAnswer: (name, _, result) => told.push(`${name[0]} ${result.ok ? "ok" : result.error.code}`),
    });
    const round = cosigning.ask(await log.target(10), () => {});
    await turns();
    await sign("b");
    for (const timer of timers) timer();
    await round.settled;
    expect([names(round.signatures()), round.isQuorum()]).toEqual(["b", false]);
    expect(told.toSorted()).toEqual(["a cosigner-too-slow", "b ok", "c cosigner-too-slow"]);
  });

  test("a slow cosigner is asked about the newest checkpoint next, and about none between", async () => {
    const { post, sign, waiting } = held();
    const cosigning = createCosigning({ policy: policy(2), verify: verifyEd25519, post, clock: still });
    for (const size of [10, 20, 30]) {
      const round = cosigning.ask(await log.target(size), () => {});
      await turns();
      await sign("a");
      await sign("b");
      await round.settled;
    }
    const sizeAsked = (name: Name) => {
      const request = parseAddCheckpoint(waiting.get(name)!.body);
      return request.ok && request.value.checkpoint.size;
    };
    expect(sizeAsked("c")).toBe(10);
    await sign("c");
    expect(sizeAsked("c")).toBe(30);
    cosigning.stop();
    await turns();
  });

  test.each([
    ["20", "", "old 20"],
    ["21", "c cosigner-ahead", "old 0"],
  ])("one that somebody else showed %s entries of 20 meanwhile", async (size, alarm, next) => {
    const { post, sign, waiting } = held();
    const told: string[] = [];
    const cosigning = createCosigning({
      ...{ policy: policy(2), verify: verifyEd25519, post, clock: still },
      onAnswer: (name, _, result) => result.ok || told.push(`${name[0]} ${result.error.code}`),
    });
    for (const entries of [10, 20]) {
      const round = cosigning.ask(await log.target(entries), () => {});
      await turns();
      await sign("a");
      await sign("b");
      await round.settled;
    }
    waiting.get("c")!.give(answer(409, `${size}\n`, SIZE));
    await turns();
    expect(told.join()).toBe(alarm);
    expect(new TextDecoder().decode(waiting.get("c")!.body).split("\n")[0]).toBe(next);
    cosigning.stop();
    await turns();
  });

  test("one proof serves all that have the same tree", async () => {
    const target = await log.target(20);
    let proofs = 0;
    const counted = {
      ...target,
      prove: (size: number) => {
        proofs += size === 0 ? 0 : 1;
        return target.prove(size);
      },
    };
    const post: Post = async (url, body) =>
      body[4] === 0x30 ? answer(409, "7\n", SIZE) : signedBy(urls[nameOf(url)], body);
    const cosigning = createCosigning({ policy: policy(3), verify: verifyEd25519, post, clock: still });
    await cosigning.ask(counted, () => {}).settled;
    expect(proofs).toBe(1);
  });

  test("what was published before counts if it holds, and is not asked for again", async () => {
    const target = await log.target(10);
    const good = await cosignText(target.text, 5, A);
    const bad = { ...(await cosignText(target.text, 5, B)), blob: new Uint8Array(72) };
    const stranger = await cosignText(target.text, 5, testSigner("z.example/cosigner", 0x04, 64));
    const asked: Name[] = [];
    const post: Post = async (url, body) => {
      asked.push(nameOf(url));
      return signedBy(urls[nameOf(url)], body);
    };
    const cosigning = createCosigning({ policy: policy(3), verify: verifyEd25519, post, clock: still });
    const round = cosigning.ask({ ...target, known: [good, bad, stranger] }, () => {});
    expect(names(round.signatures())).toBe("a");
    await round.settled;
    expect([names(round.signatures()), asked.toSorted().join("")]).toEqual(["abc", "bc"]);
  });

  test("a log that cannot be read ends the round with an error", async () => {
    const target = { ...(await log.target(10)), prove: () => Promise.reject(new Error("the disk")) };
    const { post } = held();
    const cosigning = createCosigning({ policy: policy(2), verify: verifyEd25519, post, clock: still });
    await expect(cosigning.ask(target, () => {}).settled).rejects.toThrow("the disk");
  });

  test("a policy without cosigners is satisfied at once", async () => {
    const none = createPolicy({ key: LOG_SIGNER.key }, [], 0);
    const cosigning = createCosigning({ policy: none, verify: verifyEd25519, clock: still });
    const round = cosigning.ask(await log.target(10), () => {});
    await round.settled;
    expect([round.signatures(), round.isQuorum()]).toEqual([[], true]);
  });
});
