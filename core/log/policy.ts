/**
 * Policies: which logs are believed, and whose cosignatures a checkpoint needs.
 *
 *     log log.example/bolivar-2017+65fff4ac+AVJ5…
 *     witness PSUV psuv.example/cosigner+27c4f1a0+BHs1… https://cosigner.psuv.example
 *     witness MUD mud.example/cosigner+0c1e5f22+BPXk…
 *     group cosigners 2 PSUV MUD
 *     quorum cosigners
 *
 * The standard's word “witness” is our “cosigner”. Its files may be written by hand, with comments and spaces; what we
 * print has one form. Reading lists every fault, each with its line.
 * Follows C2SP tlog-policy, commit 13027ee. Spec: spec/log.md, section 6.
 * @module
 */
import { decodeUtf8, encodeHex } from "../bytes.ts";
import { type NoteKey, parseVerifierKey, printVerifierKey, SIGNATURE_TYPE } from "../note/key.ts";
import type { FindKey } from "../note/note.ts";
import { err, ok, type Result } from "../result.ts";

export type PolicyLog = { readonly key: NoteKey; readonly url?: string };
export type PolicyCosigner = { readonly name: string; readonly key: NoteKey; readonly url?: string };
/** Counts as having cosigned when at least `threshold` members have. */
export type PolicyGroup = {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
};

export type Policy = {
  readonly logs: readonly PolicyLog[];
  readonly cosigners: readonly PolicyCosigner[];
  /** In an order in which members come before their groups. */
  readonly groups: readonly PolicyGroup[];
  /** The name of a cosigner or group; null when no cosignature is needed. */
  readonly quorum: string | null;
};

export type PolicyFault = {
  readonly code:
    | "policy-too-large"
    | "policy-bad-byte"
    | "policy-no-final-newline"
    | "policy-bad-line"
    | "policy-bad-key"
    | "policy-wrong-key-type"
    | "policy-same-key"
    | "policy-same-name"
    | "policy-reserved-name"
    | "policy-unknown-name"
    | "policy-second-membership"
    | "policy-bad-threshold"
    | "policy-no-quorum"
    | "policy-second-quorum";
  /** From 1, where one line is at fault. */
  readonly line?: number;
};

export const MAX_POLICY_BYTES = 262_144;
const NONE = "none";

type Draft = {
  readonly logs: PolicyLog[];
  readonly cosigners: PolicyCosigner[];
  readonly groups: PolicyGroup[];
  quorum: string | null | undefined;
  /** Names defined so far; true for those that are already members of a group. */
  readonly names: Map<string, boolean>;
  readonly keys: Set<string>;
};

type Fault = PolicyFault["code"];

export function parsePolicy(bytes: Uint8Array): Result<Policy, readonly PolicyFault[]> {
  if (bytes.length > MAX_POLICY_BYTES) return err([{ code: "policy-too-large" }]);
  const faults: PolicyFault[] = [];
  const draft: Draft = {
    logs: [],
    cosigners: [],
    groups: [],
    quorum: undefined,
    names: new Map(),
    keys: new Set(),
  };
  let line = 1;
  let start = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, start)) {
    const code = readLine(bytes.subarray(start, at), draft);
    if (code !== null) faults.push({ code, line });
    start = at + 1;
    line += 1;
  }
  if (start < bytes.length) faults.push({ code: "policy-no-final-newline", line });
  if (draft.quorum === undefined) faults.push({ code: "policy-no-quorum" });
  if (faults.length > 0 || draft.quorum === undefined) return err(faults);
  const { logs, cosigners, groups, quorum } = draft;
  return ok({ logs, cosigners, groups, quorum });
}

function readLine(bytes: Uint8Array, draft: Draft): Fault | null {
  if (bytes.some((byte) => (byte < 0x20 && byte !== 0x09) || byte === 0x7f)) return "policy-bad-byte";
  const items = splitItems(bytes);
  const [first] = items;
  // A comment may be written in any encoding.
  if (first === undefined || first[0] === 0x23) return null;
  const texts: string[] = [];
  for (const item of items) {
    const text = decodeUtf8(item);
    if (text === null) return "policy-bad-byte";
    texts.push(text);
  }
  const [keyword, ...rest] = texts;
  switch (keyword) {
    case "log":
      return readLog(rest, draft);
    case "witness":
      return readCosigner(rest, draft);
    case "group":
      return readGroup(rest, draft);
    case "quorum":
      return readQuorum(rest, draft);
    default:
      return "policy-bad-line";
  }
}

/** Spaces and tabs separate, and nothing else: what Unicode calls a space is part of a name. */
function splitItems(bytes: Uint8Array): Uint8Array[] {
  const items: Uint8Array[] = [];
  let start = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    if (at < bytes.length && bytes[at] !== 0x20 && bytes[at] !== 0x09) continue;
    if (at > start) items.push(bytes.subarray(start, at));
    start = at + 1;
  }
  return items;
}

function readKey(text: string, type: NoteKey["type"], draft: Draft): NoteKey | Fault {
  const key = parseVerifierKey(text);
  if (!key.ok) return key.error.code === "unknown-key-type" ? "policy-wrong-key-type" : "policy-bad-key";
  if (key.value.type !== type) return "policy-wrong-key-type";
  const hex = encodeHex(key.value.publicKey);
  if (draft.keys.has(hex)) return "policy-same-key";
  draft.keys.add(hex);
  return key.value;
}

