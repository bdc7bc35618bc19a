/**
 * The world in which scenarios play: real cosigners and a real centre on loopback, real files, the real verifier.
 *
 * Everything lies below one folder, which is the evidence afterwards: what was published, what people kept, what
 * cosigners refused. `close` ends servers and leaves the files.
 * @module
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type RunningCosigner, startCosigner } from "@triplicate/centre/cosigner-server.ts";
import { bundlePath, bundlesOf, decodeBundle } from "@triplicate/core/log/tile.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import type { Attack, AttackWorld, Notice, PublicFolder } from "@triplicate/simulation/attacks/attack.ts";
import { actaOf, noteOf } from "@triplicate/simulation/attacks/forgery.ts";
import { simulateElection } from "@triplicate/simulation/election/election.ts";
import { electionShape } from "@triplicate/simulation/election/shape.ts";
import { type RunningCentre, startAttackedCentre } from "./attack-centre.ts";
import { publishFolder } from "./attack-publish.ts";
import { noticesOf } from "./attack-verify.ts";
import { nodeSigningKit } from "./simulated-kit.ts";

/** Small enough for a story, large enough for a place with several stations. */
const STATIONS = 8;

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
  const cosigners: RunningCosigner[] = [];
  await mkdir(join(root, "cosigners"), { recursive: true });
  for (const { key, seed: secret, party } of election.cast.cosigners) {
    const signer = { key, sign: (message: Uint8Array) => nodeSigningKit.sign(secret, message) };
    const data = join(root, "cosigners", party.toLowerCase());
    const place = { data, host: "127.0.0.1", port: 0 };
    const started = await startCosigner({ logs: [election.cast.log.key], signer, ...place });
    if (!started.ok) throw new Error(started.error.code);
    cosigners.push(started.value);
  }
  const refused: Notice[] = [];
  const parts = {
    election,
    cosignerUrls: cosigners.map(({ url }) => url),
    onNotice: (notice: Notice) => refused.push(notice),
  };
  const memory = join(root, "memory");
  let centre: Promise<RunningCentre> | null = null;
  let published = 0;
  const pathOf = ({ name }: PublicFolder) => name;
  return {
    election,
    days,
    honest,
    refused,
    async submit(...notes) {
      centre ??= startAttackedCentre(root, election, parts.cosignerUrls);
      const { submit } = await centre;
      return Promise.all(notes.map(submit));
    },
    async closeCentre() {
      if (centre === null) throw new Error("the centre was never started");
      const { close } = await centre;
      centre = null;
      return close();
    },
    entriesOf: (folder) => readEntries(pathOf(folder), folder.size),
    async publish(publication) {
      published += 1;
      return publishFolder(join(root, `published-${published}`), publication, parts);
    },
    async tamper(folder, name, change) {
      const path = join(pathOf(folder), name);
      const changed = change(new Uint8Array(await readFile(path)));
      if (changed === null) await rm(path);
      else await writeFile(path, changed);
    },
    verify: (folder, by = "anyone") =>
      noticesOf({ folder: pathOf(folder), by, state: by === "returning" ? memory : null }),
    async compare(one, other) {
      const [a, b] = [pathOf(one), pathOf(other)];
      const visit = { by: "comparing", state: null } as const;
      return [
        ...(await noticesOf({ ...visit, folder: a, others: [b] })),
        ...(await noticesOf({ ...visit, folder: b, others: [a] })),
      ];
    },
    async verifyKept(acta, folder) {
      const name = `${actaOf(acta).station}-${actaOf(acta).contest}.note`;
      await mkdir(join(root, "kept"), { recursive: true });
      await writeFile(join(root, "kept", name), acta);
      return keptNotices(acta, await readEntries(pathOf(folder), folder.size));
    },
    async close() {
      await (await centre)?.close();
      for (const cosigner of cosigners) await cosigner.stop();
    },
  };
}

async function readEntries(folder: string, size: number): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (const bundle of bundlesOf(size)) {
    const decoded = decodeBundle(await readFile(join(folder, bundlePath(bundle))), bundle.width);
    if (!decoded.ok) throw new Error(decoded.error.code);
    entries.push(...decoded.value.map((entry) => entry.slice()));
  }
  return entries;
}

/** What somebody with this acta at home finds: its text in the log, another of the same station there, or nothing. */
function keptNotices(acta: Uint8Array, entries: readonly Uint8Array[]): Notice[] {
  const { text } = noteOf(acta);
  const { station, contest } = actaOf(acta);
  const texts = entries.map((entry) => noteOf(entry).text);
  if (texts.includes(text)) return [];
  const others = texts.flatMap((other) => {
    const parsed = ACTA.parse(other);
    return parsed.ok && parsed.value.station === station && parsed.value.contest === contest ? [other] : [];
  });
  const about = `${station} ${contest}`;
  return [{ by: "witness", rule: others.length === 0 ? "kept-not-logged" : "kept-differs", about }];
}
