/**
 * `triplicate machine`: preparing a station's machine, running it, going on with another's records, and reading what it holds.
 * @module
 */
import { translator } from "@triplicate/ui/messages.ts";
import { type Command, Option } from "commander";
import type { Io } from "./io.ts";
import { child, type Finish } from "./program-parts.ts";

export const PAPERS = ["58", "80", "a4"] as const;
export const LISTEN = "127.0.0.1:8070";

export function addMachine(program: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  const machine = child(program, io, "machine")
    .description(t("machine-cli.help"))
    .addHelpText("after", `\n${t("machine-cli.help.more")}`);
  addInit(machine, io, finish);
  addRun(machine, io, finish);
  addResume(machine, io, finish);
  child(machine, io, "test-printer")
    .description(t("print.try.help"))
    .requiredOption("--printer <address>", t("machine-cli.help.printer"))
    .addOption(new Option("--paper <paper>", t("machine-cli.help.paper")).choices(PAPERS).default("80"))
    .addHelpText("after", `\n${t("print.try.more")}`)
    .action((options) =>
      finish(
        import("./machine-printer-command.ts").then(({ runTestPrinter }) => runTestPrinter(options, io)),
      ),
    );
  child(machine, io, "export")
    .description(t("machine-cli.help.export"))
    .requiredOption("--data <dir>", t("machine-cli.help.data"))
    .requiredOption("--out <dir>", t("machine-cli.help.export.out"))
    .addHelpText("after", `\n${t("machine-cli.help.export.more")}`)
    .action((options) =>
      finish(
        import("./machine-read-command.ts").then(({ runMachineExport }) => runMachineExport(options, io)),
      ),
    );
  child(machine, io, "open-record")
    .description(t("machine-cli.help.record"))
    .requiredOption("--data <dir>", t("machine-cli.help.data"))
    .requiredOption("--code <code>", t("machine-cli.help.record.code"))
    .addHelpText("after", `\n${t("machine-cli.help.record.more")}`)
    .action((options) =>
      finish(import("./machine-read-command.ts").then(({ runOpenRecord }) => runOpenRecord(options, io))),
    );
  child(machine, io, "check-record")
    .description(t("machine-cli.help.check"))
    .argument("<file>", t("machine-cli.help.check.file"))
    .requiredOption("--acta <file>", t("machine-cli.help.check.acta"))
    .requiredOption("--election <dir>", t("machine-cli.help.election"))
    .addHelpText("after", `\n${t("machine-cli.help.check.more")}`)
    .action((file, options) =>
      finish(
        import("./machine-read-command.ts").then(({ runCheckRecord }) => runCheckRecord(file, options, io)),
      ),
    );
}

function addInit(machine: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  child(machine, io, "init")
    .description(t("machine-cli.help.init"))
    .requiredOption("--election <dir>", t("machine-cli.help.election"))
    .requiredOption("--station <id>", t("machine-cli.help.station"))
    .requiredOption("--key <file>", t("machine-cli.help.key"))
    .option("--passphrase-file <file>", t("machine-cli.help.passphraseFile"))
    .requiredOption("--data <dir>", t("machine-cli.help.newData"))
    .requiredOption("--opens <time>", t("machine-cli.help.opens"))
    .requiredOption("--closes <time>", t("machine-cli.help.closes"))
    .addOption(
      new Option("--mode <mode>", t("machine-cli.help.mode")).choices(["live", "test"]).default("live"),
    )
    .addOption(new Option("--paper <paper>", t("machine-cli.help.paper")).choices(PAPERS).default("80"))
    .requiredOption("--printer <address>", t("machine-cli.help.printer"))
    .addOption(
      new Option("--language <language>", t("machine-cli.help.language")).choices(["es", "en"]).default("es"),
    )
    .option("--second-copy <dir>", t("machine-cli.help.secondCopy"))
    .option("--centre <url>", t("machine-cli.help.centre"))
    .addHelpText("after", `\n${t("machine-cli.help.init.more")}`)
    .action((options) =>
      finish(import("./machine-init-command.ts").then(({ runMachineInit }) => runMachineInit(options, io))),
    );
}

function addRun(machine: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  child(machine, io, "run")
    .description(t("machine-cli.help.run"))
    .requiredOption("--data <dir>", t("machine-cli.help.data"))
    .option("--passphrase-file <file>", t("machine-cli.help.passphraseFile"))
    .option("--listen <address:port>", t("machine-cli.help.listen"), LISTEN)
    .option("--printer <address>", t("machine-cli.help.otherPrinter"))
    .option("--second-copy <dir>", t("machine-cli.help.otherCopy"))
    .option("--centre <url>", t("machine-cli.help.otherCentre"))
    .option("--export <dir>", t("machine-cli.help.exportTo"))
    .addHelpText("after", `\n${t("machine-cli.help.run.more")}`)
    .action((options) =>
      finish(import("./machine-run-command.ts").then(({ runMachineRun }) => runMachineRun(options, io))),
    );
}

function addResume(machine: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  child(machine, io, "resume")
    .description(t("machine-cli.help.resume"))
    .requiredOption("--from <dir>", t("machine-cli.help.from"))
    .requiredOption("--election <dir>", t("machine-cli.help.election"))
    .requiredOption("--key <file>", t("machine-cli.help.spare"))
    .option("--passphrase-file <file>", t("machine-cli.help.passphraseFile"))
    .requiredOption("--data <dir>", t("machine-cli.help.newData"))
    .addOption(new Option("--paper <paper>", t("machine-cli.help.paper")).choices(PAPERS))
    .option("--printer <address>", t("machine-cli.help.otherPrinter"))
    .option("--centre <url>", t("machine-cli.help.otherCentre"))
    .addHelpText("after", `\n${t("machine-cli.help.resume.more")}`)
    .action((options) =>
      finish(
        import("./machine-init-command.ts").then(({ runMachineResume }) => runMachineResume(options, io)),
      ),
    );
}
