/** The power goes at every stage of a transmission, and what was kept is gone on with. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { json, withElection } from "@triplicate/centre/centre.test-helper.ts";
import { verifyLogProof } from "@triplicate/core/log/log-proof.ts";
import { KEPT } from "@triplicate/machine/transmission.ts";
import { expect, it } from "vitest";
import { type Harm, startHostileProxy } from "./hostile-proxy.test-helper.ts";
import { receiptContext, sealedNotes } from "./transmission.test-helper.ts";

const CHILD = fileURLToPath(new URL("./transmission-child.test-helper.ts", import.meta.url));
const STATION = "p1.1";

/** One life: what its requests meet, in order and then for ever; and what is heard or seen when the power goes. */
type Life = {
  readonly meets: readonly (Harm | null)[];
  readonly dies: "opened" | "asked" | "answered" | "kept" | "never";
};

/** One request of a life gets through at most, so that the moment of its death is the one that is meant. */
const LIVES: readonly Life[] = [
  { meets: ["silence"], dies: "opened" },
  { meets: ["silence"], dies: "asked" },
  { meets: ["lose-answer", "silence"], dies: "answered" },
  { meets: [null, "silence"], dies: "kept" },
  { meets: ["silence"], dies: "asked" },
  { meets: [null, "silence"], dies: "kept" },
  { meets: ["lose-answer", "silence"], dies: "answered" },
  { meets: [null], dies: "never" },
  // Nothing is left to be sent.
  { meets: ["silence"], dies: "never" },
];

it(
  "kill -9 at every stage: each note ends with one receipt, and is not sent again once that is kept",
  () =>
    withElection(async ({ election, folder, start }) => {
      const centre = await start();
      const place = mkdtempSync(join(tmpdir(), "triplicate-kill-"));
      const kept = join(place, "kept");
      const notes = await sealedNotes(election, STATION);
      const nameOf = (body: string) =>
        notes.find(({ bytes }) => new TextDecoder().decode(bytes) === body)!.name;
      const receipted = new Set<string>();
      const sentInVain: string[] = [];
      let life = LIVES[0]!;
      let [inLife, seen] = [0, 0];
      let kill = () => {};
      const proxy = await startHostileProxy(centre.url, () => {
        const harm = life.meets[Math.min(inLife, life.meets.length - 1)]!;
        inLife += 1;
        if (life.dies === "asked") kill();
        return harm;
      });
      const judgeSent = () => {
        for (const { body } of proxy.requests.slice(seen)) {
          if (receipted.has(nameOf(body))) sentInVain.push(nameOf(body));
        }
        seen = proxy.requests.length;
      };
      const live = async (next: Life): Promise<void> => {
        life = next;
        inLife = 0;
        const child = startChild([folder, STATION, proxy.url, kept], (line) => {
          if (life.dies === "opened" && line === "open") kill();
          if (life.dies === "kept" && line.endsWith(".tlog-proof")) kill();
        });
        kill = child.kill;
        if (life.dies === "answered") void untilLogged(centre.url, receipted.size + 1).then(kill);
        const { signal, lines } = await child.ended;
        expect([life.dies, signal]).toEqual([life.dies, life.dies === "never" ? null : "SIGKILL"]);
        judgeSent();
        for (const line of lines) {
          const [, name] = /^kept (.*)\.tlog-proof$/.exec(line) ?? [];
          if (name !== undefined) receipted.add(name);
        }
        if (life.dies === "never") expect(lines.at(-1)).toMatch(/^done \d \d \d$/);
      };
      try {
        for (const next of LIVES) await live(next);
        expect([sentInVain, inLife, receipted.size]).toEqual([[], 0, 3]);
        expect((await json(centre, "/results")).tree).toBe(3);
        for (const { name, bytes } of notes) {
          const proof = readFileSync(join(kept, KEPT.receipt(name)));
          const { policy } = receiptContext(election);
          expect(verifyLogProof(proof, bytes, policy, verifyEd25519).ok).toBe(true);
        }
        // Should a disk have half of a receipt all the same, it counts for nothing, and its note alone is sent.
        writeFileSync(join(kept, KEPT.receipt("closing.note")), "c2sp.org/tlog-proof@v1\nind");
        receipted.delete("closing.note");
        await live({ meets: [null], dies: "never" });
        expect(proxy.requests.slice(-inLife).map(({ body }) => nameOf(body))).toEqual(["closing.note"]);
      } finally {
        kill();
        await proxy.close();
        rmSync(place, { recursive: true, force: true });
      }
    }),
  60_000,
);

type Ended = { readonly signal: string | null; readonly lines: readonly string[] };

function startChild(args: readonly string[], onLine: (line: string) => void) {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  const heard = createInterface({ input: child.stdout });
  heard.on("line", (line) => {
    lines.push(line);
    onLine(line);
  });
  const gone = new Promise<string | null>((done) => child.once("exit", (_code, signal) => done(signal)));
  const silent = new Promise<void>((done) => heard.once("close", done));
  const ended = Promise.all([gone, silent]).then(([signal]): Ended => ({ signal, lines }));
  return { ended, kill: () => void child.kill("SIGKILL") };
}

/** By the centre itself, not by the wire. */
async function untilLogged(url: string, entries: number): Promise<void> {
  for (;;) {
    const { tree } = (await (await fetch(`${url}/results`)).json()) as { tree: number };
    if (tree >= entries) return;
    await new Promise((done) => setTimeout(done, 5));
  }
}
