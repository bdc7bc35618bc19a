/**
 * `triplicate election check FILE`: every fault of a definition at once, or what it holds.
 * @module
 */
import { expectedTotals } from "@triplicate/core/election/expected.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { loadElection } from "./load.ts";

export async function runElectionCheck(file: string, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const { value: election } = await loadElection(file, t);
  const { stations } = expectedTotals(election);
  const values = {
    file,
    contests: election.contests.length,
    options: election.contests.reduce((sum, contest) => sum + contest.options.length, 0),
    stations: stations ?? t.t("cli.none"),
  };
  io.out(`${t.t("cli.check.fine", values)}\n`);
  return EXIT.fine;
}
