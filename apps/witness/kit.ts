/**
 * The kit of a station: everything a witness's telephone needs to judge that station's acta without any network.
 *
 *     definition.json, election.note        as published, byte for byte
 *     lines of the roster                   the station and its place, its spare machines, the witnesses who may stand there,
 *                                           the authority, the centre, the log and its cosigners, each with its way to the
 *                                           root that the note fixes
 *
 * Nobody signs a kit and nobody needs to: whatever it says of keys and stations is proved by the note or refused
 * (verify-kit.ts), and what it cannot prove, where the centre is, does no harm when it is a lie. It is JSON because a party's
 * server hands it out; it carries no names of people.
 * Spec: spec/witness-app.md, section 3.
 * @module
 */
import { decodeBase64 } from "@triplicate/core/bytes.ts";
import { LIMITS } from "@triplicate/core/election/limits.ts";
import { isRecord } from "@triplicate/core/json-schema.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";

export const KIT_FORMAT = "triplicate/kit/v1";

/** One line of roster.jsonl, without its newline, with its inclusion proof. */
export type KitLine = { readonly index: number; readonly line: string; readonly path: readonly string[] };

/** Texts in base64 are bytes of files. */
export type Kit = {
  readonly format: typeof KIT_FORMAT;
  readonly station: string;
  readonly definition: string;
  readonly electionNote: string;
  /** In the order of the roster. */
  readonly lines: readonly KitLine[];
  /** Where the centre answers; null where nobody has said yet. */
  readonly centre: string | null;
  /** Only a demonstration may hand over keys and answers by itself. */
  readonly isDemo: boolean;
  /** The key of a witness who is played: believed only in a demonstration and on this machine itself. */
  readonly demoKey?: { readonly witness: string; readonly seed: string };
  /** Where the machine of a demonstration takes an answer, so that nobody must hold two screens together. */
  readonly demoMachine?: string;
};

/** A definition of a hundred contests, and the lines of a station with a hundred witnesses of a country. */
export const MAX_KIT_BYTES = 4 * 1024 * 1024;
export const MAX_KIT_LINES = 2000;
/** A tree of 2^53 leaves is 53 high. */
const MAX_PATH = 53;

/** The kit, if it has the form of one; fields that it need not have are left out of what is kept. */
export function parseKit(text: string): Result<Kit, { readonly code: "kit-form" }> {
  const fault = err({ code: "kit-form" } as const);
  if (text.length > MAX_KIT_BYTES) return fault;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fault;
  }
  if (!isRecord(value) || value.format !== KIT_FORMAT) return fault;
  const { station, definition, electionNote, lines, centre, isDemo, demoKey, demoMachine } = value;
  if (typeof station !== "string" || !isBase64(definition) || !isBase64(electionNote)) return fault;
  if (!Array.isArray(lines) || lines.length > MAX_KIT_LINES || !lines.every(isKitLine)) return fault;
  if (typeof isDemo !== "boolean" || (centre !== null && !isAddress(centre))) return fault;
  if (demoKey !== undefined && !isDemoKey(demoKey)) return fault;
  if (demoMachine !== undefined && !isAddress(demoMachine)) return fault;
  return ok({
    ...{ format: KIT_FORMAT, station, definition, electionNote, centre, isDemo },
    lines: lines.map(({ index, line, path }) => ({ index, line, path: [...path] })),
    ...(demoKey === undefined ? {} : { demoKey: { witness: demoKey.witness, seed: demoKey.seed } }),
    ...(demoMachine === undefined ? {} : { demoMachine }),
  });
}

const isBase64 = (value: unknown): value is string =>
  typeof value === "string" && decodeBase64(value) !== null;

const isAddress = (value: unknown): value is string =>
  typeof value === "string" &&
  value.length <= LIMITS.urlLength &&
  /^https?:\/\//.test(value) &&
  URL.canParse(value);

function isKitLine(value: unknown): value is KitLine {
  if (!isRecord(value)) return false;
  const { index, line, path } = value;
  return (
    Number.isSafeInteger(index) &&
    (index as number) >= 0 &&
    typeof line === "string" &&
    line.length <= LIMITS.rosterLineBytes &&
    Array.isArray(path) &&
    path.length <= MAX_PATH &&
    path.every((hash) => typeof hash === "string" && hash.length === 44)
  );
}

function isDemoKey(value: unknown): value is NonNullable<Kit["demoKey"]> {
  return isRecord(value) && typeof value.witness === "string" && isBase64(value.seed);
}
