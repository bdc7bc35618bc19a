/**
 * What lets a stranger run the comparison again: inputs.json names and hashes every input, the small ones are copied
 * beside it, and rerun.sh checks the large ones and compares the outcome byte for byte.
 * @module
 */
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import type { InputFile } from "@triplicate/ui/report/input.ts";
import type { SignedKind } from "./compare-arguments.ts";
import type { FolderFile } from "./dossier-folder.ts";

export type RunCount = {
  readonly name: string;
  /** A file, or for a count that carries its own proof the word that stands for one. */
  readonly mapping: { readonly file: string; readonly bytes: Uint8Array } | SignedKind;
  /** Where the data file lies, and what it is called. */
  readonly path: string;
  readonly source: string;
};

export type Run = {
  readonly election: { readonly file: string; readonly bytes: Uint8Array };
  readonly counts: readonly RunCount[];
  readonly announced: readonly { readonly file: string; readonly bytes: Uint8Array }[];
  /** The roster file beside the election, by the name the definition gives it. */
  readonly roster: { readonly name: string; readonly path: string } | null;
  /** The folder of the election package, where a count is judged by its keys. */
  readonly package: string | null;
};

/** As inputs.json keeps it: copies inside the dossier, data files by name and by where they lay. */
export type InputsFile = {
  readonly format: "triplicate/inputs/v1";
  readonly version: string;
  readonly command: string;
  readonly inputs: readonly InputFile[];
  readonly run: {
    readonly election: string;
    readonly counts: readonly {
      readonly name: string;
      readonly mapping: string;
      readonly data: string;
      /** Where the file lay beside the dossier; null when saying so would tell of folders outside. */
      readonly at: string | null;
    }[];
    readonly announced: readonly string[];
  };
};

export function inputsFile(
  run: Run,
  inputs: readonly InputFile[],
  dossier: string,
  version: string,
  command: string,
): InputsFile {
  return {
    format: "triplicate/inputs/v1",
    version,
    command,
    inputs,
    run: {
      election: electionCopy(run),
      counts: run.counts.map(({ name, mapping, path, source }) => ({
        name,
        mapping: typeof mapping === "string" ? mapping : mappingCopy(name),
        data: source,
        at: besides(dossier, path),
      })),
      announced: run.announced.map(({ file }, i) => announcedCopy(i, file)),
    },
  };
}

export const ELECTION_COPY = "inputs/election.json";
export const PACKAGE_COPY = `inputs/election/${PACKAGE_FILES.definition}`;
const electionCopy = (run: Run): string => (run.package === null ? ELECTION_COPY : PACKAGE_COPY);
export const mappingCopy = (count: string): string => `inputs/${count}.mapping.json`;
/** Under its own name, which comparison.json repeats; in a folder of its own, as two may share one. */
export const announcedCopy = (i: number, file: string): string =>
  `inputs/announced/${i + 1}/${basename(file)}`;

/** The way from the dossier to the file, when both lie below the folder that the command ran in. */
function besides(dossier: string, file: string): string | null {
  const isInside = (path: string) =>
    !/^\.\.([/\\]|$)/.test(relative(".", path)) && !isAbsolute(relative(".", path));
  return isInside(dossier) && isInside(file) ? relative(resolve(dossier), resolve(file)) : null;
}

/** The copies that inputs.json speaks of. */
export function inputCopies(run: Run): FolderFile[] {
  return [
    { name: ELECTION_COPY, content: run.election.bytes },
    ...run.counts.flatMap(({ name, mapping }) =>
      typeof mapping === "string" ? [] : [{ name: mappingCopy(name), content: mapping.bytes }],
    ),
    ...packageCopies(run.package),
    ...(run.roster === null ? [] : [{ name: `inputs/${run.roster.name}`, from: run.roster.path }]),
    ...run.announced.map(({ file, bytes }, i) => ({ name: announcedCopy(i, file), content: bytes })),
  ];
}

/** Judging signatures needs the whole package, roster included. */
const packageCopies = (folder: string | null): FolderFile[] =>
  folder === null
    ? []
    : Object.values(PACKAGE_FILES).map((name) => ({
        name: `inputs/election/${name}`,
        from: join(folder, name),
      }));

export function rerunScript(file: InputsFile): string {
  const data = file.run.counts.map(({ data }) => data);
  const sums = file.inputs.filter(({ role }) => role === "count");
  const counts = file.run.counts.map(
    ({ name, mapping, data }) => `  --count ${quote(`${name}=${mapping}:`)}"$DATA/"${quote(data)} \\`,
  );
  const announced = file.run.announced.map((one) => `  --announced ${quote(one)} \\`);
  return `#!/bin/sh
# Runs this comparison again and checks that it comes out the same, byte for byte.
# Usage: sh rerun.sh FOLDER      FOLDER holds the data files: ${data.map(oneLine).join(", ")}
# It needs the command triplicate ${file.version}: set TRIPLICATE if it has another name, for example
#   TRIPLICATE="node /path/to/checkout/apps/cli/triplicate.mjs" sh rerun.sh FOLDER
set -eu
DATA=$(cd "\${1:?usage: sh rerun.sh FOLDER-WITH-THE-DATA-FILES}" && pwd)
cd "$(dirname "$0")"
TRIPLICATE=\${TRIPLICATE:-triplicate}
command -v \${TRIPLICATE%% *} >/dev/null || {
  echo "the command $TRIPLICATE is not here: set TRIPLICATE as the first lines of this file say" >&2; exit 2
}
sum() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -c 1-64; }
same() {
  test "$(sum "$DATA/$1")" = "$2" || { echo "$1 is not the file that was compared (SHA-256 differs)" >&2; exit 2; }
}
${sums.map(({ name, sha256 }) => `same ${quote(name)} ${sha256}`).join("\n")}
OUT=$(mktemp -d)
trap 'rm -rf "$OUT"' EXIT
$TRIPLICATE compare --fail-on never --election ${file.run.election} \\
${[...counts, ...announced].join("\n")}
  --out "$OUT/dossier" >/dev/null
cmp comparison.json "$OUT/dossier/comparison.json"
cmp discrepancies.csv "$OUT/dossier/discrepancies.csv"
echo "The same result, byte for byte."
`;
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A file name may hold a line end, which would leave the comment it stands in. */
const oneLine = (text: string): string => JSON.stringify(text).slice(1, -1);
