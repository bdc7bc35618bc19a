/**
 * Which cards are to be made: one from options, or a table's rows, each held against the roster before the first is signed.
 * @module
 */
import { findText } from "@triplicate/core/byte-index.ts";
import type { Roster } from "@triplicate/core/election/roster.ts";
import { isId, readScope } from "@triplicate/core/election/roster-values.ts";
import { isPersonName } from "@triplicate/core/statement/station-fields.ts";
import type { MessageId, Translator } from "@triplicate/ui/messages.ts";
import { shownText } from "./definition-fault.ts";
import { type CellFaults, createCellFaults, readTable } from "./election-csv.ts";
import { UsageError } from "./io.ts";

export type WantedCard = { readonly card: string; readonly name: string; readonly scope: string };

/** A country's poll workers take a server of their own; this is a region's. */
const MAX_CARDS = 20_000;

type CardFault = { readonly field: "card" | "name" | "scope"; readonly id: MessageId };

export function cardFault({ card, name, scope }: WantedCard, roster: Roster): CardFault | null {
  if (!isId(card)) return { field: "card", id: "card.fault.card" };
  if (!isPersonName(name)) return { field: "name", id: "card.fault.name" };
  return isScopeOf(roster, scope) ? null : { field: "scope", id: "card.fault.scope" };
}

/** Whether the roster has what the scope names. */
export function isScopeOf(roster: Pick<Roster, "regions" | "places" | "stations">, text: string): boolean {
  const scope = readScope(text);
  if (scope === null) return false;
  switch (scope.kind) {
    case "election":
      return true;
    case "region":
      return findText(roster.regions, scope.id) >= 0;
    case "place":
      return findText(roster.places, scope.id) >= 0;
    case "station":
      return findText(roster.stations, scope.id) >= 0;
  }
}

/** Of a card's files, without their ending. */
export const fileNameOf = (card: string): string => `card-${card.replaceAll(/[^A-Za-z0-9._-]/g, "_")}`;

const SHAPE = { required: ["card", "name", "scope"] } as const;

/** Throws where any row is at fault: all are told, and no card is made. */
export async function cardsOfTable(file: string, roster: Roster, t: Translator): Promise<WantedCard[]> {
  const faults: CellFaults = createCellFaults(t);
  const cards: WantedCard[] = [];
  const lines = new Map<string, number>();
  const files = new Set<string>();
  for await (const row of readTable(file, SHAPE, faults, t)) {
    const card = { card: row.text("card"), name: row.text("name"), scope: row.text("scope") };
    const fault = cardFault(card, roster);
    const before = lines.get(card.card);
    if (fault !== null)
      faults.report(row.cell(fault.field), fault.id, { text: shownText(card[fault.field]) });
    else if (before !== undefined)
      faults.report(row.cell("card"), "card.fault.twice", { text: card.card, line: before });
    else if (files.has(fileNameOf(card.card).toLowerCase()))
      faults.report(row.cell("card"), "card.fault.name-taken", { text: card.card });
    lines.set(card.card, before ?? row.line);
    files.add(fileNameOf(card.card).toLowerCase());
    cards.push(card);
    if (cards.length > MAX_CARDS) throw new UsageError(t.t("card.table.tooMany", { n: MAX_CARDS }));
  }
  faults.stop("card.table.faults");
  if (cards.length === 0) throw new UsageError(t.t("card.table.none"));
  return cards;
}
