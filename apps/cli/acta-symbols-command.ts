/**
 * `triplicate acta symbols FILE…`: the QR symbols of signed actas as pictures and as texts, one folder for all.
 *
 *     080101001.01-governor-1-of-2.png   what a thermal printer of that paper prints, dot for pixel
 *     080101001.01-governor.txt          what telephones read from them, one a line
 *
 * Spec: spec/acta.md, section 6.
 * @module
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readActaFromFiles } from "@triplicate/adapters/acta-files.ts";
import { drawSymbol, encodePng, PAPER_DOTS } from "@triplicate/adapters/acta-symbols.ts";
import {
  actaToSymbols,
  type PaperWidth,
  SYMBOL_CHARACTERS,
} from "@triplicate/core/count-machine/acta-symbol.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { makeFolder, unwritable } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { actaFileFaultLines } from "./verify-acta-faults.ts";

export type ActaSymbolsOptions = { readonly paper: PaperWidth; readonly out: string };

/** What is no acta is told, and the rest is drawn. */
export async function runActaSymbols(
  files: readonly string[],
  { paper, out }: ActaSymbolsOptions,
  io: Io,
): Promise<ExitCode> {
  const t = translator(io.language);
  const { actas, faults } = await readActaFromFiles(files);
  const bad = [...faults];
  const lines: string[] = [];
  const used = new Set<string>();
  try {
    if (actas.length > 0) await makeFolder(out);
    for (const { noteBytes, sources } of actas) {
      const note = parseNote(noteBytes);
      const acta = note.ok ? ACTA.parse(note.value.text) : note;
      if (!acta.ok) {
        bad.push({ code: "symbol-not-acta", sources });
        continue;
      }
      const { station, contest } = acta.value;
      const stem = fileStem(`${station}-${contest}`, used);
      const symbols = actaToSymbols(noteBytes, SYMBOL_CHARACTERS[paper]);
      for (const [i, text] of symbols.entries()) {
        const picture = encodePng(drawSymbol(text, PAPER_DOTS[paper]));
        await writeFile(join(out, `${stem}-${i + 1}-of-${symbols.length}.png`), picture);
      }
      await writeFile(join(out, `${stem}.txt`), symbols.map((text) => `${text}\n`).join(""));
      lines.push(t.t("verify.symbols.drawn", { station, contest, n: symbols.length, file: `${stem}.txt` }));
    }
  } catch (error) {
    throw unwritable(out, error, t);
  }
  if (lines.length > 0) io.out(`${lines.join("\n")}\n`);
  if (bad.length > 0) io.err(`${actaFileFaultLines(bad, t).join("\n")}\n`);
  return bad.length > 0 ? EXIT.usage : EXIT.fine;
}

/** Ids may have characters that a file name may not; two that become one are numbered. */
function fileStem(id: string, used: Set<string>): string {
  const safe = id.replace(/[^A-Za-z0-9._-]/g, "_");
  let stem = safe;
  for (let i = 2; used.has(stem); i += 1) stem = `${safe}-${i}`;
  used.add(stem);
  return stem;
}
