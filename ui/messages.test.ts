/** Both languages say the same things with the same values, and screening stays neutral. */
import { type CompiledMessage, compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import { FINDING_RULES, type FindingRule } from "@triplicate/core/reading/finding.ts";
import { DISCREPANCY_CLASSES, type DiscrepancyClass } from "@triplicate/core/reconciliation/classes.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOGUES, LANGUAGES, type MessageId, translator } from "./messages.ts";
import { compileMessage } from "./translator.ts";

function placeholders(message: CompiledMessage): string[] {
  return message.flatMap((token) => {
    if (typeof token === "string") return token === "#" ? ["#"] : [];
    const [name, type, cases] = token;
    if (typeof cases !== "object" || cases === null) return [name];
    const inner = Object.values(cases).filter((one): one is CompiledMessage => Array.isArray(one));
    return [`${name}:${type}`, ...inner.flatMap(placeholders)];
  });
}

const namesOf = (message: string): string[] =>
  [...new Set(placeholders(compileMessageOrThrow(message)))].sort();

describe("catalogues", () => {
  test("both languages have the same ids", () => {
    expect(Object.keys(CATALOGUES.es).sort()).toEqual(Object.keys(CATALOGUES.en).sort());
  });

  test("a message read without the parser is what the parser makes of it", () => {
    const all = LANGUAGES.flatMap((language) => Object.values(CATALOGUES[language]));
    for (const source of [...all, "", "{a}", "{a}{b}", "a #", "it''s {a}", "{a, select, other {}}"]) {
      expect(compileMessage(source), source).toEqual(compileMessageOrThrow(source));
    }
  });

  test.each(Object.keys(CATALOGUES.es))("%s takes the same values in both languages", (id) => {
    expect(namesOf(CATALOGUES.es[id] ?? "")).toEqual(namesOf(CATALOGUES.en[id] ?? ""));
  });

  test("no message uses #, which would write a number in another form", () => {
    for (const language of LANGUAGES) {
      for (const message of Object.values(CATALOGUES[language])) expect(namesOf(message)).not.toContain("#");
    }
  });

  test("every finding rule and discrepancy class has its sentences", () => {
    for (const language of LANGUAGES) {
      const { t } = translator(language);
      for (const rule of Object.keys(FINDING_RULES) as FindingRule[]) {
        expect(t(`finding.${rule}.sentence`) + t(`finding.${rule}.else`)).toMatch(/\.$/);
      }
      for (const name of Object.keys(DISCREPANCY_CLASSES) as DiscrepancyClass[]) {
        expect(t(`class.${name}.sentence`) + t(`class.${name}.else`)).toMatch(/\.$/);
      }
    }
  });

  // Rule: a screening signal establishes nothing, and its words must not say that it does.
  const LOADED = /proof|prove|fraud|rigg|prueba|prob(?:ar|ado)|demuestr|demostr|fraude|amañ|trampa|tamper/i;
  test.each(LANGUAGES)("screening wording in %s is neutral", (language) => {
    const screening = Object.entries(CATALOGUES[language]).filter(([id]) => id.startsWith("screening."));
    expect(screening.length).toBeGreaterThan(15);
    for (const [id, message] of screening) expect(`${id} ${message}`).not.toMatch(LOADED);
  });
});

describe("translator", () => {
  const es = translator("es");
  const en = translator("en");

  test("an unknown id and a missing value are our fault and throw", () => {
    expect(() => es.t("report.nowhere" as MessageId)).toThrow("no message report.nowhere");
    expect(() => es.t("report.quoted")).toThrow("needs text");
    expect(() => es.t("constructor" as MessageId)).toThrow("no message");
  });

  test("values come out as they went in", () => {
    for (const text of ["\\u0041", "{n}", "#", "'", "\u202e"]) {
      expect(en.t("report.quoted", { text })).toBe(`“${text}”`);
    }
    fc.assert(fc.property(fc.string(), (text) => es.t("report.quoted", { text }) === `«${text}»`));
  });

  test("plurals", () => {
    expect(es.t("report.line.differ", { differ: 1, common: 1642 })).toMatch(/^Difiere 1 de las 1\.642 mesas/);
    expect(en.t("report.line.differ", { differ: 549, common: 28975 })).toBe(
      "549 of 28,975 stations that both counts have differ.",
    );
  });

  test("numbers are grouped, signed and pointed by language", () => {
    const rows = (t: typeof es) => [
      t.number(276655),
      t.number(1471),
      t.signed(794),
      t.signed(-794),
      t.signed(0),
      t.percent(96.87, 2),
      t.points(1056),
      t.points(-5),
      t.published("12345.670"),
      t.decimal(-0.04, 1),
      t.day("2017-10-15"),
    ];
    expect(rows(es)).toEqual(
      ["276.655", "1.471", "+794", "−794", "0", "96,87\u00a0%", "10,56", "−0,05", "12.345,670", "0,0"].concat(
        "15 de octubre de 2017",
      ),
    );
    expect(rows(en)).toEqual(
      ["276,655", "1,471", "+794", "−794", "0", "96.87%", "10.56", "−0.05", "12,345.670", "0.0"].concat(
        "15 October 2017",
      ),
    );
  });

  test("lists", () => {
    expect(es.list(["Ana"])).toBe("Ana");
    expect(es.list(["Ana", "Luis", "Inés"])).toBe("Ana, Luis e Inés");
    expect(es.list(["agua", "hielo"])).toBe("agua y hielo");
    expect(en.list(["a", "b", "c"])).toBe("a, b and c");
    expect(en.list([])).toBe("");
  });

  test("grouping loses no digit", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        const digits = es.number(n).replaceAll(".", "").replace("−", "-");
        expect(Number(digits)).toBe(n);
      }),
    );
  });
});
