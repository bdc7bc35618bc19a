/**
 * The outbox: what is sent once, what is tried again and when, what is given up, and what nobody waits for.
 */
import { decodeUtf8 } from "@triplicate/core/bytes.ts";
import { describe, expect, test } from "vitest";
import { letterTo, pauseAfter, sendLetters } from "./outbox.ts";
import type { KeptActa, Letter, Store } from "./store.ts";
import { actaOf, createFakeCentre, ELECTION, kitOf, STATION, signedActa } from "./witness.test-helper.ts";

const noteBytes = await signedActa(actaOf("secretary"));
const acta: KeptActa = {
  ...{ id: "a1", election: ELECTION, station: STATION, contest: "secretary", mode: "live", noteBytes },
  ...{ keptAt: 0, decision: null, answer: null, receipt: null, falseReceipt: null, asked: null },
};

/** A store in memory: the shape of the other, without a disk. */
function memoryStore(
  letters: readonly Letter[],
  centre: string | null,
): { store: Store; of: (name: string) => Map<string, never> } {
  const stores = new Map<string, Map<string, never>>();
  const of = (name: string) => {
    const known = stores.get(name) ?? new Map<string, never>();
    stores.set(name, known);
    return known;
  };
  const put = (name: string, key: string, value: unknown) => void of(name).set(key, value as never);
  for (const letter of letters) put("outbox", letter.id, letter);
  put("actas", acta.id, acta);
  put("photos", "p1", { id: "p1", acta: acta.id, picture: new Blob(["picture"]) });
  const id = `${ELECTION} ${STATION}`;
  put("kits", id, { id, kit: kitOf({ centre }), loadedAt: 0 });
  const store = {
    get: async (name: string, key: string) => of(name).get(key),
    all: async (name: string) => [...of(name).values()],
    put: async (name: string, key: string, value: unknown) => put(name, key, value),
    remove: async (name: string, key: string) => void of(name).delete(key),
    change: async (name: string, key: string, change: (value: never) => unknown) => {
      const before = of(name).get(key);
      if (before !== undefined) put(name, key, change(before));
    },
    eraseAll: async () => stores.clear(),
    close: () => {},
  } as unknown as Store;
  return { store, of };
}

type Seen = { readonly address: string; readonly body: string };

function post(
  letters: readonly Letter[],
  answer: (path: string) => Response | Error,
  centre: string | null = null,
) {
  const { store, of } = memoryStore(letters, centre);
  const seen: Seen[] = [];
  let time = 1000;
  const fetch = async (address: string, init?: RequestInit) => {
    const { body } = init ?? {};
    const text =
      body instanceof Uint8Array ? decodeUtf8(body)! : body instanceof Blob ? await body.text() : "";
    seen.push({ address, body: text });
    const said = answer(new URL(address).pathname);
    if (said instanceof Error) throw said;
    return said;
  };
  const send = (always = false) =>
    sendLetters(
      { store, fetch, origin: "https://party.example", now: () => time, random: () => 0.5 },
      always,
    );
  return { send, seen, of, wait: (ms: number) => (time += ms) };
}

const fine = () => new Response("{}", { status: 201 });

describe("to the party's server", () => {
  test("an acta is its note, byte for byte, and is sent once", async () => {
    const { send, seen } = post([letterTo("collector", "a1")], fine);
    expect(await send()).toBe(null);
    expect(seen).toEqual([{ address: "https://party.example/actas", body: decodeUtf8(noteBytes) }]);
    expect(await send()).toBe(null);
    expect(seen.length).toBe(1);
  });
  test("a photograph names its acta", async () => {
    const { send, seen } = post([letterTo("photo", "p1")], fine);
    expect(await send()).toBe(null);
    expect(seen).toEqual([{ address: "https://party.example/photos?acta=a1", body: "picture" }]);
  });
  test("without a network it waits, longer each time, and not before its time", async () => {
    const { send, seen, wait } = post([letterTo("collector", "a1")], () => new TypeError("network"));
    const waits: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      const next = (await send())!;
      expect(await send()).toBe(next);
      waits.push(next);
      wait(pauseAfter(i, 0.5));
    }
    expect(seen.length).toBe(4);
    expect(waits.every((time, i) => i === 0 || time > waits[i - 1]!)).toBe(true);
    expect(await send(true)).not.toBe(null);
    expect(seen.length).toBe(5);
  });
  test("what it will never take is kept with its reason, and asked again only by hand", async () => {
    const { send, seen, of } = post([letterTo("collector", "a1")], () => new Response("{}", { status: 422 }));
    expect(await send()).toBe(null);
    expect(await send()).toBe(null);
    expect(seen.length).toBe(1);
    expect([...of("outbox").values()]).toMatchObject([{ isRefused: true, trouble: "422" }]);
    await send(true);
    expect(seen.length).toBe(2);
  });
  test("what was erased meanwhile is no longer anybody's letter", async () => {
    const { send, seen, of } = post([letterTo("collector", "gone"), letterTo("photo", "gone")], fine);
    expect(await send()).toBe(null);
    expect([seen.length, of("outbox").size]).toEqual([0, 0]);
  });
});

describe("to the centre", () => {
  const centreAt = "https://centre.example";
  test("a receipt that holds is kept beside the acta", async () => {
    const centre = createFakeCentre();
    const answers = new Map<string, Response>();
    const { send, of } = post([letterTo("centre", "a1")], (path) => answers.get(path)!, centreAt);
    answers.set("/submissions", await centre.answer("POST", "/submissions", noteBytes));
    answers.set("/entries/0", await centre.answer("GET", "/entries/0"));
    expect(await send()).toBe(null);
    expect(of("actas").get("a1")).toMatchObject({ receipt: { entry: noteBytes }, falseReceipt: null });
  });
  test("one that does not is kept as what it is", async () => {
    const { send, of } = post([letterTo("centre", "a1")], fine, centreAt);
    expect(await send()).toBe(null);
    expect(of("actas").get("a1")).toMatchObject({
      receipt: null,
      falseReceipt: { code: "proof-other-form" },
    });
  });
  test("where nobody has said where it is, the letter waits", async () => {
    const { send, seen } = post([letterTo("centre", "a1")], fine);
    expect(await send()).not.toBe(null);
    expect(seen.length).toBe(0);
  });
});

test("pauses grow to half an hour, and chance takes at most half of them", () => {
  const rows = [0, 1, 5, 9, 50].map((tries) => [pauseAfter(tries, 0), pauseAfter(tries, 0.999)] as const);
  expect(rows.map(([least]) => least)).toEqual([2_500, 5_000, 80_000, 900_000, 900_000]);
  expect(rows.every(([least, most]) => most < 2 * least)).toBe(true);
});
