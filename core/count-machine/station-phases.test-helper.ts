/**
 * Stations that got as far as a test needs, as people would get there.
 * @module
 */
import { parseNote } from "../note/note.ts";
import { ACTA, type Acta } from "../statement/acta.ts";
import {
  CLOSES,
  createWorld,
  DEFINITION,
  OPENS,
  printCopies,
  unlock,
  vote,
  WITNESSES,
  type World,
} from "./station.test-helper.ts";
import { PHASES, type Phase } from "./station-state.ts";
import { unpackRecord, type VoteRecord } from "./vote-record.ts";

export const [MUD, PSUV, ONG] = WITNESSES as [
  (typeof WITNESSES)[0],
  (typeof WITNESSES)[0],
  (typeof WITNESSES)[0],
];

export function actasOf(world: World): Acta[] {
  return world.actas().map((bytes) => {
    const note = parseNote(bytes);
    const acta = note.ok ? ACTA.parse(note.value.text) : note;
    if (!acta.ok) throw new Error("no acta");
    return acta.value as Acta;
  });
}

export const recordsOf = (world: World): VoteRecord[] =>
  [...world.records.entries()].sort().map(([, bytes]) => unpackRecord(bytes, DEFINITION.contests)!);

/** A station in that phase, having got there as people would. */
export function stationIn(phase: Phase): World {
  const world = createWorld();
  const steps: (() => void)[] = [
    () => {},
    () => {
      unlock(world, "a-1", "b-2");
      world.act({ do: "print-zero-tape", records: 0 });
      world.act({ do: "paper", kind: "zero-tape", outcome: "printed" });
    },
    () => {
      world.now = OPENS;
      world.act({ do: "open", records: 0 });
      vote(world, [[0], [1, 3]]);
      unlock(world, "a-1", "b-2");
    },
    () => world.act({ do: "pause", reason: "rest" }),
    () => {
      world.now = CLOSES;
      world.act({ do: "close", checkedIn: 1 });
    },
    () => world.act({ do: "count", records: world.records.values() }),
    () => printCopies(world),
    () => {
      for (const { key } of [MUD, PSUV])
        world.act({ do: "witness-decision", witness: key.name.slice(12), decision: "absent" });
      world.act({ do: "decided" });
    },
    () => {
      world.act({ do: "seal", actas: world.actas() });
      world.act({ do: "paper", kind: "closing", outcome: "printed" });
    },
    () => world.act({ do: "transmitted", receipts: RECEIPTS }),
  ];
  for (const step of steps.slice(0, PHASES.indexOf(phase) + 1)) step();
  if (world.state.phase !== phase) throw new Error(`${world.state.phase}, not ${phase}`);
  return world;
}

export const RECEIPTS = ["acta-governor.note", "acta-board.note", "closing.note"].map((name, index) => ({
  name,
  index,
}));
