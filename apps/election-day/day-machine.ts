/**
 * El Casabe's machine, prepared as an authority prepares one, with a printer on the screen and a second copy beside it.
 * @module
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { signerOf } from "@triplicate/adapters/ed25519-node.ts";
import { readKeyFile } from "@triplicate/adapters/key-file.ts";
import { type RunningMachine, startMachine } from "@triplicate/machine/machine.ts";
import { provisionMachine } from "@triplicate/machine/provision.ts";
import type { DayPackage } from "./day-package.ts";

const HOUR = 3600;
/** Long enough to vote without being told to close, short enough to close without a reason. */
const VOTING = 120;

export type DayMachineOptions = {
  readonly folder: string;
  readonly centre: string;
  /** Seconds since 1970. */
  readonly now: number;
  readonly closes?: number;
};

export async function startDayMachine(
  made: DayPackage,
  { folder, centre, now, closes = now + VOTING }: DayMachineOptions,
): Promise<RunningMachine> {
  const place = join(folder, "machine");
  const secondCopy = join(folder, "medium");
  await mkdir(secondCopy);
  const provisioned = await provisionMachine({
    election: join(folder, "election"),
    station: made.day.stations[made.day.visited]!.id,
    ...{ keyFile: made.machineKey, passphrase: made.passphrase, folder: place },
    hours: { opens: now - HOUR, closes: now + 8 * HOUR },
    ...{ mode: "live", paper: 80, printer: "screen", language: "es", secondCopy, centre, now },
  });
  if (!provisioned.ok)
    throw new Error(`the machine cannot be prepared: ${provisioned.error.code} ${provisioned.error.detail}`);
  const opened = await readKeyFile(made.machineKey, made.passphrase);
  if (!opened.ok) throw new Error(opened.error.code);
  const started = await startMachine({
    folder: place,
    signer: signerOf(opened.value.key, opened.value.seed),
    demo: { cards: made.cards },
    hours: { opens: now - 10 * HOUR, closes },
  });
  if (!started.ok)
    throw new Error(`the machine does not start: ${started.error.code} ${started.error.detail}`);
  return started.value;
}
