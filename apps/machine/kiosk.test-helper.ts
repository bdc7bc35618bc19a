/** The screens of the machine in a browser, for every test of them: opened, waited for, looked at, and closed again. */
import { bundleForBrowser } from "@triplicate/adapters/web-bundle.ts";
import { type FakeMachine, startFakeMachine } from "@triplicate/machine-screens/fake-machine.test-helper.ts";
import { openKiosk } from "@triplicate/machine-screens/kiosk-page.test-helper.ts";
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import type { Page } from "playwright-core";
import { afterAll, afterEach } from "vitest";

export const CHOOSING = { isDemo: false, phase: "open", voter: { step: "choosing" } } as const;

export type Kiosk = {
  /** True where there is no browser; `why` says why. */
  readonly isSkipped: boolean;
  readonly why: string;
  /** A machine and its page; both are closed after the test. */
  start(
    view?: Parameters<typeof startFakeMachine>[1],
    before?: (page: Page) => Promise<unknown>,
  ): Promise<{ machine: FakeMachine; page: Page }>;
};

/** One browser for a file of tests. */
export async function kioskForTests(): Promise<Kiosk> {
  const launched = await launchBrowser();
  const browser = "browser" in launched ? launched.browser : null;
  const bundle = await bundleForBrowser(new URL("../machine-screens/main.tsx", import.meta.url));
  const open: { machine: FakeMachine; page: Page }[] = [];
  afterEach(async () => {
    for (const { machine, page } of open.splice(0)) {
      await page.context().close();
      await machine.close();
    }
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    isSkipped: browser === null,
    why: "reason" in launched ? ` (skipped: ${launched.reason})` : "",
    async start(view = CHOOSING, before = async () => {}) {
      if (browser === null) throw new Error("skipped tests do not run");
      const machine = await startFakeMachine(bundle, view);
      const page = await openKiosk(browser, machine, { before });
      open.push({ machine, page });
      return { machine, page };
    },
  };
}

export const screenOf = (page: Page): Promise<string | null> =>
  page.locator(".frame").getAttribute("data-screen");
export const at = (page: Page, screen: string) => page.locator(`.frame[data-screen="${screen}"]`).waitFor();
const focusText = (page: Page): Promise<string> =>
  page.evaluate(
    `(() => { const it = document.activeElement; return it === document.body ? "" : (it.labels?.[0] ?? it).textContent })()`,
  );

/** Looks again after every drawing, until it is so; what never is, the runner's time ends. */
export const eventually = (page: Page, condition: string): Promise<unknown> =>
  page.evaluate(
    `new Promise((done) => { const look = () => { if (${condition}) done(); else requestAnimationFrame(look); }; look(); })`,
  );

/** Presses a key until what has the focus is called so; how often it took. */
export async function until(page: Page, key: string, words: string, most = 90): Promise<number> {
  for (let presses = 0; presses <= most; presses += 1) {
    if ((await focusText(page)).includes(words)) return presses;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never came to ${words}`);
}
