/**
 * What a station signs, as the centre judges it: nothing is refused, and nothing flagged that did not happen.
 *
 * Machine and centre share no code (DESIGN, rule 5); here, outside both, they are held against each other.
 */
import { expect, test } from "vitest";
import { utf8 } from "../bytes.ts";
import { createCentralCount } from "../count-central/central-count.ts";
import { judgeEntry, readEntry } from "../count-central/entry.ts";
import { actaToSymbols, symbolsToActa } from "../count-machine/acta-symbol.ts";
import {
  answerOf,
  closeAndCount,
  createWorld,
  DEFINITION,
  DIGEST,
  MACHINE,
  openStation,
  printCopies,
  SPARE,
  STATION,
  unlock,
  vote,
  type World,
} from "../count-machine/station.test-helper.ts";
import { MUD, ONG, PSUV } from "../count-machine/station-phases.test-helper.ts";
import { createRosterReader } from "../election/roster.ts";
import { createKeyBook } from "../election/roster-keys.ts";
import { placeLine, spareLine, stationLine, witnessLine } from "../election/roster-print.ts";

const AT_STATION = { kind: "station", id: STATION } as const;
const reader = createRosterReader();
const LINES = [
  placeLine("01", "School", "Upper"),
  stationLine(STATION, "01", 600, MACHINE.key.publicKey),
  witnessLine("MUD/01.1", "MUD", AT_STATION, MUD.key.publicKey),
  witnessLine("PSUV/01.1", "PSUV", AT_STATION, PSUV.key.publicKey),
  witnessLine("ONG/1", "ONG", { kind: "election" }, ONG.key.publicKey),
  spareLine("1", { kind: "region", id: "Upper" }, SPARE.key.publicKey),
];
reader.push(utf8(`${LINES.join("\n")}\n`));
const ROSTER = reader.finish();
if (!ROSTER.ok) throw new Error(JSON.stringify(ROSTER.error));
const roster = ROSTER.value;
const CENTRE = {
  definition: DEFINITION,
  definitionDigest: DIGEST,
  roster,
  book: createKeyBook(roster, DEFINITION.id),
  mode: "live",
} as const;

/** Flags of each contest after the station's notes came in this order. */
function judged(world: World, order: readonly string[]): string[][] {
  const count = createCentralCount(CENTRE);
  for (const [index, name] of order.entries()) {
    const read = readEntry(world.documents.get(name)!, CENTRE);
    if (!read.ok) throw new Error(`${name}: ${read.error.rule}`);
    const { verify } = world.context();
    const entry = judgeEntry(
      read.value,
      read.value.checks.map(({ key, message, signature }) => verify(key.publicKey, message, signature)),
    );
    if (!entry.ok) throw new Error(`${name}: ${entry.error.rule}`);
    count.add(index, entry.value);
  }
  return DEFINITION.contests.map((_, contest) => {
    const { status, flags } = count.cell(0, contest);
    return [status, ...flags];
  });
}

const NOTES = ["acta-governor.note", "acta-board.note", "closing.note"];
const ORDERS = [NOTES, NOTES.toReversed(), [NOTES[1]!, NOTES[2]!, NOTES[0]!]];

function evening(world: World): void {
  closeAndCount(world);
  unlock(world, "a-1");
  printCopies(world);
  const refused = { decision: "refused", reason: "faltan dos comprobantes" } as const;
  world.act({ do: "witness-answer", answer: answerOf(world, MUD), actas: world.actas() });
  world.act({ do: "witness-answer", answer: answerOf(world, PSUV, refused), actas: world.actas() });
  world.act({ do: "witness-answer", answer: answerOf(world, ONG), actas: world.actas() });
  world.act({ do: "print-copy" });
  world.act({ do: "paper", kind: "acta", outcome: "printed" });
  world.act({ do: "decided" });
  world.act({ do: "seal", actas: world.actas() });
}

function voters(world: World): void {
  vote(world, [[0], [1, 3]]);
  vote(world, [[1], []], false);
  vote(world, [[], [2]]);
}

test("an ordinary day raises no flag, in whatever order its notes come, and its symbols are its notes", () => {
  const world = createWorld();
  openStation(world);
  voters(world);
  evening(world);
  for (const order of ORDERS) expect(judged(world, order)).toEqual([["counted"], ["counted"]]);
  for (const acta of world.actas()) {
    const read = symbolsToActa(actaToSymbols(acta, 419));
    expect(read).toEqual({ ok: true, value: acta });
  }
});

test.each(["before it opens", "while people vote", "after the close"])(
  "a machine that dies %s: the acta tells of it, and nothing is flagged",
  (when) => {
    const world = createWorld();
    const die = (moment: string): void => {
      if (moment !== when) return;
      world.now += 600;
      world.machine = SPARE;
      world.act({ do: "go-on", record: world.held() });
      if (world.state.phase === "paused") {
        unlock(world, "a-1");
        world.act({ do: "resume" });
      }
    };
    die("before it opens");
    openStation(world);
    voters(world);
    die("while people vote");
    if (when === "after the close") {
      const { act } = world;
      world.act = (command) => {
        if (command.do === "count") die("after the close");
        act(command);
      };
    }
    evening(world);
    expect(new TextDecoder().decode(world.actas()[0])).toContain("\nlives e-1/machine/01.1@");
    for (const order of ORDERS) expect(judged(world, order)).toEqual([["counted"], ["counted"]]);
  },
);

test("a rehearsal says so in everything it signs, and the election's log takes none of it", () => {
  const world = createWorld({ mode: "test" });
  openStation(world);
  voters(world);
  evening(world);
  expect(world.documents.size).toBe(5);
  for (const [name, bytes] of world.documents) {
    expect(new TextDecoder().decode(bytes), name).toContain("\nmode test\n");
    const read = readEntry(bytes, CENTRE);
    expect(read.ok ? "" : read.error.rule, name).toBe(
      /^(zero|refusal)/.test(name) ? "statement-form" : "wrong-mode",
    );
  }
});

test("a disk that lost records, or has more than the register: both counts are signed, logged and flagged", () => {
  const world = createWorld();
  openStation(world);
  voters(world);
  world.records.delete([...world.records.keys()][0]!);
  evening(world);
  for (const cell of judged(world, NOTES))
    expect(cell).toEqual(expect.arrayContaining(["counted", "acta-running"]));

  const more = createWorld();
  openStation(more);
  voters(more);
  const copies = [...more.records.values()].map((bytes, i) => bytes.slice().fill(i, 0, 8));
  for (const bytes of copies) more.records.set(hexOf(bytes), bytes);
  evening(more);
  for (const cell of judged(more, NOTES))
    expect(cell).toEqual(expect.arrayContaining(["counted", "acta-running", "acta-checked-in"]));
});

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 16)).toString("hex");
