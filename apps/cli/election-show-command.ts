/**
 * `triplicate election show FOLDER`: what an election package says, and who has signed it; or one station's line, with
 * the proof by which a phone believes it.
 * @module
 */
import { writeFile } from "node:fs/promises";
import { type ElectionPackage, loadPackage } from "@triplicate/adapters/election-package.ts";
import { proveStation } from "@triplicate/adapters/roster-proof-file.ts";
import { findText, keyText } from "@triplicate/core/byte-index.ts";
import { encodeBase64, encodeHex } from "@triplicate/core/bytes.ts";
import { electionKeyName } from "@triplicate/core/election/key-names.ts";
import { holderKeys } from "@triplicate/core/election/roster-keys.ts";
import { keyFingerprint, printVerifierKey } from "@triplicate/core/note/key.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { shownText } from "./definition-fault.ts";
import { unwritable } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { packageError } from "./package-fault.ts";
import { startPackageProgress } from "./package-progress.ts";
import { authoritiesOf, machineKeyOf, noteFingerprint, summaryText } from "./package-summary.ts";

export type ShowOptions = { readonly json: boolean; readonly station?: string; readonly proof?: string };

export async function runElectionShow(folder: string, options: ShowOptions, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  if (options.proof !== undefined && options.station === undefined) {
    throw new UsageError(t.t("package.show.proofNeedsStation"));
  }
  const progress = startPackageProgress(io);
  const loaded = await loadPackage(folder, { unsigned: true, ...progress }).finally(progress.stop);
  if (!loaded.ok) throw packageError(loaded.error, t);
  const pack = loaded.value;
  if (options.station !== undefined)
    return showStation(folder, pack, { ...options, station: options.station }, io);
  if (options.json) io.data(`${JSON.stringify(summaryData(pack), null, 2)}\n`);
  else io.out(summaryText(pack, t));
  return EXIT.fine;
}

/** For programs: everything of the summary, keys as verifier keys. */
function summaryData(pack: ElectionPackage): unknown {
  const { definition, roster, electionNote, note } = pack;
  const keys = (role: "log" | "centre" | "cosigner") =>
    [...holderKeys(roster, definition.id, role)].map((key) => ({
      vkey: printVerifierKey(key),
      fingerprint: keyFingerprint(key),
      ...("party" in key.holder ? { party: key.holder.party } : {}),
      ...("url" in key.holder ? { url: key.holder.url } : {}),
    }));
  return {
    election: definition.id,
    name: definition.name,
    date: definition.date,
    definitionSha256: encodeHex(pack.definitionDigest),
    roster: { lines: electionNote.roster[0], root: encodeBase64(electionNote.roster[1]) },
    contests: definition.contests.map(({ id, name, options, outcome }) => ({
      id,
      name,
      rule: outcome.rule,
      options: options.map((option) => option.id),
    })),
    places: roster.places.size,
    stations: roster.stations.size,
    registered: roster.registeredInAll,
    keys: { ...roster.held },
    log: keys("log"),
    centre: keys("centre"),
    cosigners: { quorum: electionNote.cosigners[0], keys: keys("cosigner") },
    authorities: { threshold: electionNote.authorities[0], keys: authoritiesOf(pack) },
    fingerprint: noteFingerprint(note.text),
    isSigned: pack.signers.length >= electionNote.authorities[0],
  };
}

async function showStation(
  folder: string,
  pack: ElectionPackage,
  { station, proof: file, json }: ShowOptions & { readonly station: string },
  io: Io,
): Promise<ExitCode> {
  const t = translator(io.language);
  const { roster, definition } = pack;
  const row = findText(roster.stations, station.toWellFormed());
  if (row < 0) throw new UsageError(t.t("package.show.noStation", { station: shownText(station) }));
  const proof = await proveStation(folder, pack, row);
  const place = roster.place[row]!;
  const region = roster.placeRegion[place]!;
  const key = machineKeyOf(pack, row);
  const data = {
    station,
    place: keyText(roster.places, place),
    placeName: keyText(roster.names, roster.placeName[place]!),
    ...(region < 0 ? {} : { region: keyText(roster.regions, region) }),
    registered: roster.registered[row]!,
    key: printVerifierKey(key),
    fingerprint: keyFingerprint(key),
  };
  if (file !== undefined) {
    await writeFile(file, proof, { flag: "wx", flush: true }).catch((error: unknown) => {
      throw unwritable(file, error, t);
    });
  }
  if (json) io.data(`${JSON.stringify({ ...data, proof }, null, 2)}\n`);
  else {
    const name = electionKeyName(definition.id, "machine", station);
    io.out(`${t.t("package.show.station", { ...data, region: data.region ?? "–", name })}\n`);
    io.out(file === undefined ? `\n${proof}` : `${t.t("package.show.proofWritten", { file })}\n`);
  }
  return EXIT.fine;
}
