/**
 * Whole votes at the screens in a real browser: by touch, by keyboard alone, by two switches alone, in both languages and with sixty options;
 * and that nothing of a voter is left for the next one.
 */
import { LONG } from "@triplicate/machine-screens/fake-views.test-helper.ts";
import { press, pressAll } from "@triplicate/machine-screens/kiosk-page.test-helper.ts";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { at, CHOOSING, eventually, kioskForTests, screenOf, until } from "./kiosk.test-helper.ts";

const { isSkipped, why, start } = await kioskForTests();

describe.skipIf(isSkipped)(`a whole vote${why}`, () => {
  test("by touch, in Spanish, with a change of mind, a blank contest, and a voucher that is not the same", async () => {
    const { machine, page } = await start();
    await pressAll(page, ["Votar en español", "Justo Noguera", "Andrés Velásquez", "Siguiente"]);
    await pressAll(page, ["Voto en blanco", "Siguiente"]);
    await at(page, "voter-review");
    expect(await page.getByText("¿Seguro que aquí no elige a nadie?").count()).toBe(1);
    await press(page, "Sí: imprimir mi comprobante");
    await at(page, "voter-compare");
    await pressAll(page, ["No es igual", "Sí, anularlo"]);
    await at(page, "voter-again");
    await press(page, "Votar otra vez");
    expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(0);
    await pressAll(page, ["Rosa Guillén", "Siguiente", "Ana Rojas", "Marta Díaz", "Siguiente"]);
    await pressAll(page, ["Sí: imprimir mi comprobante", "Sí, es igual"]);
    await at(page, "voter-thanks");
    await press(page, "Listo");
    await at(page, "locked-open");
    expect(machine.confirmed).toEqual([
      [[1], []],
      [[3], [0, 2]],
    ]);
    expect(machine.actions.map((action) => action.do)).toEqual([
      ...["confirm", "match", "confirm", "match", "dismiss"],
    ]);
  });

  test("by keyboard alone, in English: Tab, arrows, Space and Enter", async () => {
    const { machine, page } = await start();
    await until(page, "Tab", "English");
    await page.keyboard.press("Enter");
    await at(page, "voter-contest-governor");
    await until(page, "Tab", "Justo Noguera");
    await until(page, "ArrowDown", "Francis Suárez");
    await page.keyboard.press("Space");
    await until(page, "ArrowUp", "Andrés Velásquez");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(1);
    await until(page, "Tab", "Next");
    await page.keyboard.press("Enter");
    await at(page, "voter-contest-council");
    // Nothing marked: it is asked, and the answer is found by keyboard too.
    await until(page, "Tab", "Next");
    await page.keyboard.press("Enter");
    await page.locator("dialog[open]").waitFor();
    await until(page, "Tab", "Vote blank", 5);
    await page.keyboard.press("Space");
    await at(page, "voter-review");
    await until(page, "Tab", "Yes: print");
    await page.keyboard.press("Enter");
    await at(page, "voter-compare");
    await until(page, "Shift+Tab", "Yes, it is the same");
    await page.keyboard.press("Enter");
    await at(page, "voter-thanks");
    expect(machine.confirmed).toEqual([[[1], []]]);
  });

  test("by two switches alone: Space goes on, Enter takes", async () => {
    const { machine, page } = await start({ ...CHOOSING, voter: null, cards: [], phase: "open" });
    machine.show({ cards: [{ id: "ana", name: "Ana", scope: "station/1" }] });
    await at(page, "worker-open");
    await press(page, "Con dos pulsadores");
    await at(page, "voter-language");
    await until(page, "Space", "Español");
    await page.keyboard.press("Enter");
    await at(page, "voter-contest-governor");
    // Seven options: two groups, then the options inside.
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await until(page, "Space", "Andrés Velásquez", 6);
    await page.keyboard.press("Enter");
    await until(page, "Space", "Siguiente");
    await page.keyboard.press("Enter");
    await at(page, "voter-contest-council");
    await until(page, "Space", "Luis Peña");
    await page.keyboard.press("Enter");
    await until(page, "Space", "Siguiente");
    await page.keyboard.press("Enter");
    await at(page, "voter-review");
    await until(page, "Space", "Sí: imprimir");
    await page.keyboard.press("Enter");
    await at(page, "voter-compare");
    await until(page, "Space", "Sí, es igual");
    await page.keyboard.press("Enter");
    await at(page, "voter-thanks");
    expect(machine.confirmed).toEqual([[[1], [1]]]);
  });

  test("with sixty options and the largest letters, the last one is reached by touch and by two switches", async () => {
    const { page } = await start({ ...CHOOSING, contests: [LONG] });
    await pressAll(page, ["Votar en español", "Letras", "La más grande", "Listo"]);
    // Every page says how many are still below, and the count goes down to none.
    const below: number[] = [];
    for (let pages = 0; pages < 60; pages += 1) {
      const [, down] = await page.locator(".option-pages button").all();
      const words = (await down!.textContent()) ?? "";
      below.push(Number(/\d+/.exec(words)?.[0] ?? 0));
      if (below.at(-1) === 0) break;
      await down!.click();
      await eventually(
        page,
        `document.querySelectorAll(".option-pages button")[1].textContent !== "${words}"`,
      );
    }
    expect(below.at(-1)).toBe(0);
    expect(below).toEqual([...below].sort((a, b) => b - a));
    await pressAll(page, ["Betancourt 60", "Siguiente"]);
    await at(page, "voter-review");
    expect(await page.locator(".frame").getByText("Betancourt 60").count()).toBe(1);
    await pressAll(page, ["Cambiar", "Letras", "Dos pulsadores", "Listo"]);
    await page.keyboard.press("Space");
    await until(page, "Space", "Betancourt 60", 16);
    // Sixty options are at most a group's way and its six.
    await page.keyboard.press("Enter");
    expect(await until(page, "Space", "Carmen Rivas 59", 6)).toBeLessThanOrEqual(6);
  });

  test("marks cannot be too many: the one that has no room is asked about, not swapped", async () => {
    const { page } = await start();
    await pressAll(page, ["Vote in English", "Andrés", "Next", "Ana Rojas", "Inés Mora", "Luis Peña"]);
    await press(page, "Pedro Gil");
    expect(await page.locator("dialog[open] h2").textContent()).toBe("You have already chosen 3");
    await press(page, "Back");
    expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(3);
    expect(await page.getByRole("checkbox", { name: "Pedro Gil", checked: true }).count()).toBe(0);
    await press(page, "Blank vote");
    expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(1);
  });
});

