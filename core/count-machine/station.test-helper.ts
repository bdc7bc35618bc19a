/**
 * A small station in memory: two contests, three witnesses, keys from seeds, a store that forgets nothing.
 * @module
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { concatBytes, encodeHex, utf8 } from "../bytes.ts";
import type { ElectionDefinition } from "../election/definition.ts";
import type { RosterKey } from "../election/key-book.ts";
import { createNoteKey, SIGNATURE_TYPE } from "../note/key.ts";
import { parseNote, printNote } from "../note/note.ts";
import { sha256 } from "../sha256.ts";
import { ACTA } from "../statement/acta.ts";
import { CARD } from "../statement/card.ts";
import { noteToLine } from "../statement/one-line.ts";
import { WITNESS_ANSWER } from "../statement/witness-answer.ts";
import { decide, provision } from "./station.ts";
import type { StationCommand, StationContext, UnlockedCard, WitnessSeat } from "./station-commands.ts";
import type { RecordBytes, StationChange } from "./station-port.ts";
import type { Decided, StationRule } from "./station-refusal.ts";
import { parseStationState, type StationState } from "./station-state.ts";
import { voterCode } from "./station-voting.ts";

const options = (ids: readonly string[]) => ids.map((id) => ({ id, name: `Name ${id}`, candidate: id }));

export const DEFINITION: ElectionDefinition = {
  format: "triplicate/election/v1",
  id: "e-1",
  name: { es: "Elección", en: "Election" },
  date: "2026-11-01",
  paper: "prevails",
  contests: [
    {
      id: "governor",
      name: { es: "Gobernación", en: "Governor" },
      candidates: options(["PSUV", "MUD", "UPP89"]),
      options: options(["PSUV", "MUD", "UPP89"]),
      outcome: { rule: "plurality" },
    },
    {
      id: "board",
      name: { es: "Junta", en: "Board" },
      candidates: options(["a", "b", "c", "d"]),
      options: options(["a", "b", "c", "d"]),
      outcome: { rule: "vote-for", seats: 2 },
    },
  ],
  roster: { file: "roster.jsonl" },
};
export const DIGEST = sha256(utf8("the definition"));
export const STATION = "01.1";
export const OPENS = 1_793_520_000;
export const CLOSES = OPENS + 36_000;

const seedOf = (name: string): Uint8Array => sha256(utf8(`seed of ${name}`));
type Made = { readonly key: RosterKey; readonly seed: Uint8Array };

function make(name: string, holder: RosterKey["holder"]): Made {
  const seed = seedOf(name);
  return {
    seed,
    key: { ...createNoteKey(name, SIGNATURE_TYPE.ed25519, ed25519.getPublicKey(seed)), holder },
  };
}

export const MACHINE = make("e-1/machine/01.1", { role: "machine", station: 0 });
export const SPARE = make("e-1/spare/1", { role: "machine", station: 0 });
const AUTHORITY = make("e-1/authority/alba", { role: "authority" });
const witness = (id: string, scope: "station" | "election"): Made =>
  make(`e-1/witness/${id}`, {
    role: "witness",
    id,
    party: id.split("/")[0]!,
    scope: scope === "election" ? { kind: "election" } : { kind: scope, id: STATION },
  });
export const WITNESSES = [
  witness("MUD/01.1", "station"),
  witness("PSUV/01.1", "station"),
  witness("ONG/1", "election"),
];

const ALL = [MACHINE, SPARE, AUTHORITY, ...WITNESSES];

export const signWith = ({ key, seed }: Made, text: string): Uint8Array =>
  printNote({ text, signatures: [{ name: key.name, keyId: key.id, blob: ed25519.sign(utf8(text), seed) }] });

const seats: readonly WitnessSeat[] = WITNESSES.map(({ key }, row) => {
  if (key.holder.role !== "witness") throw new Error("no witness");
  const { id, party, scope } = key.holder;
  return { id, party, isExpected: scope.kind === "station", row, key };
});

/** As scrypt would, in no time. */
const scrypt = (pin: string, salt: Uint8Array): Uint8Array => sha256(concatBytes(utf8(pin), salt));

export const PIN = "481516";
export function cardLine(
  id: string,
  changes: Partial<Parameters<typeof CARD.print>[0]> = {},
  by = AUTHORITY,
): string {
  const salt = sha256(utf8(`salt ${id}`)).subarray(0, 16);
  const card = {
    election: ["e-1", DIGEST] as const,
    card: id,
    name: `Poll worker ${id}`,
    scope: `station/${STATION}`,
    pin: [salt, scrypt(PIN, salt)] as const,
    ...changes,
  };
  return noteToLine("card", signWith(by, CARD.print(card)));
}

export type World = {
  state: StationState;
  cards: UnlockedCard[];
  now: number;
  readonly records: Map<string, RecordBytes>;
  readonly documents: Map<string, Uint8Array>;
  readonly journal: string[];
  machine: Made;
  /** Does it and keeps what follows; throws on a refusal. */
  act(command: StationCommand): void;
  /** The rule that refuses it, or "" and nothing is kept. */
  refusal(command: StationCommand): StationRule | "";
  try(command: StationCommand): Decided;
  context(): StationContext;
  held(): RecordBytes | null;
  actas(): Uint8Array[];
};

