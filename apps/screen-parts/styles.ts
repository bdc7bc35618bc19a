/**
 * Puts a program's style sheets on its page without an inline <style>, which the page's policy forbids.
 *
 * A style sheet that is imported is its text, as `apps/screen-parts/css.d.ts` says.
 * @module
 */
import base from "./screen.css";
import { themesCss } from "./themes.ts";

/** The themes, the shared sheet, then the program's own in their order. */
export function adoptStyles(...own: readonly string[]): void {
  document.adoptedStyleSheets = [themesCss(), base, ...own].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
}
