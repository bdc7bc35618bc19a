/** The screens in a real browser: opened, waited for, pressed by the words that people read. */
import type { Browser, Page } from "playwright-core";
import type { FakeMachine } from "./fake-machine.test-helper.ts";

export type KioskPageOptions = {
  readonly width?: number;
  readonly height?: number;
  /** Before the page is loaded: clocks, voices. */
  readonly before?: (page: Page) => Promise<unknown>;
};

export async function openKiosk(
  browser: Browser,
  machine: FakeMachine,
  { width = 1280, height = 800, before }: KioskPageOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  await before?.(page);
  await page.goto(machine.url);
  await page.locator(".frame").waitFor();
  await page.evaluate("document.fonts.ready.then(() => {})");
  return page;
}

/** On screens of nobody's turn, the language is one press away. */
export async function showScreen(page: Page, language: "es" | "en"): Promise<void> {
  const name = language === "es" ? "Español" : "English";
  const choice = page.locator(".frame-tools .language-switch").getByRole("button", { name });
  if ((await choice.count()) > 0) await choice.click();
}

/** Presses whatever is called so: a button, or an option of a contest. */
export async function pressAll(page: Page, words: readonly string[]): Promise<void> {
  for (const word of words) await press(page, word);
}

export async function press(page: Page, word: string): Promise<void> {
  const scope =
    (await page.locator("dialog[open]").count()) > 0 ? page.locator("dialog[open]") : page.locator(".frame");
  const isKey = word.length === 1;
  const button = scope.getByRole("button", { name: word, exact: isKey });
  const option = scope.getByRole("checkbox", { name: word });
  await button.or(option).first().click();
}

/** A contrast and a size as `dark4`, whoever stands there; once it is drawn. */
export async function setDisplay(page: Page, look: string): Promise<void> {
  const [contrast, size] = [look.slice(0, -1), look.slice(-1)];
  await page.evaluate(
    `Object.assign(document.documentElement.dataset, { contrast: "${contrast}", size: "${size}" }); window.dispatchEvent(new Event("resize")); new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`,
  );
}
