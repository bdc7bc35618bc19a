/**
 * Shell completion, generated from the command tree itself so that it cannot lag behind the help.
 *
 * What a value is completed with follows from how the help names it: choices by their list, `<file>` by files, `<dir>`
 * by folders, `<name=mapping:file>` by files after the last = or :. completion-bash.ts and completion-zsh.ts write the
 * tree down in each shell's language.
 * @module
 */
import type { Argument, Command, Option } from "commander";
import { bashCompletion } from "./completion-bash.ts";
import { plainWord } from "./completion-cases.ts";
import { zshCompletion } from "./completion-zsh.ts";

export const SHELLS = ["bash", "zsh"] as const;
export type Shell = (typeof SHELLS)[number];

/** What may stand in a place. `fragment-file`: a file after the last = or : of the word. */
export type ValueKind =
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  | { readonly kind: "file" | "directory" | "fragment-file" | "anything" };

export type CompletionOption = {
  /** "-h", "--help": every spelling. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Null: a switch. */
  readonly value: ValueKind | null;
};

/** One command: what may follow it. */
export type CompletionCommand = {
  /** Words after the program's name, e.g. "mapping init"; "" for the program. */
  readonly path: string;
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  /** Its own options and those of the commands above it, which may stand anywhere. */
  readonly options: readonly CompletionOption[];
  readonly argument: ValueKind | null;
};

/** The text to `eval` in that shell. */
export function completionScript(shell: Shell, program: Command): string {
  const commands = completionTree(program);
  switch (shell) {
    case "bash":
      return bashCompletion(program.name(), commands);
    case "zsh":
      return zshCompletion(program.name(), commands);
  }
}

/** Every command of the tree, parents before children. */
export function completionTree(program: Command): CompletionCommand[] {
  const commands: CompletionCommand[] = [];
  const visit = (command: Command, path: string, inherited: readonly CompletionOption[]): void => {
    const help = command.createHelp();
    const subcommands = help.visibleCommands(command);
    const options = [...help.visibleOptions(command).map(describeOption), ...inherited];
    const [argument] = command.registeredArguments;
    commands.push({
      path,
      subcommands: subcommands.map((child) => ({
        name: plainWord(child.name()),
        description: child.description(),
      })),
      options: unique(options),
      argument: argument === undefined ? null : argumentKind(argument),
    });
    // The placeholder for the implicit help command is not among the real ones.
    for (const child of command.commands) {
      if (!subcommands.includes(child)) continue;
      visit(child, path === "" ? plainWord(child.name()) : `${path} ${plainWord(child.name())}`, options);
    }
  };
  visit(program, "", []);
  return commands;
}

function describeOption(option: Option): CompletionOption {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined).map(plainWord);
  const placeholder = /[<[](.+?)[>\]]/.exec(option.flags)?.[1];
  const value = placeholder === undefined ? null : valueKind(placeholder, option.argChoices);
  return { flags, description: option.description, value };
}

const argumentKind = (argument: Argument): ValueKind => valueKind(argument.name(), argument.argChoices);

function valueKind(placeholder: string, choices: readonly string[] | undefined): ValueKind {
  if (choices !== undefined) return { kind: "choices", choices: choices.map(plainWord) };
  if (/[=:]file/i.test(placeholder)) return { kind: "fragment-file" };
  if (/^(dir|folder|carpeta)/i.test(placeholder)) return { kind: "directory" };
  return { kind: /file|path|archivo/i.test(placeholder) ? "file" : "anything" };
}

/** The nearest option wins where a command repeats one of its parent, as --help does. */
function unique(options: readonly CompletionOption[]): CompletionOption[] {
  const seen = new Set<string>();
  return options.filter(({ flags }) => {
    const fresh = !flags.some((flag) => seen.has(flag));
    for (const flag of flags) seen.add(flag);
    return fresh;
  });
}
