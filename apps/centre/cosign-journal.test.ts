/** @module */
import { err, ok } from "@triplicate/core/result.ts";
import { expect, test } from "vitest";
import { createCosignJournal } from "./cosign-journal.ts";

test("a line when an answer changes, every alarm counted", () => {
  const lines: string[] = [];
  const clock = { now: () => 5, after: () => () => {} };
  const journal = createCosignJournal({ write: (line) => lines.push(line) }, clock);
  const signature = { name: "a", keyId: 1, blob: new Uint8Array() };
  const away = err({ code: "cosigner-unreachable" } as const);
  const ahead = err({ code: "cosigner-ahead", status: 409 } as const);
  for (const result of [ok(signature), ok(signature), away, away, ok(signature), ahead, ahead])
    journal.onAnswer("a", 7, result);
  journal.onAnswer("b", 7, ok(signature));
  const told = lines.map((line) => JSON.parse(line) as { level: number; cosigner: string; msg: string });
  expect(told.map(({ level, cosigner, msg }) => `${level} ${cosigner} ${msg}`)).toEqual([
    "30 a cosigned",
    "40 a cosigner-unreachable",
    "30 a cosigned",
    "60 a cosigner-ahead",
    "30 b cosigned",
  ]);
  expect(lines[3]).toBe(
    '{"level":60,"time":5,"cosigner":"a","size":7,"status":409,"msg":"cosigner-ahead"}\n',
  );
  expect([journal.signing, journal.alarms]).toEqual([1, 2]);
});
