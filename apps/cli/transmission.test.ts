/** A sealed station and a real centre with a cosigner, and between them a wire that means harm. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { json, signer, type TestElection, withElection } from "@triplicate/centre/centre.test-helper.ts";
import { startCosigner } from "@triplicate/centre/cosigner-server.ts";
import type { Centre } from "@triplicate/centre/server.ts";
import { verifyLogProof } from "@triplicate/core/log/log-proof.ts";
import { LONGEST_WAIT, type Receipt, type Transmitting, transmit } from "@triplicate/machine/transmission.ts";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { HARMS, type Harm, type HostileProxy, startHostileProxy } from "./hostile-proxy.test-helper.ts";
import { clientOf, keptIn, receiptContext, sealedNotes } from "./transmission.test-helper.ts";

const folder = mkdtempSync(join(tmpdir(), "triplicate-transmission-"));
let cosigner: { readonly url: string; stop(): Promise<void> };
const startedCosigner = async (port = 0) => {
  const started = await startCosigner({
    ...{ logs: [signer("log").key], signer: signer("cosigner"), host: "127.0.0.1", port },
    data: mkdtempSync(join(folder, "cosigner-")),
  });
  if (!started.ok) throw new Error(started.error.code);
  return started.value;
};
// Each test has a log of its own, and a cosigner forgets none: it is made anew, where the package says it answers.
const address = `http://127.0.0.1:${await freePort()}`;
beforeEach(async () => {
  cosigner = await startedCosigner(Number(new URL(address).port));
});
afterEach(() => cosigner.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inElection = <T>(use: (election: TestElection) => Promise<T>, cosignerUrl = address): Promise<T> =>
  withElection(use, { cosignerUrl, quorum: 1 });

type State = Parameters<Transmitting["onState"]>[0];
type Sent = {
  readonly receipts: readonly Receipt[];
  readonly states: readonly State[];
  readonly waits: readonly number[];
};

async function send(
  { election }: TestElection,
  station: string,
  proxy: HostileProxy,
  change: Partial<Transmitting> = {},
): Promise<Sent> {
  const states: State[] = [];
  const waits: number[] = [];
  const receipts = await transmit({
    notes: await sealedNotes(election, station),
    client: clientOf(proxy.url, 400),
    context: receiptContext(election),
    kept: keptIn(mkdtempSync(join(folder, "kept-"))),
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      if (waits.length > 200) throw new Error(`it never ends: ${JSON.stringify(states.slice(-8))}`);
    },
    random: () => 0.5,
    now: () => 0,
    onState: (state) => states.push(state),
    signal: new AbortController().signal,
    ...change,
  });
  if (receipts === null) throw new Error("nobody told it to stop");
  return { receipts, states, waits };
}

/** By the verifier of receipts alone, each of its own note and of no other; and the log has each text once. */
async function holdsAll(
  election: TestElection,
  station: string,
  receipts: readonly Receipt[],
  centre: Centre,
) {
  const { policy } = receiptContext(election.election);
  const notes = await sealedNotes(election.election, station);
  for (const [i, { name, proof, index }] of receipts.entries()) {
    expect(name).toBe(notes[i]!.name);
    const proven = verifyLogProof(proof, notes[i]!.bytes, policy, verifyEd25519);
    expect(proven.ok && [proven.value.index, proven.value.cosigned.length]).toEqual([index, 1]);
  }
  const { contests } = (await json(centre, `/results/station/${station}`)) as {
    contests: { status: string; flags: string[] }[];
  };
  expect(contests.map(({ status, flags }) => [status, flags])).toEqual([
    ["counted", []],
    ["counted", []],
  ]);
}

async function through<T>(
  centre: Centre,
  plan: (request: number, line: string) => Harm | null,
  use: (proxy: HostileProxy) => Promise<T>,
): Promise<T> {
  const proxy = await startHostileProxy(centre.url, plan);
  try {
    return await use(proxy);
  } finally {
    await proxy.close();
  }
}

const sizeOf = async (centre: Centre): Promise<number> => (await json(centre, "/results")).tree;

/** What is told of each harm at least once, besides trying and being done. */
const TOLD: Partial<Record<Harm, string>> = {
  refuse: "unreachable",
  "lose-answer": "unreachable",
  "cut-head": "unreachable",
  "cut-body": "unreachable",
  alter: "false-receipt",
  "alter-index": "unreachable",
  "swap-answers": "false-receipt",
  "strip-cosigners": "no-quorum",
  busy: "busy",
  refusal: "refused",
  portal: "unreachable",
  redirect: "unreachable",
  silence: "unreachable",
  flood: "unreachable",
  garbage: "unreachable",
};
const told = (states: readonly State[]): string[] =>
  states.map((state) => (state.state === "waiting" ? state.reason : state.state));

