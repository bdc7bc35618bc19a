/**
 * `triplicate machine run`: the daemon, until it is told to stop.
 *
 * The address with its token goes to standard output once, for whoever starts the screen; nothing of what happens at the screen is ever printed.
 * Spec: spec/station.md, clauses 9.2 and 9.3.
 * @module
 */
import { join } from "node:path";
import { signerOf } from "@triplicate/adapters/ed25519-node.ts";
import { readKeyFile } from "@triplicate/adapters/key-file.ts";
import { isLoopback, urlHost } from "@triplicate/machine/guard.ts";
import { startMachine } from "@triplicate/machine/machine.ts";
import { FOLDER_FILES } from "@triplicate/machine/machine-folder.ts";
import type { MachineFault, MachineOptions } from "@triplicate/machine/machine-options.ts";
import { isCentreAddress } from "@triplicate/machine/provision.ts";
import { type MessageId, type Translator, translator } from "@triplicate/ui/messages.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { keyFileError } from "./keys-command.ts";
import { terminalOf } from "./machine-init-command.ts";
import { passphraseFrom } from "./passphrase-option.ts";
import { parseListen } from "./server-options.ts";

export type RunArguments = {
  readonly data: string;
  readonly passphraseFile?: string;
  readonly listen: string;
  readonly printer?: string;
  readonly secondCopy?: string;
  readonly centre?: string;
  readonly export?: string;
};

export async function runMachineRun(args: RunArguments, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const { host, port } = listenAddress(args.listen, t);
  if (args.centre !== undefined && !isCentreAddress(args.centre))
    throw new UsageError(t.t("machine-cli.prepare.centre-address", { detail: args.centre }));
  const passphrase = await passphraseFrom(args.passphraseFile, terminalOf(io), t);
  const opened = await readKeyFile(join(args.data, FOLDER_FILES.key), passphrase);
  if (!opened.ok) throw keyFileError(opened.error, t);
  const signer = signerOf(opened.value.key, opened.value.seed);
  opened.value.seed.fill(0);
  const options: MachineOptions = {
    ...{ folder: args.data, signer, host, port },
    ...(args.printer === undefined ? {} : { printerAddress: args.printer }),
    ...(args.secondCopy === undefined ? {} : { secondCopy: args.secondCopy }),
    ...(args.centre === undefined ? {} : { centre: args.centre }),
    ...(args.export === undefined ? {} : { exportTo: args.export }),
  };
  const started = await startMachine(options);
  if (!started.ok) throw machineFault(started.error, t);
  const machine = started.value;
  const { station, mode } = machine.view();
  io.out(`${t.t("machine-cli.running", { station: station.id })}\n`);
  if (mode === "test") io.out(`${t.t("machine-cli.prepared.test")}\n`);
  io.out(`${t.t("machine-cli.running.open")}\n`);
  io.out(`${machine.launchUrl}\n`);
  await io.untilStopped();
  await machine.close();
  io.out(`${t.t("machine-cli.stopped")}\n`);
  return EXIT.fine;
}

function listenAddress(text: string, t: Translator): { host: string; port: number } {
  const { host, port } = parseListen(text, t);
  const address = host === "localhost" ? "127.0.0.1" : host;
  if (isLoopback(address)) return { host: address, port };
  throw new UsageError(
    t.t("machine-cli.fault.not-loopback", { detail: urlHost(host) }),
    t.t("machine-cli.fault.not-loopback.remedy"),
  );
}

export const machineFault = ({ code, detail }: MachineFault, t: Translator): UsageError =>
  new UsageError(t.t(`machine-cli.fault.${code}` satisfies MessageId, { detail }));
