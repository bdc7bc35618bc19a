/**
 * What this browser can say of one station: the election's signatures, the station's keys, each acta in the log, and whether the page shows its
 * numbers.
 *
 *     kit ──▶ election note, definition, roster ──▶ entries of the log ──▶ proof, cosigners ──▶ numbers of the centre ──▶ numbers on the page
 *
 * Spec: spec/transmission.md, clause 9.7; the checks are those of spec/witness-app.md, sections 3, 5 and 8.
 * @module
 */
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
import { differingCells, type ShownNumbers } from "./shown-numbers.ts";

export type Finding =
  | { readonly is: "kit"; readonly code: string }
  | { readonly is: "authority"; readonly signed: number; readonly of: number; readonly fingerprint: string }
  | { readonly is: "authority-changed"; readonly fingerprint: string; readonly before: string }
  | { readonly is: "machine-key"; readonly fingerprint: string }
  | { readonly is: "no-acta"; readonly contest: string }
  | { readonly is: "acta"; readonly contest: string; readonly acta: JudgedActa }
  | { readonly is: "log"; readonly contest: string; readonly answer: CentreAnswer }
  | { readonly is: "shown"; readonly contest: string; readonly differing: readonly string[] }
  | { readonly is: "alarm"; readonly contest: string; readonly alarm: Alarm };

/** Those that mean that something contradicts something. */
export const isBad = (finding: Finding): boolean => {
  switch (finding.is) {
    case "kit":
    case "authority-changed":
    case "alarm":
      return true;
    case "acta":
      return !finding.acta.isGenuine;
    case "shown":
      return finding.differing.length > 0;
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
  readonly shown: (contest: string) => ShownNumbers | null;
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
  });
  onFinding({ is: "machine-key", fingerprint: machineFingerprint(kit.value) });
  for (const contest of kit.value.definition.contests) await lookAtContest(looking, kit.value, contest.id);
}

function machineFingerprint({ roster, definition, station }: VerifiedKit): string {
  const publicKey = roster.machineKeys.slice(0, 32);
  return keyFingerprint({ name: `${definition.id}/machine/${station.id}`, type: 1, publicKey, id: 0 });
}

async function lookAtContest(looking: Looking, kit: VerifiedKit, contest: string): Promise<void> {
  const { centre, verify, onFinding } = looking;
  const found = await centre.station(kit.station.id);
  if (found.is !== "ok") throw new Error("unreachable");
  const listed = entriesOf(found.bytes, contest);
  let first: JudgedActa | null = null;
  for (const index of listed) {
    const entry = await centre.entry(index);
    if (entry.is !== "ok") continue;
    const judged = judgeActa(entry.bytes, kit, verify);
    if (judged === null || judged.acta.contest !== contest) continue;
    // A further entry of the same text only adds signatures.
    if (first !== null && first.note.text === judged.note.text) continue;
    onFinding({ is: "acta", contest, acta: judged });
    if (judged.isGenuine) first ??= judged;
  }
  if (first === null) return onFinding({ is: "no-acta", contest });
  const known = { acta: first, noteBytes: first.noteBytes, receipt: null, seen: [] };
  const answer = await askCentre(kit, known, centre, verify);
  onFinding({ is: "log", contest, answer });
  if (answer.is === "answered") for (const alarm of answer.alarms) onFinding({ is: "alarm", contest, alarm });
  const shown = looking.shown(contest);
  if (shown !== null) onFinding({ is: "shown", contest, differing: differingCells(first.acta, shown) });
}

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
