/**
 * Every screen of the voting machine judged by axe against WCAG 2.2 AA, with every contrast and text size in turn, in both languages in turn;
 * and what axe does not measure: how large what is touched is, and that nothing is cut off sideways at 200 % zoom.
 * Every screen in every language, contrast and size: scripts/kiosk-axe.ts.
 */
import { bundleForBrowser } from "@triplicate/adapters/web-bundle.ts";
import type { MachineView } from "@triplicate/machine-screens/api.ts";
import { startFakeMachine } from "@triplicate/machine-screens/fake-machine.test-helper.ts";
import { judgeScreen } from "@triplicate/machine-screens/kiosk-axe.test-helper.ts";
import {
  openKiosk,
  pressAll,
  setDisplay,
  showScreen,
} from "@triplicate/machine-screens/kiosk-page.test-helper.ts";
import {
  type ListedScreen,
  VOTER_SCREENS,
  WORKER_SCREENS,
} from "@triplicate/machine-screens/screen-list.test-helper.ts";
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";

const launched = await launchBrowser();
const browser = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
const bundle = await bundleForBrowser(new URL("../machine-screens/main.tsx", import.meta.url));

afterAll(async () => {
  await browser?.close();
  await machine.close();
});

const LOOKS = [
  "light1",
  "dark2",
  "yellow3",
  "light4",
  "dark1",
  "yellow2",
  "light3",
  "dark4",
  "yellow1",
] as const;
const LOOKS_MORE = ["light2", "dark3", "yellow4"] as const;
const ALL = [...LOOKS, ...LOOKS_MORE];

const rows = [...WORKER_SCREENS, ...VOTER_SCREENS].map((screen, i) => ({
  ...{ screen, name: screen.name, look: ALL[i % ALL.length]! },
  language: i % 2 === 0 ? ("es" as const) : ("en" as const),
}));

const machine = await startFakeMachine(bundle, { isDemo: false });
const FIRST = machine.view();
const page = browser === null ? null : await openKiosk(browser, machine);

/** On the one page that all rows share. */
async function open(screen: ListedScreen, language: "es" | "en", look: string): Promise<Page> {
  if (page === null) throw new Error("skipped tests do not run");
  const show = async (view: Partial<MachineView>) => {
    machine.show({ ...FIRST, ...view, revision: machine.view().revision });
    await page.locator(`.kiosk[data-revision="${machine.view().revision}"]`).waitFor();
  };
  // Nobody's turn in between: every row begins with what whoever comes new finds.
  await show({ phase: "closed" });
  if (/^(card|pin)$/.test((await page.locator(".frame").getAttribute("data-screen")) ?? ""))
    await page.reload();
  await show(screen.view);
  await showScreen(page, language);
  await pressAll(page, screen.press?.[language] ?? []);
  await setDisplay(page, look);
  return page;
}

describe.skipIf(browser === null)(`axe${why}`, () => {
  test.each(rows)("$name in $language, $look", async ({ screen, language, look }) => {
    expect(await judgeScreen(await open(screen, language, look))).toEqual([]);
  });
});

describe.skipIf(browser === null)(`at 200 % zoom${why}`, () => {
  const names = ["locked-open", "witnesses", "contest", "review", "settings"];
  const some = rows.filter(({ name }) => names.includes(name));
  test.each(some)("$name scrolls one way only, and its next step is there", async ({ screen, language }) => {
    const page = await open(screen, language, "light1");
    await page.setViewportSize({ width: 640, height: 400 });
    const wide = await page.evaluate(
      `[document.documentElement, ...document.querySelectorAll(".frame-main, dialog")].filter((one) => one.scrollWidth > one.clientWidth + 2).length`,
    );
    expect(wide).toBe(0);
    const last = page.locator("dialog[open] .button, .frame-foot .button").last();
    await last.scrollIntoViewIfNeeded();
    expect(await last.isVisible()).toBe(true);
    await page.setViewportSize({ width: 1280, height: 800 });
  });
});
