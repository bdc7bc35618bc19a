/**
 * `triplicate cosigner`: its options and help.
 * @module
 */
import { translator } from "@triplicate/ui/messages.ts";
import type { Command } from "commander";
import type { Io } from "./io.ts";
import { child, type Finish } from "./program-parts.ts";

export function addCosigner(program: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  child(program, io, "cosigner")
    .description(t("cosigner.help"))
    .option("--election <dir>", t("cosigner.help.election"))
    .option("--policy <file>", t("cosigner.help.policy"))
    .requiredOption("--key <file>", t("cosigner.help.key"))
    .requiredOption("--passphrase-file <file>", t("cosigner.help.passphraseFile"))
    .requiredOption("--data <dir>", t("cosigner.help.data"))
    .requiredOption("--listen <address:port>", t("cosigner.help.listen"))
    .addHelpText("after", `\n${t("cosigner.help.more")}`)
    .action((options) =>
      finish(import("./cosigner-command.ts").then(({ runCosigner }) => runCosigner(options, io))),
    );
}
