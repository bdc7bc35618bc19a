/**
 * Blocks as HTML. Ids carry the language, because the page holds the same block in two.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { sceneSvg } from "../charts/svg.ts";
import { type Translator, translator } from "../messages.ts";
import type { Block, TableCell, TableColumn, TableData } from "./block.ts";
import { escapeHtml } from "./escape.ts";

export function blocksHtml(blocks: readonly Block[], language: Language): string {
  const t = translator(language);
  const html: string[] = [];
  let table = 0;
  for (const block of blocks) {
    if (block.kind === "table") table += 1;
    // The contents stand between the first screen and the first section.
    if (block.kind === "heading" && block.level === 2 && block.id === firstSection(blocks)) {
      html.push(contentsHtml(blocks, language, t));
    }
    html.push(blockHtml(block, language, t, `${language}-table-${table}`));
  }
  return html.join("\n");
}

function firstSection(blocks: readonly Block[]): string | null {
  for (const block of blocks) if (block.kind === "heading" && block.level === 2) return block.id;
  return null;
}

function contentsHtml(blocks: readonly Block[], language: Language, t: Translator): string {
  const links = blocks.flatMap((block) =>
    block.kind === "heading" && block.level === 2
      ? [`<li><a href="#${language}-${block.id}">${escapeHtml(block.text)}</a></li>`]
      : [],
  );
  const label = escapeHtml(t.t("report.contents"));
  return `<nav class="contents" aria-label="${label}"><ol>${links.join("")}</ol></nav>`;
}

function blockHtml(block: Block, language: Language, t: Translator, tableId: string): string {
  switch (block.kind) {
    case "title":
      return `<p class="kicker">${escapeHtml(block.kicker)}</p><h1>${escapeHtml(block.text)}</h1><p class="subtitle">${escapeHtml(block.subtitle)}</p>`;
    case "banner":
      return `<p class="banner"><strong>${escapeHtml(block.label)}:</strong> ${escapeHtml(block.text)}</p>`;
    case "verdict":
      return verdictHtml(block, language);
    case "figures":
      return figuresHtml(block);
    case "heading":
      return `<h${block.level} id="${language}-${block.id}">${escapeHtml(block.text)}</h${block.level}>`;
    case "paragraph":
      return `<p${block.tone === undefined ? "" : ` class="${block.tone}"`}>${escapeHtml(block.text)}</p>`;
    case "list":
      return `<ul class="points">${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
    case "code":
      return `<pre tabindex="0" role="region" aria-label="${escapeHtml(block.label)}"><code>${escapeCode(block.text)}</code></pre>`;
    case "table":
      return tableHtml(block, tableId);
    case "chart":
      return chartHtml(block, language, t);
  }
}

/** A command keeps its line ends; every other control is made visible. */
const escapeCode = (text: string): string => text.split("\n").map(escapeHtml).join("\n");

function verdictHtml(block: Extract<Block, { kind: "verdict" }>, language: Language): string {
  const id = `${language}-verdict`;
  const lines = block.lines.map((line) => `<p>${escapeHtml(line)}</p>`).join("");
  return `<section class="verdict ${block.tone}" aria-labelledby="${id}"><p class="label">${escapeHtml(block.label)}</p><p class="headline" id="${id}">${escapeHtml(block.headline)}</p>${lines}</section>`;
}

function figuresHtml(block: Extract<Block, { kind: "figures" }>): string {
  const items = block.items.map(
    ({ value, label }) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return `<dl class="figures">${items.join("")}</dl>`;
}

/** A table of more rows also scrolls up and down, under its head. */
const LONG = 24;

/** A table wider than the screen scrolls inside its own region, which the keyboard can reach. */
export function tableHtml(table: TableData, id: string): string {
  const head = table.columns.map(
    (column) => `<th scope="col"${classOf(column)}>${escapeHtml(column.text)}</th>`,
  );
  const body = table.rows.map((row) => {
    const cells = row.map((cell, i) => cellHtml(cell, table.columns[i], i === 0));
    return `<tr>${cells.join("")}</tr>`;
  });
  const note = table.note === undefined ? "" : `<p class="note">${escapeHtml(table.note)}</p>`;
  return [
    `<div class="table"><div class="scroll${table.rows.length > LONG ? " long" : ""}" tabindex="0" role="region" aria-labelledby="${id}">`,
    `<table><caption id="${id}"><span>${escapeHtml(table.caption)}</span></caption>`,
    `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>${note}</div>`,
  ].join("");
}

const classOf = (column: TableColumn | undefined): string =>
  column === undefined || column.kind === "text" ? "" : ` class="${column.kind}"`;

function cellHtml(cell: TableCell, column: TableColumn | undefined, isHeader: boolean): string {
  const lines = typeof cell === "string" ? [cell] : cell;
  const html = lines.map(escapeHtml).join("<br>");
  return isHeader ? `<th scope="row"${classOf(column)}>${html}</th>` : `<td${classOf(column)}>${html}</td>`;
}

function chartHtml(block: Extract<Block, { kind: "chart" }>, language: Language, t: Translator): string {
  return [
    '<figure class="chart">',
    sceneSvg(block.wide, language, "wide"),
    sceneSvg(block.narrow, language, "narrow"),
    `<details><summary>${escapeHtml(t.t("chart.data"))}<span class="hidden">: ${escapeHtml(block.wide.title)}</span></summary>`,
    tableHtml(block.data, `${language}-${block.id}-data`),
    "</details></figure>",
  ].join("");
}
