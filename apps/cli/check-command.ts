/**
 * `triplicate election check FILE|FOLDER`: every fault of a definition or of an election package at once, or what it
 * holds.
 * @module
 */
import { stat } from "node:fs/promises";
import { expectedTotals } from "@triplicate/core/election/expected.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { loadElection } from "./load.ts";

export async function runElectionCheck(file: string, io: Io): Promise<ExitCode> {
  if (await isFolder(file)) return checkPackage(file, io);
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

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** With every public key on the curve: minutes for a country, which is why only this and signing ask it. */
async function checkPackage(dir: string, io: Io): Promise<ExitCode> {
  const [
    { loadPackage, packageFolder },
    { readPictures },
    { packageError, pictureSentence },
    { startPackageProgress },
  ] = await Promise.all([
    import("@triplicate/adapters/election-package.ts"),
    import("@triplicate/adapters/election-pictures.ts"),
    import("./package-fault.ts"),
    import("./package-progress.ts"),
  ]);
  const t = translator(io.language);
  const progress = startPackageProgress(io);
  const loaded = await loadPackage(dir, { keys: "full", ...progress }).finally(progress.stop);
  if (!loaded.ok) throw packageError(loaded.error, t);
  const { roster, signers, electionNote, definition } = loaded.value;
  const pictures = await readPictures(await packageFolder(dir), definition);
  if (!pictures.ok) {
    const lines = pictures.error.map((fault) => pictureSentence(fault, t));
    throw new UsageError(lines.join("\n"), t.t("cli.fault.remedy", { spec: "spec/election.md" }));
  }
  const values = {
    dir,
    stations: roster.stations.size,
    keys: roster.held.machine + roster.holders.names.size,
    lines: electionNote.roster[0],
    got: signers.length,
    needed: electionNote.authorities[0],
  };
  io.out(`${t.t("package.check.fine", values)}\n`);
  return EXIT.fine;
}
