/**
 * A roster's line for a holder of a key that is no station's machine, parsed: the few of the log, the centre, the
 * cosigners, the authority and spare machines, and of witnesses and counters those that the scan does not know or that are at fault.
 * Spec: spec/election.md, section 12.
 * @module
 */
import { findText } from "../byte-index.ts";
import { utf8 } from "../bytes.ts";
import { isKeyName } from "../note/key.ts";
import { addHolder, type Columns, type LineContext, type Scoped } from "./roster-columns.ts";
import { isId, isUrl, keyOfText, shown } from "./roster-values.ts";

type Line = Readonly<Record<string, unknown>>;

/** The fields of each line in their order; the last, in brackets, may be left out. */
const FIELDS = {
  log: ["log", "key"],
  centre: ["centre", "key"],
  cosigner: ["cosigner", "party", "key", "[url]"],
  authority: ["authority", "key"],
  spare: ["spare", "scope", "key"],
  witness: ["witness", "party", "scope", "key"],
  counter: ["counter", "party", "scope", "key"],
} as const;
type HolderRole = keyof typeof FIELDS;

const roleOf = (line: Line): HolderRole | undefined => {
  const [first = ""] = Object.keys(line);
  return Object.hasOwn(FIELDS, first) ? (first as HolderRole) : undefined;
};

export const isHolderLine = (line: Line): boolean => roleOf(line) !== undefined;

export function readHolder(context: LineContext, line: Line): void {
  const role = roleOf(line)!;
  const { report, columns } = context;
  const fields = Object.keys(line).join();
  const all = FIELDS[role].map((field) => field.replace(/[[\]]/g, ""));
  const least = FIELDS[role].filter((field) => !field.startsWith("["));
  if (fields !== all.join() && fields !== least.join()) {
    report("bad-line", { expected: all.join(", ") });
    return;
  }
  const id = line[role];
  const isNamed = nameIsGood(context, role, id);
  const key = keyOfText(line.key);
  if (key === null) report("bad-key", { text: shown(line.key) });
  const hasParty = !Object.hasOwn(line, "party") || isId(line.party);
  if (!hasParty) report("bad-id", { field: "party", id: shown(line.party) });
  const hasUrl = line.url === undefined || isUrl(line.url);
  if (!hasUrl) report("bad-url", { text: shown(line.url) });
  const scope = Object.hasOwn(line, "scope") ? parseScope(columns, line.scope) : undefined;
  if (scope === null) report("bad-scope", { text: shown(line.scope) });
  if (!isNamed || key === null || !hasParty || !hasUrl || scope === null) return;
  addHolder(context, {
    role,
    name: utf8(`${role}/${id}`),
    key,
    ...(line.party === undefined ? {} : { party: utf8(String(line.party)) }),
    ...(scope === undefined ? {} : { scope }),
    ...(line.url === undefined ? {} : { url: String(line.url) }),
  });
}

/** The log and its cosigners have names of their own; all others an id that becomes part of a key's name. */
function nameIsGood({ report }: LineContext, role: HolderRole, id: unknown): boolean {
  const isOwn = role === "log" || role === "cosigner";
  if (isOwn && typeof id === "string" && isKeyName(id)) return true;
  if (!isOwn && isId(id)) return true;
  if (isOwn) report("bad-key-name", { field: role, id: shown(id) });
  else report("bad-id", { field: role, id: shown(id) });
  return false;
}

/** Null where the text is no scope; a row of -1 where it names nothing that stands on an earlier line. */
function parseScope(columns: Columns, value: unknown): Scoped | null {
  if (typeof value !== "string") return null;
  if (value === "election") return { kind: "election", row: 0 };
  const slash = value.indexOf("/");
  const [kind, id] = [value.slice(0, slash), value.slice(slash + 1)];
  switch (kind) {
    case "region":
      return { kind, row: findText(columns.regions, id.toWellFormed()) };
    case "place":
      return isId(id) ? { kind, row: findText(columns.places, id) } : null;
    case "station":
      return isId(id) ? { kind, row: findText(columns.stations, id) } : null;
    default:
      return null;
  }
}
