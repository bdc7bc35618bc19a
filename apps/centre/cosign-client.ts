/**
 * Asks one cosigner for its signature under a checkpoint, as C2SP tlog-witness wants to be asked.
 *
 *     old 0, or what it last said ─▶ 409 with the size it has ─▶ old that size, with a proof from there ─▶ 200, signature
 *
 * What comes back is believed when it has been verified with the key that the policy gives, and not before. Every other
 * answer has a code: two of them, `cosigner-ahead` and `cosigner-contradicts`, say that the cosigner may have been shown
 * another history than ours, and are for people to look into at once.
 * Spec: spec/log-operation.md, section 3.
 * @module
 */
import {
  parseSizeAnswer,
  printAddCheckpoint,
  readCosignatures,
  SIZE_MEDIA_TYPE,
} from "@triplicate/core/log/add-checkpoint.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import { MAX_NOTE_BYTES, type NoteSignature, type VerifyEd25519 } from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { CosignTarget } from "./cosigning.ts";

export type CosignerAddress = {
  /** As the policy names it. */
  readonly name: string;
  readonly key: NoteKey;
  /** The submission prefix. */
  readonly url: string;
};

export type CosignError = {
  readonly code:
    | "cosigner-unreachable"
    | "cosigner-too-slow"
    | "cosigner-answer-malformed"
    | "cosigner-bad-signature"
    | "cosigner-refused"
    | "cosigner-ahead"
    | "cosigner-contradicts";
  /** Of the HTTP answer, where there was one. */
  readonly status?: number;
};

export type CosignAnswer = {
  readonly result: Result<NoteSignature, CosignError>;
  /** Entries that the cosigner has seen, as far as its answers tell: what to begin with next time. */
  readonly size: number;
};

export type HttpAnswer = { readonly status: number; readonly mediaType: string; readonly body: Uint8Array };
/** Rejects when there is no answer, or one that is too long. */
export type Post = (url: string, body: Uint8Array, signal: AbortSignal) => Promise<HttpAnswer>;

// Between two answers another writer of the same log cannot be; a cosigner that changes its mind twice is at fault.
const MAX_TRIES = 3;

export async function askCosigner(
  { key, url }: CosignerAddress,
  target: CosignTarget,
  knownSize: number,
  { post, verify, signal }: { post: Post; verify: VerifyEd25519; signal: AbortSignal },
): Promise<CosignAnswer> {
  let size = knownSize;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    // It cannot be ahead of a log with one writer, unless somebody else signs with the log's key.
    if (size > target.head.size) return { result: err({ code: "cosigner-ahead" }), size };
    const proof = await target.prove(size);
    const request = printAddCheckpoint({ oldSize: size, proof, note: target.note });
    let answer: HttpAnswer;
    try {
      answer = await post(`${url.replace(/\/+$/, "")}/add-checkpoint`, request, signal);
    } catch {
      const code = signal.aborted ? "cosigner-too-slow" : "cosigner-unreachable";
      return { result: err({ code }), size };
    }
    const judged = judge(answer, target.text, key, verify);
    if (typeof judged === "object" && judged !== null)
      return { result: judged, size: judged.ok ? target.head.size : size };
    // The same size again. In v1.0.0 of the protocol that, or no size, is what another root of that size is answered.
    if (judged === null || judged === size) {
      const code = size === target.head.size ? "cosigner-contradicts" : "cosigner-answer-malformed";
      return { result: err({ code, status: 409 }), size };
    }
    size = judged;
  }
  return { result: err({ code: "cosigner-answer-malformed", status: 409 }), size };
}

/** The cosignature, what is wrong, or the size that the cosigner has; null for a conflict that names none. */
function judge(
  { status, mediaType, body }: HttpAnswer,
  text: string,
  key: NoteKey,
  verify: VerifyEd25519,
): Result<NoteSignature, CosignError> | number | null {
  if (status === 409) {
    const isSize = mediaType.split(";")[0]!.trim().toLowerCase() === SIZE_MEDIA_TYPE;
    return isSize ? parseSizeAnswer(body) : null;
  }
  if (status === 422) return err({ code: "cosigner-contradicts", status });
  if (status !== 200) return err({ code: "cosigner-refused", status });
  const isIts = (name: string, keyId: number) => (name === key.name && keyId === key.id ? key : undefined);
  const checks = readCosignatures(body, text, isIts);
  if (!checks.ok) {
    const { code } = checks.error;
    return err({
      code: code === "answer-malformed" ? "cosigner-answer-malformed" : "cosigner-bad-signature",
      status,
    });
  }
  const [check] = checks.value;
  if (check === undefined || !verify(key.publicKey, check.message, check.signature))
    return err({ code: "cosigner-bad-signature", status });
  return ok(check.line);
}

/** No redirect is followed: the policy says where a cosigner is. */
export const httpPost: Post = async (url, body, signal) => {
  const response = await fetch(url, { method: "POST", body, signal, redirect: "error" });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_NOTE_BYTES) throw new Error("the answer is too long");
  }
  return {
    status: response.status,
    mediaType: response.headers.get("content-type") ?? "",
    body: new Uint8Array(Buffer.concat(chunks)),
  };
};
