/**
 * What is left on a screen for somebody else, and what a keyboard or a scanner may do to it, in a real browser.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleForBrowser } from "@triplicate/adapters/web-bundle.ts";
import {
  FAKE_CARDS,
  FAKE_PIN,
  type FakeMachine,
  startFakeMachine,
} from "@triplicate/machine-screens/fake-machine.test-helper.ts";
import { openKiosk, press, pressAll } from "@triplicate/machine-screens/kiosk-page.test-helper.ts";
import { createDigitReader } from "@triplicate/machine-screens/typed-digits.ts";
import { createWedge } from "@triplicate/machine-screens/wedge.ts";
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { provisioned, startTest } from "./machine.test-helper.ts";

const launched = await launchBrowser();
const browser: Browser | null = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
const bundle = await bundleForBrowser(new URL("../machine-screens/main.tsx", import.meta.url));

const open: { machine: FakeMachine; page: Page }[] = [];
afterEach(async () => {
  for (const { machine, page } of open.splice(0)) {
    await page.context().close();
    await machine.close();
  }
});
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await browser?.close();
});

async function start(
  view: Parameters<typeof startFakeMachine>[1],
  before: (page: Page) => Promise<unknown> = async () => {},
): Promise<{ machine: FakeMachine; page: Page }> {
  if (browser === null) throw new Error("skipped tests do not run");
  const machine = await startFakeMachine(bundle, view);
  const page = await openKiosk(browser, machine, { before });
  open.push({ machine, page });
  return { machine, page };
}

const CHOOSING = { isDemo: false, phase: "open", voter: { step: "choosing" } } as const;

const at = (page: Page, screen: string) => page.locator(`.frame[data-screen="${screen}"]`).waitFor();

/** Keys as a scanner sends them, in one go. */
const scan = (page: Page, text: string): Promise<unknown> =>
  page.evaluate(
    `for (const key of [...${JSON.stringify(text)}, "Enter"]) (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))`,
  );

describe.skipIf(browser === null)(`a voter who left with the voucher${why}`, () => {
  test("leaves no choice on the screen, and nobody brings it back", async () => {
    const { machine, page } = await start(
      { isDemo: false, phase: "open", voter: { step: "choosing" } },
      (opened) => opened.clock.install(),
    );
    await pressAll(page, [
      "Votar en español",
      "Andrés Velásquez",
      "Siguiente",
      "Voto en blanco",
      "Siguiente",
    ]);
    await press(page, "Sí: imprimir mi comprobante");
    await at(page, "voter-compare");
    // In the live regions too, which a screen reader can be led to.
    const shown = () => page.locator("body").getByText("Andrés Velásquez").count();
    await page.clock.runFor(170_000);
    expect(await shown()).toBe(1);
    // Whoever reads slowly and touches it has it longer.
    await page.mouse.click(640, 400);
    await page.clock.runFor(170_000);
    expect(await shown()).toBe(1);
    await page.clock.runFor(11_000);
    expect(await shown()).toBe(0);
    await page.mouse.click(640, 400);
    await page.keyboard.press("Escape");
    machine.show({ cards: [{ id: "ana", name: "Ana", scope: "station/1" }] });
    await at(page, "worker-judge");
    machine.show({ cards: [] });
    await at(page, "voter-compare");
    expect(await shown()).toBe(0);
    // Who is still there answers by the paper.
    await press(page, "Sí, es igual");
    await at(page, "voter-thanks");
    expect(machine.actions.at(-1)).toEqual({ do: "match", matches: true });
  });
});

describe.skipIf(browser === null)(`what was said aloud${why}`, () => {
  test("stands on no later screen, where it is untrue or names a choice", async () => {
    const { page } = await start(CHOOSING);
    const said = () => page.locator('[data-live="polite"]').textContent();
    await pressAll(page, ["Votar en español", "Andrés Velásquez"]);
    expect(await said()).toContain("Andrés Velásquez");
    await press(page, "Siguiente");
    await at(page, "voter-contest-council");
    expect(await said()).toBe("");
    await pressAll(page, ["Ana Rojas", "Siguiente"]);
    await at(page, "voter-review");
    expect(await said()).toBe("");
    await pressAll(page, ["Sí: imprimir mi comprobante", "Sí, es igual"]);
    await at(page, "voter-thanks");
    expect(await said()).toBe("");
    expect(
      await page
        .locator("body")
        .getByText(/Velásquez|Rojas/)
        .count(),
    ).toBe(0);
  });
});

describe.skipIf(browser === null)(`a key that is held down${why}`, () => {
  test("asks the machine's voice for one thing at a time, so that no action waits behind what is not said any more", async () => {
    const asked: string[] = [];
    const dropped: string[] = [];
    const { page } = await start({ ...CHOOSING, hasSpeech: { es: true, en: true } }, async (opened) => {
      await opened.route("**/api/speech?*", () => {});
      opened.on("request", (one) => one.url().includes("/api/speech") && asked.push(one.url()));
      opened.on("requestfailed", (one) => one.url().includes("/api/speech") && dropped.push(one.url()));
    });
    await pressAll(page, ["Votar en español", "Letras"]);
    await page.getByRole("button", { name: "Con audio" }).click();
    for (let i = 0; i < 12; i += 1) await page.keyboard.press("Tab");
    await press(page, "Listo");
    await at(page, "voter-contest-governor");
    expect(asked.length).toBeGreaterThan(8);
    await expect.poll(() => asked.length - dropped.length).toBeLessThanOrEqual(1);
  });
});

