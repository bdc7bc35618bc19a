/**
 * Delivers an acta to the centre and believes its receipt only when it holds: by the log's key, its cosigners, and the bytes.
 *
 * The same note may be sent any number of times, by anybody. Spec: spec/transmission.md, sections 4 and 9.
 * @module
 */
import { decodeUtf8, equalBytes } from "@triplicate/core/bytes.ts";
import { judgeEntry, readEntry } from "@triplicate/core/count-central/entry.ts";
import { isRecord } from "@triplicate/core/json-schema.ts";
import { parseLogProof, verifyLogProof } from "@triplicate/core/log/log-proof.ts";
import { parseNote, type VerifyEd25519 } from "@triplicate/core/note/note.ts";
import { MODES } from "@triplicate/core/statement/common.ts";
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
  const parsed = parseLogProof(sent.bytes);
  if (!parsed.ok) return { is: "false", code: parsed.error.code, proof: sent.bytes };
  const logged = await centre.entry(parsed.value.index);
  // Without it nothing can be verified: the receipt is asked for again, and the note is known by then.
  if (logged.is !== "ok") return { is: "later", why: "entry" };
  const entry = sameEntry(note, logged.bytes, kit, verify);
  if (entry === null) return { is: "false", code: "entry-differs", proof: sent.bytes };
  const proven = verifyLogProof(sent.bytes, entry, kit.policy, verify);
  if (proven.ok) return { is: "receipt", proof: sent.bytes, entry };
  if (proven.error.code === "checkpoint-no-quorum") return { is: "later", why: "no-quorum" };
  return { is: "false", code: proven.error.code, proof: sent.bytes };
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

/** Our note, or the same text as it was logged and may stand there; null if it says anything else. */
function sameEntry(
  note: Uint8Array,
  logged: Uint8Array,
  kit: VerifiedKit,
  verify: VerifyEd25519,
): Uint8Array | null {
  if (equalBytes(note, logged)) return note;
  const [ours, theirs] = [parseNote(note), parseNote(logged)];
  const isSame = ours.ok && theirs.ok && ours.value.text === theirs.value.text;
  return isSame && isAcceptable(logged, kit, verify) ? logged : null;
}

/** Witnesses of other stations cannot stand on it, so this station's keys are enough to judge it. */
const isAcceptable = (entry: Uint8Array, kit: VerifiedKit, verify: VerifyEd25519): boolean =>
  MODES.some((mode) => {
    const read = readEntry(entry, { ...kit, mode });
    if (!read.ok) return false;
    const verdicts = read.value.checks.map(({ key, message, signature }) =>
      verify(key.publicKey, message, signature),
    );
    return judgeEntry(read.value, verdicts).ok;
  });
