/**
 * `triplicate centre`, `bulletin`, `submit`, `sheet` and `cosigner`: their options and help.
 * @module
 */
import { translator } from "@triplicate/ui/messages.ts";
import { type Command, Option } from "commander";
import type { Io } from "./io.ts";
import { addCosigner } from "./program-cosigner.ts";
import { child, collect, type Finish } from "./program-parts.ts";

export function addCentre(program: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  child(program, io, "centre")
    .description(t("centre.help"))
    .requiredOption("--election <dir>", t("centre.help.election"))
    .requiredOption("--data <dir>", t("centre.help.data"))
    .requiredOption("--log-key <file>", t("centre.help.logKey"))
    .option("--centre-key <file>", t("centre.help.centreKey"))
    .requiredOption("--passphrase-file <file>", t("centre.help.passphraseFile"))
    .option("--centre-passphrase-file <file>", t("centre.help.centrePassphraseFile"))
    .requiredOption("--listen <address:port>", t("centre.help.listen"))
    .addOption(new Option("--mode <mode>", t("centre.help.mode")).choices(["live", "test"]).default("live"))
    .option("--bulletin-every <minutes>", t("centre.help.bulletinEvery"))
    .option("--submissions-per-minute <number>", t("centre.help.submissionsPerMinute"))
    .option("--behind-proxy", t("centre.help.behindProxy"), false)
    .option("--no-cosigners", t("centre.help.noCosigners"))
    .addHelpText("after", `\n${t("centre.help.more")}`)
    .action((options) =>
      finish(import("./centre-command.ts").then(({ runCentre }) => runCentre(options, io))),
    );
  child(program, io, "bulletin")
    .description(t("bulletin.help"))
    .requiredOption("--election <dir>", t("centre.help.election"))
    .requiredOption("--centre-key <file>", t("bulletin.help.centreKey"))
    .requiredOption("--passphrase-file <file>", t("centre.help.passphraseFile"))
    .requiredOption("--to <url>", t("bulletin.help.to"))
    .addOption(new Option("--mode <mode>", t("centre.help.mode")).choices(["live", "test"]).default("live"))
    .addHelpText("after", `\n${t("bulletin.help.more")}`)
    .action((options) =>
      finish(import("./bulletin-command.ts").then(({ runBulletin }) => runBulletin(options, io))),
    );
  child(program, io, "submit")
    .description(t("submit.help"))
    .argument("<file...>", t("submit.help.file"))
    .requiredOption("--to <url>", t("submit.help.to"))
    .requiredOption("--election <dir>", t("centre.help.election"))
    .option("--attempts <number>", t("submit.help.attempts"), "8")
    .addHelpText("after", `\n${t("submit.help.more")}`)
    .action((files, options) =>
      finish(import("./submit-command.ts").then(({ runSubmit }) => runSubmit(files, options, io))),
    );
  addSheet(program, io, finish);
  addCosigner(program, io, finish);
}

function addSheet(program: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  child(program, io, "sheet")
    .description(t("sheet.help"))
    .requiredOption("--election <dir>", t("centre.help.election"))
    .requiredOption("--station <id>", t("sheet.help.station"))
    .requiredOption("--contest <id>", t("sheet.help.contest"))
    .requiredOption("--first <file>", t("sheet.help.first"))
    .requiredOption("--second <file>", t("sheet.help.second"))
    .requiredOption("--counted <time>", t("sheet.help.counted"))
    .option("--key <file>", t("sheet.help.key"), collect, [])
    .option("--passphrase-file <file>", t("sheet.help.passphraseFile"), collect, [])
    .addOption(new Option("--mode <mode>", t("centre.help.mode")).choices(["live", "test"]).default("live"))
    .requiredOption("--out <file>", t("sheet.help.out"))
    .addHelpText("after", `\n${t("sheet.help.more")}`)
    .action((options) => finish(import("./sheet-command.ts").then(({ runSheet }) => runSheet(options, io))));
}
