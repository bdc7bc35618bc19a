/**
 * How --help looks in the person's language: the parser's own words for it are English and partly fixed in its code.
 * Placeholders such as <file> stay as they are; completion.ts reads from them what may stand there.
 * @module
 */
import type { Translator } from "@triplicate/ui/messages.ts";
import type { Argument, Command, HelpConfiguration, Option } from "commander";

const WIDTH = 100;

export function helpConfiguration(translator: Translator): HelpConfiguration {
  const { t } = translator;
  const titles: Readonly<Record<string, string>> = {
    "Usage:": t("cli.help.usage"),
    "Options:": t("cli.help.options"),
    "Arguments:": t("cli.help.arguments"),
    "Commands:": t("cli.help.commands"),
    "Global Options:": t("cli.help.global"),
  };
  return {
    helpWidth: WIDTH,
    styleTitle: (title) => titles[title] ?? title,
    commandUsage: (command) => usageLine(command, translator),
    subcommandTerm: (command) =>
      words([command.name(), ...optionsWord(command, translator), ...terms(command)]),
    visibleArguments: (command) => [...command.registeredArguments],
    argumentTerm,
    argumentDescription: (argument) => described(argument, translator),
    optionDescription: (option) => described(option, translator),
  };
}

/** The whole name of a command, "triplicate mapping init". */
export function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

function usageLine(command: Command, translator: Translator): string {
  const subcommand = command.commands.length > 0 ? [translator.t("help.someCommand")] : [];
  return words([commandPath(command), translator.t("help.someOptions"), ...subcommand, ...terms(command)]);
}

const words = (parts: readonly string[]): string => parts.join(" ");
const terms = (command: Command): string[] => command.registeredArguments.map(argumentTerm);
const optionsWord = (command: Command, { t }: Translator): string[] =>
  command.options.length > 0 ? [t("help.someOptions")] : [];

function argumentTerm(argument: Argument): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** The description with the choices it does not name itself, and with a default that says something. */
function described(part: Option | Argument, { t, list }: Translator): string {
  const { description, argChoices = [], defaultValue } = part;
  const named = description.split(/[^\p{L}\p{N}-]+/u);
  const notes: string[] = [];
  if (argChoices.some((choice) => !named.includes(choice)))
    notes.push(t("help.choices", { list: list(argChoices) }));
  // An empty list or a switch that is off is the absence of a value, not one to be told about.
  if (typeof defaultValue === "string") notes.push(t("help.default", { value: defaultValue }));
  if (notes.length === 0) return description;
  const text = notes.join("; ");
  return description === "" ? text : t("help.noted", { text: description, notes: text });
}
