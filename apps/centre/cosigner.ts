/**
 * A cosigner: signs the checkpoints of the logs it watches, as long as each continues the last one.
 *
 *     request ─▶ judge against the last tree ─▶ sign ─▶ exchange the last tree (flushed) ─▶ answer
 *                         └─ contradicts it, and signed by the log ─▶ evidence, kept as files
 *
 * The signature is made before the exchange and leaves the house after it: a cosigner that dies between the two has
 * promised something that nobody has seen, which binds it and harms nobody.
 * Follows C2SP tlog-witness; core/log decides, this module keeps. Spec: spec/log-operation.md, section 4.
 * @module
 */
import { equalBytes } from "@triplicate/core/bytes.ts";
import {
  type AcceptedCheckpoint,
  type AddCheckpointAnswer,
  type AddCheckpointRefusal,
  type AddCheckpointRequest,
  answerCosignatures,
  answerRefusal,
  judgeAddCheckpoint,
  parseAddCheckpoint,
} from "@triplicate/core/log/add-checkpoint.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import { cosignText, printNote, type Signer, type VerifyEd25519 } from "@triplicate/core/note/note.ts";
import type { Result } from "@triplicate/core/result.ts";
import type { Clock } from "./clock.ts";
import type { CosignerState } from "./cosigner-state.ts";

/** A checkpoint that a log signed and that contradicts what it signed before. */
export type Evidence = {
  readonly origin: string;
  /** The request as it came, checkpoint and failed proof. */
  readonly request: Uint8Array;
  /** What was cosigned before; null before the first. */
  readonly cosigned: Uint8Array | null;
};

export type CosignerEvent =
  | { readonly kind: "cosigned"; readonly origin: string; readonly size: number }
  | { readonly kind: "refused"; readonly code: AddCheckpointRefusal["code"]; readonly origin: string | null }
  | { readonly kind: "evidence"; readonly origin: string };

export type CosignerParts = {
  /** Those it watches, each by the key whose name is its origin. */
  readonly logs: readonly NoteKey[];
  readonly signer: Signer;
  readonly verify: VerifyEd25519;
  readonly state: CosignerState;
  readonly clock: Clock;
  readonly keepEvidence: (evidence: Evidence) => Promise<void>;
  readonly onEvent: (event: CosignerEvent) => void;
};

export type Cosigner = {
  addCheckpoint(body: Uint8Array): Promise<AddCheckpointAnswer>;
  /** The last cosigned checkpoint of a log; null for a log it does not watch, or before the first. */
  cosigned(origin: string): Uint8Array | null;
};

export function createCosigner(parts: CosignerParts): Cosigner {
  const { logs, state, onEvent } = parts;
  const isWatched = (origin: string): boolean => logs.some(({ name }) => name === origin);
  return {
    async addCheckpoint(body) {
      const request = parseAddCheckpoint(body);
      if (!request.ok) {
        onEvent({ kind: "refused", code: request.error.code, origin: null });
        return answerRefusal(request.error);
      }
      const { origin } = request.value.checkpoint;
      // Again from the beginning whenever another request was faster: the trees only grow, so this ends.
      for (;;) {
        const judged = judge(parts, request.value);
        if (!judged.ok) {
          if (isEvidence(judged.error, request.value, state)) {
            await parts.keepEvidence({ origin, request: body, cosigned: state.cosigned(origin) });
            onEvent({ kind: "evidence", origin });
          }
          onEvent({ kind: "refused", code: judged.error.code, origin: isWatched(origin) ? origin : null });
          return answerRefusal(judged.error);
        }
        const answer = await cosign(parts, request.value, judged.value);
        if (answer === null) continue;
        onEvent({ kind: "cosigned", origin, size: judged.value.head.size });
        return answer;
      }
    },
    cosigned: (origin) => (isWatched(origin) ? state.cosigned(origin) : null),
  };
}

function judge(
  { logs, state, verify }: CosignerParts,
  request: AddCheckpointRequest,
): Result<AcceptedCheckpoint, AddCheckpointRefusal> {
  const { origin } = request.checkpoint;
  const keys = logs.filter(({ name }) => name === origin);
  const known = keys.length === 0 ? undefined : { keys, head: state.head(origin) };
  return judgeAddCheckpoint(known, request, verify);
}

/** A tree of the size that we have with another root is a second history, whatever the request says it follows. */
function isEvidence(
  refusal: AddCheckpointRefusal,
  { checkpoint }: AddCheckpointRequest,
  state: CosignerState,
): boolean {
  if (refusal.code !== "request-old-size-differs") return refusal.isEvidence === true;
  const head = state.head(checkpoint.origin);
  return head.size === checkpoint.size && !equalBytes(head.root, checkpoint.root);
}

/** Null if the last tree is no longer the one that the checkpoint was judged against. */
async function cosign(
  { logs, signer, state, clock }: CosignerParts,
  { parsed }: AddCheckpointRequest,
  accepted: AcceptedCheckpoint,
): Promise<AddCheckpointAnswer | null> {
  const { text, origin } = accepted;
  const line = await cosignText(text, Math.floor(clock.now() / 1000), signer);
  // Of the request's lines only those that were verified are shown on.
  const own = parsed.signatures.filter(({ name, keyId }) =>
    logs.some((key) => key.name === origin && key.name === name && key.id === keyId),
  );
  const note = printNote({ text, signatures: [...own, line] });
  return state.exchange(accepted, note) ? answerCosignatures([line]) : null;
}
