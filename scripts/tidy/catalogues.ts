/**
 * The message catalogues of all languages say the same things: same messages, same placeholders, nothing empty.
 *
 * Texts are read with the parser that the program itself uses, so a text that would fail on screen fails here.
 * @module
 */
import { type CompiledMessage, compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import { type Breach, lineOf, type Repository } from "./repository.ts";

const FOLDER = /^ui\/messages\/([a-z]{2})\/(.+\.json)$/;
export const LANGUAGES = ["es", "en"] as const;

export function checkCatalogues(repository: Repository): Breach[] {
  const breaches: Breach[] = [];
  const names = new Set<string>();
  for (const path of repository.files.keys()) {
    const match = FOLDER.exec(path);
    if (match !== null) names.add(match[2]!);
  }
  for (const name of names) breaches.push(...compare(repository, name));
  return breaches;
}

function compare(repository: Repository, name: string): Breach[] {
  const breaches: Breach[] = [];
  const catalogues = LANGUAGES.map((language) => {
    const file = `ui/messages/${language}/${name}`;
    const text = repository.files.get(file);
    if (text === undefined) {
      const remedy = `write it; the other language has ${name}`;
      breaches.push({ file, line: 1, message: "the catalogue is missing", remedy });
    }
    return { file, text: text ?? "{}", messages: flatten(JSON.parse(text ?? "{}")) };
  });
  const ids = new Set(catalogues.flatMap(({ messages }) => [...messages.keys()]));
  for (const id of ids) {
    const asked = new Set(catalogues.flatMap(({ messages }) => [...placeholders(messages.get(id) ?? "")]));
    for (const { file, text, messages } of catalogues) {
      const fault = judge(messages.get(id), asked);
      if (fault !== undefined) {
        const line = lineOf(text, JSON.stringify(id.split(".").at(-1)));
        breaches.push({ file, line, message: `${id}: ${fault}`, remedy: "make both languages say the same" });
      }
    }
  }
  return breaches;
}

function judge(message: string | undefined, asked: ReadonlySet<string>): string | undefined {
  if (message === undefined) return "is missing";
  if (message.trim() === "") return "is empty";
  const given = placeholders(message);
  if (given.has(UNREADABLE)) return "is not a message the program can read";
  const lacking = [...asked].filter((name) => !given.has(name) && name !== UNREADABLE);
  return lacking.length === 0 ? undefined : `lacks {${lacking.join("}, {")}}`;
}

/** Nested objects are one message per leaf, its id the path with dots. */
function flatten(value: unknown, prefix = ""): Map<string, string> {
  const messages = new Map<string, string>();
  for (const [key, child] of Object.entries(value as object)) {
    const id = prefix === "" ? key : `${prefix}.${key}`;
    if (typeof child === "string") messages.set(id, child);
    else if (child !== null) for (const [inner, text] of flatten(child, id)) messages.set(inner, text);
  }
  return messages;
}

const UNREADABLE = "(unreadable)";

function placeholders(message: string): Set<string> {
  const names = new Set<string>();
  const collect = (compiled: CompiledMessage): void => {
    if (typeof compiled === "string") return;
    for (const token of compiled) {
      if (typeof token === "string") continue;
      const [name, , choices] = token;
      names.add(name);
      if (typeof choices === "object" && choices !== null) {
        for (const choice of Object.values(choices)) if (Array.isArray(choice)) collect(choice);
      }
    }
  };
  try {
    collect(compileMessageOrThrow(message));
  } catch {
    names.add(UNREADABLE);
  }
  return names;
}
