/**
 * `triplicate cosigner`: a party's or university's server that signs the log as long as it only grows.
 *
 * It runs until it is told to stop, says where it listens and under which key, and tells of evidence at once. Which logs
 * it watches comes from an election package, whose authority has signed it, or from a policy file that somebody trusts.
 * Spec: spec/log-operation.md, section 4.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { startCosigner } from "@triplicate/centre/cosigner-server.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { type Policy, parsePolicy } from "@triplicate/core/log/policy.ts";
import { printVerifierKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import type { Signer } from "@triplicate/core/note/note.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { parseListen, readElection, readSigner } from "./server-options.ts";

export type CosignerArguments = {
  readonly election?: string;
  readonly policy?: string;
  readonly key: string;
  readonly passphraseFile: string;
  readonly data: string;
  readonly listen: string;
};

export async function runCosigner(args: CosignerArguments, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const { host, port } = parseListen(args.listen, t);
  const policy = await readPolicy(args, t);
  const signer = await readCosignerKey(args, t);
  if (!existsSync(dirname(args.data)))
    throw new UsageError(t.t("cosigner.usage.data", { dir: dirname(args.data) }));
  const isCounted = policy.cosigners.some(
    ({ key }) => key.id === signer.key.id && key.name === signer.key.name,
  );
  if (!isCounted) io.err(`${t.t("cosigner.notInPolicy", { name: signer.key.name })}\n`);
  const logs = policy.logs.map(({ key }) => key);
  const started = await startCosigner({
    ...{ logs, signer, host, port, data: args.data },
    onEvent(event) {
      if (event.kind === "evidence")
        io.err(`${t.t("cosigner.evidence", { origin: event.origin, dir: join(args.data, "evidence") })}\n`);
      if (event.kind === "failed") io.err(`${t.t("cosigner.failed", { text: String(event.error) })}\n`);
    },
  });
  if (!started.ok) {
    const isInUse = started.error.code === "cosigner-in-use";
    throw new UsageError(
      isInUse
        ? t.t("cosigner.usage.inUse", { dir: args.data })
        : t.t("cosigner.usage.addressTaken", { address: args.listen }),
    );
  }
  io.out(`${t.t("cosigner.running", { url: started.value.url, key: printVerifierKey(signer.key) })}\n`);
  for (const { name } of logs) io.out(`${t.t("cosigner.watches", { origin: name })}\n`);
  await io.untilStopped();
  await started.value.stop();
  io.out(`${t.t("cosigner.stopped")}\n`);
  return EXIT.fine;
}

async function readPolicy({ election, policy }: CosignerArguments, t: Translator): Promise<Policy> {
  if ((election === undefined) === (policy === undefined)) throw new UsageError(t.t("cosigner.usage.oneOf"));
  if (policy !== undefined) return parsedPolicy(readBytes(policy, t), policy, t);
  const { policyText } = await readElection(election!, t);
  return parsedPolicy(utf8(policyText), election!, t);
}

function parsedPolicy(bytes: Uint8Array, file: string, t: Translator): Policy {
  const parsed = parsePolicy(bytes);
  if (!parsed.ok) {
    const codes = parsed.error.map(({ code, line }) => (line === undefined ? code : `${line}: ${code}`));
    throw new UsageError(t.t("cosigner.usage.policy", { file, codes: codes.join(", ") }));
  }
  if (parsed.value.logs.length === 0) throw new UsageError(t.t("cosigner.usage.noLog", { file }));
  return parsed.value;
}

async function readCosignerKey({ key, passphraseFile }: CosignerArguments, t: Translator): Promise<Signer> {
  const signer = await readSigner(key, passphraseFile, t);
  if (signer.key.type === SIGNATURE_TYPE.cosignature) return signer;
  throw new UsageError(t.t("cosigner.usage.keyType", { name: signer.key.name }));
}

function readBytes(file: string, t: Translator): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    if (reason === undefined) throw error;
    throw new UsageError(t.t("cosigner.usage.unreadable", { file, reason }));
  }
}
