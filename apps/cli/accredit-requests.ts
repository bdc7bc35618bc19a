/**
 * Which requests of witnesses hold, and which of those clash with one another.
 *
 * Pure: what is wrong is a fault of a request, and the rest go on. Spec: spec/station-notes.md, section 5; spec/collecting.md, section 8.
 * @module
 */
import type { FoundRequest } from "@triplicate/adapters/accreditation-files.ts";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { electionKeyName } from "@triplicate/core/election/key-names.ts";
import { readScope } from "@triplicate/core/election/roster-values.ts";
import { createNoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { parseNote, signatureChecks } from "@triplicate/core/note/note.ts";
import { publicKeyFault } from "@triplicate/core/note/public-key.ts";
import { ACCREDITATION, type Accreditation } from "@triplicate/core/statement/accreditation.ts";
import { compareIds } from "@triplicate/core/text.ts";

export const REQUEST_FAULTS = [
  "request-form",
  "not-a-request",
  "bad-key",
  "bad-signature",
  "other-election",
  "other-party",
  "unknown-scope",
  "same-witness",
  "same-key",
] as const;

type Place = { readonly file: string; readonly line: number };
export type RequestFault = {
  readonly code: (typeof REQUEST_FAULTS)[number];
  readonly request: Place & { readonly witness: string };
  /** What was asked for instead. */
  readonly text: string;
  /** The request that it clashes with. */
  readonly other: Place | null;
};

export type Scopes = (scope: string) => boolean;

export type Accredited = {
  /** In order of their ids. */
  readonly witnesses: readonly Accreditation[];
  readonly faults: readonly RequestFault[];
  /** Requests that say what another says. */
  readonly same: number;
};

type Held = Place & { readonly request: Accreditation };

export type AccreditRules = {
  readonly election: string;
  /** Null for every party. */
  readonly party: string | null;
  readonly scopes: Scopes;
};

export function accredit(found: readonly FoundRequest[], rules: AccreditRules): Accredited {
  const faults: RequestFault[] = [];
  const held: Held[] = [];
  for (const one of found) {
    const judged = judge(one, rules);
    if ("code" in judged) faults.push(judged);
    else held.push(judged);
  }
  const { different, same } = withoutCopies(held);
  const clashing = new Set<Held>();
  for (const [code, keyOf] of [
    ["same-witness", (one: Held) => one.request.witness],
    ["same-key", (one: Held) => encodeBase64(one.request.key)],
  ] as const) {
    for (const group of groupsOf(different, keyOf)) {
      if (group.length < 2) continue;
      for (const one of group) {
        clashing.add(one);
        const other = group.find((another) => another !== one)!;
        faults.push(clash(code, one, other));
      }
    }
  }
  const witnesses = different.filter((one) => !clashing.has(one)).map(({ request }) => request);
  return {
    witnesses: witnesses.toSorted((a, b) => compareIds(a.witness, b.witness)),
    faults,
    same,
  };
}

const clash = (code: "same-witness" | "same-key", one: Held, other: Held): RequestFault => ({
  code,
  request: { file: one.file, line: one.line, witness: one.request.witness },
  text: other.request.witness,
  other: { file: other.file, line: other.line },
});

function judge({ file, line, note: bytes }: FoundRequest, rules: AccreditRules): Held | RequestFault {
  const note = parseNote(bytes);
  const parsed = note.ok ? ACCREDITATION.parse(note.value.text) : note;
  const fault = (code: RequestFault["code"], text = "", witness = ""): RequestFault => ({
    ...{ code, request: { file, line, witness }, text, other: null },
  });
  // A whole note of something else is no request; what begins as one was cut.
  if (!note.ok) return fault("request-form");
  if (!parsed.ok)
    return fault(note.value.text.startsWith("triplicate/accreditation/") ? "request-form" : "not-a-request");
  const request = parsed.value;
  const { witness, election, party, scope, key: publicKey } = request;
  if (publicKeyFault(publicKey) !== null) return fault("bad-key", "", witness);
  const name = electionKeyName(election, "witness", witness);
  const key = createNoteKey(name, SIGNATURE_TYPE.ed25519, publicKey);
  const checks = signatureChecks(note.value, (given, id) =>
    given === name && id === key.id ? key : undefined,
  );
  const holds =
    checks.ok && checks.value.every(({ message, signature }) => verifyEd25519(publicKey, message, signature));
  if (!holds) return fault("bad-signature", "", witness);
  if (election !== rules.election) return fault("other-election", election, witness);
  if (rules.party !== null && party !== rules.party) return fault("other-party", party, witness);
  if (readScope(scope) === null || !rules.scopes(scope)) return fault("unknown-scope", scope, witness);
  return { file, line, request };
}

/** A telephone is photographed twice, and a list is sent twice: what asks for the same is one request, whatever name stands in it. */
function withoutCopies(held: readonly Held[]): {
  readonly different: readonly Held[];
  readonly same: number;
} {
  const first = new Map<string, Held>();
  for (const one of held) {
    const { witness, party, scope, key } = one.request;
    const what = JSON.stringify([witness, party, scope, encodeBase64(key)]);
    if (!first.has(what)) first.set(what, one);
  }
  return { different: [...first.values()], same: held.length - first.size };
}

function groupsOf(held: readonly Held[], keyOf: (one: Held) => string): Iterable<readonly Held[]> {
  return Map.groupBy(held, keyOf).values();
}
