/**
 * A station's day as signed notes: the bytes that are printed, carried home, transmitted and logged.
 * @module
 */
import { utf8 } from "@triplicate/core/bytes.ts";
import { printSignatureLine } from "@triplicate/core/note/note.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import type { Cast, Player, SigningKit } from "./cast.ts";
import type { Geography } from "./shape.ts";
import type { StationDay } from "./station-day.ts";

export type SignedDay = {
  readonly station: number;
  readonly id: string;
  /** By contest: signed by the machine, then by each witness who signed with a telephone. */
  readonly actas: readonly Uint8Array[];
  readonly closing: Uint8Array;
  /** Signed by two counters of rival parties. */
  readonly sheets: readonly Uint8Array[];
};

/** The text with one signature line of each player, in order. The same text and players give the same bytes. */
export function signAs(text: string, players: readonly Player[], kit: SigningKit): Uint8Array {
  const message = utf8(text);
  let note = `${text}\n`;
  for (const { key, seed } of players) {
    note += printSignatureLine({ name: key.name, keyId: key.id, blob: kit.sign(seed, message) });
  }
  return utf8(note);
}

export function signDay(day: StationDay, cast: Cast, geography: Geography, kit: SigningKit): SignedDay {
  const machine = cast.machine(day.station);
  const witnesses = day.decisions.flatMap(({ decision }, index) =>
    decision === "signed" ? [cast.witness(day.station, index)] : [],
  );
  const region = geography.regionOf(geography.placeOf(day.station));
  const counters = day.sheets.length === 0 ? [] : [cast.counter(region, 0), cast.counter(region, 1)];
  return {
    station: day.station,
    id: day.id,
    actas: day.actas.map((acta) => signAs(ACTA.print(acta), [machine, ...witnesses], kit)),
    closing: signAs(day.closing, [machine], kit),
    sheets: day.sheets.map((sheet) => signAs(sheet, counters, kit)),
  };
}
