/**
 * Delivers an acta to the centre, and believes its receipt only when it holds (adapters/receipt.ts).
 *
 * The same note may be sent any number of times, by anybody. Spec: spec/transmission.md, sections 4 and 9.
 * @module
 */
import { judgeReceipt } from "@triplicate/adapters/receipt.ts";
import { decodeUtf8 } from "@triplicate/core/bytes.ts";
import { isRecord } from "@triplicate/core/json-schema.ts";
import type { VerifyEd25519 } from "@triplicate/core/note/note.ts";
import type { Centre } from "./centre.ts";
import type { VerifiedKit } from "./verify-kit.ts";

export type Delivery =
  | { readonly is: "receipt"; readonly proof: Uint8Array; readonly entry: Uint8Array }
  /** Not now: unreachable, busy, or its cosigners are behind. */
  | { readonly is: "later"; readonly why: string }
  | { readonly is: "refused"; readonly code: string }
  /** What it gave as a receipt is none. */
  | { readonly is: "false"; readonly code: string; readonly proof: Uint8Array };

export async function deliver(
  note: Uint8Array,
  kit: VerifiedKit,
  centre: Centre,
  verify: VerifyEd25519,
): Promise<Delivery> {
  const sent = await centre.submit(note);
  if (sent.is === "unreachable") return { is: "later", why: sent.detail };
  if (sent.is === "status") {
    if (sent.status === 429 || sent.status >= 500) return { is: "later", why: String(sent.status) };
    return { is: "refused", code: refusalCode(sent.bytes) ?? String(sent.status) };
  }
  const entry = async (index: number): Promise<Uint8Array | null> => {
    const logged = await centre.entry(index);
    return logged.is === "ok" ? logged.bytes : null;
  };
  // Witnesses of other stations cannot stand on it, so this station's keys are enough to judge what was logged.
  const context = { policy: kit.policy, election: kit, verify };
  const verdict = await judgeReceipt(note, sent.bytes, { entry }, context);
  switch (verdict.kind) {
    case "holds":
      return { is: "receipt", proof: verdict.proof, entry: verdict.entry };
    case "no-quorum":
      return { is: "later", why: "no-quorum" };
    case "unread":
      return { is: "later", why: "entry" };
    case "false":
      return { is: "false", code: verdict.code, proof: sent.bytes };
  }
}

function refusalCode(bytes: Uint8Array): string | null {
  try {
    const value: unknown = JSON.parse(decodeUtf8(bytes) ?? "");
    const code = isRecord(value) ? value.code : null;
    return typeof code === "string" && /^[a-z-]{1,40}$/.test(code) ? code : null;
  } catch {
    return null;
  }
}