describe.skipIf(browser === null)(`a page of another program on this machine${why}`, () => {
  /** A page at another port, and what it does to the machine once it is open. */
  async function from(html: (launchUrl: string) => string): Promise<Page> {
    const root = mkdtempSync(join(tmpdir(), "triplicate-machine-"));
    await provisioned(join(root, "machine"));
    const screens = undefined as unknown as false;
    const { machine } = await startTest(join(root, "machine"), { screens });
    const other = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end(html(machine.launchUrl));
    });
    await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
    const page = await browser!.newPage();
    closing.push(async () => {
      await page.close();
      other.closeAllConnections();
      other.close();
      await machine.close();
      rmSync(root, { recursive: true, force: true });
    });
    await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    return page;
  }

  test("may link to the screens", async () => {
    const page = await from((url) => `<a href="${url}">Vote</a>`);
    await page.click("a");
    await page.locator(".frame").waitFor();
  });

  test("may not frame them, nor ask the machine by a form", async () => {
    const page = await from(
      (url) =>
        `<iframe src="${url}"></iframe><form method="post" enctype="text/plain" action="${url.split("#")[0]}api/act"><button>Go</button></form>`,
    );
    const inside = page.frames()[1];
    expect((await inside?.locator(".frame").count()) ?? 0).toBe(0);
    const answered = page.waitForResponse((response) => response.url().endsWith("/api/act"));
    await page.click("button");
    expect((await answered).status()).toBe(403);
  });
});

describe.skipIf(browser === null)(`two screens of one machine${why}`, () => {
  test("the one that nobody looks at does not take the turn back of who votes at the other", async () => {
    const { machine, page } = await start(CHOOSING, async (opened) => {
      await opened.clock.install();
      await opened.addInitScript(
        "window.isBehind = true; Object.defineProperty(document, 'hidden', { get: () => window.isBehind })",
      );
    });
    await press(page, "Votar en español");
    await page.clock.runFor(400_000);
    expect(await page.locator("dialog[open]").count()).toBe(0);
    await page.evaluate("window.isBehind = false");
    await page.clock.runFor(91_000);
    expect(await page.locator("dialog[open]").count()).toBe(1);
    await page.evaluate("window.isBehind = true");
    await page.clock.runFor(400_000);
    expect(machine.actions).toEqual([]);
    await page.evaluate("window.isBehind = false");
    await page.clock.runFor(61_000);
    await at(page, "locked-open");
    expect(machine.actions).toEqual([{ do: "abandon" }]);
  });
});

describe(`keys that somebody left behind`, () => {
  test("are no beginning of what the next voter presses", () => {
    const wedge = createWedge();
    const type = (text: string, from: number) => {
      for (const [i, key] of [...text].entries()) wedge.take({ key, timeStamp: from + i });
    };
    type("triplicate-card:QW5h", 0);
    expect(wedge.take({ key: "Enter", timeStamp: 60_000 })).toBe(null);
    type("triplicate-card:QW5h", 70_000);
    expect(wedge.take({ key: "Enter", timeStamp: 70_100 })).toBe("triplicate-card:QW5h");
  });
});

describe.skipIf(browser === null)(`a PIN${why}`, () => {
  test("is taken from the keyboard without looking for its field, and never from a scanner", async () => {
    const { machine, page } = await start({ isDemo: true, phase: "open" });
    await pressAll(page, ["Soy miembro de mesa", "Ana Pérez"]);
    const field = page.locator(".pad-field");
    await field.waitFor();
    await scan(page, `${FAKE_CARDS[1]!.text}123456789`);
    expect(await field.inputValue()).toBe("");
    expect(machine.actions).toEqual([]);
    await page.keyboard.type("1234567");
    await page.keyboard.press("Backspace");
    expect(await field.inputValue()).toBe(FAKE_PIN);
    await page.keyboard.press("Enter");
    await at(page, "worker-open");
    expect(machine.actions).toEqual([{ do: "present-card", card: FAKE_CARDS[0]!.text, pin: FAKE_PIN }]);
  });

  test("has no part in a burst with letters, and a letter that slipped in does not end it", () => {
    const typed: string[] = [];
    const read = createDigitReader({
      onDigit: (digit) => typed.push(digit),
      onErase: () => typed.push("erase"),
      onEnter: () => typed.push("enter"),
    });
    const keys = (from: number, step: number, ...all: string[]) => {
      for (const [i, key] of all.entries()) read({ key, timeStamp: from + i * step });
    };
    keys(0, 5, ..."triplicate-card:12345678", "Enter");
    expect(typed).toEqual([]);
    keys(1000, 300, "1", "x", "2", "Shift", "Backspace", "Enter");
    expect(typed).toEqual(["1", "2", "erase", "enter"]);
  });

  test("is nothing that a browser offers to remember", async () => {
    const { page } = await start({ isDemo: true });
    await pressAll(page, ["Soy miembro de mesa", "Ana Pérez"]);
    const field = page.locator(".pad-field");
    expect(await field.getAttribute("type")).toBe("password");
    expect(await field.getAttribute("autocomplete")).toBe("one-time-code");
    expect(await page.locator("form").count()).toBe(0);
  });
});
