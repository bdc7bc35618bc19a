/**
 * Text from other people's files, with every character that could mislead a reader made visible.
 *
 * A name can carry a control that reverses the text after it (U+202E), hides characters, or moves a terminal's
 * cursor. Those are shown as <U+202E>, and nothing is silently
 * dropped. The two joiners that Indic and Persian spelling needs (U+200C, U+200D) stay as they are.
 * @module
 */

// Controls, soft hyphen, zero-width and bidirectional controls, invisible operators, byte order mark, tags,
// interlinear marks, variation selectors, fillers. Line ends and tabs included: a cell is one line.
// Alternatives rather than one class, because some of these would combine with a neighbour inside a class.
const MISLEADING =
  /[\p{Cc}\p{Co}\p{Cs}\p{Cn}\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}]|\u034f|\u17b4|\u17b5|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;

// More marks than any script stacks on one letter would climb over the lines above.
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** Latin letters and ordinary punctuation alone, as nearly all text is: nothing above can match in it. */
const HARMLESS = /^[ -~\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027\u2190-\u21ff\u2212]*$/;

export function visibleText(text: string): string {
  if (HARMLESS.test(text)) return text;
  return text.replace(MISLEADING, (character) => `<U+${codePoint(character)}>`).replace(STACKED_MARKS, "$1");
}

const codePoint = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
