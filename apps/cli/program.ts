/**
 * The command tree, in the person's language: what exists, what it takes, what its help says.
 * @module
 */
import { translator } from "@triplicate/ui/messages.ts";
import { visibleText } from "@triplicate/ui/report/visible-text.ts";
import { Command, CommanderError, Option } from "commander";
import { completionScript, SHELLS, type Shell } from "./completion.ts";
import { commandPath } from "./help.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { addActa } from "./program-acta.ts";
import { addAttack } from "./program-attack.ts";
import { addCentre } from "./program-centre.ts";
import { addKeys } from "./program-keys.ts";
import { addMachine } from "./program-machine.ts";
import { addPackage } from "./program-package.ts";
import { child, collect, type Finish, langOption, prepare } from "./program-parts.ts";
import { addVerify } from "./program-verify.ts";
import { addWitness } from "./program-witness.ts";
import { usageMessage } from "./usage.ts";
import { VERSION } from "./version.ts";

export const FAIL_ON = ["discrepancy", "flip", "never"] as const;

/** Runs one command line and returns its exit code; throws nothing. */
export async function runCli(args: readonly string[], given: Io): Promise<ExitCode> {
  const io = { ...given, out: visibly(given.out), err: visibly(given.err) };
  const t = translator(io.language);
  const result: { code: ExitCode } = { code: EXIT.fine };
  const program = buildProgram(io, result);
  try {
    await program.parseAsync([...args], { from: "user" });
    return result.code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.fine;
      if (error.code === "commander.help") return EXIT.usage;
      const command = commandPath(commandMeant(args, program));
      io.err(`${usageMessage(error, t)}\n${t.t("help.hint", { command })}\n`);
      return EXIT.usage;
    }
    if (error instanceof UsageError) {
      const remedy = error.remedy === null ? "" : `${t.t("cli.error.remedy", { text: error.remedy })}\n`;
      io.err(`${error.message}\n${remedy}${t.t("cli.error.title")}\n`);
      return EXIT.usage;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.err(`${t.t("cli.error.internal", { text })}\n`);
    return EXIT.ourFault;
  }
}

/** Names in files and arguments may hold what a terminal obeys; a person is shown it instead. */
const visibly = (write: (text: string) => void) => (text: string) =>
  write(text.split("\n").map(visibleText).join("\n"));

/** The command that the first words of `args` name, for the hint. */
function commandMeant(args: readonly string[], program: Command): Command {
  let command = program;
  for (const arg of args) {
    const next = command.commands.find((child) => child.name() === arg);
    if (next === undefined) break;
    command = next;
  }
  return command;
}

export function buildProgram(io: Io, result: { code: ExitCode }): Command {
  const { t } = translator(io.language);
  const program = new Command("triplicate");
  const finish: Finish = async (code) => {
    result.code = await code;
  };
  prepare(program, io)
    // An option belongs to the command it stands behind: `verify` and `verify acta` have some of one name.
    .enablePositionalOptions()
    .description(t("cli.help.program"))
    .version(VERSION, "-V, --version", t("cli.help.version"))
    .addOption(langOption(io))
    .addHelpText("after", `\n${t("cli.help.exit")}`);

  addReading(program, io, finish);
  const { election, simulate } = addMaking(program, io, finish);
  addKeys(program, io, finish);
  addPackage(election, io, finish);
  addCentre(program, io, finish);
  addMachine(program, io, finish);
  addWitness(program, io, finish);
  addActa(program, io, finish);
  addVerify(program, io, finish);
  addAttack({ program, simulate }, io, finish);
  child(program, io, "completion")
    .description(t("cli.help.completion"))
    .addHelpText("after", `\n${t("cli.help.completion.more")}`)
    .addArgument(program.createArgument("<shell>").choices(SHELLS))
    .action((shell: Shell) => {
      io.data(completionScript(shell, program));
    });
  return program;
}

/** What reads counts and dossiers. */
function addReading(program: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  child(program, io, "compare")
    .description(t("cli.help.compare"))
    .requiredOption("--election <file>", t("cli.help.election"))
    .option("--count <name=mapping:file>", t("cli.help.count"), collect, [])
    .option("--announced <file>", t("cli.help.announced"), collect, [])
    .requiredOption("--out <dir>", t("cli.help.out"))
    .option("--json", t("cli.help.json"), false)
    .addOption(new Option("--fail-on <what>", t("cli.help.failOn")).choices(FAIL_ON).default("discrepancy"))
    .addHelpText("after", `\n${t("cli.help.compare.more")}`)
    .action((options) =>
      finish(import("./compare-command.ts").then(({ runCompare }) => runCompare(options, io))),
    );

  child(program, io, "explain")
    .description(t("cli.help.explain"))
    .argument("<station>", t("cli.help.explain.station"))
    .requiredOption("--out <dir>", t("cli.help.explain.out"))
    .option("--data <dir>", t("cli.help.explain.data"))
    .action((station, options) =>
      finish(import("./explain-command.ts").then(({ runExplain }) => runExplain(station, options, io))),
    );
}

/** What makes or checks the small files a comparison needs. */
function addMaking(program: Command, io: Io, finish: Finish): { election: Command; simulate: Command } {
  const { t } = translator(io.language);
  const mapping = child(program, io, "mapping").description(t("cli.help.mapping"));
  child(mapping, io, "init")
    .description(t("cli.help.mapping.init"))
    .argument("<file>", t("cli.help.mapping.file"))
    .option("--out <dir>", t("cli.help.mapping.out"))
    .action((file, options) =>
      finish(import("./mapping-command.ts").then(({ runMappingInit }) => runMappingInit(file, options, io))),
    );

  const election = child(program, io, "election").description(t("cli.help.electionGroup"));
  child(election, io, "check")
    .description(t("cli.help.check"))
    .argument("<file>", t("cli.help.election"))
    .action((file) =>
      finish(import("./check-command.ts").then(({ runElectionCheck }) => runElectionCheck(file, io))),
    );

  const simulate = child(program, io, "simulate").description(t("cli.help.simulate"));
  child(simulate, io, "bolivar-2017")
    .description(t("cli.help.simulate.bolivar"))
    .requiredOption("--out <dir>", t("cli.help.simulate.out"))
    .option("--seed <number>", t("cli.help.seed"), "1")
    .action((options) =>
      finish(
        import("./simulate-command.ts").then(({ runSimulateBolivar }) => runSimulateBolivar(options, io)),
      ),
    );
  return { election, simulate };
}
