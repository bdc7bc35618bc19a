/**
 * Widths of Source Sans 3, so that a chart can place and cut its labels without a browser.
 *
 * Advance widths in thousandths of the size, of U+0020 to U+007E and U+00A0 to U+00FF, read from the font files.
 * Kerning is left out: it only makes text narrower. Other characters are taken as wide.
 * @module
 */
import { visibleText } from "../report/visible-text.ts";

export type Weight = 400 | 600;

const ASCII_400 =
  "200 289 426 497 497 824 609 249 303 303 418 497 249 311 249 350 497 497 497 497 497 497 497 497 497 497 249 249 497 497 497 425 847 543 588 571 615 527 494 617 652 263 479 579 486 727 647 664 566 664 569 534 536 645 515 786 513 476 539 303 350 303 497 500 542 504 553 456 555 496 292 504 544 246 247 495 255 829 547 542 555 555 347 419 338 544 467 719 446 467 425 303 241 303 497";
const LATIN_400 =
  "200 289 497 497 497 497 241 497 542 744 345 429 497 311 423 542 331 497 367 367 542 562 560 249 542 367 365 429 781 808 796 425 544 544 544 544 544 544 822 571 527 527 527 527 263 263 263 263 639 647 664 664 664 664 664 497 664 645 645 645 645 476 583 576 504 504 504 504 504 504 778 456 496 496 496 496 246 246 246 246 544 547 542 542 542 542 542 497 542 544 544 544 544 467 555 467";
const ASCII_600 =
  "200 315 482 513 513 841 639 275 324 324 438 513 275 322 275 344 513 513 513 513 513 513 513 513 513 513 275 275 513 513 513 444 875 558 597 576 625 538 510 628 663 282 494 597 502 745 657 674 582 674 592 545 546 655 536 800 541 501 540 324 344 324 513 500 549 516 563 462 564 507 317 520 558 262 263 522 271 843 560 549 564 564 373 431 361 556 495 748 481 495 443 324 255 324 513";
const LATIN_600 =
  "200 315 513 513 513 513 255 513 549 747 352 455 513 322 443 549 348 513 372 372 549 578 599 275 549 372 369 455 795 827 807 444 558 558 558 558 558 558 834 576 538 538 538 538 282 282 282 282 651 656 674 674 674 674 674 513 674 655 655 655 655 501 600 604 516 516 516 516 516 516 780 462 507 507 507 507 262 262 262 262 552 560 549 549 549 549 549 513 549 556 556 556 556 495 564 495";

const parse = (text: string): readonly number[] => text.split(" ").map(Number);
const WIDTHS = {
  400: { ascii: parse(ASCII_400), latin: parse(LATIN_400) },
  600: { ascii: parse(ASCII_600), latin: parse(LATIN_600) },
} as const satisfies Record<Weight, { ascii: readonly number[]; latin: readonly number[] }>;

const OTHERS: Readonly<Record<string, number>> = { "\u2212": 505, "\u2013": 480, "\u2026": 960 };
/** Wider than any Latin letter but W: a label of another script is cut too early rather than too late. */
const WIDE = 850;

function advance(character: string, weight: Weight): number {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 32 && code <= 126) return WIDTHS[weight].ascii[code - 32] ?? WIDE;
  if (code >= 160 && code <= 255) return WIDTHS[weight].latin[code - 160] ?? WIDE;
  return OTHERS[character] ?? WIDE;
}

/** In thousandths of the size: whole numbers, so that parts add up to exactly what the whole is. */
function unitsOf(text: string, weight: Weight): number {
  let sum = 0;
  for (const character of text) sum += advance(character, weight);
  return sum;
}

export const textWidth = (text: string, size: number, weight: Weight = 400): number =>
  (unitsOf(text, weight) * size) / 1000;

/** The text, cut with an ellipsis to fit a width; control characters are made visible first. */
export function fitText(raw: string, width: number, size: number, weight: Weight = 400): string {
  const text = visibleText(raw);
  if (textWidth(text, size, weight) <= width) return text;
  const characters = [...text];
  while (characters.length > 1) {
    characters.pop();
    const cut = `${characters.join("").trimEnd()}…`;
    if (textWidth(cut, size, weight) <= width) return cut;
  }
  return "…";
}

/** The text in lines that fit a width, broken at spaces; a longer word is cut. */
export function wrapText(raw: string, width: number, size: number, weight: Weight = 400): string[] {
  const lines: string[] = [];
  const space = unitsOf(" ", weight);
  let line = "";
  let used = 0;
  for (const word of visibleText(raw).split(" ")) {
    const units = unitsOf(word, weight);
    const longer = line === "" ? units : used + space + units;
    if (line !== "" && (longer * size) / 1000 > width) {
      lines.push(fitText(line, width, size, weight));
      line = word;
      used = units;
    } else {
      line = line === "" ? word : `${line} ${word}`;
      used = longer;
    }
  }
  if (line !== "") lines.push(fitText(line, width, size, weight));
  return lines;
}
