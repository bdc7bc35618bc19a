/**
 * What a screen sends, judged by its form alone: whether it may be done now, the station's rules say.
 *
 * The bytes are overwritten once they are read, since a voter's choices pass through here.
 * Spec: spec/station.md, clause 9.4.
 * @module
 */
import { PAUSE_REASONS } from "@triplicate/core/count-machine/station-commands.ts";
import type { Action } from "@triplicate/machine-screens/api.ts";
import { type TProperties, Type } from "typebox";
import { Check } from "typebox/value";

export const MAX_ACTION_BYTES = 65_536;

const MAX_LINE = 4000;
const MAX_WORDS = 400;
const MAX_CONTESTS = 200;
const MAX_OPTIONS = 2000;
const MAX_COPIES = 99;

const text = (maxLength: number) => Type.String({ maxLength });
const word = (...values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)));
const count = (maximum: number) => Type.Integer({ minimum: 0, maximum });

const action = (name: Action["do"], properties: TProperties = {}) =>
  Type.Object({ do: Type.Literal(name), ...properties }, { additionalProperties: false });

const FORMS = {
  "present-card": action("present-card", { card: text(MAX_LINE), pin: text(16) }),
  lock: action("lock"),
  "print-zero-tape": action("print-zero-tape"),
  open: action("open"),
  pause: action("pause", { reason: word(...PAUSE_REASONS) }),
  resume: action("resume"),
  activate: action("activate"),
  abandon: action("abandon"),
  confirm: action("confirm", {
    selections: Type.Array(Type.Array(count(MAX_OPTIONS), { maxItems: MAX_OPTIONS }), {
      maxItems: MAX_CONTESTS,
    }),
  }),
  match: action("match", { matches: Type.Boolean() }),
  dismiss: action("dismiss"),
  resolve: action("resolve", { paper: word("whole-and-matches", "whole-and-wrong", "torn", "none") }),
  close: action("close", {
    checkedIn: count(Number.MAX_SAFE_INTEGER),
    early: Type.Optional(text(MAX_WORDS)),
  }),
  count: action("count"),
  "print-copies": action("print-copies", { copies: Type.Integer({ minimum: 1, maximum: MAX_COPIES }) }),
  "half-printed": action("half-printed", { paper: word("whole", "again") }),
  "witness-answer": action("witness-answer", { answer: text(MAX_LINE) }),
  "witness-decision": action("witness-decision", {
    witness: text(64),
    decision: word("paper", "refused", "absent"),
    reason: Type.Optional(text(MAX_WORDS)),
  }),
  decided: action("decided"),
  seal: action("seal"),
  transmit: action("transmit"),
  export: action("export"),
} as const satisfies Record<Action["do"], ReturnType<typeof action>>;

/** Null for bytes that are no action. Overwrites them. */
export function readAction(bytes: Uint8Array): Action | null {
  const value = parseJson(bytes);
  bytes.fill(0);
  if (typeof value !== "object" || value === null || !("do" in value)) return null;
  const name = value.do;
  if (typeof name !== "string" || !Object.hasOwn(FORMS, name)) return null;
  return Check(FORMS[name as Action["do"]], value) ? (value as Action) : null;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length > MAX_ACTION_BYTES) return null;
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return null;
  }
}
