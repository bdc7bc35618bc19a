/**
 * Words that may not be committed: work left open, type checks silenced, tests switched off, paths of one machine.
 *
 * Written so that the patterns do not match themselves. The type `any` is the linter's business.
 * @module
 */
import { type Breach, isCode, isTest, type Repository } from "./repository.ts";

type Word = {
  readonly pattern: RegExp;
  readonly where: (path: string) => boolean;
  readonly remedy: string;
};

const everywhere = (path: string): boolean => path !== "package-lock.json" && path !== "LICENSE";

const WORDS: readonly Word[] = [
  {
    pattern: /\b(TO[D]O|FI[X]ME|XX[X]|HA[C]K)\b/,
    where: isCode,
    remedy: "do it, or say in prose what is missing",
  },
  { pattern: /@ts-(ignor[e]|nochec[k]|expect-erro[r])/, where: isCode, remedy: "mend the type" },
  { pattern: /biome-ignore-(al[l]|star[t])/, where: isCode, remedy: "silence one line and say why" },
  {
    pattern: /\b(describe|test|it)\.(only|skip|todo|fails)[(]/,
    where: isTest,
    remedy: "run it, mend it or delete it",
  },
  {
    pattern: /(?<![\w.~/-])\/(work|home|root|Users)\/[\w.-]/,
    where: everywhere,
    remedy: "no path of one machine: take it as an argument or resolve it from import.meta.url",
  },
];

export function checkWords(repository: Repository): Breach[] {
  const breaches: Breach[] = [];
  for (const [path, text] of repository.files) {
    const words = WORDS.filter(({ where }) => where(path));
    if (words.length === 0) continue;
    for (const [index, line] of text.split("\n").entries()) {
      for (const { pattern, remedy } of words) {
        const found = pattern.exec(line)?.[0];
        if (found === undefined) continue;
        breaches.push({ file: path, line: index + 1, message: `found "${found.trim()}"`, remedy });
      }
    }
  }
  return breaches;
}
