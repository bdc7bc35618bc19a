/**
 * Completion for bash 3.2 (the one macOS still ships) and later.
 *
 * Bash breaks words at = and : by default, but a user may have changed that. So the words are taken from the line
 * itself, candidates are made for the whole word, and what bash will leave standing is cut off them at the end.
 * @module
 */
import type { CompletionCommand, ValueKind } from "./completion.ts";
import { positionCases, quote, valueCases, walkCases } from "./completion-cases.ts";

export function bashCompletion(program: string, commands: readonly CompletionCommand[]): string {
  const name = `_${program.replaceAll(/\W/g, "_")}`;
  const give = (value: ValueKind) => offer(name, value);
  const words = (choices: readonly string[]) => give({ kind: "choices", choices });
  return `# Completion of ${program} for bash; load it with: eval "$(${program} completion bash)"
${OFFER.replaceAll("NAME", name)}
${name}() {
  local line="\${COMP_LINE:0:$COMP_POINT}" place="" previous="" before="" word part last i
  local -a words
  COMPREPLY=()
  read -r -a words <<< "$line"
  case "$line" in *[[:space:]]) words+=("") ;; esac
  last=$(( \${#words[@]} - 1 ))
  for (( i = 1; i < last; i++ )); do
    if [ -n "$previous" ]; then previous=""; continue; fi
    case "$place:\${words[i]}" in
${walkCases(commands)}
    esac
  done
  word="\${words[last]}"
  case "$word" in --*=*) previous="\${word%%=*}"; before="$previous=" ;; esac
  part="\${word#"$before"}"
  case "$place:$previous" in
${valueCases(commands, give)}
    *:) case "$place:$part" in
${positionCases(
  commands,
  (options) => words(options.flatMap(({ flags }) => flags)),
  (children) => words(children.map((child) => child.name)),
  give,
)}
    esac ;;
  esac
  ${name}_cut "$word"
}
complete -F ${name} ${program}
`;
}

const OFFER = `NAME_offer() { # kind, the part to complete, what stands before it in the word, choices
  local entry tail="\${2##*[=:]}"
  case "$1" in
    fragment-file) case "$2" in *[=:]*) NAME_offer file "$tail" "$3\${2%"$tail"}" ;; esac; return ;;
    file|directory) compopt -o filenames 2>/dev/null ;;
  esac
  while IFS= read -r entry; do COMPREPLY+=("$3$entry"); done < <(
    case "$1" in
      file) compgen -f -- "$2" ;;
      directory) compgen -d -- "$2" ;;
      choices) compgen -W "$4" -- "$2" ;;
    esac
  )
}
NAME_cut() { # the word: bash replaces only what follows its last word break
  local word="$1" breaker cut i
  for breaker in "=" ":"; do
    case "$COMP_WORDBREAKS" in *"$breaker"*) ;; *) continue ;; esac
    cut="\${word%"\${word##*"$breaker"}"}"
    for i in "\${!COMPREPLY[@]}"; do COMPREPLY[i]="\${COMPREPLY[i]#"$cut"}"; done
    word="\${word#"$cut"}"
  done
}`;

function offer(name: string, value: ValueKind): string {
  const choices = value.kind === "choices" ? ` ${quote(value.choices.join(" "))}` : "";
  return `${name}_offer ${value.kind} "$part" "$before"${choices}`;
}
