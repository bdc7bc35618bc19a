/**
 * What the two shells have in common: words that carry no meaning of their own, and the arms of `case` that walk a
 * command line. Each arm matches "place:word", where place is the subcommand the walk has come to.
 * @module
 */
import type { CompletionCommand, ValueKind } from "./completion.ts";

/** A word that may stand unquoted. Ours are plain; one that is not would be our own fault. */
export function plainWord(text: string): string {
  if (!/^[\w.@/-]+$/.test(text)) throw new Error(`"${text}" cannot be a plain word of a command line`);
  return text;
}

/** Any text as one word: between single quotes nothing has a meaning but the single quote. */
export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const pattern = (path: string, words: readonly string[]): string =>
  words.map((word) => quote(`${path}:${word}`)).join("|");

/** Which words lead into a subcommand, and after which one a value follows. */
export function walkCases(commands: readonly CompletionCommand[]): string {
  const arms = commands.flatMap(({ path, options, subcommands }) => {
    const taking = options.filter(({ value }) => value !== null).flatMap(({ flags }) => flags);
    const into = subcommands.map(({ name }) => {
      const inner = path === "" ? name : `${path} ${name}`;
      return `${pattern(path, [name])}) place=${quote(inner)} ;;`;
    });
    return taking.length === 0 ? into : [...into, `${pattern(path, taking)}) previous="\${words[i]}" ;;`];
  });
  return arms.map((arm) => `      ${arm}`).join("\n");
}

/** What to offer after an option that awaits a value. */
export function valueCases(
  commands: readonly CompletionCommand[],
  offer: (value: ValueKind) => string,
): string {
  const arms = commands.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      value === null ? [] : [`${pattern(path, flags)}) ${offer(value)} ;;`],
    ),
  );
  return arms.map((arm) => `    ${arm}`).join("\n");
}

/** Where no value is awaited: options after a dash, otherwise subcommands and the argument. */
export function positionCases(
  commands: readonly CompletionCommand[],
  offerOptions: (options: CompletionCommand["options"]) => string,
  offerCommands: (commands: CompletionCommand["subcommands"]) => string,
  offer: (value: ValueKind) => string,
): string {
  const arms = commands.flatMap(({ path, options, subcommands, argument }) => {
    const place = quote(`${path}:`);
    const offers = subcommands.length === 0 ? [] : [offerCommands(subcommands)];
    if (argument !== null) offers.push(offer(argument));
    return [`${place}-*) ${offerOptions(options)} ;;`, `${place}*) ${offers.join("; ") || ":"} ;;`];
  });
  return arms.map((arm) => `      ${arm}`).join("\n");
}
