/**
 * A station's notes on their way to a real centre, for tests: files, a client, and what became of them.
 * @module
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CentreClient, createCentreClient } from "@triplicate/adapters/centre-client.ts";
import { nodeSha256, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import type { ReceiptContext } from "@triplicate/adapters/receipt.ts";
import { actaText, closingText, signed } from "@triplicate/centre/centre.test-helper.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { parsePolicy } from "@triplicate/core/log/policy.ts";
import type { KeptFiles, Transmitting } from "@triplicate/machine/transmission.ts";

export function receiptContext(election: ElectionPackage): ReceiptContext {
  const policy = parsePolicy(utf8(election.policyText));
  if (!policy.ok) throw new Error("a package has a policy");
  return { policy: policy.value, election: { ...election, sha256: nodeSha256 }, verify: verifyEd25519 };
}

/** What a station's machine has sealed: two actas and the closing record. */
export async function sealedNotes(
  election: ElectionPackage,
  station: string,
): Promise<Transmitting["notes"]> {
  const texts = [actaText(election, station, [10, 20, 5]), actaText(election, station, [30, 5])];
  const contests = ["president", "treasurer"] as const;
  const digests = texts.map((text, i) => [contests[i]!, nodeSha256(utf8(text))] as const);
  const witnesses = ["red", "blue"].map((party) => ({
    witness: `${party}/${station}`,
    decision: "signed" as const,
  }));
  const signers = [`machine/${station}`, `witness/red/${station}`, `witness/blue/${station}`];
  return [
    { name: "acta-president.note", bytes: await signed(texts[0]!, ...signers) },
    { name: "acta-treasurer.note", bytes: await signed(texts[1]!, ...signers) },
    {
      name: "closing.note",
      bytes: await signed(closingText(election, station, digests, witnesses), signers[0]!),
    },
  ];
}

/** In a folder, whole or not at all; `onWrite` hears of each once it is there. */
export function keptIn(folder: string, onWrite: (name: string) => void = () => {}): KeptFiles {
  mkdirSync(folder, { recursive: true });
  return {
    read(name) {
      try {
        return readFileSync(join(folder, name));
      } catch {
        return null;
      }
    },
    write(name, bytes) {
      writeFileSync(join(folder, `${name}.part`), bytes, { flush: true });
      renameSync(join(folder, `${name}.part`), join(folder, name));
      onWrite(name);
    },
  };
}

export function clientOf(url: string, timeout = 2000): CentreClient {
  const client = createCentreClient(url, { attempts: 1, wait: async () => {}, timeout });
  if (client === null) throw new Error(url);
  return client;
}
