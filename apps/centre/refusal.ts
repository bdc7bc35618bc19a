/**
 * What the centre answers when it does not do what it was asked: status, closed code, clause, and words for people.
 *
 * The only place where codes become HTTP statuses.
 * Spec: spec/transmission.md, sections 3, 7 and 9.
 * @module
 */
import {
  type EntryRefusal,
  TRANSMISSION_RULES,
  type TransmissionRule,
} from "@triplicate/core/count-central/entry.ts";
import { type MessageId, translator } from "@triplicate/ui/messages.ts";
import type { IntakeError } from "./intake.ts";

/** Error -> clause of spec/transmission.md. */
export const CENTRE_CODES = {
  overloaded: "7.1",
  "key-too-busy": "7.2",
  "address-too-busy": "7.3",
  stopped: "7.4",
  starting: "7.4",
  "not-found": "9.1",
  "bad-request": "9.1",
  "body-too-large": "7.5",
  "media-type": "9.2",
  internal: "9.1",
} as const;
export type CentreCode = keyof typeof CENTRE_CODES;

const RULE_STATUS = {
  "note-form": 400,
  "statement-form": 400,
  "wrong-election": 422,
  "wrong-mode": 422,
  "unknown-station": 422,
  "unknown-contest": 422,
  "no-known-key": 403,
  "bad-signature": 403,
  "foreign-signer": 403,
  "not-the-machine": 403,
  "witness-scope": 403,
  "rival-counters": 403,
  "counter-scope": 403,
  "not-the-centre": 403,
  "too-many-texts": 409,
} as const satisfies Record<TransmissionRule, number>;

const CENTRE_STATUS = {
  overloaded: 503,
  "key-too-busy": 429,
  "address-too-busy": 429,
  stopped: 503,
  starting: 503,
  "not-found": 404,
  "bad-request": 400,
  "body-too-large": 413,
  "media-type": 415,
  internal: 500,
} as const satisfies Record<CentreCode, number>;

export type RefusalBody = {
  readonly code: string;
  readonly clause: string;
  readonly message: { readonly es: string; readonly en: string };
  readonly detail: Readonly<Record<string, string | number>>;
};
export type RefusalAnswer = {
  readonly status: number;
  readonly body: RefusalBody;
  /** Seconds after which to try again, where that makes sense. */
  readonly retryAfter: number | null;
};

const words = (id: MessageId) => ({ es: translator("es").t(id), en: translator("en").t(id) });

export const answerRule = ({ rule, detail }: EntryRefusal): RefusalAnswer => ({
  status: RULE_STATUS[rule],
  body: { code: rule, clause: TRANSMISSION_RULES[rule], message: words(`centre.rule.${rule}`), detail },
  retryAfter: null,
});

export function answerCode(code: CentreCode, detail: RefusalBody["detail"] = {}): RefusalAnswer {
  const status = CENTRE_STATUS[code];
  const body = { code, clause: CENTRE_CODES[code], message: words(`centre.error.${code}`), detail };
  return { status, body, retryAfter: status === 503 ? 1 : status === 429 ? 30 : null };
}

export function answerIntake(error: IntakeError): RefusalAnswer {
  switch (error.code) {
    case "refused":
      return answerRule(error.refusal);
    case "key-too-busy":
      return answerCode(error.code, { name: error.name });
    case "overloaded":
    case "stopped":
      return answerCode(error.code);
  }
}
