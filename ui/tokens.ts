/**
 * Colours, type scale and spacing, shared by the page, the charts and the PDF.
 *
 * Every text colour has at least 4.5:1 against the ground it is used on (tokens.test.ts computes it). The two counts
 * are blue and orange, which people with any common colour blindness tell apart, and their greys differ by a third;
 * charts still add a hatch or a label, so that colour is never the only signal.
 * @module
 */
export const COLOURS = {
  ink: "#1b1b1b",
  muted: "#555555",
  line: "#bdbdbd",
  faint: "#e4e2dc",
  paper: "#ffffff",
  band: "#f5f3ee",
  link: "#0a4f8f",
  countA: "#0a4f8f",
  countB: "#c65f00",
  same: "#9c1c1c",
  coverage: "#5a6f2a",
  unknown: "#6b6b6b",
  alert: "#9c1c1c",
  calm: "#1f5f4a",
  notice: "#fff3cf",
} as const;

/** Text colours and the grounds they are used on. */
export const TEXT_ON_GROUND = [
  ["ink", "paper"],
  ["ink", "band"],
  ["ink", "notice"],
  ["muted", "paper"],
  ["muted", "band"],
  ["link", "paper"],
  ["link", "band"],
  ["alert", "paper"],
  ["calm", "paper"],
] as const satisfies readonly (readonly [keyof typeof COLOURS, keyof typeof COLOURS])[];

/** Five steps of one dark blue, light to dark: a heat map that prints as even greys. */
export const SHADES = ["#dfe7ee", "#b3c6d6", "#7f9fb8", "#47718f", "#12344d"] as const;

export const FONT_FAMILY = "Source Sans 3";
export const FONT_FALLBACK = "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Roboto, Arial, sans-serif";

/** Pixels on screen; the PDF has its own scale in points. */
export const TYPE = { small: 14, body: 17, lead: 21, h3: 20, h2: 26, h1: 34, verdict: 30 } as const;
export const SPACE = { xs: 4, s: 8, m: 16, l: 24, xl: 40 } as const;