describe.skipIf(isSkipped)(`the next voter${why}`, () => {
  const look = (page: Page): Promise<unknown> =>
    page.evaluate(`(() => ({
      contrast: document.documentElement.dataset.contrast,
      size: document.documentElement.dataset.size,
      scanning: document.documentElement.dataset.scanning ?? null,
      dark: document.documentElement.dataset.dark ?? null,
      screen: document.querySelector(".frame").dataset.screen,
      focus: document.activeElement.tagName,
      scroll: [scrollY, ...[...document.querySelectorAll("*")].map((one) => one.scrollTop)].filter((one) => one > 0),
      checked: document.querySelectorAll("input:checked").length,
      dialogs: document.querySelectorAll("dialog").length,
      stored: localStorage.length + sessionStorage.length,
      said: document.querySelector("[data-live=polite]").textContent,
      text: document.body.innerText.includes("Carmen Rivas"),
      speaking: window.spoken === undefined ? [] : window.spoken.now,
    }))()`);
  const FRESH = {
    ...{ contrast: "light", size: "1", scanning: null, dark: null, screen: "voter-language", focus: "H1" },
    ...{ scroll: [], checked: 0, dialogs: 0, stored: 0, said: "", text: false, speaking: [] },
  };

  /** Everything a voter can change, changed. */
  async function change(page: Page): Promise<void> {
    await pressAll(page, ["Vote in English", "Letters", "Largest", "Yellow on black", "Two switches"]);
    await page.getByRole("group", { name: "Audio" }).getByRole("button", { name: "On", exact: true }).click();
    await pressAll(page, ["Done", "Carmen Rivas 2"]);
    await page.evaluate(`document.querySelector(".option-scroll").scrollTop = 900`);
  }

  test("finds nothing of the one before: after a vote, after a turn taken back, after a wait", async () => {
    const { machine, page } = await start({ ...CHOOSING, contests: [LONG] }, fakeVoice);
    const again = async () => {
      machine.show({ voter: null });
      await at(page, "locked-open");
      machine.show({ voter: { step: "choosing" } });
      await at(page, "voter-language");
      expect(await look(page)).toEqual(FRESH);
    };
    await again();
    await change(page);
    await again();
    await change(page);
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "Yes: print" }).click();
    await page.getByRole("button", { name: "Yes, it is the same" }).click();
    await at(page, "voter-thanks");
    // The next one is let in while the last screen still stands.
    machine.show({ voter: { step: "choosing" } });
    await at(page, "voter-language");
    expect(await look(page)).toEqual(FRESH);
  });

  test("cannot go back in the browser's history to what the one before saw", async () => {
    const { machine, page } = await start();
    await pressAll(page, ["Votar en español", "Andrés", "Siguiente"]);
    machine.show({ voter: null });
    await at(page, "locked-open");
    for (let i = 0; i < 3; i += 1) await page.evaluate("history.back()");
    await at(page, "locked-open");
    expect(page.url()).toBe(machine.url);
    expect(await page.getByText("Andrés").count()).toBe(0);
  });

  test("when nobody answers, a turn ends before it is confirmed, and a key is an answer", async () => {
    const { machine, page } = await start(CHOOSING, (opened) => opened.clock.install());
    await pressAll(page, ["Votar en español", "Andrés Velásquez"]);
    await page.clock.runFor(91_000);
    expect(await page.locator("dialog[open] h2").textContent()).toBe("¿Sigue ahí?");
    await page.keyboard.press("a");
    expect(await page.locator("dialog[open]").count()).toBe(0);
    expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(1);
    await page.clock.runFor(91_000);
    await page.clock.runFor(61_000);
    await at(page, "locked-open");
    expect(machine.actions).toEqual([{ do: "abandon" }]);
    expect(machine.confirmed).toEqual([]);
  });

  test("when the machine is gone nothing is shown, and nothing is kept", async () => {
    const { machine, page } = await start();
    await pressAll(page, ["Votar en español", "Andrés Velásquez"]);
    machine.lose(true);
    await page.getByText("La máquina no responde").waitFor();
    machine.lose(false);
    await at(page, "voter-language");
    await press(page, "Votar en español");
    expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(0);
  });
});

