/**
 * What a collecting server answers: status, closed code, clause, and words for people. The only place where codes become HTTP statuses.
 *
 * A telephone does one of three things with a status: below 400 it forgets the letter; 503, 429 and 408 say “later”; any other says “never”, and its
 * person is told why. So whatever may hold later must be one of those three, and what never will must not.
 * Spec: spec/collecting.md, sections 2, 3 and 7.
 * @module
 */
import { encodeHex } from "@triplicate/core/bytes.ts";
import {
  type EntryRefusal,
  TRANSMISSION_RULES,
  type TransmissionRule,
} from "@triplicate/core/count-central/entry.ts";
import type { SymbolFault } from "@triplicate/core/count-machine/acta-symbol.ts";
import type { QrImageFailure } from "@triplicate/core/reading/qr-2024-images.ts";
import { type MessageId, translator } from "@triplicate/ui/messages.ts";
import type { FastifyReply } from "fastify";
import type { TakeError, Taken } from "./intake.ts";

/** Code -> clause of spec/collecting.md. */
export const COLLECTOR_CODES = {
  "not-an-acta": "2.4",
  overloaded: "2.6",
  stopping: "2.6",
  "no-election": "1.5",
  "acta-first": "3.4",
  "enough-pictures": "3.5",
  "pictures-full": "3.5",
  "picture-slow": "3.3",
  "address-too-busy": "7.2",
  "not-found": "7.1",
  "no-station": "7.4",
  "bad-request": "7.1",
  "body-too-large": "7.2",
  "media-type": "7.3",
  internal: "7.1",
} as const;
export type CollectorCode = keyof typeof COLLECTOR_CODES;

/** What a picture or text gave instead of an acta; the codes are those of spec/acta.md, section 6, and spec/reading.md. */
export type SymbolCode = Exclude<SymbolFault["code"], "symbol-several">;
export type PictureCode = QrImageFailure | "picture-slow";

export type Refusal = {
  readonly code: string;
  /** With the page that has it: `transmission 3.10`. */
  readonly clause: string;
  readonly message: { readonly es: string; readonly en: string };
  readonly detail: Readonly<Record<string, string | number>>;
};

const STATUS = {
  "not-an-acta": 422,
  overloaded: 503,
  stopping: 503,
  "no-election": 503,
  "acta-first": 503,
  "enough-pictures": 409,
  "pictures-full": 503,
  "picture-slow": 422,
  "address-too-busy": 429,
  "not-found": 404,
  "no-station": 404,
  "bad-request": 400,
  "body-too-large": 413,
  "media-type": 415,
  internal: 500,
} as const satisfies Record<CollectorCode, number>;

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

/** Seconds. A telephone adds its own chance to it, so that they do not all come back at once. */
const RETRY: Partial<Record<CollectorCode, number>> = {
  overloaded: 5,
  stopping: 30,
  "no-election": 3600,
  "acta-first": 60,
  "pictures-full": 1800,
  "address-too-busy": 30,
};

const words = (id: MessageId, detail: Refusal["detail"]) => ({
  es: translator("es").t(id, detail),
  en: translator("en").t(id, detail),
});

export const refusalOf = (code: CollectorCode, detail: Refusal["detail"] = {}): Refusal => ({
  code,
  clause: `collecting ${COLLECTOR_CODES[code]}`,
  message: words(`collect.error.${code}`, detail),
  detail,
});

export const ruleRefusal = ({ rule, detail }: EntryRefusal): Refusal => ({
  code: rule,
  clause: `transmission ${TRANSMISSION_RULES[rule]}`,
  message: words(rule === "wrong-mode" ? "collect.rule.wrong-mode" : `centre.rule.${rule}`, detail),
  detail,
});

export function takeRefusal(error: TakeError): Refusal {
  switch (error.code) {
    case "refused":
      return ruleRefusal(error.refusal);
    case "not-an-acta":
    case "overloaded":
      return refusalOf(error.code);
  }
}

export const symbolRefusal = (code: SymbolCode, parts: readonly number[] = []): Refusal => ({
  code,
  clause: "acta 6.5",
  message: words(`collect.symbol.${code}`, { parts: parts.join(", ") }),
  detail: parts.length === 0 ? {} : { parts: parts.join(",") },
});

export const pictureRefusal = (code: PictureCode): Refusal =>
  code === "picture-slow"
    ? refusalOf(code)
    : { code, clause: "collecting 3.3", message: words(`collect.picture.${code}`, {}), detail: {} };

export const isLater = ({ code }: Refusal): boolean => statusOf(code) === 503;

function statusOf(code: string): number {
  if (Object.hasOwn(STATUS, code)) return STATUS[code as CollectorCode];
  if (Object.hasOwn(RULE_STATUS, code)) return RULE_STATUS[code as TransmissionRule];
  return 422;
}

const JSON_TYPE = "application/json; charset=utf-8";

export function sendRefusal(
  reply: FastifyReply,
  refusal: Refusal,
  more: readonly Refusal[] = [],
): FastifyReply {
  const retry = RETRY[refusal.code as CollectorCode];
  if (retry !== undefined) reply.header("retry-after", String(retry));
  return reply
    .code(statusOf(refusal.code))
    .header("content-type", JSON_TYPE)
    .send(more.length === 0 ? refusal : { ...refusal, more });
}

export const sendCode = (reply: FastifyReply, code: CollectorCode): FastifyReply =>
  sendRefusal(reply, refusalOf(code));

/** 201 if anything is new here, 200 if all of it was known. */
export function sendTaken(
  reply: FastifyReply,
  taken: readonly Taken[],
  refused: readonly Refusal[],
): FastifyReply {
  const isNew = taken.some(({ outcome }) => outcome !== "known");
  return reply
    .code(isNew ? 201 : 200)
    .header("content-type", JSON_TYPE)
    .send({
      actas: taken.map(({ outcome, station, contest, digest, signatures, isConflict }) => ({
        ...{ outcome, station, contest, acta: encodeHex(digest), signatures, conflict: isConflict },
      })),
      refused,
    });
}
