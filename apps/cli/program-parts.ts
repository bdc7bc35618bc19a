/**
 * What every part of the command tree is made of: a child command in the person's language, errors as exceptions.
 * @module
 */
import { translator } from "@triplicate/ui/messages.ts";
import { type Command, Option } from "commander";
import { helpConfiguration } from "./help.ts";
import type { ExitCode, Io } from "./io.ts";

/** Takes a command's exit code when it has one. */
export type Finish = (code: Promise<ExitCode>) => Promise<void>;

/** Collects an option that may be given several times. */
export const collect = (value: string, before: string[]): string[] => [...before, value];

export function child(parent: Command, io: Io, name: string): Command {
  return prepare(parent.command(name), io).addOption(langOption(io));
}

export const langOption = (io: Io) =>
  new Option("--lang <language>", translator(io.language).t("cli.help.lang")).choices(["es", "en"]);

/** Words in the person's language, errors as exceptions, output through `io`. */
export function prepare(command: Command, io: Io): Command {
  const words = translator(io.language);
  return command
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, outputError: () => {} })
    .configureHelp(helpConfiguration(words))
    .helpOption("-h, --help", words.t("cli.help.help"))
    .helpCommand(false);
}