function readLog([text, url, ...more]: readonly string[], draft: Draft): Fault | null {
  if (text === undefined || more.length > 0) return "policy-bad-line";
  const key = readKey(text, SIGNATURE_TYPE.ed25519, draft);
  if (typeof key === "string") return key;
  draft.logs.push(url === undefined ? { key } : { key, url });
  return null;
}

function define(name: string, draft: Draft): Fault | null {
  if (name === NONE) return "policy-reserved-name";
  if (draft.names.has(name)) return "policy-same-name";
  draft.names.set(name, false);
  return null;
}

function readCosigner([name, text, url, ...more]: readonly string[], draft: Draft): Fault | null {
  if (name === undefined || text === undefined || more.length > 0) return "policy-bad-line";
  const fault = define(name, draft);
  if (fault !== null) return fault;
  const key = readKey(text, SIGNATURE_TYPE.cosignature, draft);
  if (typeof key === "string") return key;
  draft.cosigners.push(url === undefined ? { name, key } : { name, key, url });
  return null;
}

function readGroup([name, rule, ...members]: readonly string[], draft: Draft): Fault | null {
  if (name === undefined || rule === undefined || members.length === 0) return "policy-bad-line";
  const threshold = readThreshold(rule, members.length);
  if (threshold === null) return "policy-bad-threshold";
  for (const member of members) {
    const isMember = draft.names.get(member);
    if (isMember === undefined) return member === NONE ? "policy-reserved-name" : "policy-unknown-name";
    // Otherwise one cosigner would count twice toward a quorum.
    if (isMember) return "policy-second-membership";
    draft.names.set(member, true);
  }
  const fault = define(name, draft);
  if (fault !== null) return fault;
  draft.groups.push({ name, threshold, members });
  return null;
}

function readThreshold(rule: string, members: number): number | null {
  if (rule === "any") return 1;
  if (rule === "all") return members;
  if (!/^[1-9][0-9]{0,5}$/.test(rule)) return null;
  const threshold = Number(rule);
  return threshold <= members ? threshold : null;
}

function readQuorum([name, ...more]: readonly string[], draft: Draft): Fault | null {
  if (name === undefined || more.length > 0) return "policy-bad-line";
  if (draft.quorum !== undefined) return "policy-second-quorum";
  if (name !== NONE && !draft.names.has(name)) return "policy-unknown-name";
  draft.quorum = name === NONE ? null : name;
  return null;
}

/** The file's text: logs, cosigners, groups, quorum. Throws on a policy that could not be read again. */
export function printPolicy({ logs, cosigners, groups, quorum }: Policy): string {
  const withUrl = (line: string, url: string | undefined) => (url === undefined ? line : `${line} ${url}`);
  const lines = [
    ...logs.map(({ key, url }) => withUrl(`log ${printVerifierKey(key)}`, url)),
    ...cosigners.map(({ name, key, url }) => withUrl(`witness ${name} ${printVerifierKey(key)}`, url)),
    ...groups.map((group) => `group ${group.name} ${printThreshold(group)} ${group.members.join(" ")}`),
    `quorum ${quorum ?? NONE}`,
  ];
  const text = `${lines.join("\n")}\n`;
  if (!parsePolicy(new TextEncoder().encode(text)).ok) throw new Error("no policy can say that");
  return text;
}

const printThreshold = ({ threshold, members }: PolicyGroup): string =>
  threshold === members.length ? "all" : threshold === 1 ? "any" : String(threshold);

/**
 * The policy of an election: one log, and `quorum` of its cosigners, each under its key's name; 0 for none.
 * Key names hold no plus sign, so a name with one is free.
 */
export function createPolicy(
  log: PolicyLog,
  cosigners: readonly Omit<PolicyCosigner, "name">[],
  quorum: number,
): Policy {
  if (!Number.isSafeInteger(quorum) || quorum < 0 || quorum > cosigners.length)
    throw new RangeError(`${quorum} of ${cosigners.length} is no quorum`);
  const named = cosigners.map((cosigner) => ({
    ...cosigner,
    name: cosigner.key.name === NONE ? "none+" : cosigner.key.name,
  }));
  const members = named.map(({ name }) => name);
  const group = members.includes("cosigners") ? "cosigners+" : "cosigners";
  return {
    logs: [log],
    cosigners: named,
    groups: quorum === 0 ? [] : [{ name: group, threshold: quorum, members }],
    quorum: quorum === 0 ? null : group,
  };
}

/** Whether cosignatures by these, named as in the policy, are enough. Nobody counts twice, however often named. */
export function isQuorum({ groups, cosigners, quorum }: Policy, names: Iterable<string>): boolean {
  if (quorum === null) return true;
  const known = new Set(cosigners.map(({ name }) => name));
  const cosigned = new Set([...names].filter((name) => known.has(name)));
  for (const { name, threshold, members } of groups) {
    if (members.filter((member) => cosigned.has(member)).length >= threshold) cosigned.add(name);
  }
  return cosigned.has(quorum);
}

/** The policy's keys, as a verifier of notes looks for them. */
export function findPolicyKey({ logs, cosigners }: Policy): FindKey {
  const keys = [...logs, ...cosigners].map(({ key }) => key);
  return (name, keyId) => keys.find((key) => key.id === keyId && key.name === name);
}
