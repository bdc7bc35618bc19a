/**
 * `triplicate keys`: its commands, options and help.
 * @module
 */
import { translator } from "@triplicate/ui/messages.ts";
import { type Command, Option } from "commander";
import type { Io } from "./io.ts";
import { child, type Finish } from "./program-parts.ts";

export const KEY_TYPES = ["statement", "cosigner"] as const;

export function addKeys(program: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  const keys = child(program, io, "keys")
    .description(t("keys.help"))
    .addHelpText("after", `\n${t("keys.help.more")}`);

  child(keys, io, "new")
    .description(t("keys.help.new"))
    .argument("<file>", t("keys.help.newFile"))
    .requiredOption("--name <name>", t("keys.help.name"))
    .addOption(new Option("--type <type>", t("keys.help.type")).choices(KEY_TYPES).default("statement"))
    .option("--passphrase-file <file>", t("keys.help.passphraseFile"))
    .addHelpText("after", `\n${t("keys.help.new.more")}`)
    .action((file, options) =>
      finish(import("./keys-command.ts").then(({ runKeysNew }) => runKeysNew(file, options, io))),
    );

  child(keys, io, "show")
    .description(t("keys.help.show"))
    .argument("<file>", t("keys.help.file"))
    .option("--passphrase-file <file>", t("keys.help.passphraseFile"))
    .action((file, options) =>
      finish(import("./keys-command.ts").then(({ runKeysShow }) => runKeysShow(file, options, io))),
    );

  child(keys, io, "export")
    .description(t("keys.help.export"))
    .argument("<file>", t("keys.help.file"))
    .option("--passphrase-file <file>", t("keys.help.passphraseFile"))
    .action((file, options) =>
      finish(import("./keys-command.ts").then(({ runKeysExport }) => runKeysExport(file, options, io))),
    );
}
