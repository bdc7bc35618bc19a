/**
 * The world in which scenarios play: real cosigners and a real centre on loopback, real files, the real verifier.
 *
 * Everything lies below one folder, which is the evidence afterwards: what was published, what people kept, what
 * cosigners refused, what contradicts what. `close` ends servers and leaves the files.
 * @module
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type RunningCosigner, startCosigner } from "@triplicate/centre/cosigner-server.ts";
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import { bundlePath, bundlesOf, decodeBundle } from "@triplicate/core/log/tile.ts";
import type { Attack, AttackWorld, Notice, PublicFolder } from "@triplicate/simulation/attacks/attack.ts";
import { actaOf, noteOf } from "@triplicate/simulation/attacks/forgery.ts";
import { type SimulatedElection, simulateElection } from "@triplicate/simulation/election/election.ts";
import { electionShape } from "@triplicate/simulation/election/shape.ts";
import { type RunningCentre, startAttackedCentre } from "./attack-centre.ts";
import { publishFolder } from "./attack-publish.ts";
import { keptNotices, noticesOf } from "./attack-verify.ts";
import { startPieces } from "./simulated-jobs.ts";
import { nodeSigningKit } from "./simulated-kit.ts";
import { writeSimulatedPackage } from "./simulated-package.ts";

/** Small enough for a story, large enough for a place with several stations. */
const STATIONS = 8;

/** Below the root: the election as everybody has it, and what was found to contradict what. */
export const PACKAGE = "package";
export const CONTRADICTIONS = "contradictions";

export type OpenWorld = AttackWorld & {
  /** What cosigners refused along the way. */
  readonly refused: readonly Notice[];
  close(): Promise<void>;
};

export async function openAttackWorld(
  { shape: wanted }: Attack,
  root: string,
  seed: number,
): Promise<OpenWorld> {
  const shape = electionShape({ stations: STATIONS, seed, ...wanted });
  const election = simulateElection(shape, nodeSigningKit);
  const days = Array.from({ length: shape.stations }, (_, station) => election.signedDay(station));
  const honest = [
    ...days.flatMap(({ actas, closing }) => [...actas, closing]),
    ...days.flatMap(({ sheets }) => sheets),
  ];
  const cosigners = await startCosigners(election, root);
  const urls = cosigners.map(({ url }) => url);
  const refused: Notice[] = [];
  const packageFolder = join(root, PACKAGE);
  await writeSimulatedPackage(packageFolder, election, startPieces(election, 0), { cosignerUrls: urls });
  const centre = centreOf(() => startAttackedCentre(packageFolder, join(root, "centre"), election));
  let published = 0;
  return {
    ...{ election, days, honest, refused },
    ...{ submit: centre.submit, closeCentre: centre.closeCentre },
    publish(publication) {
      published += 1;
      const parts = { election, cosignerUrls: urls, onNotice: (notice: Notice) => refused.push(notice) };
      return publishFolder(join(root, `published-${published}`), publication, parts);
    },
    entriesOf,
    tamper,
    ...visitors(root, centre.receiptOf),
    async close() {
      // A centre that could not start has told why already.
      await centre.stop().catch(() => {});
      for (const cosigner of cosigners) await cosigner.stop();
    },
  };
}

async function startCosigners({ cast }: SimulatedElection, root: string): Promise<RunningCosigner[]> {
  await mkdir(join(root, "cosigners"), { recursive: true });
  const running: RunningCosigner[] = [];
  for (const { key, seed, party } of cast.cosigners) {
    const signer = { key, sign: (message: Uint8Array) => nodeSigningKit.sign(seed, message) };
    const data = join(root, "cosigners", party.toLowerCase());
    const started = await startCosigner({ logs: [cast.log.key], signer, data, host: "127.0.0.1", port: 0 });
    if (!started.ok) throw new Error(started.error.code);
    running.push(started.value);
  }
  return running;
}

/** The centre, when a story first needs it, and the receipts that it gives. */
function centreOf(start: () => Promise<RunningCentre>) {
  let running: Promise<RunningCentre> | null = null;
  const receipts = new Map<string, Uint8Array>();
  const textId = (note: Uint8Array) => encodeHex(nodeSigningKit.sha256(utf8(noteOf(note).text)));
  const submit: AttackWorld["submit"] = async (...notes) => {
    running ??= start();
    const centre = await running;
    return Promise.all(
      notes.map(async (note) => {
        const { receipt, ...answer } = await centre.submit(note);
        if (answer.taken) receipts.set(textId(note), receipt);
        return answer;
      }),
    );
  };
  const close = async (): Promise<PublicFolder | null> => {
    const centre = await running;
    running = null;
    return centre === null ? null : centre.close();
  };
  const closeCentre = async (): Promise<PublicFolder> => {
    const folder = await close();
    if (folder === null) throw new Error("the centre was never started");
    return folder;
  };
  return { submit, closeCentre, stop: close, receiptOf: (note: Uint8Array) => receipts.get(textId(note)) };
}

/** Everybody who looks at what is published. */
function visitors(
  root: string,
  receiptOf: (note: Uint8Array) => Uint8Array | undefined,
): Pick<AttackWorld, "verify" | "compare" | "verifyKept"> {
  const contradictions = join(root, CONTRADICTIONS);
  const memory = join(root, "memory");
  return {
    verify: ({ name: folder }, by = "anyone") =>
      noticesOf({ folder, by, state: by === "returning" ? memory : null, contradictions }),
    async compare({ name: one }, { name: other }) {
      const visit = { by: "comparing", state: null, contradictions } as const;
      return [
        ...(await noticesOf({ ...visit, folder: one, others: [other] })),
        ...(await noticesOf({ ...visit, folder: other, others: [one] })),
      ];
    },
    async verifyKept(acta, { name: folder }) {
      const { station, contest } = actaOf(acta);
      const kept = join(root, "kept");
      await mkdir(kept, { recursive: true });
      const files = [join(kept, `${station}-${contest}.note`)];
      await writeFile(files[0]!, acta);
      const receipt = receiptOf(acta);
      if (receipt !== undefined) {
        files.push(join(kept, `${station}-${contest}.tlog-proof`));
        await writeFile(files[1]!, receipt);
      }
      return keptNotices({ files, folder, contradictions });
    },
  };
}

const tamper: AttackWorld["tamper"] = async (folder, name, change) => {
  const path = join(folder.name, name);
  const there = await readFile(path).catch(() => new Uint8Array());
  const changed = change(new Uint8Array(there));
  if (changed === null) return rm(path);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, changed);
};

const entriesOf: AttackWorld["entriesOf"] = async ({ name, size }) => {
  const entries: Uint8Array[] = [];
  for (const bundle of bundlesOf(size)) {
    const decoded = decodeBundle(await readFile(join(name, bundlePath(bundle))), bundle.width);
    if (!decoded.ok) throw new Error(decoded.error.code);
    entries.push(...decoded.value.map((entry) => entry.slice()));
  }
  return entries;
};
