/**
 * Judges every screen of the voting machine in every language, contrast and text size by axe and by our own rules: `kiosk-axe [WIDTHxHEIGHT]`.
 *
 * Some 1,200 screens in a few minutes; the tests judge each screen once. Exit status 1 when anything was found.
 * @module
 */
import { bundleForBrowser } from "../adapters/web-bundle.ts";
import { startFakeMachine } from "../apps/machine-screens/fake-machine.test-helper.ts";
import { judgeScreen } from "../apps/machine-screens/kiosk-axe.test-helper.ts";
import {
  openKiosk,
  pressAll,
  setDisplay,
  showScreen,
} from "../apps/machine-screens/kiosk-page.test-helper.ts";
import { VOTER_SCREENS, WORKER_SCREENS } from "../apps/machine-screens/screen-list.test-helper.ts";
import { CONTRASTS, TEXT_SIZES } from "../apps/screen-parts/themes.ts";
import { launchBrowser } from "../ui/report/browser.test-helper.ts";

const [width = 1280, height = 800] = (process.argv[2] ?? "1280x800").split("x").map(Number);

async function main(): Promise<number> {
  const launched = await launchBrowser();
  if (!("browser" in launched)) throw new Error(launched.reason);
  const bundle = await bundleForBrowser(new URL("../apps/machine-screens/main.tsx", import.meta.url));
  let [judged, wrong] = [0, 0];
  for (const screen of [...WORKER_SCREENS, ...VOTER_SCREENS]) {
    for (const language of ["es", "en"] as const) {
      const machine = await startFakeMachine(bundle, { isDemo: false, ...screen.view });
      const page = await openKiosk(launched.browser, machine, { width, height });
      await showScreen(page, language);
      await pressAll(page, screen.press?.[language] ?? []);
      for (const look of CONTRASTS.flatMap((contrast) => TEXT_SIZES.map((size) => `${contrast}${size}`))) {
        await setDisplay(page, look);
        const found = await judgeScreen(page);
        judged += 1;
        wrong += found.length;
        for (const one of found) console.log(`${screen.name} ${language} ${look}  ${one}`);
      }
      await page.context().close();
      await machine.close();
    }
  }
  await launched.browser.close();
  console.log(`${judged} screens judged, ${wrong} faults`);
  return wrong === 0 ? 0 : 1;
}

process.exitCode = await main();
