/**
 * The operators that draw on a page, as text. The page's axes point right and down, as screens have them, so letters
 * are turned over to stand upright.
 * @module
 */

/** Thousandths of a point are finer than any printer. */
export const decimal = (value: number): string => {
  if (!Number.isFinite(value)) throw new RangeError(`coordinate ${value}`);
  return String(Math.round(value * 1000) / 1000 || 0);
};

const colours = new Map<string, string>();

/** "#rrggbb" as three parts of one. */
function parts(colour: string): string {
  const known = colours.get(colour);
  if (known !== undefined) return known;
  if (!/^#[0-9a-f]{6}$/i.test(colour)) throw new Error(`${colour} is no colour`);
  const text = [1, 3, 5].map((at) => decimal(Number.parseInt(colour.slice(at, at + 2), 16) / 255)).join(" ");
  colours.set(colour, text);
  return text;
}

export const fillColour = (colour: string): string => `${parts(colour)} rg`;
export const strokeColour = (colour: string): string => `${parts(colour)} RG`;

export const rectangle = (x: number, y: number, width: number, height: number): string =>
  `${decimal(x)} ${decimal(y)} ${decimal(width)} ${decimal(height)} re`;

export const filledRectangle = (
  x: number,
  y: number,
  width: number,
  height: number,
  colour: string,
): string => `${fillColour(colour)} ${rectangle(x, y, width, height)} f`;

export const levelRule = (x: number, y: number, width: number, thickness: number, colour: string): string =>
  `${strokeColour(colour)} ${decimal(thickness)} w ${decimal(x)} ${decimal(y)} m ${decimal(x + width)} ${decimal(y)} l S`;

/** How far a curve's handles reach so that four of them make a circle. */
const HANDLE = (4 / 3) * (Math.SQRT2 - 1);

export function circle(x: number, y: number, r: number): string {
  const h = r * HANDLE;
  const curve = (...at: readonly number[]): string => `${at.map(decimal).join(" ")} c`;
  return [
    `${decimal(x - r)} ${decimal(y)} m`,
    curve(x - r, y - h, x - h, y - r, x, y - r),
    curve(x + h, y - r, x + r, y - h, x + r, y),
    curve(x + r, y + h, x + h, y + r, x, y + r),
    curve(x - h, y + r, x - r, y + h, x - r, y),
    "h",
  ].join(" ");
}

/** What `shown` shows, from a point; `turned` a quarter to the left about it. */
export const textAt = (x: number, y: number, colour: string, shown: string, turned = false): string =>
  `BT ${fillColour(colour)} ${turned ? "0 -1 -1 0" : "1 0 0 -1"} ${decimal(x)} ${decimal(y)} Tm\n${shown}ET`;
