import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { LIARS } from "../simulation/attacks/attack.ts";
import { ATTACKS } from "../simulation/attacks/attacks.ts";
import { SECURITY_PAGES, securityPage } from "./security-page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

describe.each(Object.entries(SECURITY_PAGES))("%s", (file, language) => {
  test("says what the scenarios say; if it does not, run `npm run security`", () => {
    expect(readFileSync(join(root, file), "utf8")).toBe(securityPage(language));
  });

  test("names every scenario and every rule by which one is noticed", () => {
    const page = securityPage(language);
    for (const { name, noticed } of ATTACKS) {
      expect(page).toContain(`\`${name}\``);
      for (const { rule } of noticed) expect(page).toContain(`\`${rule}\``);
    }
  });
});

test("everybody who could lie has a scenario", () => {
  expect(new Set(ATTACKS.map(({ liar }) => liar))).toEqual(new Set(LIARS));
});