const factsOf = (world: World): StationContext => ({
  definition: DEFINITION,
  digest: DIGEST,
  mode: "live",
  station: STATION,
  registered: 600,
  machine: world.machine.key.name,
  hours: { opens: OPENS, closes: CLOSES },
  expected: seats.filter(({ isExpected }) => isExpected),
  witness: (id) => seats.find((seat) => seat.id === id) ?? null,
  findKey: (name, id) => ALL.find(({ key }) => key.name === name && key.id === id)?.key,
  coversStation: (scope) => scope === `station/${STATION}` || scope === "election",
  verify: (publicKey, message, signature) => ed25519.verify(signature, message, publicKey),
  scrypt,
  sign: (text) => signWith(world.machine, text),
  now: world.now,
  cards: world.cards,
});

/** What a store does with a commit. */
function keep({ records, documents, journal }: World, change: StationChange): void {
  journal.push(...change.journal);
  if (change.record !== undefined) {
    if ("put" in change.record) records.set(encodeHex(change.record.put.subarray(0, 16)), change.record.put);
    else if (!records.delete(encodeHex(change.record.erase))) throw new Error("nothing to erase");
  }
  for (const { name, bytes } of change.documents ?? []) documents.set(name, bytes);
}

export function createWorld(changes: Partial<StationContext> = {}): World {
  const world: World = {
    state: undefined as unknown as StationState,
    cards: [],
    now: OPENS - 3600,
    records: new Map(),
    documents: new Map(),
    journal: [],
    machine: MACHINE,
    context: () => ({ ...factsOf(world), ...changes }),
    try: (command) => decide(world.context(), world.state, command),
    refusal(command) {
      const decided = world.try(command);
      return decided.ok ? "" : decided.error.rule;
    },
    act(command) {
      const decided = world.try(command);
      const next = decided.ok ? decided.value : decided.error.change;
      if (next !== undefined) {
        keep(world, next.change);
        const again = parseStationState(next.change.state);
        if (again === null || JSON.stringify(again) !== JSON.stringify(sorted(next.state)))
          throw new Error("the state is not what was written");
        world.state = next.state;
      }
      if (!decided.ok)
        throw new Error(`${command.do}: ${decided.error.rule} ${JSON.stringify(decided.error.detail)}`);
      for (const effect of decided.value.effects) {
        if (effect.effect === "unlock")
          world.cards = [...world.cards.filter(({ id }) => id !== effect.card.id), effect.card];
        if (effect.effect === "lock") world.cards = [];
      }
    },
    held() {
      const code = voterCode(world.state);
      return code === null ? null : (world.records.get(encodeHex(code)) ?? null);
    },
    actas: () => DEFINITION.contests.map(({ id }) => world.documents.get(`acta-${id}.note`)!),
  };
  const made = provision(world.context());
  keep(world, made.change);
  world.state = made.state;
  return world;
}

/** As the canonical text orders it. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
};

let serial = 0;
export const randomFor = (): { code: Uint8Array; salt: Uint8Array; existing: null } => {
  serial += 1;
  const code = sha256(utf8(`code ${serial}`)).subarray(0, 16);
  return { code, salt: sha256(utf8(`salt ${serial}`)), existing: null };
};

export function unlock(world: World, ...ids: readonly string[]): void {
  for (const id of ids) world.act({ do: "present-card", card: cardLine(id), pin: PIN });
}

export function openStation(world: World): void {
  unlock(world, "a-1", "b-2");
  world.act({ do: "print-zero-tape", records: world.records.size });
  world.act({ do: "paper", kind: "zero-tape", outcome: "printed" });
  world.now = OPENS;
  world.act({ do: "open", records: 0 });
}

/** One voter, to the end; the first voucher is spoiled if it does not match. */
export function vote(world: World, selections: readonly (readonly number[])[], matches = true): void {
  unlock(world, "a-1");
  world.act({ do: "activate" });
  for (const isMatch of matches ? [true] : [false, true]) {
    world.act({ do: "confirm", selections, ...randomFor() });
    world.act({ do: "voucher", outcome: "printed", record: world.held() });
    world.act({ do: "match", matches: isMatch, record: world.held() });
  }
  world.act({ do: "dismiss" });
}

export function closeAndCount(world: World): void {
  world.now = CLOSES + 60;
  unlock(world, "a-1", "b-2");
  world.act({ do: "close", checkedIn: world.state.checkedIn });
  world.act({ do: "count", records: [...world.records.entries()].sort().map(([, bytes]) => bytes) });
}

export function printCopies(world: World): void {
  for (let copy = 0; copy < 5; copy += 1) {
    world.act({ do: "print-copy" });
    world.act({ do: "paper", kind: "acta", outcome: "printed" });
  }
}

/** A telephone's answer to the actas that the station keeps. */
export function answerOf(
  world: World,
  by: Made,
  decision: { decision: "signed" } | { decision: "refused"; reason: string } = { decision: "signed" },
): string {
  const acta =
    decision.decision === "refused"
      ? []
      : world.actas().map((bytes) => {
          const note = parseNote(bytes);
          const read = note.ok ? ACTA.parse(note.value.text) : note;
          if (!note.ok || !read.ok) throw new Error("no acta");
          const text = utf8(note.value.text);
          return {
            contest: read.value.contest,
            digest: sha256(text),
            signature: ed25519.sign(text, by.seed),
          };
        });
  const id = by.key.holder.role === "witness" ? by.key.holder.id : "";
  const text = WITNESS_ANSWER.print({
    election: ["e-1", DIGEST],
    mode: world.state.mode,
    station: STATION,
    witness: id,
    decision,
    acta,
  });
  return noteToLine("answer", signWith(by, text));
}
