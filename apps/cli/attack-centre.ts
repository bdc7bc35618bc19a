/**
 * A real centre for a scenario: started on loopback over real files, spoken to over HTTP, stopped with its totals out.
 * Spec: spec/transmission.md, sections 7 and 10.
 * @module
 */
import { join } from "node:path";
import { loadPackage } from "@triplicate/adapters/election-package.ts";
import { type Centre, startCentre } from "@triplicate/centre/server.ts";
import type { Answer, Notice, PublicFolder } from "@triplicate/simulation/attacks/attack.ts";
import type { Player } from "@triplicate/simulation/election/cast.ts";
import type { SimulatedElection } from "@triplicate/simulation/election/election.ts";
import { INLINE_POOL } from "./attack-verify.ts";
import { nodeSigningKit } from "./simulated-kit.ts";

export type RunningCentre = {
  readonly url: string;
  submit(note: Uint8Array): Promise<Answer & { readonly receipt: Uint8Array }>;
  /** Announces what is counted, stops, and leaves the folder. */
  close(): Promise<PublicFolder>;
};

/** A story waits for nobody: batches close as soon as they can. */
const BATCH_MILLISECONDS = 5;
const MANY = 1_000_000;

/** `packageFolder` holds the election as everybody has it, in a folder `election`. */
export async function startAttackedCentre(
  packageFolder: string,
  data: string,
  election: SimulatedElection,
): Promise<RunningCentre> {
  const loaded = await loadPackage(packageFolder);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const signerOf = ({ key, seed }: Player) => ({
    key,
    sign: (message: Uint8Array) => nodeSigningKit.sign(seed, message),
  });
  const { log, centre: announcer } = election.cast;
  const started = await startCentre({
    ...{
      election: loaded.value,
      electionFolder: join(packageFolder, "election"),
      data,
    },
    ...{ logSigner: signerOf(log), centreSigner: signerOf(announcer), mode: "live" },
    ...{ host: "127.0.0.1", port: 0, batchMilliseconds: BATCH_MILLISECONDS, pool: INLINE_POOL },
    // Limits are another story: here one address speaks for a whole country.
    limits: { requestsPerMinute: MANY, submissionsPerMinute: MANY },
    keyPerMinute: MANY,
  });
  if (!started.ok) throw new Error(started.error.code);
  const centre = started.value;
  return { url: centre.url, submit: (note) => submit(centre, note), close: () => announceAndStop(centre) };
}

async function submit({ url }: Centre, note: Uint8Array): Promise<Answer & { readonly receipt: Uint8Array }> {
  const response = await fetch(`${url}/submissions`, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: note as Uint8Array<ArrayBuffer>,
  });
  const receipt = new Uint8Array(await response.arrayBuffer());
  const body = new TextDecoder().decode(receipt);
  if (!response.ok) {
    const { code, detail } = JSON.parse(body) as { code: string; detail: Notice["detail"] };
    return { taken: false, rule: code, detail, receipt };
  }
  const index = /^index ([0-9]+)$/m.exec(body)?.[1];
  if (index === undefined) throw new Error("a receipt without an index");
  return { taken: true, index: Number(index), receipt };
}

async function announceAndStop(centre: Centre): Promise<PublicFolder> {
  const announced = await centre.announce();
  if (!announced.ok) throw new Error(announced.error.code);
  const { size } = centre.sequencer;
  await centre.stop();
  return { name: centre.folder, size };
}
