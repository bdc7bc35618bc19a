/**
 * What this browser can say of one station: the election's signatures, the station's keys, each acta in the log, and whether the page shows its
 * numbers.
 *
 *     kit ──▶ election note, definition, roster ──▶ entries of the log ──▶ proof, cosigners ──▶ numbers of the centre ──▶ numbers on the page
 *
 * Spec: spec/transmission.md, clauses 9.7, 9.11 and 9.12; the checks are those of spec/witness-app.md, sections 3, 5 and 8.
 * @module
 */
import type { Contest } from "@triplicate/core/election/definition.ts";
import { keyFingerprint } from "@triplicate/core/note/key.ts";
import type { VerifyEd25519 } from "@triplicate/core/note/note.ts";
import type { Alarm } from "@triplicate/witness/alarm.ts";
import { askCentre, type CentreAnswer } from "@triplicate/witness/ask-centre.ts";
import { type Centre, createCentre } from "@triplicate/witness/centre.ts";
import { type JudgedActa, judgeActa } from "@triplicate/witness/judge-acta.ts";
import { parseKit } from "@triplicate/witness/kit.ts";
import {
  electionFingerprint,
  isSamePin,
  pinOf,
  type VerifiedKit,
  verifyKit,
} from "@triplicate/witness/verify-kit.ts";
import { type PinBox, pinFingerprint } from "./pin-box.ts";
import { judgeShown, optionName, type ShownTable, type ShownVerdict } from "./shown-numbers.ts";

export type Finding =
  | { readonly is: "kit"; readonly code: string }
  /** The page was asked for one station and says that it is another's, or says nothing. */
  | { readonly is: "other-page"; readonly station: string; readonly shown: string }
  | {
      readonly is: "authority";
      readonly signed: number;
      readonly of: number;
      readonly fingerprint: string;
      /** This browser saw these very keys before. */
      readonly isKnown: boolean;
      /** Other elections that this site showed here before. */
      readonly others: readonly string[];
    }
  /** By the roster: where the station is, and how many may vote there. */
  | {
      readonly is: "station";
      readonly id: string;
      readonly place: string;
      readonly region: string | null;
      readonly registered: number;
    }
  | { readonly is: "authority-changed"; readonly fingerprint: string; readonly before: string }
  | { readonly is: "machine-key"; readonly fingerprint: string }
  | { readonly is: "no-acta"; readonly contest: string }
  | {
      readonly is: "acta";
      readonly contest: string;
      readonly acta: JudgedActa;
      /** Its numbers by the ballot's own names. */
      readonly lines: readonly (readonly [name: string, votes: number])[];
    }
  | { readonly is: "log"; readonly contest: string; readonly answer: CentreAnswer }
  | ({ readonly is: "shown"; readonly contest: string; readonly hasActa: boolean } & ShownVerdict)
  | { readonly is: "alarm"; readonly contest: string; readonly alarm: Alarm };

/** Those that mean that something contradicts something. */
export const isBad = (finding: Finding): boolean => {
  switch (finding.is) {
    case "kit":
    case "other-page":
    case "authority-changed":
    case "alarm":
      return true;
    case "acta":
      return !finding.acta.isGenuine;
    case "shown":
      return finding.isOdd || finding.differing.length > 0;
    default:
      return false;
  }
};

export type Looking = {
  readonly station: string;
  readonly kitText: () => Promise<string>;
  readonly centre: Centre;
  readonly verify: VerifyEd25519;
  readonly pins: PinBox;
  /** The station that the page says it is of. */
  readonly shownStation: string | null;
  /** `contests`: how many the ballot has. */
  readonly shown: (contest: string, contests: number) => ShownTable | null;
  /** Told of each finding as it is made. */
  readonly onFinding: (finding: Finding) => void;
};

export { createCentre };