describe("all notes end with receipts that hold, and each is logged once", () => {
  it.each(HARMS)("when the first requests meet: %s", (harm) =>
    inElection(async (election) => {
      const centre = await election.start();
      // Of three notes sent at once all meet it, and one of them once more.
      const sent = await through(
        centre,
        (request) => (request < 4 ? harm : null),
        (proxy) => send(election, "p1.1", proxy),
      );
      await holdsAll(election, "p1.1", sent.receipts, centre);
      expect(await sizeOf(centre)).toBe(3);
      if (TOLD[harm] !== undefined) expect(told(sent.states)).toContain(TOLD[harm]);
      if (harm === "busy") expect(sent.waits[0]).toBe(7000);
      expect(sent.states.at(-1)).toEqual({
        state: "done",
        receipts: sent.receipts.map(({ name, index }) => ({ name, index })),
      });
    }),
  );

  it("when they meet everything, in twelve different orders", () =>
    inElection(async (election) => {
      const centre = await election.start();
      const stations = ["p1.1", "p1.2", "p2.1", "p2.2"];
      for (let seed = 1; seed <= 12; seed += 1) {
        const random = randomOf(seed);
        // Silence costs the test its time-out each time: once is enough.
        const harms = HARMS.filter((harm) => harm !== "silence" || seed === 1);
        const plan = Array.from({ length: 24 }, () => harms[Math.floor(random() * harms.length)]!);
        const station = stations[seed % 4]!;
        const sent = await through(
          centre,
          (request) => plan[request] ?? null,
          (proxy) => send(election, station, proxy),
        );
        await holdsAll(election, station, sent.receipts, centre);
        expect(Math.max(...sent.waits)).toBeLessThanOrEqual(LONGEST_WAIT);
      }
      // Each station's three notes, however often they were sent.
      expect(await sizeOf(centre)).toBe(12);
    }));
});

/** The same numbers from the same seed (Lehmer). */
function randomOf(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

it("a wire that alters every receipt is told of each time, and believed never", () =>
  inElection(async (election) => {
    const centre = await election.start();
    const off = new AbortController();
    let waits = 0;
    const states: State[] = [];
    const kept = new Map<string, Uint8Array>();
    await through(
      centre,
      (_, line) => (line.startsWith("POST") ? "alter" : null),
      async (proxy) => {
        const notes = await sealedNotes(election.election, "p2.1");
        const receipts = await transmit({
          ...{ notes, client: clientOf(proxy.url), context: receiptContext(election.election) },
          kept: {
            read: (name) => kept.get(name) ?? null,
            write: (name, bytes) => void kept.set(name, bytes),
          },
          wait: async () => {
            waits += 1;
            if (waits === 5) off.abort();
          },
          ...{ random: () => 0, now: () => 0, onState: (state: State) => states.push(state) },
          signal: off.signal,
        });
        expect(receipts).toBeNull();
      },
    );
    expect(told(states).filter((state) => state === "false-receipt")).toHaveLength(5);
    // What was given is kept, and nothing that could pass for a receipt.
    expect([...kept.keys()].sort()).toEqual([
      "acta-president.note.false-receipt",
      "acta-treasurer.note.false-receipt",
      "closing.note.false-receipt",
    ]);
  }));

it("opens no connection before it is asked to begin, nor after it has all receipts", () =>
  inElection(async (election) => {
    const centre = await election.start();
    await through(
      centre,
      () => null,
      async (proxy) => {
        const client = clientOf(proxy.url);
        const kept = keptIn(mkdtempSync(join(folder, "kept-")));
        expect(proxy.connections).toBe(0);
        await send(election, "p1.2", proxy, { client, kept });
        expect(proxy.requests.map(({ line }) => line)).toEqual(Array(3).fill("POST /submissions HTTP/1.1"));
        const before = proxy.connections;
        const again = await send(election, "p1.2", proxy, { client, kept });
        expect([again.receipts.length, proxy.connections, told(again.states)]).toEqual([3, before, ["done"]]);
      },
    );
  }));

it("waits for a cosigner that comes late, and says what it waits for", async () => {
  const port = await freePort();
  await inElection(async (election) => {
    const centre = await election.start();
    let late: Awaited<ReturnType<typeof startedCosigner>> | null = null;
    await through(
      centre,
      () => null,
      async (proxy) => {
        const sent = await send(election, "p2.2", proxy, {
          wait: async () => {
            late ??= await startedCosigner(port);
            await new Promise((done) => setTimeout(done, 20));
          },
        });
        await holdsAll(election, "p2.2", sent.receipts, centre);
        expect(told(sent.states)).toContain("no-quorum");
        const posts = proxy.requests.filter(({ line }) => line.startsWith("POST"));
        expect(posts).toHaveLength(3);
      },
    );
    await late!.stop();
  }, `http://127.0.0.1:${port}`);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
