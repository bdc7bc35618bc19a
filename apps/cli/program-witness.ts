/**
 * `triplicate card`, `witness` and `collect`: cards of poll workers, accreditation of witnesses, a party's collecting server.
 * @module
 */
import { translator } from "@triplicate/ui/messages.ts";
import { type Command, Option } from "commander";
import type { Io } from "./io.ts";
import { child, type Finish } from "./program-parts.ts";

export function addWitness(program: Command, io: Io, finish: Finish): void {
  addCard(program, io, finish);
  const { t } = translator(io.language);
  const witness = child(program, io, "witness").description(t("witness.command.help"));
  addAccredit(witness, io, finish);
  child(witness, io, "kit")
    .description(t("kit.help"))
    .requiredOption("--election <dir>", t("card.help.election"))
    .requiredOption("--station <id>", t("kit.help.station"))
    .requiredOption("--out <file>", t("kit.help.out"))
    .option("--centre <url>", t("collect.help.centre"))
    .action((options) =>
      finish(import("./witness-kit-command.ts").then(({ runWitnessKit }) => runWitnessKit(options, io))),
    );
  addCollect(program, io, finish);
}

function addCard(program: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  const card = child(program, io, "card").description(t("card.help"));
  child(card, io, "new")
    .description(t("card.help.new"))
    .requiredOption("--election <dir>", t("card.help.election"))
    .requiredOption("--key <file>", t("card.help.key"))
    .option("--passphrase-file <file>", t("card.help.passphraseFile"))
    .option("--card <id>", t("card.help.card"))
    .option("--name <name>", t("card.help.name"))
    .option("--scope <scope>", t("card.help.scope"))
    .option("--pin-file <file>", t("card.help.pinFile"))
    .option("--table <file>", t("card.help.table"))
    .option("--letters <file>", t("card.help.letters"))
    .addOption(
      new Option("--language <language>", t("card.help.language")).choices(["es", "en"]).default("es"),
    )
    .requiredOption("--out <dir>", t("card.help.out"))
    .addHelpText("after", `\n${t("card.help.more")}`)
    .action((options) =>
      finish(import("./card-command.ts").then(({ runCardNew }) => runCardNew(options, io))),
    );
}

function addAccredit(witness: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  child(witness, io, "accredit")
    .description(t("accredit.help"))
    .argument("<files...>", t("accredit.help.files"))
    .requiredOption("--election <id>", t("accredit.help.election"))
    .option("--party <party>", t("accredit.help.party"))
    .option("--places <file>", t("accredit.help.places"))
    .option("--stations <file>", t("accredit.help.stations"))
    .option("--out <file>", t("accredit.help.out"))
    .option("--names <file>", t("accredit.help.names"))
    .addHelpText("after", `\n${t("accredit.help.more")}`)
    .action((files, options) =>
      finish(
        import("./witness-accredit-command.ts").then(({ runAccredit }) => runAccredit(files, options, io)),
      ),
    );
}

function addCollect(program: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  // Its own options are asked for by the command: an option that the parser requires, `collect export` would need too.
  const collect = child(program, io, "collect")
    .description(t("collect.help"))
    .option("--election <dir>", t("collect.help.election"))
    .option("--data <dir>", t("collect.help.data"))
    .option("--listen <address:port>", t("collect.help.listen"))
    .option("--centre <url>", t("collect.help.centre"))
    .option("--party <name>", t("collect.help.party"))
    .addOption(new Option("--mode <mode>", t("collect.help.mode")).choices(["live", "test"]).default("live"))
    .option("--behind-proxy", t("collect.help.behindProxy"), false)
    .option("--program-only", t("collect.help.programOnly"), false)
    .addHelpText("after", `\n${t("collect.help.more")}`)
    .action((options) =>
      finish(import("./collect-command.ts").then(({ runCollect }) => runCollect(options, io))),
    );
  child(collect, io, "export")
    .description(t("collect.help.export"))
    .requiredOption("--data <dir>", t("collect.help.data"))
    .requiredOption("--out <dir>", t("collect.help.export.out"))
    .option("--with-photos <dir>", t("collect.help.export.withPhotos"))
    .action((options) =>
      finish(import("./collect-command.ts").then(({ runCollectExport }) => runCollectExport(options, io))),
    );
}
