import { readFileSync } from "node:fs";
import { drawSymbol } from "@triplicate/adapters/acta-symbols.ts";
import { decodeQR } from "qr/decode.js";
import { expect, test } from "vitest";
import { CONDITIONS, photograph } from "./acta-photographs.ts";

const GOLDEN = new URL("../vectors/acta/actas.json", import.meta.url);
type Golden = { readonly symbols: Readonly<Record<"58" | "80", readonly string[]>> };
const { actas } = JSON.parse(readFileSync(GOLDEN, "utf8")) as { readonly actas: readonly Golden[] };

test("the same seed takes the same photograph, another seed another, and an easy one is read", async () => {
  const [text = ""] = actas[0]!.symbols["58"];
  // A small one: every dot costs the model time.
  const symbol = drawSymbol(text, 192);
  const easy = CONDITIONS.find(({ name }) => name === "easy")!;
  const near = { ...easy, pixels: 20 };
  const [one, again, other] = await Promise.all(
    [1, 1, 2].map((seed) => photograph(symbol, near, 100 * seed)),
  );
  expect(again!.jpeg.equals(one!.jpeg)).toBe(true);
  expect(other!.jpeg.equals(one!.jpeg)).toBe(false);
  const { rgb, width, height } = one!;
  expect(decodeQR({ data: rgb, width, height }, { format: "RGB", effort: 9, timeLimit: 10_000 })).toBe(text);
});
