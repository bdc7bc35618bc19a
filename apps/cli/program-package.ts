/**
 * `triplicate election new|sign|show`: the commands of the election package.
 * @module
 */
import { translator } from "@triplicate/ui/messages.ts";
import type { Command } from "commander";
import type { Io } from "./io.ts";
import { child, collect, type Finish } from "./program-parts.ts";

export function addPackage(election: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  addNew(election, io, finish);

  child(election, io, "sign")
    .description(t("package.help.sign"))
    .argument("<folder>", t("package.help.folder"))
    .option("--key <file>", t("package.help.key"))
    .option("--passphrase-file <file>", t("package.help.passphrase"))
    .option("--merge <file>", t("package.help.merge"), collect, [])
    .option("--yes", t("package.help.yes"), false)
    .action((folder, options) =>
      finish(
        import("./election-sign-command.ts").then(({ runElectionSign }) =>
          runElectionSign(folder, options, io),
        ),
      ),
    );

  child(election, io, "show")
    .description(t("package.help.show"))
    .argument("<folder>", t("package.help.folder"))
    .option("--station <id>", t("package.help.station"))
    .option("--proof <file>", t("package.help.proof"))
    .option("--json", t("package.help.json"), false)
    .action((folder, options) =>
      finish(
        import("./election-show-command.ts").then(({ runElectionShow }) =>
          runElectionShow(folder, options, io),
        ),
      ),
    );
}

function addNew(election: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  child(election, io, "new")
    .description(t("package.help.new"))
    .requiredOption("--out <folder>", t("package.help.out"))
    .option("--definition <file>", t("package.help.definition"))
    .option("--id <id>", t("package.help.id"))
    .option("--name-es <text>", t("package.help.nameEs"))
    .option("--name-en <text>", t("package.help.nameEn"))
    .option("--date <day>", t("package.help.date"))
    .option("--contests <file>", t("package.help.contests"))
    .option("--options <file>", t("package.help.options"))
    .option("--pictures <dir>", t("package.help.pictures"))
    .option("--places <file>", t("package.help.places"))
    .option("--stations <file>", t("package.help.stations"))
    .option("--spares <file>", t("package.help.spares"))
    .option("--witnesses <file>", t("package.help.witnesses"))
    .option("--counters <file>", t("package.help.counters"))
    .option("--log <vkey>", t("package.help.log"))
    .option("--centre <vkey>", t("package.help.centre"), collect, [])
    .option("--cosigner <party=vkey>", t("package.help.cosigner"), collect, [])
    .option("--authority <vkey>", t("package.help.authority"), collect, [])
    .option("--threshold <k>", t("package.help.threshold"))
    .option("--quorum <n>", t("package.help.quorum"))
    .addHelpText("after", `\n${t("package.help.new.more")}`)
    .action((options) =>
      finish(import("./election-new-command.ts").then(({ runElectionNew }) => runElectionNew(options, io))),
    );
}