/** A browser with one voice of its own and one on a server; what is said is kept. */
const fakeVoice = (page: Page): Promise<unknown> =>
  page.addInitScript(`
    window.spoken = { all: [], now: [] };
    const voices = [{ localService: false, lang: "es-VE", name: "far" }, { localService: true, lang: "es-ES", name: "near" }, { localService: true, lang: "en-GB", name: "near" }];
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    Object.defineProperty(window, "speechSynthesis", { value: {
      getVoices: () => voices, addEventListener() {}, removeEventListener() {},
      speak(one) { window.spoken.all.push([one.voice.name, one.lang, one.rate, one.volume, one.text]); window.spoken.now = [one.text]; },
      cancel() { window.spoken.now = []; },
    } });
  `);

describe.skipIf(isSkipped)(`for ears${why}`, () => {
  const spoken = (page: Page): Promise<[string, string, number, number, string][]> =>
    page.evaluate("window.spoken.all");

  test("the built-in voice says the screen, what has the focus, and what a press did, and never from a server", async () => {
    const { page } = await start(CHOOSING, fakeVoice);
    await pressAll(page, ["Votar en español", "Letras"]);
    await page.getByRole("button", { name: "Con audio" }).click();
    await page.getByRole("button", { name: "Más rápido" }).click();
    await page.getByRole("button", { name: "Más alto" }).click();
    await press(page, "Listo");
    await until(page, "Tab", "Andrés Velásquez");
    await page.keyboard.press("Space");
    await until(page, "Tab", "Siguiente");
    await page.keyboard.press("Enter");
    await at(page, "voter-contest-council");
    const said = await spoken(page);
    expect(new Set(said.map(([voice]) => voice))).toEqual(new Set(["near"]));
    const texts = said.map(([, , , , text]) => text);
    expect(texts).toContain("Andrés VelásquezMesa de la Unidad Democrática. No elegido. 2 de 8.");
    expect(texts.at(-1)).toContain("Consejo legislativo. Elija hasta 3 opciones.");
    expect(said.at(-1)!.slice(1, 4)).toEqual(["es", 1.3, 1]);
  });

  test("the screen goes dark while audio goes on, touches do nothing, and its foot brings it back", async () => {
    const { machine, page } = await start({ ...CHOOSING, voter: null }, fakeVoice);
    machine.show({ cards: [{ id: "ana", name: "Ana", scope: "station/1" }] });
    await press(page, "Con audio y pantalla apagada");
    await at(page, "voter-language");
    expect(await page.evaluate(`getComputedStyle(document.querySelector(".frame")).opacity`)).toBe("0");
    await page.mouse.click(400, 300);
    expect(await screenOf(page)).toBe("voter-language");
    await until(page, "Tab", "English");
    await page.keyboard.press("Enter");
    await at(page, "voter-contest-governor");
    expect((await spoken(page)).at(-1)!.slice(1)).toEqual([
      ...["en", 1, 0.75, "Governor of Bolívar state. Choose one."],
    ]);
    await page.mouse.click(400, 780);
    await eventually(page, `getComputedStyle(document.querySelector(".frame")).opacity === "1"`);
  });

  test("where there is no voice nobody is let in to a dark and silent screen", async () => {
    const { machine, page } = await start({ ...CHOOSING, voter: null });
    machine.show({ cards: [{ id: "ana", name: "Ana", scope: "station/1" }] });
    const button = page.getByRole("button", { name: "Con audio y pantalla apagada" });
    expect(await button.getAttribute("aria-disabled")).toBe("true");
    await button.click({ force: true });
    expect(machine.actions).toEqual([]);
    await page.getByText("Esta máquina no tiene voz").waitFor();
  });

  test("a screen reader finds names, states and groups", async () => {
    const { page } = await start();
    await pressAll(page, ["Vote in English", "Andrés Velásquez"]);
    const tree = await page.locator(".frame-main").ariaSnapshot();
    expect(tree).toContain('- heading "Governor of Bolívar state" [level=1]');
    expect(tree).toContain('- group "Governor of Bolívar state":');
    expect(tree).toContain('- checkbox "Andrés Velásquez Mesa de la Unidad Democrática" [checked]');
    expect(tree).toContain('- checkbox "Carmen Olivero"');
    expect(tree).toContain('- checkbox "Blank vote I choose nobody"');
    expect(await page.locator("[data-live=polite]").textContent()).toContain("Chosen: Andrés Velásquez.");
    await pressAll(page, ["Next", "Blank vote", "Next"]);
    const review = await page.locator(".frame").ariaSnapshot();
    expect(review).toContain('button "Change: Governor of Bolívar state"');
    expect(review).toContain('button "Yes: print my voucher"');
  });
});
