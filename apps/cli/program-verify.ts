/**
 * `triplicate verify`: its commands, options and help.
 * @module
 */
import { MODES } from "@triplicate/core/statement/common.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { type Command, Option } from "commander";
import type { Io } from "./io.ts";
import { child, collect, type Finish } from "./program-parts.ts";

export function addVerify(program: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  const mode = () => new Option("--mode <mode>", t("verify.help.mode")).choices(MODES).default("live");
  const verify = child(program, io, "verify")
    // The options of `verify acta` are its own, although some have the names of ours.
    .enablePositionalOptions()
    .description(t("verify.help"))
    .argument("<place>", t("verify.help.place"))
    .option("--authority <vkey>", t("verify.help.authority"), collect, [])
    .option("--checkpoint <file>", t("verify.help.checkpoint"), collect, [])
    .option("--bulletin <file>", t("verify.help.bulletin"), collect, [])
    .option("--state <dir>", t("verify.help.state"))
    .option("--keep <dir>", t("verify.help.keep"))
    .option("--out <dir>", t("verify.help.out"))
    .addOption(mode())
    .option("--json", t("verify.help.json"), false)
    .addHelpText("after", `\n${t("verify.help.more")}`)
    .action((place, options) =>
      finish(import("./verify-command.ts").then(({ runVerify }) => runVerify(place, options, io))),
    );
  child(verify, io, "acta")
    .description(t("verify.help.acta"))
    .argument("<files...>", t("verify.help.acta.files"))
    .option("--against <place>", t("verify.help.acta.against"))
    .option("--election <dir>", t("verify.help.acta.election"))
    .option("--keep <dir>", t("verify.help.keep"))
    .option("--state <dir>", t("verify.help.state"))
    .option("--out <dir>", t("verify.help.out"))
    .addOption(mode())
    .option("--json", t("verify.help.json"), false)
    .action((files, options) =>
      finish(import("./verify-acta.ts").then(({ runVerifyActa }) => runVerifyActa(files, options, io))),
    );
  child(verify, io, "contradiction")
    .description(t("verify.help.contradiction"))
    .argument("<file>", t("verify.help.contradiction.file"))
    .requiredOption("--election <dir>", t("verify.help.contradiction.election"))
    .addOption(mode())
    .option("--json", t("verify.help.json"), false)
    .action((file, options) =>
      finish(
        import("./verify-contradiction.ts").then(({ runVerifyContradiction }) =>
          runVerifyContradiction(file, options, io),
        ),
      ),
    );
}
