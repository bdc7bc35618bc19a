/**
 * `triplicate attack` and `triplicate simulate election`: their options and help.
 * @module
 */
import { translator } from "@triplicate/ui/messages.ts";
import type { Command } from "commander";
import type { Io } from "./io.ts";
import { child, collect, type Finish } from "./program-parts.ts";

export function addAttack(
  { program, simulate }: { readonly program: Command; readonly simulate: Command },
  io: Io,
  finish: Finish,
): void {
  addSimulateElection(simulate, io, finish);
  const { t } = translator(io.language);
  const attack = child(program, io, "attack").description(t("attack.help"));
  child(attack, io, "list")
    .description(t("attack.help.list"))
    .option("--json", t("attack.help.json"), false)
    .action((options) =>
      finish(import("./attack-command.ts").then(({ runAttackList }) => runAttackList(options, io))),
    );
  child(attack, io, "run")
    .description(t("attack.help.run"))
    .argument("<name>", t("attack.help.name"))
    .option("--out <dir>", t("attack.help.evidence"))
    .option("--seed <number>", t("cli.help.seed"), "1")
    .option("--json", t("attack.help.json"), false)
    .addHelpText("after", `\n${t("attack.help.run.more")}`)
    .action((name, options) =>
      finish(import("./attack-command.ts").then(({ runAttackRun }) => runAttackRun(name, options, io))),
    );
}

function addSimulateElection(simulate: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  child(simulate, io, "election")
    .description(t("attack.help.simulate"))
    .requiredOption("--stations <number>", t("attack.help.stations"))
    .option("--seed <number>", t("cli.help.seed"), "1")
    .option("--out <dir>", t("attack.help.out"))
    .option("--options <number>", t("attack.help.options"), "7")
    .option("--contests <number>", t("attack.help.contests"), "1")
    .option("--witnesses <number>", t("attack.help.witnesses"), "3")
    .option("--every-witness", t("attack.help.everyWitness"), false)
    .option("--hand-count <share>", t("attack.help.handCount"), "0.02")
    .option("--authorities <number>", t("attack.help.authorities"), "3")
    .option("--quorum <number>", t("attack.help.quorum"))
    .option("--cosigners <number>", t("attack.help.cosigners"), "2")
    .option("--cosigner-quorum <number>", t("attack.help.cosignerQuorum"))
    .option("--cosigner-url <url>", t("attack.help.cosignerUrl"), collect, [])
    .option("--no-sign", t("attack.help.noSign"))
    .option("--passphrase-file <file>", t("attack.help.passphraseFile"))
    .option("--submit <url>", t("attack.help.submit"))
    .option("--rate <number>", t("attack.help.rate"), "0")
    .option("--at-once <number>", t("attack.help.atOnce"), "32")
    .addHelpText("after", `\n${t("attack.help.simulate.more")}`)
    .action((options) =>
      finish(
        import("./simulate-election-command.ts").then(({ runSimulateElection }) =>
          runSimulateElection(options, io),
        ),
      ),
    );
}
