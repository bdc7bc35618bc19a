import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completionScript, completionTree } from "./completion.ts";

/** The shape of the real program, with one of each kind of value. */
function sampleProgram(): Command {
  const program = new Command("triplicate");
  program.addOption(new Option("--lang <language>", "language it's shown in").choices(["es", "en"]));
  program
    .command("compare")
    .description("compare counts: the main job")
    .requiredOption("-e, --election <file>", "definition")
    .option("--count <name=mapping:file>", "a count")
    .option("--out <dir>", "where to write")
    .option("--seed <n>", "a number")
    .addOption(new Option("--fail-on <what>").choices(["discrepancy", "flip"]))
    .option("--json", "print JSON");
  const mapping = program.command("mapping").description("mappings");
  mapping.command("init").argument("<file>", "a file").description("begin one");
  program.command("completion").addArgument(new Argument("<shell>").choices(["bash", "zsh"]));
  program.command("secret", { hidden: true });
  return program;
}

const isMissing = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status !== 0;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "triplicate-completion-"));
  mkdirSync(join(folder, "out dir"));
  mkdirSync(join(folder, "outer"));
  for (const name of ["trep.csv", "trep.mapping.json", "election.json"])
    writeFileSync(join(folder, name), "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What bash would put in place of the last word, having `line` typed up to its end. */
function completeInBash(line: string, setup = ""): string[] {
  const script = `${completionScript("bash", sampleProgram())}
    ${setup}
    COMP_LINE=${JSON.stringify(line)} COMP_POINT=\${#COMP_LINE}
    _triplicate 2>&1
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  // Bash 3.2 reads a script from a file, not from -c, without a limit of length; so does every other.
  const run = spawnSync("bash", ["--norc", "--noprofile", "-s"], {
    cwd: folder,
    input: script,
    encoding: "utf8",
  });
  expect(run.stderr).toBe("");
  return run.stdout.split("\n").filter((entry) => entry !== "");
}

/** What zsh has to offer for the last word of `line`, asked of its own completion system. */
function completeInZsh(line: string): string[] {
  const script = `${completionScript("zsh", sampleProgram())}
    true`;
  const run = spawnSync("zsh", ["-f", "-c", ZSH_HARNESS, "zsh", line, script], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(run.stderr).toBe("");
  return run.stdout.split("\n").filter((entry) => entry !== "");
}

/** Stands in for the completion widgets: they record what they were given instead of drawing a menu. */
const ZSH_HARNESS = `
  zmodload zsh/parameter
  compdef() { : }
  compset() { # -P [number] pattern
    shift; local count=0; [[ $# == 2 ]] && { count=1; shift }
    local rest=$PREFIX
    if (( count )); then rest=\${PREFIX#\${~1}}; else rest=\${PREFIX##\${~1}}; fi
    [[ $rest != $PREFIX ]] || return 1
    PREFIX=$rest
  }
  show() { local entry; for entry in "$@"; do [[ $entry == $PREFIX* ]] && print -r -- $entry; done; return 0 }
  compadd() { [[ $1 == -- ]] && shift; show "$@" }
  _describe() { show "\${(@)\${(P@)2}%%:*}" }
  _files() { if [[ $1 == -/ ]]; then show *(N/); else show *(N); fi }
  _message() { : }
  eval "$2"
  words=(\${(z)1}); [[ $1 == *' ' ]] && words+=('')
  CURRENT=$#words PREFIX=$words[-1]
  _triplicate
`;

const CASES = [
  ["triplicate ", ["compare", "mapping", "completion", "help"]],
  ["triplicate com", ["compare", "completion"]],
  ["triplicate -", ["-h", "--help", "--lang"]],
  ["triplicate --lang ", ["es", "en"]],
  ["triplicate compare --lang e", ["es", "en"]],
  ["triplicate --lang es compare --fail-on f", ["flip"]],
  ["triplicate compare --e", ["--election"]],
  ["triplicate compare --election el", ["election.json"]],
  ["triplicate compare -e el", ["election.json"]],
  ["triplicate compare --out out", ["out dir", "outer"]],
  ["triplicate compare --seed ", []],
  ["triplicate compare --seed 7 --j", ["--json"]],
  ["triplicate compare --election compare --j", ["--json"]],
  ["triplicate compare ", []],
  ["triplicate mapping ", ["init", "help"]],
  ["triplicate mapping init t", ["trep.csv", "trep.mapping.json"]],
  ["triplicate completion ", ["bash", "zsh"]],
] as const;

describe.skipIf(isMissing("bash"))("bash (skipped where it is not installed)", () => {
  test("the script is one bash accepts", () => {
    const input = completionScript("bash", sampleProgram());
    expect(spawnSync("bash", ["-n"], { input, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  test.each(CASES)("%s", (line, offered) => {
    expect(completeInBash(line).sort()).toEqual([...offered].sort());
  });

  test.each([
    // Bash breaks words at = and : unless told otherwise, and replaces only what follows the last break.
    ["triplicate compare --count trep=trep.m", "", ["trep.mapping.json"]],
    ["triplicate compare --count trep=trep.mapping.json:trep.c", "", ["trep.csv"]],
    ["triplicate compare --out=oute", "", ["outer"]],
    ["triplicate compare --fail-on=", "", ["discrepancy", "flip"]],
    ["triplicate compare --count trep=m:trep.c", "COMP_WORDBREAKS=' '", ["trep=m:trep.csv"]],
    ["triplicate compare --count trep=m:trep.c", "COMP_WORDBREAKS=' ='", ["m:trep.csv"]],
    ["triplicate compare --out=oute", "COMP_WORDBREAKS=' :'", ["--out=outer"]],
    ["triplicate compare --count tr", "", []],
  ])("%s %s", (line, setup, offered) => {
    expect(completeInBash(line, setup)).toEqual(offered);
  });
});

describe.skipIf(isMissing("zsh"))("zsh (skipped where it is not installed)", () => {
  test("the script is one zsh accepts", () => {
    const input = completionScript("zsh", sampleProgram());
    expect(spawnSync("zsh", ["-n"], { input, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  test.each([
    ...CASES,
    ["triplicate compare --count trep=trep.m", ["trep.mapping.json"]],
    ["triplicate compare --count trep=trep.mapping.json:trep.c", ["trep.csv"]],
    ["triplicate compare --out=oute", ["outer"]],
    ["triplicate compare --fail-on=f", ["flip"]],
  ] as const)("%s", (line, offered) => {
    expect(completeInZsh(line).sort()).toEqual([...offered].sort());
  });
});

describe("the command tree", () => {
  test("hidden commands are not offered, and a parent's options reach its children", () => {
    const tree = completionTree(sampleProgram());
    expect(tree.map(({ path }) => path)).toEqual(["", "compare", "mapping", "mapping init", "completion"]);
    const init = tree.find(({ path }) => path === "mapping init");
    expect(init?.options.flatMap(({ flags }) => flags)).toEqual(["-h", "--help", "--lang"]);
  });

  test("a quote in a description cannot end a word of the script", () => {
    const script = completionScript("zsh", sampleProgram());
    expect(script).toContain(`'--lang:language it'\\''s shown in'`);
  });

  test("a name that the shell would read as more than a word is our own fault", () => {
    const program = new Command("triplicate");
    program.command("rm;ls");
    expect(() => completionScript("bash", program)).toThrow("plain word");
  });
});
