/** Poll workers at the screens in a real browser: opening, closing early, the witness round, sending, and what they are never shown. */
import { press, pressAll } from "@triplicate/machine-screens/kiosk-page.test-helper.ts";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { at, CHOOSING, kioskForTests } from "./kiosk.test-helper.ts";

const { isSkipped, why, start } = await kioskForTests();

describe.skipIf(isSkipped)(`poll workers${why}`, () => {
  const CARD = "triplicate-card:THVpcw";
  const type = async (page: Page, text: string) => {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  };

  test("open, close early with two cards and their reason, and hear a refusal in words", async () => {
    const { machine, page } = await start({ isDemo: true });
    // A card before the scanner is enough, at any screen.
    await type(page, "triplicate-card:QW5h");
    await at(page, "pin");
    await page.locator(".pad-field").fill("111111");
    await press(page, "Entrar");
    await page.getByText("PIN equivocado. Quedan 4 intentos.").first().waitFor();
    await page.locator(".pad-field").fill("123456");
    await page.keyboard.press("Enter");
    await at(page, "worker-provisioned");
    await press(page, "Imprimir el acta en cero");
    await at(page, "worker-zero-printed");
    await press(page, "La segunda persona");
    // A scanner that types, wherever the focus is: its Enter presses nothing.
    await at(page, "card");
    await type(page, CARD);
    await at(page, "pin");
    for (const digit of "123456") await press(page, digit);
    await press(page, "Entrar");
    await press(page, "Abrir la mesa ahora");
    await at(page, "worker-open");
    machine.show({ cards: [machine.view().cards[0]!] });
    await press(page, "Cerrar la mesa");
    await press(page, "La segunda persona");
    await pressAll(page, ["Luis Marcano", "1", "2", "3", "4", "5", "6", "Entrar"]);
    // Closing goes on where the second card interrupted it.
    await at(page, "worker-close-register");
    await page.locator(".pad-field").fill("427");
    expect(await page.getByRole("button", { name: "Siguiente" }).getAttribute("aria-disabled")).toBe("true");
    await page.locator(".pad-field").fill("431");
    await pressAll(page, ["Siguiente", "Con mis propias palabras", "l", "u", "z", "Este es el motivo"]);
    await press(page, "Sí, cerrar la mesa");
    await at(page, "worker-closed");
    expect(machine.actions.at(-1)).toEqual({ do: "close", checkedIn: 431, early: "luz" });
  });

  test("hear every witness: by code, by hand, refused and absent, then seal and send", async () => {
    const { machine, page } = await start({ isDemo: false });
    const cards = [{ id: "ana", name: "Ana", scope: "station/1" }];
    machine.show({ phase: "counted", cards, counts: { checkedIn: 431, ballots: 428, spoiled: 3 } });
    await pressAll(page, ["Imprimir 6 copias", "Testigo de Gran Polo", "Responde con su teléfono"]);
    await at(page, "worker-witness-scan");
    await type(page, "triplicate-answer:QW5h");
    await at(page, "worker-witnesses");
    await pressAll(page, ["Testigo de Mesa de la Unidad", "Se niega", "No me dejaron observar"]);
    await pressAll(page, ["Testigo de Unión Popular", "No está", "Seguir: todos respondieron"]);
    await pressAll(page, ["Sellar", "Transmitir ahora"]);
    await at(page, "worker-transmitted");
    expect(machine.actions).toEqual([
      { do: "print-copies", copies: 6 },
      { do: "witness-answer", answer: "triplicate-answer:QW5h" },
      {
        ...{ do: "witness-decision", witness: "MUD/080101001.01", decision: "refused" },
        reason: "No me dejaron observar",
      },
      { do: "witness-decision", witness: "UPP89/080101001", decision: "absent" },
      ...[{ do: "decided" }, { do: "seal" }, { do: "transmit" }],
    ]);
  });

  test("are never shown what a voter chose, and leave no menu open behind them", async () => {
    const { machine, page } = await start(CHOOSING, (opened) => opened.clock.install());
    await pressAll(page, ["Votar en español", "Andrés Velásquez"]);
    machine.show({ cards: [{ id: "ana", name: "Ana", scope: "station/1" }] });
    await at(page, "worker-voter-choosing");
    expect(await page.locator("body").innerText()).not.toContain("Andrés");
    await page.clock.runFor(181_000);
    await page.locator("dialog[open]").waitFor();
    await page.clock.runFor(31_000);
    await at(page, "voter-contest-governor");
    expect(machine.actions).toEqual([{ do: "lock" }]);
    expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(1);
  });
});
