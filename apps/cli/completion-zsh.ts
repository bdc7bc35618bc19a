/**
 * Completion for zsh, with the description of every command and option beside it.
 * @module
 */
import type { CompletionCommand, CompletionOption, ValueKind } from "./completion.ts";
import { positionCases, quote, valueCases, walkCases } from "./completion-cases.ts";

export function zshCompletion(program: string, commands: readonly CompletionCommand[]): string {
  const name = `_${program.replaceAll(/\W/g, "_")}`;
  return `#compdef ${program}
# Completion of ${program} for zsh; load it with: eval "$(${program} completion zsh)"
${name}() {
  local place="" previous="" i
  local -a offered
  for (( i = 2; i < CURRENT; i++ )); do
    if [[ -n "$previous" ]]; then previous=""; continue; fi
    case "$place:\${words[i]}" in
${walkCases(commands)}
    esac
  done
  if [[ "$PREFIX" == --*=* ]]; then previous="\${PREFIX%%=*}"; compset -P 1 '*='; fi
  case "$place:$previous" in
${valueCases(commands, offer)}
    *:) case "$place:$PREFIX" in
${positionCases(
  commands,
  (options) => describe("option", options.flatMap(perFlag)),
  (children) => describe("command", children),
  offer,
)}
    esac ;;
  esac
}
if [[ "\${funcstack[1]}" == ${name} ]]; then ${name} "$@"; else compdef ${name} ${program}; fi
`;
}

const perFlag = ({ flags, description }: CompletionOption) => flags.map((name) => ({ name, description }));

/** `_describe` splits each at its first colon; names have none. */
function describe(what: string, entries: readonly { name: string; description: string }[]): string {
  const texts = entries.map(({ name, description }) =>
    quote(`${name}:${description.replaceAll(/\s+/g, " ")}`),
  );
  return `offered=(${texts.join(" ")}); _describe ${what} offered`;
}

function offer(value: ValueKind): string {
  switch (value.kind) {
    case "choices":
      return `compadd -- ${value.choices.map(quote).join(" ")}`;
    case "file":
      return "_files";
    case "directory":
      return "_files -/";
    case "fragment-file":
      return "compset -P '*[=:]' && _files";
    case "anything":
      return "_message value";
  }
}
