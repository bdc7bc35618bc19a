/**
 * A map of regions without a map: one tile a region, as large as it has stations, saying who leads there and by how much.
 *
 * Borders of municipalities are seldom free and always wrong somewhere; areas in proportion to stations also do not make
 * an empty forest look like a landslide. Who leads is written in each tile, and told by a hatch beside the colour. The table below it says the
 * same in numbers. Squarified treemap: Bruls, Huizing, van Wijk, "Squarified Treemaps" (2000).
 * @module
 */
import type { Contest } from "@triplicate/core/election/definition.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { escapeHtml as e } from "@triplicate/ui/report/escape.ts";
import { COLOURS } from "@triplicate/ui/tokens.ts";
import { optionName } from "./page-parts.ts";
import type { regionResults } from "./results.ts";

type Region = ReturnType<typeof regionResults>["regions"][number];

const WIDTH = 960;
const HEIGHT = 520;
/** More would be specks; the table has them all. */
const MOST_TILES = 60;
const GAP = 3;
/** Ground, and which hatch of the pattern. Text on each is ink at more than 7:1. */
const GROUNDS = ["#c9dcec", "#f3d3b0", "#d6e3c4", "#e3d5ee", "#f2e3a8", "#cfe5e2"] as const;
const NOTHING = "#eeeeee";

type Tile = { readonly region: Region; readonly size: number };
type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
type Placed = Tile & Box;

export function regionTiles(
  contest: Contest,
  index: number,
  regions: readonly Region[],
  t: Translator,
): string {
  const sized = regions
    .map((region) => ({ region, size: region.contests[index]!.stations }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size);
  if (sized.length < 2 || sized.length > MOST_TILES) return "";
  const caption = t.t("centre.page.tiles", { contest: t.localized(contest.name) });
  const tiles = place(sized, { x: 0, y: 0, width: WIDTH, height: HEIGHT });
  const drawn = tiles.map((tile) => drawTile(tile, contest, index, t)).join("");
  return `<figure class="tiles"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${e(caption)}">${PATTERNS}${drawn}</svg>
<figcaption>${e(caption)} ${e(t.t("centre.page.tiles.how"))}</figcaption></figure>`;
}

const PATTERNS = `<defs>${GROUNDS.map((ground, i) => {
  const line = ["", "M0 12L12 0", "M0 6H12", "M6 0V12", "M0 0L12 12", "M0 6H12M6 0V12"][i]!;
  return `<pattern id="g${i}" width="12" height="12" patternUnits="userSpaceOnUse"><rect width="12" height="12" fill="${ground}"/><path d="${line}" stroke="#ffffff" stroke-width="1.5" fill="none"/></pattern>`;
}).join("")}</defs>`;

function drawTile(
  { region, x, y, width, height }: Placed,
  contest: Contest,
  index: number,
  t: Translator,
): string {
  const totals = region.contests[index]!;
  const votes = contest.options.map(({ id }) => totals.withPaper.votes[id]!);
  const order = votes.map((value, option) => ({ value, option })).sort((a, b) => b.value - a.value);
  const [first, second] = order;
  const known = totals.counted + totals.paper;
  const leader = first !== undefined && first.value > (second?.value ?? 0) ? first : null;
  const fill = leader === null ? NOTHING : `url(#g${leader.option % GROUNDS.length})`;
  const name = region.region ?? t.t("centre.page.noRegion");
  const lines = [
    name,
    leader === null ? t.t("centre.page.tiles.nobody") : optionName(contest.options[leader.option]!),
    ...(leader === null ? [] : [`+${t.number(leader.value - (second?.value ?? 0))}`]),
    t.t("centre.page.tiles.counted", { n: known, of: totals.stations }),
  ];
  const size = Math.min(20, Math.max(9, Math.floor(Math.min(height / (lines.length + 1), width / 9))));
  const text = lines
    .map((line, i) => {
      const fitted = fit(line, (width - 2 * GAP - 8) / (size * 0.53));
      return `<text x="${round(x + GAP + 6)}" y="${round(y + GAP + size * (1.25 * i + 1.15))}" font-size="${size}"${i === 0 ? ' font-weight="600"' : ""}>${e(fitted)}</text>`;
    })
    .filter((_, i) => size * (1.25 * i + 1.3) < height - GAP)
    .join("");
  const box = `x="${round(x + GAP / 2)}" y="${round(y + GAP / 2)}" width="${round(width - GAP)}" height="${round(height - GAP)}"`;
  return `<g fill="${COLOURS.ink}"><title>${e(lines.join(", "))}</title><rect ${box} fill="${fill}" stroke="${COLOURS.line}"/>${text}</g>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

const fit = (text: string, letters: number): string =>
  text.length <= letters ? text : `${text.slice(0, Math.max(1, Math.floor(letters) - 1))}…`;

/** Rows that are laid along the shorter side, each as nearly square as its tiles allow. */
function place(tiles: readonly Tile[], box: Box): Placed[] {
  const [first] = tiles;
  if (first === undefined || box.width <= 0 || box.height <= 0) return [];
  const total = tiles.reduce((sum, { size }) => sum + size, 0);
  const scale = (box.width * box.height) / total;
  const side = Math.min(box.width, box.height);
  let count = 1;
  while (
    count < tiles.length &&
    worst(tiles.slice(0, count + 1), side, scale) <= worst(tiles.slice(0, count), side, scale)
  )
    count += 1;
  const row = tiles.slice(0, count);
  const area = row.reduce((sum, { size }) => sum + size * scale, 0);
  const depth = area / side;
  const isWide = box.width >= box.height;
  let at = 0;
  const placed = row.map((tile) => {
    const length = (tile.size * scale) / depth;
    const found = isWide
      ? { ...tile, x: box.x, y: box.y + at, width: depth, height: length }
      : { ...tile, x: box.x + at, y: box.y, width: length, height: depth };
    at += length;
    return found;
  });
  const rest = isWide
    ? { x: box.x + depth, y: box.y, width: box.width - depth, height: box.height }
    : { x: box.x, y: box.y + depth, width: box.width, height: box.height - depth };
  return [...placed, ...place(tiles.slice(count), rest)];
}

/** The longest side by the shortest, of the least square tile in a row. */
function worst(row: readonly Tile[], side: number, scale: number): number {
  const depth = row.reduce((sum, { size }) => sum + size * scale, 0) / side;
  return Math.max(
    ...row.map(({ size }) => Math.max((size * scale) / depth / depth, depth / ((size * scale) / depth))),
  );
}
