/**
 * Pictures of every screen of the voting machine, for people to look at: `kiosk-screenshots FOLDER [es|en] [WIDTHxHEIGHT] [light1…yellow4] [name…]`.
 *
 * The screens run as they are against a machine of the tests; nothing here judges them.
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { bundleForBrowser } from "../adapters/web-bundle.ts";
import { startFakeMachine } from "../apps/machine-screens/fake-machine.test-helper.ts";
import {
  openKiosk,
  pressAll,
  setDisplay,
  showScreen,
} from "../apps/machine-screens/kiosk-page.test-helper.ts";
import { VOTER_SCREENS, WORKER_SCREENS } from "../apps/machine-screens/screen-list.test-helper.ts";
import { launchBrowser } from "../ui/report/browser.test-helper.ts";

const [folder = "out/kiosk", language = "es", size = "1280x800", look = "light1", ...names] =
  process.argv.slice(2);
const [width = 1280, height = 800] = size.split("x").map(Number);

async function main(): Promise<void> {
  const launched = await launchBrowser();
  if (!("browser" in launched)) throw new Error(launched.reason);
  const bundle = await bundleForBrowser(new URL("../apps/machine-screens/main.tsx", import.meta.url));
  mkdirSync(folder, { recursive: true });
  try {
    for (const screen of [...WORKER_SCREENS, ...VOTER_SCREENS]) {
      if (names.length > 0 && !names.includes(screen.name)) continue;
      const machine = await startFakeMachine(bundle, { isDemo: false, ...screen.view });
      const page = await openKiosk(launched.browser, machine, { width, height });
      await showScreen(page, language === "en" ? "en" : "es");
      await pressAll(page, screen.press?.[language === "en" ? "en" : "es"] ?? []);
      await setDisplay(page, look);
      await page.screenshot({ path: join(folder, `${screen.name}.png`) });
      await page.context().close();
      await machine.close();
    }
  } finally {
    await launched.browser.close();
  }
}

await main();
