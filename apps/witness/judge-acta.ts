/**
 * An acta as a witness's telephone judges it: each thing that must hold, by itself, so that a person reads which one does not.
 *
 * Nothing stops at the first fault. What is signed by somebody else, or about another station, is no acta of this one and cannot
 * be signed; numbers that do not add up are shown as they are, because what the paper says is for people to judge.
 * Spec: spec/witness-app.md, section 5.
 * @module
 */
import { equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import { actaFingerprint } from "@triplicate/core/count-machine/fingerprint.ts";
import type { Contest } from "@triplicate/core/election/definition.ts";
import type { RosterKey } from "@triplicate/core/election/key-book.ts";
import { keyIdHex } from "@triplicate/core/note/key.ts";
import { type Note, parseNote, SIGNATURE_BYTES, type VerifyEd25519 } from "@triplicate/core/note/note.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import { type ActaRule, actaBreaches } from "@triplicate/core/statement/acta-rules.ts";
import type { VerifiedKit } from "./verify-kit.ts";

/** In the order in which they are shown. */
export const ACTA_CHECKS = [
  "form",
  "election",
  "mode",
  "station",
  "contest",
  "machine",
  "signatures",
  "options",
  "sum",
  "checked-in",
  "register",
  "times",
  "running",
  "lives",
] as const;
export type ActaCheckName = (typeof ACTA_CHECKS)[number];

/** `notice`: true, and something that a witness should know. */
export type ActaCheck = {
  readonly check: ActaCheckName;
  readonly state: "holds" | "notice" | "fails";
  readonly detail: Readonly<Record<string, string | number>>;
};

export type JudgedActa = {
  readonly noteBytes: Uint8Array;
  readonly note: Note;
  readonly acta: Acta;
  readonly contest: Contest | null;
  /** SHA-256 of the text. */
  readonly digest: Uint8Array;
  readonly fingerprint: string;
  readonly checks: readonly ActaCheck[];
  /** Ids of witnesses whose signature is on it and holds. */
  readonly witnesses: readonly string[];
  /** It is this station's acta, signed by its machine: whatever its numbers are, a witness may sign that they saw it. */
  readonly isGenuine: boolean;
  /** Every check holds, or is a notice. */
  readonly isSound: boolean;
};

/** Without these it is nobody's acta, or another's. */
const ESSENTIAL: readonly ActaCheckName[] = ["election", "station", "contest", "machine"];

const RULE_CHECK = {
  "acta-options": "options",
  "acta-sum": "sum",
  "acta-checked-in": "checked-in",
  "acta-register": "register",
  "acta-times": "times",
} as const satisfies Record<ActaRule, ActaCheckName>;

/** Null for bytes that are no acta at all. */
export function judgeActa(noteBytes: Uint8Array, kit: VerifiedKit, verify: VerifyEd25519): JudgedActa | null {
  const note = parseNote(noteBytes);
  const read = note.ok ? ACTA.parse(note.value.text) : null;
  if (!note.ok || !read?.ok) return null;
  const acta = read.value;
  const contest = kit.definition.contests.find(({ id }) => id === acta.contest) ?? null;
  const signers = verifiedSigners(note.value, kit, verify);
  const checks = [
    check("form", true),
    ...subjectChecks(acta, kit, contest),
    ...signatureChecks(signers, kit),
    ...(contest === null ? [] : numberChecks(acta, contest, kit.station.registered)),
    ...noticeChecks(acta),
  ];
  const fails = checks.filter(({ state }) => state === "fails").map(({ check: name }) => name);
  return {
    ...{ noteBytes, note: note.value, acta, contest, checks },
    digest: sha256(utf8(note.value.text)),
    fingerprint: actaFingerprint(note.value.text),
    witnesses: signers.good.flatMap(({ holder }) => (holder.role === "witness" ? [holder.id] : [])),
    isGenuine: !fails.some((name) => ESSENTIAL.includes(name)),
    isSound: fails.length === 0,
  };
}

type Detail = ActaCheck["detail"];

const check = (name: ActaCheckName, holds: boolean, detail: Detail = {}): ActaCheck => ({
  check: name,
  state: holds ? "holds" : "fails",
  detail,
});

function subjectChecks(acta: Acta, kit: VerifiedKit, contest: Contest | null): ActaCheck[] {
  const [election, digest] = acta.election;
  const isOurs = election === kit.definition.id && equalBytes(digest, kit.definitionDigest);
  const isTest = acta.mode === "test";
  return [
    check("election", isOurs, { election }),
    { check: "mode", state: isTest ? "notice" : "holds", detail: { mode: acta.mode } },
    check("station", acta.station === kit.station.id, { station: acta.station, expected: kit.station.id }),
    check("contest", contest !== null, { contest: acta.contest }),
  ];
}

type Signers = { readonly good: readonly RosterKey[]; readonly bad: readonly string[] };

/** Of the keys that the kit proves; lines of others count for nothing and are not named. */
function verifiedSigners(note: Note, { book }: VerifiedKit, verify: VerifyEd25519): Signers {
  const text = utf8(note.text);
  const good = new Map<string, RosterKey>();
  const bad = new Set<string>();
  for (const { name, keyId, blob } of note.signatures) {
    const key = book.find(name, keyId);
    if (key === undefined) continue;
    if (blob.length === SIGNATURE_BYTES && verify(key.publicKey, text, blob)) good.set(name, key);
    else bad.add(name);
  }
  return { good: [...good.values()], bad: [...bad] };
}

function signatureChecks({ good, bad }: Signers, { book }: VerifiedKit): ActaCheck[] {
  // A kit holds this station's machine and no other; a spare must be one that may stand in for it.
  const machine = good.find(
    ({ holder }) =>
      holder.role === "machine" || (holder.role === "spare" && book.covers(holder.scope, STATION_ROW)),
  );
  const detail: Detail =
    machine === undefined ? {} : { name: machine.name, key: keyIdHex(machine.id), role: machine.holder.role };
  const [spoilt] = bad;
  return [
    machine === undefined || machine.holder.role === "machine"
      ? check("machine", machine !== undefined, detail)
      : { check: "machine", state: "notice", detail },
    // Anybody can write a line under a known name: it takes nothing from what the machine signed.
    ...(spoilt === undefined || machine === undefined
      ? []
      : [{ check: "signatures" as const, state: "notice" as const, detail: { name: spoilt } }]),
  ];
}

/** The one station of a kit. */
const STATION_ROW = 0;

function numberChecks(acta: Acta, contest: Contest, registered: number): ActaCheck[] {
  const breaches = actaBreaches(acta, contest, registered);
  return Object.entries(RULE_CHECK).map(([rule, name]) => {
    const breach = breaches.find((one) => one.rule === rule);
    return check(name, breach === undefined, breach?.detail);
  });
}

function noticeChecks({ running, lives }: Acta): ActaCheck[] {
  const checks: ActaCheck[] = [];
  if (running !== undefined) {
    checks.push({ check: "running", state: "notice", detail: { ballots: running.ballots } });
  }
  if (lives !== undefined) checks.push({ check: "lives", state: "notice", detail: { count: lives.length } });
  return checks;
}

/** Those of one station, in the order of the ballot; one contest may have two, which contradict each other. */
export type StationActas = {
  readonly actas: readonly JudgedActa[];
  /** Contests of the ballot of which none was read. */
  readonly missing: readonly Contest[];
  /** Contests of which two different texts were read, both signed by the machine. */
  readonly doubled: readonly {
    readonly contest: Contest;
    readonly actas: readonly [JudgedActa, JudgedActa];
  }[];
};

export function stationActas(judged: readonly JudgedActa[], kit: VerifiedKit): StationActas {
  const { contests } = kit.definition;
  const placeOf = ({ contest }: JudgedActa) =>
    contest === null ? contests.length : contests.indexOf(contest);
  const actas = judged.toSorted((a, b) => placeOf(a) - placeOf(b));
  const genuine = actas.filter(({ isGenuine }) => isGenuine);
  return {
    actas,
    missing: contests.filter((contest) => !genuine.some((acta) => acta.contest === contest)),
    doubled: contests.flatMap((contest) => {
      const own = genuine.filter((acta) => acta.contest === contest);
      const [first] = own;
      const other = own.find(({ note }) => note.text !== first?.note.text);
      return first === undefined || other === undefined ? [] : [{ contest, actas: [first, other] as const }];
    }),
  };
}
