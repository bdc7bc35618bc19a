/**
 * How long a voter waits for each screen: from the touch to the paint after the last change, on a processor four times slower than this one.
 *
 *     bench-kiosk [rounds] [slowdown]      a table: screen change, median, 95th of 100, longest, in milliseconds
 *
 * Real touches through the browser's own input, a ballot of sixty options and the largest letters among them. The daemon is that of the tests
 * and answers at once: what is measured is the screen. Figures: docs/developer/performance.md.
 * @module
 */
import type { Page } from "playwright-core";
import { bundleForBrowser } from "../adapters/web-bundle.ts";
import { type FakeMachine, startFakeMachine } from "../apps/machine-screens/fake-machine.test-helper.ts";
import { COUNCIL, GOVERNOR, LONG } from "../apps/machine-screens/fake-views.test-helper.ts";
import { openKiosk, press } from "../apps/machine-screens/kiosk-page.test-helper.ts";
import { launchBrowser } from "../ui/report/browser.test-helper.ts";

const [rounds = 10, slowdown = 4] = process.argv.slice(2).map(Number);

/**
 * Marks the moment a touch happened, and after every change of the page the moment after the frame that shows it: a message sent from within
 * a frame arrives once that frame is painted.
 */
const MEASURE = `
  window.waits = [];
  let touched = null;
  for (const kind of ["click", "keydown"])
    document.addEventListener(kind, (event) => { touched = event.timeStamp; window.waits = []; performance.mark("touched"); }, true);
  new MutationObserver(() => {
    const since = touched;
    if (since === null) return;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => { performance.mark("painted"); window.waits.push(performance.now() - since); };
      channel.port2.postMessage(null);
    });
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
`;

type Step = readonly [name: string, word: string];

const VOTE: readonly Step[] = [
  ["language → contest of 60", "Votar en español"],
  ["mark one of 60", "Carmen Rivas 3"],
  ["next page of 60", "más abajo"],
  ["contest of 60 → settings", "Letras"],
  ["largest letters, 60 options", "La más grande"],
  ["yellow on black", "Amarillo sobre negro"],
  ["normal letters, 60 options", "Normal"],
  ["settings → contest of 60", "Listo"],
  ["contest of 60 → contest of 7", "Siguiente"],
  ["mark one of 7", "Andrés Velásquez"],
  ["contest of 7 → contest of 5", "Siguiente"],
  ["blank", "Voto en blanco"],
  ["contest of 5 → review", "Siguiente"],
  ["review → contest of 60", "Cambiar"],
  ["contest of 60 → review", "Volver al resumen"],
  ["review → compare (confirmed)", "Sí: imprimir"],
  ["compare → thanks", "Sí, es igual"],
  ["thanks → locked", "Listo"],
];

async function oneVote(page: Page, machine: FakeMachine, times: Map<string, number[]>): Promise<void> {
  machine.show({ voter: { step: "choosing" } });
  await page.locator('.frame[data-screen="voter-language"]').waitFor();
  for (const [name, word] of VOTE) {
    await press(page, word);
    // Whatever the change still sets off has been painted by then.
    await page.waitForTimeout(250);
    const waits = (await page.evaluate("window.waits")) as number[];
    times.set(name, [...(times.get(name) ?? []), Math.max(0, ...waits)]);
  }
}

async function main(): Promise<void> {
  const launched = await launchBrowser();
  if (!("browser" in launched)) throw new Error(launched.reason);
  const bundle = await bundleForBrowser(new URL("../apps/machine-screens/main.tsx", import.meta.url));
  const contests = [LONG, GOVERNOR, COUNCIL];
  const machine = await startFakeMachine(bundle, { isDemo: false, phase: "open", contests });
  const page = await openKiosk(launched.browser, machine, {
    before: (opened) => opened.addInitScript(MEASURE),
  });
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const times = new Map<string, number[]>();
  try {
    await oneVote(page, machine, new Map());
    for (let round = 0; round < rounds; round += 1) await oneVote(page, machine, times);
  } finally {
    await launched.browser.close();
    await machine.close();
  }
  console.log(`${rounds} votes, processor slowed ${slowdown} times, milliseconds`);
  for (const [name, all] of times) {
    const sorted = all.toSorted((a, b) => a - b);
    const at = (part: number): string =>
      sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!.toFixed(0);
    console.log(`${name.padEnd(34)} ${at(0.5).padStart(5)} ${at(0.95).padStart(5)} ${at(1).padStart(5)}`);
  }
}

await main();
