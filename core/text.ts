/**
 * Text that people read, in every language the project speaks, and the byte order that sorts identifiers.
 * @module
 */
export type Language = "es" | "en";

/** One text in every language; a catalogue for another language adds a member here. */
export type LocalizedText = { readonly es: string; readonly en: string };

/**
 * Orders two identifiers by UTF-16 code unit, the same on every machine and in every locale.
 * For ASCII identifiers, which is what station ids are, this is byte order.
 */
export const compareIds = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