/** Resolves when all was said; rejects when the site cannot be reached. */
export async function verifyStation(looking: Looking): Promise<void> {
  const { onFinding, verify, pins, station } = looking;
  const parsed = parseKit(await looking.kitText());
  const kit = parsed.ok ? verifyKit(parsed.value, verify) : parsed;
  if (!kit.ok) return onFinding({ is: "kit", code: kit.error.code });
  if (kit.value.station.id !== station) return onFinding({ is: "kit", code: "kit-station" });
  if (looking.shownStation !== station)
    onFinding({ is: "other-page", station, shown: looking.shownStation ?? "" });
  const pin = pinOf(kit.value);
  const before = pins.read(pin.election);
  if (before !== null && !isSamePin(before, pin)) {
    const [now, then] = [pinFingerprint(pin), pinFingerprint(before)];
    return onFinding({ is: "authority-changed", fingerprint: now, before: then });
  }
  pins.keep(pin);
  const [, of] = kit.value.electionNote.authorities;
  onFinding({
    is: "authority",
    signed: kit.value.signers.length,
    of,
    fingerprint: electionFingerprint(kit.value),
    isKnown: before !== null,
    others: pins.others(pin.election),
  });
  const { id, placeName, region = null, registered } = kit.value.station;
  onFinding({ is: "station", id, place: placeName, region, registered });
  onFinding({ is: "machine-key", fingerprint: machineFingerprint(kit.value) });
  for (const contest of kit.value.definition.contests) await lookAtContest(looking, kit.value, contest);
}

function machineFingerprint({ roster, definition, station }: VerifiedKit): string {
  const publicKey = roster.machineKeys.slice(0, 32);
  return keyFingerprint({ name: `${definition.id}/machine/${station.id}`, type: 1, publicKey, id: 0 });
}

async function lookAtContest(looking: Looking, kit: VerifiedKit, contest: Contest): Promise<void> {
  const { centre, verify, onFinding, pins } = looking;
  const found = await centre.station(kit.station.id);
  if (found.is !== "ok") throw new Error("unreachable");
  const listed = entriesOf(found.bytes, contest.id);
  let first: JudgedActa | null = null;
  for (const index of listed) {
    const entry = await centre.entry(index);
    if (entry.is !== "ok") continue;
    const judged = judgeActa(entry.bytes, kit, verify);
    if (judged === null || judged.acta.contest !== contest.id) continue;
    // A further entry of the same text only adds signatures.
    if (first !== null && first.note.text === judged.note.text) continue;
    onFinding({ is: "acta", contest: contest.id, acta: judged, lines: linesOf(contest, judged) });
    if (judged.isGenuine) first ??= judged;
  }
  if (first === null) onFinding({ is: "no-acta", contest: contest.id });
  else {
    const election = kit.definition.id;
    const before = pins.checkpoint(election);
    const seen = before === null ? [] : [before];
    const known = { acta: first, noteBytes: first.noteBytes, receipt: null, seen };
    const answer = await askCentre(kit, known, centre, verify);
    onFinding({ is: "log", contest: contest.id, answer });
    if (answer.is === "answered") {
      for (const alarm of answer.alarms) onFinding({ is: "alarm", contest: contest.id, alarm });
      // What contradicts an earlier one must not take its place.
      if (answer.checkpoint !== null && answer.alarms.length === 0)
        pins.keepCheckpoint(election, answer.checkpoint);
    }
  }
  const shown = looking.shown(contest.id, kit.definition.contests.length);
  const verdict = judgeShown(first?.acta ?? null, contest, shown);
  onFinding({ is: "shown", contest: contest.id, hasActa: first !== null, ...verdict });
}

const linesOf = ({ options }: Contest, { acta }: JudgedActa): [string, number][] => [
  ...acta.votes.options.map((id, i): [string, number] => {
    const option = options.find((one) => one.id === id);
    return [option === undefined ? id : optionName(option), acta.votes.votes[i]!];
  }),
  ["blank", acta.blank],
  ["null", acta.null],
];

/** Indexes that the centre lists for the contest; whatever else it says is not believed here. */
function entriesOf(bytes: Uint8Array, contest: string): number[] {
  try {
    const { contests } = JSON.parse(new TextDecoder().decode(bytes)) as { contests: unknown };
    const own: unknown = Array.isArray(contests) ? contests.find((one) => one?.contest === contest) : null;
    const { actas } = own as { actas: unknown };
    return Array.isArray(actas)
      ? actas.filter((index) => Number.isSafeInteger(index) && index >= 0).slice(0, 50)
      : [];
  } catch {
    return [];
  }
}
