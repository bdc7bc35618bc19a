/** The page: nothing from a file becomes markup, nothing comes from outside, and the same input gives the same bytes. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { LANGUAGES, translator } from "../messages.ts";
import { reportDocument } from "./document.ts";
import { bolivar } from "./elections.test-data.ts";
import { HOSTILE, hostile, union } from "./elections-more.test-data.ts";
import { renderReportHtml } from "./html.ts";
import type { ReportInput } from "./input.ts";

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("base64");
const ASSETS = { fonts: { regular: "AAAA", semibold: "AAAA" }, sha256 };

function page(input: ReportInput, language: "es" | "en" = "es"): string {
  const documents = {
    es: reportDocument(input, translator("es")),
    en: reportDocument(input, translator("en")),
  };
  const meta = { title: input.comparison.election.name, version: "0.1.0" };
  return renderReportHtml(documents, language, meta, ASSETS);
}

const all = (html: string, pattern: RegExp): string[] => [...html.matchAll(pattern)].map((m) => m[1] ?? m[0]);

describe("hostile names", () => {
  const html = page(hostile());

  test("are shown, not obeyed", () => {
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).not.toContain("<script>alert");
    expect(html).not.toContain("<img");
    expect(all(html, /<script>/g)).toHaveLength(1);
  });

  test("carry no control character into the page", () => {
    expect(HOSTILE).toMatch(/\u202e/);
    expect(html.replaceAll("\n", "")).not.toMatch(/[\u202a-\u202e\u2066-\u2069\p{Cc}]/u);
    expect(html).toContain("&lt;U+202E&gt;");
  });

  test("stay out of attributes' quotes", () => {
    for (const tag of all(html, /<([a-z][^>]*)>/g)) {
      const bare = tag.replace(/"[^"<>]*"/g, "");
      expect(bare).not.toMatch(/["'<]|\son[a-z]+=/);
    }
  });
});

describe("self-contained", () => {
  const html = page(bolivar());

  test("names no address but its own places and the SVG namespace", () => {
    expect(all(html, /(?:href|src)="([^"]*)"/g).filter((address) => !address.startsWith("#"))).toEqual([]);
    const addresses = all(html, /https?:[^"' )]+/g).filter((one) => one !== "http://www.w3.org/2000/svg");
    expect(addresses).toEqual([]);
  });

  test("its policy allows exactly its own style and script", () => {
    const policy = all(html, /Content-Security-Policy" content="([^"]*)"/g)[0] ?? "";
    const [style = ""] = all(html, /<style>([\s\S]*?)<\/style>/g);
    const [script = ""] = all(html, /<script>([\s\S]*?)<\/script>/g);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${sha256(style)}'`);
    expect(policy).toContain(`script-src 'sha256-${sha256(script)}'`);
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(html).not.toMatch(/ style="| on[a-z]+="/);
  });
});

describe.each(LANGUAGES)("shown in %s", (language) => {
  const html = page(union(), language);

  test("has both languages, each with its own landmarks and ids", () => {
    expect(html).toMatch(new RegExp(`^<!doctype html>\n<html lang="${language}">`));
    for (const one of LANGUAGES) expect(html).toContain(`<div class="part" id="${one}" lang="${one}"`);
    const ids = all(html, / id="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all(html, /<h1>/g)).toHaveLength(2);
    expect(all(html, /<main /g)).toHaveLength(2);
  });

  test("every link and label points at something", () => {
    const ids = new Set(all(html, / id="([^"]*)"/g));
    for (const target of all(html, /href="#([^"]*)"/g)) expect(ids).toContain(target);
    for (const list of all(html, /aria-labelledby="([^"]*)"/g)) {
      for (const id of list.split(" ")) expect(ids).toContain(id);
    }
  });

  test("tables have captions and scopes, charts a name and a description", () => {
    const tables = all(html, /<table>/g).length;
    expect(all(html, /<caption /g)).toHaveLength(tables);
    expect(all(html, /<th (?!scope=)/g)).toEqual([]);
    const charts = all(html, /<svg /g).length;
    expect(all(html, /<title id=/g)).toHaveLength(charts);
    expect(all(html, /<desc id=/g)).toHaveLength(charts);
  });

  test("same input, same bytes", () => {
    expect(page(union(), language)).toBe(html);
  });
});
