/**
 * Pictures for the ballot of the demonstration: a sign for each option and a drawn face for each candidate, as SVG.
 *
 * Invented: no party's emblem and nobody's likeness is used. Each sign differs from the others in its shape as well as in its colour, so that it
 * can be told apart in grey and named aloud ("the circle", "the star").
 * @module
 */
const SHAPES: readonly string[] = [
  '<circle cx="60" cy="60" r="40"/>',
  '<path d="M60 14l14 30 33 4-24 23 6 33-29-16-29 16 6-33-24-23 33-4z"/>',
  '<path d="M60 16l44 78H16z"/>',
  '<rect x="24" y="24" width="72" height="72" rx="6"/>',
  '<path d="M60 12l46 48-46 48-46-48z"/>',
  '<path d="M46 14h28v32h32v28H74v32H46V74H14V46h32z"/>',
  '<path d="M60 18l42 24v36l-42 24-42-24V42z"/>',
];
const COLOURS = ["#a3162b", "#0a4f8f", "#2f6b2f", "#8a4b00", "#5a2d82", "#00615f", "#5b5b00"] as const;

const SKIN = ["#c68e63", "#8d5a3b", "#e0b48c", "#a9714b", "#704328", "#d1a078", "#b98258"] as const;
const HAIR = ["#2b2118", "#4a3222", "#6e6e6e", "#1d1d1d", "#5a4630", "#8a8a8a", "#33261a"] as const;

const svg = (body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="240" height="240">${body}</svg>\n`;

export const symbolPicture = (index: number): string =>
  svg(
    `<rect width="120" height="120" rx="14" fill="#ffffff"/><g fill="${COLOURS[index % COLOURS.length]}">${SHAPES[index % SHAPES.length]}</g>`,
  );

/** A bust in a circle: hair, face, shoulders in the colour of the option. */
export function facePicture(index: number): string {
  const [skin, hair] = [SKIN[index % SKIN.length], HAIR[index % HAIR.length]];
  const coat = COLOURS[index % COLOURS.length];
  const long = index % 3 === 1;
  const beard = index % 3 === 2 ? `<path d="M42 62c2 22 34 22 36 0-4 8-32 8-36 0z" fill="${hair}"/>` : "";
  const glasses =
    index % 2 === 1
      ? '<g fill="none" stroke="#1b1b1b" stroke-width="2"><circle cx="52" cy="54" r="6"/><circle cx="68" cy="54" r="6"/><path d="M58 54h4"/></g>'
      : "";
  return svg(
    [
      '<rect width="120" height="120" rx="14" fill="#e9eef2"/>',
      `<path d="M14 120c2-30 22-40 46-40s44 10 46 40z" fill="${coat}"/>`,
      '<path d="M50 74h20v14c0 6-20 6-20 0z" fill="#00000022"/>',
      long ? `<path d="M34 50c0-36 52-36 52 0v36c-6 4-8 2-8-2V50H42v34c0 4-4 6-8 2z" fill="${hair}"/>` : "",
      `<ellipse cx="60" cy="54" rx="21" ry="25" fill="${skin}"/>`,
      `<path d="M37 52c-2-34 48-34 46 0-4-12-12-16-23-16s-19 4-23 16z" fill="${hair}"/>`,
      '<g fill="#1b1b1b"><circle cx="52" cy="54" r="2.4"/><circle cx="68" cy="54" r="2.4"/></g>',
      '<path d="M53 66c4 4 10 4 14 0" fill="none" stroke="#5a2f1d" stroke-width="2.4" stroke-linecap="round"/>',
      beard,
      glasses,
    ].join(""),
  );
}
