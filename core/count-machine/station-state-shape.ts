/**
 * Whether what a disk gave back has the shape of a station's state, value by value.
 *
 * A machine reads what it wrote itself, but a replacement machine reads a medium that went from hand to hand. What is not of this
 * shape is no state: nobody goes on with half of one.
 * Spec: spec/station.md, clause 2.6.
 * @module
 */
import { decodeBase64 } from "../bytes.ts";
import { SHA256_BYTES } from "../sha256.ts";
import { DECISIONS } from "../statement/closing-record.ts";
import { MODES } from "../statement/common.ts";

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string" && value.length <= 1000;
const flag: Check = (value) => typeof value === "boolean";
const number: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const digest: Check = (value) => typeof value === "string" && decodeBase64(value)?.length === SHA256_BYTES;
const among =
  (values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** Exactly these keys; the optional ones may be missing. */
const shape =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const entries = Object.entries(value);
    return (
      Object.keys(required).every((key) => Object.hasOwn(value, key)) &&
      entries.every(([key, one]) => {
        const known = Object.hasOwn(required, key) ? required[key] : optional[key];
        return (Object.hasOwn(required, key) || Object.hasOwn(optional, key)) && known!(one);
      })
    );
  };

const code: Check = (value) => typeof value === "string" && /^[0-9a-f]{32}$/.test(value);
const CODED = ["printing", "held", "compare", "interrupted"] as const;
const UNCODED = ["choosing", "thanks"] as const;
const voter: Check = (value) =>
  shape({ step: among(UNCODED) })(value) || shape({ step: among(CODED), code })(value);

const PAPERS = ["zero-tape", "acta", "closing", "receipt"] as const;

/** Everything but the phase, which the caller knows. */
export const hasStateShape = (phases: readonly string[]): Check =>
  shape({
    election: text,
    definition: digest,
    mode: among(MODES),
    station: text,
    machine: text,
    lives: list(shape({ key: text, ended: number, journal: digest })),
    phase: among(phases),
    clock: number,
    journal: shape({ count: number, head: digest }),
    opened: orNull(number),
    closed: orNull(number),
    checkedIn: number,
    ballots: number,
    spoiled: number,
    voided: number,
    running: list(shape({ votes: list(number), blank: number })),
    halfHour: shape({ start: number, votes: number }),
    voter: orNull(voter),
    tries: shape({ cards: list(shape({ card: text, wrong: number })), until: number }),
    agrees: orNull(flag),
    copies: number,
    half: orNull(among(PAPERS)),
    printing: orNull(among(PAPERS)),
    witnesses: list(shape({ id: text, decision: among(DECISIONS), isOwn: flag }, { reason: text })),
    receipts: list(shape({ name: text, index: number })),
  });
