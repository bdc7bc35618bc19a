/**
 * The command parser's complaints in the person's language.
 * @module
 */
import type { Translator } from "@triplicate/ui/messages.ts";
import type { CommanderError } from "commander";

export function usageMessage(error: CommanderError, { t }: Translator): string {
  const [name = "", value = ""] = [...error.message.matchAll(/'([^']*)'/g)].map(([, quoted]) => quoted!);
  switch (error.code) {
    case "commander.missingMandatoryOptionValue":
      return t("cli.usage.missingOption", { name });
    case "commander.missingArgument":
      return t("cli.usage.missingArgument", { name });
    case "commander.unknownOption":
      return t("cli.usage.unknownOption", { name });
    case "commander.unknownCommand":
      return t("cli.usage.unknownCommand", { name });
    case "commander.excessArguments":
      return t("cli.usage.tooMany");
    case "commander.optionMissingArgument":
      return t("cli.usage.optionValue", { name });
    case "commander.invalidArgument": {
      // "option '--x <y>' argument 'v' is invalid. …" or "command-argument value 'v' is invalid for argument 'a'. …"
      const ofOption = error.message.includes("option '");
      return t("cli.usage.badValue", ofOption ? { name, value } : { name: value, value: name });
    }
    default:
      return t("cli.usage.other", { text: error.message });
  }
}
