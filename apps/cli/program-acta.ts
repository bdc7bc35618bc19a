/**
 * `triplicate acta`: its commands, options and help.
 * @module
 */
import { translator } from "@triplicate/ui/messages.ts";
import { type Command, Option } from "commander";
import type { Io } from "./io.ts";
import { child, type Finish } from "./program-parts.ts";

export function addActa(program: Command, io: Io, finish: Finish): void {
  const { t } = translator(io.language);
  const acta = child(program, io, "acta").description(t("verify.help.actas"));
  child(acta, io, "symbols")
    .description(t("verify.help.symbols"))
    .argument("<files...>", t("verify.help.symbols.files"))
    .addOption(
      new Option("--paper <millimetres>", t("verify.help.symbols.paper")).choices(["58", "80"]).default("80"),
    )
    .option("--out <dir>", t("verify.help.symbols.out"), ".")
    .action((files, { paper, out }: { paper: "58" | "80"; out: string }) =>
      finish(
        import("./acta-symbols-command.ts").then(({ runActaSymbols }) =>
          runActaSymbols(files, { paper: paper === "58" ? 58 : 80, out }, io),
        ),
      ),
    );
}
