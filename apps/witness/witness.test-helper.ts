/**
 * A station for tests: its kit, its machine's actas, and a centre in memory that can be made to lie in one place at a time.
 * @module
 */
import { encodeBase64, encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import {
  ELECTION,
  packageLines,
  packageParts,
  publicKeyOf,
  seedOf,
  signerNamed,
} from "@triplicate/core/election/package.test-data.ts";
import { createMemoryLog, signCheckpoint } from "@triplicate/core/log/log.test-helper.ts";
import { printLogProof } from "@triplicate/core/log/log-proof.ts";
import { leafHash, proveInclusion } from "@triplicate/core/merkle-tree.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { parseNote, printNote, signNote } from "@triplicate/core/note/note.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import { KIT_FORMAT, type Kit } from "./kit.ts";
import { type VerifiedKit, verifyKit } from "./verify-kit.ts";

export const STATION = "01.1";
export const WITNESS = "Unidad/01.1";
export { ELECTION, publicKeyOf, seedOf, signerNamed };

type Parts = Awaited<ReturnType<typeof packageParts>>;
const parts = await packageParts();

/** What concerns the station: everybody's lines, its place, its own, and the witnesses who may stand there. */
const concerns = (line: string): boolean =>
  /^\{"(log|centre|cosigner|authority)"/.test(line) ||
  line.startsWith('{"place":"01"') ||
  line.startsWith(`{"station":"${STATION}"`) ||
  (line.startsWith('{"witness"') && /"scope":"(election|region\/Norte|place\/01|station\/01\.1)"/.test(line));

export const kitOf = (change: Partial<Kit> = {}): Kit => kitOfLines(parts, packageLines(), change);

/** The same with a witness who has asked for it. */
export async function kitWithWitness(line: string, change: Partial<Kit> = {}): Promise<Kit> {
  const lines = [...packageLines(), line];
  return kitOfLines(await packageParts({ lines }), lines, change);
}

export function kitOfLines(
  { definitionBytes, noteBytes }: Parts,
  lines: readonly string[],
  change: Partial<Kit> = {},
): Kit {
  const leaves = lines.map((line) => leafHash(utf8(line)));
  const indexes = lines.flatMap((line, index) => (concerns(line) ? [index] : []));
  return {
    format: KIT_FORMAT,
    station: STATION,
    definition: encodeBase64(definitionBytes),
    electionNote: encodeBase64(noteBytes),
    lines: indexes.map((index) => ({
      index,
      line: lines[index]!,
      path: proveInclusion(leaves, index).map(encodeBase64),
    })),
    centre: null,
    isDemo: false,
    ...change,
  };
}

export function verified(kit: Kit = kitOf()): VerifiedKit {
  const result = verifyKit(kit, verifyPortably);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export const DIGEST = sha256(parts.definitionBytes);
export const VOTES = { secretary: [120, 95, 40, 8], board: [130, 100, 37] } as const;
type ContestId = keyof typeof VOTES;

/** An acta that holds, with whatever is to be wrong with it. */
export function actaOf(
  contest: ContestId,
  change: Partial<Acta> = {},
  votes: readonly number[] = VOTES[contest],
): Acta {
  const options = verified()
    .definition.contests.find(({ id }) => id === contest)!
    .options.map(({ id }) => id);
  const ballots = votes.reduce((sum, value) => sum + value, 0) + 5;
  return {
    election: [ELECTION, DIGEST],
    mode: "live",
    station: STATION,
    contest,
    opened: 1_795_000_000,
    closed: 1_795_036_000,
    registered: 450,
    "checked-in": ballots,
    ballots,
    votes: { options, votes },
    blank: 5,
    null: 0,
    spoiled: 1,
    records: DIGEST,
    journal: DIGEST,
    ...change,
  };
}

export const MACHINE = `${ELECTION}/machine/${STATION}`;

export async function signedActa(acta: Acta, ...signers: string[]): Promise<Uint8Array> {
  const names = signers.length === 0 ? [MACHINE] : signers;
  return printNote(
    await signNote(
      ACTA.print(acta),
      names.map((name) => signerNamed(name)),
    ),
  );
}

const LOG = "log.example/sutrabor-2026";
const COSIGNER = "unidad.example/cosigner";

export type FakeCentre = {
  readonly log: ReturnType<typeof createMemoryLog>;
  readonly entries: Uint8Array[];
  /** Logs a note, as a submission is. */
  append(note: Uint8Array): void;
  /** Answers instead of what is true, by path; a string is JSON or text. */
  readonly lies: Map<string, { readonly status?: number; readonly body: string | Uint8Array }>;
  /** What it publishes of the station. */
  published: Record<string, unknown> | null;
  /** Null: the whole centre is not to be reached. */
  isUp: boolean;
  readonly submissions: Uint8Array[];
  answer(method: string, path: string, body?: Uint8Array): Promise<Response>;
};

const proofOf = async (log: FakeCentre["log"], index: number): Promise<Uint8Array> =>
  printLogProof({ index, hashes: proveInclusion(log.leaves, index), checkpoint: await checkpointOf(log) });

export const checkpointOf = (log: FakeCentre["log"]): Promise<Uint8Array> =>
  signCheckpoint(log.head, [signerNamed(COSIGNER, SIGNATURE_TYPE.cosignature)], signerNamed(LOG));

export function createFakeCentre(): FakeCentre {
  const log = createMemoryLog();
  const centre: FakeCentre = {
    ...{ log, entries: [], lies: new Map(), published: null, isUp: true, submissions: [] },
    append(note) {
      centre.entries.push(note);
      log.append([note]);
    },
    async answer(method, path, body) {
      if (!centre.isUp) throw new TypeError("not to be reached");
      const lie = centre.lies.get(path);
      if (lie !== undefined) return respond(lie.body, lie.status);
      if (method === "POST" && path === "/submissions") return submit(centre, body!);
      return (await read(centre, path)) ?? respond("{}", 404);
    },
  };
  return centre;
}

function respond(body: string | Uint8Array, status = 200, headers: Record<string, string> = {}): Response {
  const bytes = typeof body === "string" ? utf8(body) : body;
  return new Response(bytes.slice(), { status, headers });
}

async function submit(centre: FakeCentre, note: Uint8Array): Promise<Response> {
  centre.submissions.push(note);
  const text = textOf(note);
  let index = centre.entries.findIndex((entry) => textOf(entry) === text);
  const isNew = index < 0;
  if (isNew) {
    centre.append(note);
    index = centre.entries.length - 1;
  }
  const headers = { "triplicate-outcome": isNew ? "logged" : "known" };
  return respond(await proofOf(centre.log, index), isNew ? 201 : 200, headers);
}

const textOf = (bytes: Uint8Array): string => {
  const note = parseNote(bytes);
  return note.ok ? note.value.text : "";
};

async function read(centre: FakeCentre, path: string): Promise<Response | null> {
  const { log, entries } = centre;
  if (path === "/checkpoint") return respond(await checkpointOf(log));
  const file = log.files.get(path.slice(1));
  if (file !== undefined) return respond(file);
  const [, kind = "", id = ""] =
    /^\/(entries|proof\/index|proof\/text|results\/station)\/(.+)$/.exec(path) ?? [];
  if (kind === "results/station") return respond(JSON.stringify(centre.published ?? publishedOf(centre)));
  const index =
    kind === "proof/text"
      ? entries.findIndex((entry) => encodeHex(sha256(utf8(textOf(entry)))) === id)
      : Number(id);
  const entry = entries[index];
  if (kind === "" || entry === undefined) return null;
  return respond(kind === "entries" ? entry : await proofOf(log, index));
}

/** What an honest centre says of the station. */
export function publishedOf({ entries }: Pick<FakeCentre, "entries">): Record<string, unknown> {
  const contests = (["secretary", "board"] as const).map((contest) => {
    const found = entries.flatMap((bytes, index) => {
      const acta = ACTA.parse(textOf(bytes));
      return acta.ok && acta.value.contest === contest ? [{ index, acta: acta.value }] : [];
    });
    const [first] = found;
    const numbers =
      first === undefined
        ? null
        : {
            votes: Object.fromEntries(
              first.acta.votes.options.map((id, i) => [id, first.acta.votes.votes[i]]),
            ),
            blank: first.acta.blank,
            null: first.acta.null,
          };
    return {
      ...{ contest, status: first === undefined ? "missing" : "counted", flags: [], sheets: [] },
      ...{ signed: numbers, withPaper: numbers, actas: found.map(({ index }) => index) },
    };
  });
  return { station: STATION, tree: entries.length, contests };
}
