/**
 * The numbers that stand on the page, as a person reads them, held against a signed acta: a site might show one thing and send another.
 *
 * Right numbers under wrong names, a second table, rows that nobody sees and a column that nobody looks at are lies too, so the whole table is
 * read: its rows by their names, its columns, and whether it can be seen. What a page says elsewhere, and in what colour, no program can judge:
 * the numbers that were signed are shown beside it.
 * Spec: spec/transmission.md, clauses 9.11 and 9.12.
 * @module
 */
import type { Contest, Option } from "@triplicate/core/election/definition.ts";
import type { Acta } from "@triplicate/core/statement/acta.ts";

/** One line: what it is called, and the texts of the machine's, the hand count's and the centre's column. */
export type ShownRow = { readonly name: string; readonly cells: readonly string[] };

export type ShownTable = {
  readonly rows: readonly ShownRow[];
  /** There is exactly one table of the contest, every part of it can be seen, and the page has no other table than one for each contest. */
  readonly isPlain: boolean;
};

export type ShownVerdict = {
  /** Lines whose numbers are not those of the acta: an option's id, `blank` or `null`. */
  readonly differing: readonly string[];
  /** The table is not the one that the ballot demands, so that nobody can say what a reader sees. */
  readonly isOdd: boolean;
  /** Numbers of a hand count stand there, which nothing here can hold against a signature. */
  readonly hasHand: boolean;
};

const COLUMNS = 3;

/** As the page calls an option. */
export const optionName = ({ name, party }: Option): string =>
  party === undefined ? name : `${name} (${party})`;

/** `acta` is null where no acta was found: then a machine's numbers are nobody's. */
export function judgeShown(acta: Acta | null, contest: Contest, shown: ShownTable | null): ShownVerdict {
  const { options } = contest;
  if (shown === null) return { differing: [], isOdd: true, hasHand: false };
  const names = options.map(optionName);
  const { rows } = shown;
  const isBallot =
    rows.length === names.length + 2 &&
    rows.every(({ name, cells }, i) => cells.length === COLUMNS && (names[i] ?? name) === name) &&
    // Blank and null are called as the language calls them, and never as an option is.
    rows.slice(names.length).every(({ name }) => !names.includes(name));
  if (!shown.isPlain || !isBallot) return { differing: [], isOdd: true, hasHand: false };
  const lines = [...options.map(({ id }) => id), "blank", "null"];
  const signed = acta === null ? null : [...acta.votes.votes, acta.blank, acta.null];
  const holds = ([machine, hand, central]: readonly string[], i: number): boolean => {
    const own = signed?.[i];
    const isMachine = own === undefined ? !hasNumber(machine!) : isNumber(machine!, own);
    // By the paper, where paper was counted; else by the machine; and a centre may not count a station yet.
    const isCentral = !hasNumber(central!) || central === (hasNumber(hand!) ? hand : machine);
    return isMachine && isCentral;
  };
  return {
    differing: lines.filter((_, i) => !holds(rows[i]!.cells, i)),
    isOdd: false,
    hasHand: rows.some(({ cells }) => hasNumber(cells[1]!)),
  };
}

const hasNumber = (text: string): boolean => /\p{N}/u.test(text);

/** Digits as both languages write them, in groups of three or in none. */
const isNumber = (text: string, value: number): boolean =>
  /^(?:[0-9]+|[0-9]{1,3}(?:[.,\u00a0\u202f ][0-9]{3})+)$/.test(text) &&
  text.replaceAll(/[^0-9]/g, "") === String(value);

/** The table of the contest, in the page without the part that is our own; null where there is none. */
export function readShown(root: ParentNode, contest: string, contests: number): ShownTable | null {
  const tables = [...root.querySelectorAll("table")].filter((table) => table.closest("#verify") === null);
  const own = tables.filter(
    (table) => table.closest("[data-contest]")?.getAttribute("data-contest") === contest,
  );
  const [table] = own;
  if (table === undefined) return null;
  const rows = [...table.querySelectorAll("tbody tr")];
  const parts = rows.flatMap((row) => [row, ...row.children]);
  return {
    rows: rows.map((row) => ({
      name: textOf(row.querySelector("th")),
      cells: [...row.querySelectorAll("td")].map(textOf),
    })),
    isPlain: own.length === 1 && tables.length === contests && parts.every(isSeen),
  };
}

const textOf = (element: Element | null): string => element?.textContent?.trim() ?? "";

function isSeen(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  const isDrawn = element.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true;
  return (
    isDrawn && width > 0 && height > 0 && element.childElementCount <= (element.tagName === "TR" ? 4 : 0)
  );
}
