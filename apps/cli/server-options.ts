/**
 * What the commands share that serve, sign or announce: an election package, a key with its passphrase, an address.
 * @module
 */
import { signerOf } from "@triplicate/adapters/ed25519-node.ts";
import { type ElectionPackage, loadPackage } from "@triplicate/adapters/election-package.ts";
import { readKeyFile } from "@triplicate/adapters/key-file.ts";
import type { Signer } from "@triplicate/core/note/note.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { UsageError } from "./io.ts";
import { keyFileError } from "./keys-command.ts";
import { passphraseFrom } from "./passphrase-option.ts";

export async function readElection(folder: string, t: Translator): Promise<ElectionPackage> {
  const loaded = await loadPackage(folder);
  if (loaded.ok) return loaded.value;
  const codes = [...new Set(loaded.error.faults.map(({ code }) => code))].join(", ");
  throw new UsageError(
    t.t("cosigner.usage.election", { dir: folder, codes }),
    t.t("cosigner.usage.election.remedy", { dir: folder }),
  );
}

/** A passphrase never stands in the arguments, which other users of the machine can read. */
export async function readSigner(file: string, passphraseFile: string, t: Translator): Promise<Signer> {
  const opened = await readKeyFile(file, await passphraseFrom(passphraseFile, null, t));
  if (!opened.ok) throw keyFileError(opened.error, t);
  return signerOf(opened.value.key, opened.value.seed);
}

/** `127.0.0.1:8090`, `[::1]:8090`, `localhost:8090`. */
export function parseListen(text: string, t: Translator): { host: string; port: number } {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9A-Za-z.-]+)):(0|[1-9][0-9]{0,4})$/.exec(text);
  const port = Number(match?.[3] ?? 65_536);
  if (match === null || port > 65_535) throw new UsageError(t.t("cosigner.usage.listen", { text }));
  return { host: (match[1] ?? match[2])!, port };
}
