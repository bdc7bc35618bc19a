/**
 * The election of the day on disk: a package signed by two of three, its pictures, the visited machine's key, and cards for two poll workers.
 * @module
 */
import { randomBytes, randomInt, scryptSync } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import { type ElectionPackage, loadPackage } from "@triplicate/adapters/election-package.ts";
import { writePackage } from "@triplicate/adapters/election-package-write.ts";
import { writeKeyFile } from "@triplicate/adapters/key-file.ts";
import { createFastKeyPair } from "@triplicate/adapters/sodium-signer.ts";
import { decodeUtf8 } from "@triplicate/core/bytes.ts";
import { CARD, PIN_CHECK_BYTES, PIN_SALT_BYTES, PIN_SCRYPT } from "@triplicate/core/statement/card.ts";
import { noteToLine } from "@triplicate/core/statement/one-line.ts";
import {
  type BolivarDay,
  bolivarDay,
  DAY_AUTHORITIES,
  DAY_ELECTION,
  DAY_PARTIES,
} from "@triplicate/simulation/bolivar-day.ts";
import type { SigningKit } from "@triplicate/simulation/election/cast.ts";

/** Ed25519 and SHA-256 of this machine; each key is used a few times only, so none is kept. */
export const DAY_KIT: SigningKit = {
  sha256: nodeSha256,
  publicKeyOf: (seed) => createFastKeyPair(seed).publicKey,
  sign: (seed, message) => createFastKeyPair(seed).sign(message),
};

export type DayCard = { readonly name: string; readonly text: string; readonly pin: string };

export type DayPackage = {
  readonly day: BolivarDay;
  /** Holds the package in a folder `election`. */
  readonly folder: string;
  readonly election: ElectionPackage;
  readonly machineKey: string;
  readonly passphrase: string;
  readonly cards: readonly DayCard[];
};

/** Keys that live an hour need no slow passphrase. */
const WORK_FACTOR = 10;
const SIGNING = 2;
const WORKERS = ["Ana Rojas", "Luis Peña"] as const;

export async function makeDayPackage(
  folder: string,
  date: string,
  cosignerUrls: (day: BolivarDay) => Promise<readonly string[]>,
): Promise<DayPackage> {
  const day = bolivarDay(new Uint8Array(randomBytes(32)), date, DAY_KIT);
  const election = join(folder, "election");
  const written = await writePackage(election, {
    definition: day.definition,
    lines: day.rosterLines(await cosignerUrls(day)),
    pictures: day.pictures,
    threshold: SIGNING,
    quorum: DAY_PARTIES.length,
    // The keys were made a moment ago, by us.
    keys: "form",
  });
  if (!written.ok)
    throw new Error(`the day's package is not in order: ${JSON.stringify(written.error.faults[0])}`);
  const note = join(election, "election.note");
  const text = decodeUtf8(new Uint8Array(await readFile(note)))!.slice(0, -1);
  await writeFile(note, day.sign(text, day.authorities.slice(0, SIGNING)));
  const loaded = await loadPackage(election);
  if (!loaded.ok)
    throw new Error(`the day's package is not sound: ${JSON.stringify(loaded.error.faults[0])}`);
  const passphrase = randomBytes(16).toString("hex");
  const machineKey = join(folder, "machine.key");
  const machine = day.machine(day.visited);
  const kept = await writeKeyFile(machineKey, machine.key, machine.seed, passphrase, {
    workFactor: WORK_FACTOR,
  });
  if (!kept.ok) throw new Error(kept.error.code);
  return {
    day,
    folder,
    election: loaded.value,
    machineKey,
    passphrase,
    cards: WORKERS.map((name, i) => cardOf(day, name, i)),
  };
}

function cardOf(day: BolivarDay, name: string, index: number): DayCard {
  const pin = String(randomInt(100_000, 1_000_000));
  const salt = new Uint8Array(randomBytes(PIN_SALT_BYTES));
  const check = new Uint8Array(
    scryptSync(pin, salt, PIN_CHECK_BYTES, { ...PIN_SCRYPT, maxmem: 64 * 1024 * 1024 }),
  );
  const text = CARD.print({
    election: [DAY_ELECTION, day.digest],
    card: `mesa-${index + 1}`,
    name,
    scope: `station/${day.stations[day.visited]!.id}`,
    pin: [salt, check],
  });
  const authority = day.authorities[index % DAY_AUTHORITIES.length]!;
  return { name, pin, text: noteToLine("card", day.sign(text, [authority])) };
}
