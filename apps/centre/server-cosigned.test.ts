import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { verifyLogProof } from "@triplicate/core/log/log-proof.ts";
import { parsePolicy } from "@triplicate/core/log/policy.ts";
import { describe, expect, it } from "vitest";
import { actaText, get, post, signed, signer, withElection } from "./centre.test-helper.ts";
import { startCosigner } from "./cosigner-server.ts";

describe("a centre with a cosigner", () => {
  it("answers with receipts that the policy believes, and says so when the cosigner is gone", async () => {
    const data = mkdtempSync(join(tmpdir(), "triplicate-cosigner-"));
    const cosigner = await startCosigner({
      ...{ logs: [signer("log").key], signer: signer("cosigner"), host: "127.0.0.1", port: 0, data },
    });
    if (!cosigner.ok) throw new Error(cosigner.error.code);
    let isRunning = true;
    try {
      await withElection(
        async ({ election, start }) => {
          const policy = parsePolicy(utf8(election.policyText));
          if (!policy.ok) throw new Error("policy");
          const centre = await start();
          const note = await signed(actaText(election, "p1.1", [10, 20, 5]), "machine/p1.1");
          const answer = await post(centre, note);
          expect(verifyLogProof(utf8(answer.text), note, policy.value, verifyEd25519)).toMatchObject({
            ok: true,
            value: { index: 0, cosigned: [{ name: "party.example/cosigner" }] },
          });
          expect((await get(centre, "/metrics")).text).toContain("triplicate_checkpoint_quorum 1\n");
          await cosigner.value.stop();
          isRunning = false;
          const alone = await signed(actaText(election, "p1.2", [1, 2, 3]), "machine/p1.2");
          const pending = await post(centre, alone);
          expect(pending.status).toBe(201);
          expect(verifyLogProof(utf8(pending.text), alone, policy.value, verifyEd25519)).toEqual({
            ok: false,
            error: { code: "checkpoint-no-quorum" },
          });
          expect((await get(centre, "/metrics")).text).toContain("triplicate_checkpoint_quorum 0\n");
        },
        { cosignerUrl: cosigner.value.url, quorum: 1 },
      );
    } finally {
      if (isRunning) await cosigner.value.stop();
      rmSync(data, { recursive: true, force: true });
    }
  });
});
