/**
 * Whether the numbers that a centre counts are those of the acta, or of a hand count that stands in the log.
 *
 * Paper prevails, so a centre may count other numbers than the machine signed; but only those of a sheet that everybody can read. A telephone has
 * no keys of counters: whether rivals signed the sheet is for `triplicate verify`, that it is there and says so is looked at here.
 * Spec: spec/witness-app.md, section 8.
 * @module
 */
import { equalBytes } from "@triplicate/core/bytes.ts";
import { parseLogProof } from "@triplicate/core/log/log-proof.ts";
import { openCheckpoint } from "@triplicate/core/log/signed-checkpoint.ts";
import { isIncluded } from "@triplicate/core/merkle-tree.ts";
import { parseNote, type VerifyEd25519 } from "@triplicate/core/note/note.ts";
import { SHEET, type Sheet } from "@triplicate/core/statement/sheet.ts";
import type { Centre } from "./centre.ts";
import type { JudgedActa } from "./judge-acta.ts";
import { isSameNumbers, numberRows, type PublishedContest } from "./published.ts";
import type { VerifiedKit } from "./verify-kit.ts";

type Asking = { readonly kit: VerifiedKit; readonly centre: Centre; readonly verify: VerifyEd25519 };

/** True also where something could not be reached: nothing can be said of it today. */
export async function isByPaper(
  { acta }: JudgedActa,
  { withPaper, sheets }: PublishedContest,
  { kit, centre, verify }: Asking,
): Promise<boolean> {
  if (withPaper === null || isSameNumbers(numberRows(acta, withPaper))) return true;
  for (const index of sheets) {
    const [entry, found] = [await centre.entry(index), await centre.proofOf(index)];
    if (entry.is === "unreachable" || found.is === "unreachable") return true;
    const proof = found.is === "ok" ? parseLogProof(found.bytes) : null;
    if (entry.is !== "ok" || !proof?.ok || proof.value.index !== index) continue;
    const signed = openCheckpoint(proof.value.checkpoint, kit.policy, verify);
    if (!signed.ok) continue;
    const { size, root } = signed.value.checkpoint;
    const isLogged = isIncluded({ entry: entry.bytes, index, size, root }, proof.value.hashes);
    const sheet = isLogged ? sheetOf(entry.bytes) : null;
    if (sheet !== null && isOfStation(sheet, acta) && isSameNumbers(numberRows(sheet, withPaper)))
      return true;
  }
  return false;
}

function sheetOf(bytes: Uint8Array): Sheet | null {
  const note = parseNote(bytes);
  const sheet = note.ok ? SHEET.parse(note.value.text) : null;
  return sheet?.ok ? sheet.value : null;
}

const isOfStation = (sheet: Sheet, acta: JudgedActa["acta"]): boolean =>
  sheet.election[0] === acta.election[0] &&
  equalBytes(sheet.election[1], acta.election[1]) &&
  sheet.mode === acta.mode &&
  sheet.station === acta.station &&
  sheet.contest === acta.contest;
