/**
 * The daemon's side of the printer: one paper at a time, its fate reported back, and the next one begun when the printer can.
 *
 *     effect `print` ─▶ printer ─▶ printed / nothing / part ─▶ command `voucher` or `paper`
 *                                       └─ a voucher, a copy: once the printer is ready again, begun anew
 *
 * A report that the disk does not take is given again until it does: the paper is out, whatever the disk says.
 * Spec: spec/station.md, sections 3 and 7.
 * @module
 */
import type { PaperOutcome, StationCommand } from "@triplicate/core/count-machine/station-commands.ts";
import type { PaperKind } from "@triplicate/core/count-machine/station-state.ts";
import type { PrinterState } from "@triplicate/machine-screens/api.ts";
import type { LiveStation } from "./live-station.ts";
import type { SystemClock } from "./machine-clock.ts";
import { createWaits, type Waits } from "./waits.ts";

type Printed = PaperKind | "voucher";

/** Papers by what they are; `papers.ts` makes them of what the station keeps. */
export type StationPapers = {
  status(): Promise<PrinterState>;
  print(paper: Printed, station: LiveStation): Promise<PaperOutcome>;
};

export type PrintRoom = {
  state(): PrinterState;
  print(paper: Printed): void;
  /** Copies of the actas, one after the other. */
  printCopies(copies: number): ReturnType<LiveStation["run"]>;
  /** The copies that were still wanted when one was left half done. */
  goOn(): void;
  /** A voucher that waited when the power went. */
  resume(): void;
  idle(): Promise<void>;
  stop(): Promise<void>;
};

const POLL_MILLISECONDS = 2000;
const READY_MILLISECONDS = 500;
const RETRY_MILLISECONDS = 1000;

export type PrintParts = {
  readonly station: LiveStation;
  readonly papers: StationPapers;
  readonly after: SystemClock["after"];
  readonly onChange: () => void;
};

export function createPrintRoom(parts: PrintParts): PrintRoom {
  const { station } = parts;
  const waits = createWaits(parts.after);
  const watch = createWatch(parts, waits);
  const jobs = new Set<Promise<void>>();
  /** Copies that follow the one under way. */
  let copiesLeft = 0;
  /** How often people have asked for copies: who asks anew does not mean one more that still waits. */
  let asked = 0;

  const begin = (act: () => Promise<void>): void => {
    const running = act().finally(() => jobs.delete(running));
    jobs.add(running);
  };
  const nextCopy = (): void => {
    if (copiesLeft === 0) return;
    copiesLeft -= 1;
    if (!station.run({ do: "print-copy" }).ok) copiesLeft = 0;
  };
  const resumeCopy = async (): Promise<void> => {
    const mine = asked;
    if (!(await watch.untilReady()) || asked !== mine) return;
    copiesLeft += 1;
    nextCopy();
  };
  const resumeVoucher = async (): Promise<void> => {
    if (!(await watch.untilReady())) return;
    if (station.state().voter?.step === "held") station.run({ do: "print-voucher" });
  };
  const work = async (paper: Printed): Promise<void> => {
    const outcome = await watch.print(paper);
    if (outcome === "nothing" && paper === "voucher") await resumeVoucher();
    if (outcome === "nothing" && paper === "acta") await resumeCopy();
    if (outcome === "printed" && paper === "acta") nextCopy();
  };
  return {
    state: watch.state,
    print: (paper) => begin(() => work(paper)),
    printCopies(copies) {
      const done = station.run({ do: "print-copy" });
      if (done.ok) {
        asked += 1;
        copiesLeft = copies - 1;
      }
      return done;
    },
    goOn() {
      if (station.state().printing === null && station.state().half === null) nextCopy();
    },
    resume() {
      if (station.state().voter?.step === "held") begin(resumeVoucher);
    },
    async idle() {
      while (jobs.size > 0) await Promise.all(jobs);
    },
    async stop() {
      waits.stop();
      while (jobs.size > 0) await Promise.allSettled(jobs);
      await watch.ended;
    },
  };
}

type Watch = {
  state(): PrinterState;
  /** Prints and reports. */
  print(paper: Printed): Promise<PaperOutcome>;
  /** False when the machine stops before. */
  untilReady(): Promise<boolean>;
  /** The polling, which goes on until the waits end. */
  readonly ended: Promise<void>;
};

/** What the printer says of itself, asked every now and then while it is not printing. */
function createWatch({ station, papers, onChange }: PrintParts, waits: Waits): Watch {
  let state: PrinterState = "ready";
  let isPrinting = false;
  const see = async (): Promise<PrinterState> => {
    const seen = await papers.status();
    if (seen !== state) {
      state = seen;
      onChange();
    }
    return seen;
  };
  const report = async (make: () => StationCommand): Promise<void> => {
    for (;;) {
      const done = station.run(make());
      if (done.ok || done.error.rule !== "not-stored" || waits.isStopped()) return;
      await waits.pause(RETRY_MILLISECONDS);
    }
  };
  const poll = async (): Promise<void> => {
    while (!waits.isStopped()) {
      if (!isPrinting) await see();
      await waits.pause(POLL_MILLISECONDS);
    }
  };
  return {
    state: () => state,
    ended: poll(),
    async print(paper) {
      isPrinting = true;
      // The screen is answered first: making a paper takes longer than a frame.
      await new Promise(setImmediate);
      // A paper that cannot be made, as of a record that the disk lost, is for people to judge like one that was torn.
      const outcome = await papers.print(paper, station).catch((): PaperOutcome => "part");
      isPrinting = false;
      await report(() =>
        paper === "voucher"
          ? { do: "voucher", outcome, record: station.record() }
          : { do: "paper", kind: paper, outcome },
      );
      return outcome;
    },
    async untilReady() {
      while (!waits.isStopped()) {
        if (isReady(await see())) return true;
        await waits.pause(READY_MILLISECONDS);
      }
      return false;
    },
  };
}

const isReady = (state: PrinterState): boolean => state === "ready" || state === "paper-low";
