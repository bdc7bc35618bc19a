/** What is wrong with the screen that a page shows, by axe's rules and by ours. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Not of WCAG: a dialog's page has its landmarks behind it, where axe does not look. */
const OTHER = ["region", "page-has-heading-one"];

/** Our pages have no frames: in its older mode axe opens no second page for each judgement. */
export async function judgeScreen(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .withTags(TAGS)
    .disableRules(OTHER)
    .analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(" ")}`),
  );
  const small = (await page.evaluate(SMALL)) as string[];
  return [...found, ...small.map((one) => `too small to touch: ${one}`)];
}

/** Of a voter's screens at least 64 CSS pixels high, of the others 44; an option is touched anywhere on its card. */
const SMALL = `[...document.querySelectorAll("button, textarea, label.option")]
  .filter((one) => one.getClientRects().length > 0 && one.closest(".tray") === null)
  .map((one) => ({ box: one.getBoundingClientRect(), least: one.closest(".voter, dialog") === null ? 44 : 64, text: one.textContent.trim() }))
  .filter(({ box, least }) => box.height < least - 0.5 || box.width < 44)
  .map(({ box, text }) => text + " " + Math.round(box.width) + "x" + Math.round(box.height))`;
